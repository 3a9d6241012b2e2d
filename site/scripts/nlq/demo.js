/**
 * `<nlq-demo>`: ask an Elasticsearch index a question in English, and see every step of the way.
 *
 *     <nlq-demo index="articles" question="How many articles did each author write?" strategy="few-shot"></nlq-demo>
 *
 * With the live server, questions go to it; without one, recorded real runs are replayed and say so. Until there is
 * something better to show, what the build put inside the element stays on screen.
 */

import { LitElement, html, nothing } from "lit";
import { copyText } from "../shared/save.js";
import { readAddress, writeAddress } from "./address.js";
import { ApiError } from "./api-error.js";
import { demoStyles } from "./demo-look.js";
import { follow, spoken } from "./follow.js";
import { chips, choice, picker, questionRow } from "./form.js";
import { day, grouped } from "./format.js";
import { forget, history, remember } from "./history.js";
import { sameQuestion } from "./recorded.js";
import "./run-view.js";
import { pageSource } from "./source.js";
import { verdict } from "./verdict.js";

/** @import { Asked } from "./history.js" */
/** @import { Ask, ErrorShape, IndexInfo, ProfileInfo, Provenance, Run, Source } from "./types.js" */

/** Keys that leave a field: the page may hear them even while one types. */
const LEAVING = new Set(["Escape", "Tab"]);

/** @param {EventTarget} node */
const isTypedInto = (node) => node instanceof HTMLElement && node.matches("input, textarea, select");

export class NlqDemo extends LitElement {
  /** @override */
  static properties = {
    index: { type: String },
    question: { type: String },
    strategy: { type: String },
    profile: { type: String },
    execute: { attribute: "execute", converter: (/** @type {string | null} */ text) => text !== "false" },
    page: { type: Boolean, reflect: true },
    inSlide: { type: Boolean, reflect: true, attribute: "in-slide" },
    beside: { state: true },
    source: { state: true },
    indexes: { state: true },
    profiles: { state: true },
    strategies: { state: true },
    samples: { state: true },
    provenance: { state: true },
    trouble: { state: true },
    notice: { state: true },
    runs: { state: true },
    busy: { state: true },
    asked: { state: true },
    copied: { state: true },
  };

  constructor() {
    super();
    this.index = "articles";
    this.question = "";
    this.strategy = "";
    this.profile = "";
    /** Whether the query is run, or only written. */
    this.execute = true;
    /** The full page: address, history, side by side. */
    this.page = false;
    this.inSlide = false;
    /** The strategy asked beside the first one; "" for none. */
    this.beside = "";
    /** @type {Source | null} */
    this.source = null;
    /** @type {IndexInfo[]} */
    this.indexes = [];
    /** @type {ProfileInfo[]} */
    this.profiles = [];
    /** @type {string[]} */
    this.strategies = [];
    /** @type {string[]} */
    this.samples = [];
    /** @type {Provenance | null} */
    this.provenance = null;
    /** What keeps the form from being ready. @type {ErrorShape | null} */
    this.trouble = null;
    /** A kind word on what cannot be asked, with what can. @type {string} */
    this.notice = "";
    /** @type {Run[]} */
    this.runs = [];
    this.busy = false;
    /** @type {Asked[]} */
    this.asked = [];
    this.copied = false;
    /** @type {AbortController | null} */
    this.asking = null;
    this.damagedLink = false;
    this.bornPage = false;
    for (const type of /** @type {const} */ (["keydown", "keyup", "keypress"]))
      this.addEventListener(type, (event) => {
        const [target] = event.composedPath();
        if (target && isTypedInto(target) && !LEAVING.has(event.key)) event.stopPropagation();
      });
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.inSlide = Boolean(this.closest("foreignObject, .slide"));
    if (!this.inSlide && document.documentElement.dataset.page === "nlq" && !this.hasAttribute("question-only"))
      this.page = this === document.querySelector("nlq-demo");
    if (!this.source) this.start();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  /** Find who answers, and what may be asked. */
  async start() {
    this.trouble = null;
    let linked = false;
    if (this.page && !this.source) {
      const { place, damaged } = readAddress(location.search);
      this.damagedLink = damaged;
      linked = Boolean(place.question);
      Object.assign(this, place);
      this.asked = history();
    }
    try {
      const source = await pageSource();
      const [indexes, profiles] = await Promise.all([source.indexes(), source.profiles()]);
      this.source = source;
      this.indexes = indexes;
      this.profiles = profiles;
      if (indexes.length && !indexes.some(({ name }) => name === this.index)) {
        this.damagedLink ||= linked;
        this.index = indexes[0].name;
      }
      await this.#about(this.index);
    } catch (problem) {
      this.trouble = shape(problem);
      return;
    }
    if (linked && !this.damagedLink && this.isConnected) this.ask();
  }

  /** Samples, strategies and origin of an index. @param {string} index */
  async #about(index) {
    const { source } = this;
    if (!source) return;
    const [samples, provenance] = await Promise.all([source.samples(index), source.provenance(index)]);
    if (index !== this.index) return; // another one was chosen meanwhile
    this.samples = samples;
    this.provenance = provenance;
    this.question ||= samples[0] ?? "";
    await this.#fitStrategies();
  }

