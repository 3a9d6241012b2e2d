/**
 * `<nlq-demo>`: ask an Elasticsearch index a question in English, and see every step of the way.
 *
 *     <nlq-demo index="articles" question="How many articles did each author write?" strategy="few-shot"></nlq-demo>
 *
 * With the live server, questions go to it; without one, recorded real runs are replayed and say so. Until there is
 * something better to show, what the build put inside the element stays on screen. `page` adds the address, the
 * history and the view side by side.
 */

import { LitElement, html, nothing } from "lit";
import { copyText } from "../shared/save.js";
import { readAddress, writeAddress } from "./address.js";
import { ApiError } from "./api-error.js";
import { demoStyles } from "./demo-look.js";
import { answers, choices, offers, origin, past, troubled } from "./demo-parts.js";
import { follow, spoken } from "./follow.js";
import { questionRow } from "./form.js";
import { forget, history, remember } from "./history.js";
import { sameQuestion } from "./recorded.js";
import { fitting, same } from "./lanes.js";
import "./run-view.js";
import { isStill, pageSource } from "./source.js";

/** @import { Asked } from "./history.js" */
/** @import { Lane } from "./lanes.js" */
/** @import { Ask, ErrorShape, IndexInfo, ProfileInfo, Provenance, Run, Source } from "./types.js" */

/** Keys that leave a field: the page may hear them even while one types. */
const LEAVING = new Set(["Escape", "Tab"]);
const COPIED_MS = 2000;
const STOPPING_MS = 50;
const PHONE_PX = 520;
/** The share of the window that may lie above an answer. */
const MOST_ABOVE = 0.6;

/** @param {EventTarget} node */
const isTypedInto = (node) => node instanceof HTMLElement && node.matches("input, textarea, select");

export class NlqDemo extends LitElement {
  /** @override */
  static properties = {
    index: { type: String },
    question: { type: String },
    strategy: { type: String },
    profile: { type: String },
    execute: { converter: (/** @type {string | null} */ text) => text !== "false" },
    page: { type: Boolean },
    inSlide: { type: Boolean, reflect: true, attribute: "in-slide" },
    beside: { state: true },
    source: { state: true },
    indexes: { state: true },
    profiles: { state: true },
    strategies: { state: true },
    offered: { state: true },
    samples: { state: true },
    provenance: { state: true },
    damagedLink: { state: true },
    trouble: { state: true },
    notice: { state: true },
    lanes: { state: true },
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
    this.page = false;
    this.inSlide = false;
    /** Further ways to ask the same, beside the chosen strategy and model. @type {Lane[]} */
    this.beside = [];
    /** Every way that there is. @type {Lane[]} */
    this.offered = [];
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
    this.damagedLink = false;
    /** What keeps the form from being ready. @type {ErrorShape | null} */
    this.trouble = null;
    /** A kind word on what cannot be asked; the samples are offered below it. */
    this.notice = "";
    /** The ways in which it was asked, and the run of each as far as it got. @type {Lane[]} */
    this.lanes = [];
    /** @type {Run[]} */
    this.runs = [];
    this.busy = false;
    /** @type {Asked[]} */
    this.asked = [];
    this.copied = false;
    /** @type {AbortController | null} */
    this.asking = null;
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
    if (!this.source) this.start();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  /** Find who answers and what may be asked; a link that holds a question asks it. */
  async start() {
    const linked = this.page && this.#readLink();
    this.trouble = null;
    try {
      const source = await pageSource();
      [this.indexes, this.profiles] = await Promise.all([source.indexes(), source.profiles()]);
      this.source = source;
      if (this.indexes.length && !this.indexes.some(({ name }) => name === this.index)) {
        this.damagedLink ||= linked;
        this.index = this.indexes[0].name;
      }
      await this.#about();
    } catch (problem) {
      this.trouble = shapeOf(problem);
      return;
    }
    if (linked && !this.damagedLink && this.isConnected) await this.ask();
  }

  /** @returns {boolean} whether the address holds a question */
  #readLink() {
    const { place, damaged } = readAddress(location.search);
    this.damagedLink = damaged;
    Object.assign(this, place);
    this.asked = history();
    return Boolean(place.question);
  }

