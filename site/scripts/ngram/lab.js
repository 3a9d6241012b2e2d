/**
 * `<ngram-lab>`: the lab's page, one panel below another around the same settings, which are kept in the address together
 * with the knobs that panels have of their own.
 *
 *     <ngram-lab corpus="expressions" order="5" seed="7">…a real result, made at build time…</ngram-lab>
 *
 * A link opens the page as it was copied; Undo goes back one change at a time.
 */
import { LitElement, html, nothing } from "lit";
import { copyText } from "../shared/save.js";
import { fromQuery, toQuery } from "./address.js";
import { NgramError } from "./client.js";
import { readOptional } from "./knobs.js";
import { SECTIONS } from "./lab-sections.js";
import { labStyles } from "./lab-styles.js";
import { turnPanels } from "./panel-knobs.js";
import "./sampler.js";
import { panelStyles } from "./styles.js";
import { areKnown } from "./texts.js";

/** @typedef {import("./sampler.js").Settings} Settings */
/** @typedef {import("./sampler.js").NgramSampler} Sampler */
/** @typedef {{settings: Settings, panels: import("./address.js").Panels}} State */

/** Changes that come quicker than this belong together: a slider that is dragged is undone as one. */
const TOGETHER_MS = 700;

export class NgramLab extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    said: { state: true },
    copied: { state: true },
    past: { state: true },
    current: { state: true },
    damaged: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, labStyles];

  constructor() {
    super();
    this.said = "";
    /** The panel whose link was copied last. @type {string | undefined} */
    this.copied = undefined;
    /** @type {State[]} */
    this.past = [];
    this.changedAt = 0;
    /** What the link says; what could not be read of it is `damaged`. */
    this.given = fromQuery(location.search);
    this.damaged = this.given.damaged;
    /** @type {State | undefined} */
    this.current = undefined;
    /** Where a panel's knob stood before it was turned for the first time. @type {import("./address.js").Panels} */
    this.usual = {};
  }

  get sampler() {
    return /** @type {Sampler | null} */ (this.renderRoot.querySelector("ngram-sampler"));
  }

  /** @override */
  firstUpdated() {
    const { sampler } = this;
    if (!sampler) return;
    Object.assign(sampler, this.#preset(), this.given.settings);
    this.current = { settings: sampler.settings, panels: this.given.panels };
    this.addEventListener("corpus", (event) => this.#learn(/** @type {CustomEvent<string>} */ (event)));
    this.addEventListener("knob", (event) => this.#turned(/** @type {CustomEvent} */ (event)));
    sampler.addEventListener("settings", (event) => {
      const { panels } = this.current ?? { panels: {} };
      this.#follow({ settings: /** @type {CustomEvent<Settings>} */ (event).detail, panels });
    });
    void this.#check();
  }

  /** A link may name texts that are not here: then its place is taken by the page's own, and that is said. */
  async #check() {
    const { panels, settings } = this.given;
    /** @type {[string, string][]} */
    const named = [
      ["corpus", settings.corpus ?? ""],
      ["lifelong.first", String(panels["lifelong.first"] ?? "")],
      ["lifelong.second", String(panels["lifelong.second"] ?? "")],
    ];
    for (const [name, ids] of named) {
      if (ids === "" || (await areKnown(ids).catch(unanswered))) continue;
      this.damaged = [...this.damaged, name];
      if (name === "corpus") this.#usualCorpus();
      else this.#set(Object.fromEntries(Object.entries(this.current?.panels ?? {}).filter(([key]) => key !== name)));
    }
  }

  #usualCorpus() {
    const { sampler, current } = this;
    if (!sampler || !current) return;
    sampler.corpus = this.getAttribute("corpus") ?? "expressions";
    this.#keep({ ...current, settings: sampler.settings });
    if (sampler.ready) void sampler.sample();
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!this.current || changed.get("current") !== undefined || !changed.has("current")) return;
    this.#apply(this.current.panels);
    this.#show(location.hash);
  }

  /** The element's own attributes: what the page starts with when a link says nothing. @returns {Partial<Settings>} */
  #preset() {
    const text = (/** @type {string} */ name) => this.getAttribute(name);
    const read = {
      corpus: text("corpus"),
      order: readOptional(text("order")),
      temperature: readOptional(text("temperature")),
      topK: readOptional(text("top-k")),
      topP: readOptional(text("top-p")),
      seed: readOptional(text("seed")),
      length: readOptional(text("length")),
      prompt: text("prompt"),
    };
    return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null));
  }

  /** @param {State} state */
  #follow(state) {
    const now = performance.now();
    if (this.current && now - this.changedAt > TOGETHER_MS) this.past = [...this.past.slice(-49), this.current];
    this.changedAt = now;
    this.#keep(state);
  }

  /** @param {State} state */
  #keep(state) {
    this.current = state;
    history.replaceState(history.state, "", `?${toQuery(state)}${location.hash}`);
  }

  /** A panel's knob was turned, by its reader. @param {CustomEvent<{name: string, value: string | number}>} event */
  #turned(event) {
    const panel = /** @type {Element} */ (event.composedPath()[0]);
    const place = panel.closest("section")?.id;
    const { name, value } = event.detail;
    if (this.current && place) {
      this.#follow({ ...this.current, panels: { ...this.current.panels, [`${place}.${name}`]: value } });
    }
  }

  /** @param {import("./address.js").Panels} panels */
  #set(panels) {
    if (!this.current) return;
    this.#keep({ ...this.current, panels });
    this.#apply(panels);
  }

  /** @param {import("./address.js").Panels} panels */
  #apply(panels) {
    turnPanels(this.renderRoot, panels, this.usual);
  }

  #undo() {
    const before = this.past.at(-1);
    const { sampler, current } = this;
    if (!before || !sampler || !current) return;
    this.past = this.past.slice(0, -1);
    this.#keep(before);
    this.#apply(before.panels);
    if (before.settings === current.settings) return;
    Object.assign(sampler, before.settings);
    void sampler.sample({ pace: "once" });
  }

  /** @param {string} [place] of the panel that the link is to open at */
  async #copy(place) {
    if (place) history.replaceState(history.state, "", `#${place}`);
    if (this.current) this.#keep(this.current);
    const copied = await copyText(location.href);
    this.copied = copied ? place : undefined;
    this.said = copied
      ? "The link is copied: it opens this page with these settings."
      : "This browser does not let the page copy: take the link from the address bar.";
  }

  /** @param {CustomEvent<string>} event */
  #learn({ detail: corpus }) {
    this.sampler?.change({ corpus });
  }

  #sections() {
    const { current } = this;
    if (!current) return nothing;
    return html`<nav aria-label="Panels of the lab">
        <ul>
          ${SECTIONS.map(({ id, title }) => html`<li><a href="#${id}" @click=${this.#jump}>${title}</a></li>`)}
        </ul>
      </nav>
      ${SECTIONS.map(
        ({ id, title, lead, view }) =>
          html`<section id=${id} aria-labelledby="${id}-title">
            <div class="title">
              <h2 id="${id}-title" tabindex="-1">${title}</h2>
              <button type="button" aria-label="Copy link to ${title}" @click=${() => this.#copy(id)}>
                ${this.copied === id ? "Link copied" : "Copy link"}
              </button>
              <button
                type="button"
                aria-label="Undo the last change"
                ?disabled=${this.past.length === 0}
                @click=${this.#undo}
              >
                Undo
              </button>
            </div>
            <p class="lead">${lead}</p>
            ${view(current.settings)}
          </section>`,
      )}`;
  }

  /** Links into the shadow tree: the browser does not find these places by itself. @param {Event} event */
  #jump(event) {
    event.preventDefault();
    const link = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    history.replaceState(history.state, "", link.hash);
    this.#show(link.hash);
  }

  /** @param {string} hash */
  #show(hash) {
    const id = hash.slice(1);
    if (!SECTIONS.some((section) => section.id === id)) return;
    const title = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(`#${id}-title`));
    title?.scrollIntoView({ block: "start" });
    title?.focus({ preventScroll: true });
  }

  /** @override */
  render() {
    return html`${
        this.damaged.length > 0
          ? html`<p class="notice" role="status">
              Part of this link could not be read (${this.damaged.join(", ")}); those settings are at their defaults.
            </p>`
          : nothing
      }
      <h2 class="unseen">Train and sample</h2>
      <ngram-sampler><slot></slot></ngram-sampler>
      <div class="bar">
        <button type="button" @click=${() => this.#copy()}>Copy link</button>
        <button type="button" ?disabled=${this.past.length === 0} @click=${this.#undo}>Undo</button>
        <p role="status">${this.said}</p>
      </div>
      ${this.#sections()}`;
  }
}

/** Whether a text is here is not known without the list: then it is the sampler that says so. @param {unknown} error */
function unanswered(error) {
  if (!(error instanceof NgramError)) throw error;
  return true;
}

customElements.define("ngram-lab", NgramLab);