  async #fitStrategies() {
    const { source, index, question } = this;
    if (!source) return;
    const strategies = await source.strategies(index, question);
    if (index !== this.index || question !== this.question) return;
    this.strategies = strategies;
    if (!strategies.includes(this.strategy))
      this.strategy = strategies.includes("few-shot") ? "few-shot" : strategies[0];
    if (!strategies.includes(this.beside) || this.beside === this.strategy) this.beside = "";
    if (!this.profiles.some(({ name }) => name === this.profile)) this.profile = this.profiles[0]?.name ?? "";
  }

  /** @param {string} index */
  async #pickIndex(index) {
    if (index === this.index) return;
    this.index = index;
    this.samples = [];
    this.question = "";
    this.notice = "";
    this.trouble = null;
    try {
      await this.#about(index);
    } catch (problem) {
      this.trouble = shape(problem);
    }
  }

  /** @param {string} question */
  #pickQuestion(question) {
    if (this.busy) return;
    this.question = question;
    this.ask();
  }

  /** Ask what the form says. While an answer is coming, a second call does nothing. */
  async ask() {
    const { source } = this;
    const question = this.question.trim();
    if (!source || this.busy) return;
    if (!question) {
      this.notice = "Write a question first, or choose one:";
      this.renderRoot.querySelector("input[type=text]")?.dispatchEvent(new Event("focus"));
      return;
    }
    this.busy = true;
    this.notice = "";
    const asking = new AbortController();
    this.asking = asking;
    try {
      if (source.kind === "recorded" && !(await this.#isRecorded(source, question))) return;
      await this.#fitStrategies();
      this.#keep(question);
      const lanes = [this.strategy, ...(this.beside ? [this.beside] : [])];
      /** @type {Run[]} */
      const runs = [];
      for (const [lane, strategy] of lanes.entries()) {
        const ask = { index: this.index, question, strategy, profile: this.profile, execute: this.execute };
        await follow(source, ask, asking.signal, (run) => {
          runs[lane] = run;
          if (this.asking === asking) this.runs = [...runs];
        });
        if (asking.signal.aborted) break;
      }
    } catch (problem) {
      this.trouble = shape(problem);
    } finally {
      if (this.asking === asking) this.busy = false;
    }
  }

  /** @param {Source} source @param {string} question */
  async #isRecorded(source, question) {
    const samples = await source.samples(this.index);
    const same = samples.find((one) => sameQuestion(one) === sameQuestion(question));
    if (same) this.question = same;
    else
      this.notice =
        "There is no server on this site to answer a new question. These were recorded, and replay as they ran:";
    return Boolean(same);
  }

  stop() {
    this.asking?.abort(new DOMException("stopped by the reader", "AbortError"));
  }

  /** Put the question into the address and the history. @param {string} question */
  #keep(question) {
    if (!this.page) return;
    const { index, strategy, profile } = this;
    window.history.replaceState(null, "", this.#link(question));
    this.asked = remember({ index, question, strategy, profile, at: Date.now() });
    this.damagedLink = false;
  }

  /** @param {string} [question] */
  #link(question = this.question.trim()) {
    const { index, strategy, beside } = this;
    const profile = this.profiles.length > 1 ? this.profile : "";
    return location.pathname + writeAddress({ index, question, strategy, profile, beside });
  }

  async #copyLink() {
    this.copied = await copyText(new URL(this.#link(), location.href).href);
    setTimeout(() => (this.copied = false), 2000);
  }

  /** @param {Asked} asked */
  async #again({ index, question, strategy, profile }) {
    if (this.busy) return;
    await this.#pickIndex(index);
    Object.assign(this, { question, strategy, profile });
    this.ask();
  }

  /** @override */
  render() {
    if (!this.source)
      return html`<div class="app">
        ${this.trouble ? this.#trouble(this.trouble) : nothing}
        <div class="stage"><slot></slot></div>
      </div>`;
    return html`<div class="app">
      <div class="ask">
        ${this.#choices()}
        ${questionRow({
          question: this.question,
          samples: this.samples,
          busy: this.busy,
          suggest: this.inSlide,
          type: (text) => {
            this.question = text;
            this.notice = "";
          },
          ask: () => this.ask(),
          stop: () => this.stop(),
        })}
        ${this.#offers()} ${this.inSlide ? nothing : this.#origin()}
      </div>
      ${this.trouble ? this.#trouble(this.trouble) : nothing}
      <div class="unseen" role="status" aria-live="polite">
        ${this.runs.length ? spoken(this.runs[this.runs.length - 1]) : ""}
      </div>
      <div class="stage" @ask-again=${() => this.ask()}>${this.#stage()}</div>
      ${this.page ? this.#past() : nothing}
    </div>`;
  }

  #choices() {
    const named = (/** @type {string[]} */ names) => names.map((name) => ({ value: name, label: name }));
    return html`<div class="choices">
      ${choice({
        name: "index",
        legend: "Index",
        options: named(this.indexes.map(({ name }) => name)),
        chosen: this.index,
        pick: (index) => this.#pickIndex(index),
      })}
      ${choice({
        name: "strategy",
        legend: "Strategy",
        options: named(this.strategies),
        chosen: this.strategy,
        pick: (strategy) => {
          if (this.beside === strategy) this.beside = this.strategy;
          this.strategy = strategy;
        },
      })}
      ${
        this.page && this.strategies.length > 1
          ? choice({
              name: "beside",
              legend: "Compare with",
              options: [
                { value: "", label: "nothing" },
                ...named(this.strategies.filter((one) => one !== this.strategy)),
              ],
              chosen: this.beside,
              pick: (strategy) => (this.beside = strategy),
            })
          : nothing
      }
      ${
        this.profiles.length > 1
          ? picker({
              legend: "Model",
              options: this.profiles.map(({ name, model }) => ({ value: name, label: model || name })),
              chosen: this.profile,
              pick: (profile) => (this.profile = profile),
            })
          : nothing
      }
      ${this.inSlide ? this.#origin() : nothing}
    </div>`;
  }

  #offers() {
    if (this.notice)
      return html`<div class="notice" role="status">
        ${chips(this.notice, this.samples, (one) => this.#pickQuestion(one), this.busy)}
      </div>`;
    if (this.inSlide || !this.samples.length) return nothing;
    const label = this.source?.kind === "recorded" ? "Recorded:" : "Try:";
    return chips(label, this.samples, (one) => this.#pickQuestion(one), this.busy);
  }

  /** Who answers: the live model, or a recording with its date, model and command. */
  #origin() {
    const about = this.indexes.find(({ name }) => name === this.index);
    const damaged = this.damagedLink
      ? html`<p class="origin warn">
          This link was damaged or of another version: what could not be read was left out.
        </p>`
      : nothing;
    if (this.source?.kind === "live") {
      const profile = this.profiles.find(({ name }) => name === this.profile);
      const count =
        about?.count === null || about?.count === undefined ? nothing : html`${grouped(about.count)} documents. `;
      return html`${damaged}
        <p class="origin">
          <span class="live">Live</span> ${profile?.model ?? nothing}${
            this.inSlide ? nothing : html`<span>. ${about?.description} ${count}</span>`
          }
        </p>`;
    }
    const { provenance } = this;
    if (!provenance) return damaged;
    const { recordedAt, model, command } = provenance;
    return html`${damaged}
      <p class="origin">
        <span class="recorded">Recorded on ${day(recordedAt) ?? recordedAt}</span> with ${model} by
        <code>${command}</code>${
          this.inSlide
            ? "."
            : html`. There is no server here; to ask anything, run the talk yourself: <code>make talk</code>.`
        }
      </p>`;
  }

  /** @param {ErrorShape} trouble */
  #trouble({ message, hint }) {
    return html`<div class="trouble" role="alert">
      <p><b>${message}</b> ${hint ?? nothing}</p>
      <button class="quiet" @click=${() => (this.source ? this.#retryIndex() : this.start())}>Try again</button>
    </div>`;
  }

  async #retryIndex() {
    this.trouble = null;
    try {
      await this.#about(this.index);
    } catch (problem) {
      this.trouble = shape(problem);
    }
  }

  #stage() {
    const { runs } = this;
    if (!runs.length) return html`<slot><p class="hint">Ask, and every step of the way appears here.</p></slot>`;
    const side = runs.length > 1 || (this.busy && this.beside && runs[0].status === "running");
    if (runs.length === 1)
      return html`<nlq-run
        .run=${runs[0]}
        .source=${this.source}
        ?filled=${this.inSlide}
        ?narrow=${Boolean(side)}
      ></nlq-run>`;
    return html`<p class="verdict">${verdict(runs)}</p>
      <div class="lanes">
        ${runs.map(
          (run) =>
            html`<section class="lane" aria-label=${run.ask.strategy}>
              <h2>${run.ask.strategy}</h2>
              <nlq-run .run=${run} .source=${this.source} narrow></nlq-run>
            </section>`,
        )}
      </div>`;
  }

  #past() {
    if (!this.runs.length && !this.asked.length) return nothing;
    return html`<div class="past">
      ${
        this.runs.length
          ? html`<button class="quiet" @click=${this.#copyLink}>
              ${this.copied ? "Copied" : "Copy a link to this question"}
            </button>`
          : nothing
      }
      ${
        this.asked.length
          ? html`<details>
              <summary>Asked before in this browser (${this.asked.length})</summary>
              <ul>
                ${this.asked.map(
                  (one) =>
                    html`<li>
                      <button class="link" @click=${() => this.#again(one)}>${one.question}</button>
                      <span class="soft">${one.index}, ${one.strategy}</span>
                    </li>`,
                )}
              </ul>
              <button class="quiet" @click=${() => (this.asked = forget())}>Clear this list</button>
            </details>`
          : nothing
      }
    </div>`;
  }

  /** @override */
  static styles = demoStyles;
}

/** @param {unknown} problem @returns {ErrorShape} */
function shape(problem) {
  const wrapped = ApiError.wrap(problem);
  if (!(wrapped instanceof ApiError)) throw wrapped;
  return wrapped.shape;
}

customElements.define("nlq-demo", NlqDemo);