  /** Learn the samples, strategies and origin of the index that is chosen. */
  async #about() {
    const { source, index } = this;
    if (!source) return;
    const [samples, provenance] = await Promise.all([source.samples(index), source.provenance(index)]);
    if (index !== this.index) return; // another one was chosen meanwhile
    this.samples = samples;
    this.provenance = provenance;
    this.question ||= samples[0] ?? "";
    await this.#fitChoices();
  }

  /** Keep strategies and models among those on offer for this question. */
  async #fitChoices() {
    const { source, index, question } = this;
    if (!source) return;
    const profiles = this.profiles.length ? this.profiles.map(({ name }) => name) : [""];
    const each = await Promise.all(profiles.map((profile) => source.strategies(index, question, profile)));
    if (index !== this.index || question !== this.question) return;
    this.offered = each.flatMap((names, at) => names.map((strategy) => ({ strategy, profile: profiles[at] })));
    if (!profiles.includes(this.profile))
      this.profile = (this.profiles.find((one) => one.default) ?? this.profiles[0])?.name ?? "";
    this.strategies = each[profiles.indexOf(this.profile)];
    if (!this.strategies.includes(this.strategy)) this.strategy = this.strategies.at(-1) ?? "";
    this.beside = fitting(this.main, this.beside, this.offered);
  }

  /** The way to ask that the form has chosen. @returns {Lane} */
  get main() {
    return { strategy: this.strategy, profile: this.profile };
  }

  /** Learn about the index again, after it failed. */
  async retry() {
    this.trouble = null;
    try {
      await this.#about();
    } catch (problem) {
      this.trouble = shapeOf(problem);
    }
  }

  /** @param {string} index */
  async pickIndex(index) {
    if (index === this.index) return;
    this.stop();
    Object.assign(this, { index, samples: [], question: "", notice: "", lanes: [], runs: [], busy: false });
    await this.retry();
  }

  /** Choose a strategy or a model; one that lies beside changes places with what was chosen. @param {Partial<Lane>} choice */
  async pick(choice) {
    const before = this.main;
    Object.assign(this, choice);
    this.beside = this.beside.map((lane) => (same(lane, this.main) ? before : lane));
    try {
      await this.#fitChoices();
    } catch (problem) {
      this.trouble = shapeOf(problem);
    }
  }

  /** @param {string} question */
  pickQuestion(question) {
    if (this.busy) return;
    this.question = question;
    this.ask();
  }

  /** Ask what the form says. While an answer is coming, a second call does nothing. */
  async ask() {
    const { source, index } = this;
    const question = this.question.trim();
    if (!source || this.busy) return;
    if (!question) {
      this.notice = "Write a question first, or choose one:";
      return;
    }
    this.busy = true;
    this.notice = "";
    const asking = new AbortController();
    this.asking = asking;
    try {
      if (source.kind === "recorded" && !(await this.#isRecorded(source, question))) return;
      await this.#fitChoices();
      if (asking.signal.aborted) return;
      this.#keep(question);
      await this.#askInTurn(source, { index, question, execute: this.execute }, asking);
    } catch (problem) {
      this.trouble = shapeOf(problem);
    } finally {
      if (this.asking === asking) this.busy = false;
    }
  }

  /**
   * One way after the other: two at once would share the model, and their times would say nothing.
   * @param {Source} source
   * @param {Omit<Ask, keyof Lane>} ask
   * @param {AbortController} asking
   */
  async #askInTurn(source, ask, asking) {
    const lanes = [this.main, ...this.beside];
    /** @type {Run[]} */
    const runs = [];
    this.lanes = lanes;
    this.runs = runs;
    this.updateComplete.then(() => this.#bringIntoView());
    for (const [at, lane] of lanes.entries()) {
      await follow(source, { ...ask, ...lane }, asking.signal, (run) => {
        runs[at] = run;
        if (this.asking === asking && this.lanes === lanes) this.runs = [...runs];
      });
      if (asking.signal.aborted) return;
    }
  }

  /** Where the answer would begin below the fold, bring it up: under its question, or alone on a phone. */
  #bringIntoView() {
    const stage = this.renderRoot.querySelector(".stage");
    if (this.inSlide || !stage || stage.getBoundingClientRect().top < innerHeight * MOST_ABOVE) return;
    const top = this.clientWidth < PHONE_PX ? stage : this.renderRoot.querySelector(".question");
    top?.scrollIntoView({ behavior: isStill() ? "auto" : "smooth" });
  }

  /** @param {Source} source @param {string} question */
  async #isRecorded(source, question) {
    const samples = await source.samples(this.index);
    const same = samples.find((one) => sameQuestion(one) === sameQuestion(question));
    if (same) this.question = same;
    else this.notice = "No server is here to answer a new question. These were recorded, and replay just as they ran:";
    return Boolean(same);
  }

  /** Stop what is being answered; what had come so far stays on screen. */
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

  /** @param {string} question */
  #link(question) {
    const { index, strategy } = this;
    const several = this.profiles.length > 1;
    const profile = several ? this.profile : "";
    const beside = this.beside.map((lane) => ({ ...lane, profile: several ? lane.profile : "" }));
    return location.pathname + writeAddress({ index, question, strategy, profile, beside });
  }

  async copyLink() {
    this.copied = await copyText(new URL(this.#link(this.question.trim()), location.href).href);
    setTimeout(() => (this.copied = false), COPIED_MS);
  }

  /** @param {Asked} asked */
  async askAgain({ index, question, strategy, profile }) {
    if (this.busy) return;
    await this.pickIndex(index);
    Object.assign(this, { question, strategy, profile });
    await this.ask();
  }

  /**
   * Somebody else chose what is asked, such as the room of a talk: what is being answered stops.
   * @param {string} index @param {string} question
   */
  async askFor(index, question) {
    this.stop();
    while (this.busy) await new Promise((resolve) => setTimeout(resolve, STOPPING_MS));
    await this.pickIndex(index);
    this.question = question;
    await this.ask();
  }

  clearHistory() {
    this.asked = forget();
  }

  /** @override */
  render() {
    if (!this.source)
      return html`<div class="app">
        ${this.trouble ? troubled(this.trouble, () => this.start()) : nothing}
        <div class="stage"><slot></slot></div>
      </div>`;
    const last = this.runs.at(-1);
    const row = questionRow({
      question: this.question,
      samples: this.samples,
      busy: this.busy,
      suggest: this.inSlide,
      type: (text) => Object.assign(this, { question: text, notice: "" }),
      ask: () => this.ask(),
      stop: () => this.stop(),
    });
    return html`<div class="app">
      <div class="ask">${choices(this)} ${row} ${offers(this)} ${this.inSlide ? nothing : origin(this)}</div>
      ${this.trouble ? troubled(this.trouble, () => this.retry()) : nothing}
      <div class="unseen" role="status" aria-live="polite">${last ? spoken(last) : ""}</div>
      <div class="stage ${this.lanes.length ? "asked" : ""} ${this.busy ? "busy" : ""}" @ask-again=${() => this.ask()}>
        ${answers(this)}
      </div>
      ${this.page ? past(this) : nothing}
    </div>`;
  }

  /** @override */
  static styles = demoStyles;
}

/** @param {unknown} problem @returns {ErrorShape} */
function shapeOf(problem) {
  const wrapped = ApiError.wrap(problem);
  if (!(wrapped instanceof ApiError)) throw wrapped;
  return wrapped.shape;
}

customElements.define("nlq-demo", NlqDemo);
