/**
 * `<nlq-run>`: one run in three parts, side by side where there is room: its way, its query, its result.
 *
 * The query may be edited and run by hand; what that brings replaces the result and says so.
 */

import { LitElement, html, nothing } from "lit";
import "./editor.js";
import { ApiError } from "./api-error.js";
import { pretty } from "./format.js";
import { controls } from "./look.js";
import { read } from "./json-text.js";
import "./result.js";
import { runStyles } from "./run-look.js";
import { told } from "./corrections.js";
import "./save-example.js";
import "./stages.js";
import "./why.js";

/** @import { Knowledge } from "./complete.js" */
/** @import { NlqEditor } from "./editor.js" */
/** @import { ErrorShape, JsonObject, Run, SearchResult, Source } from "./types.js" */

/** @typedef {{query: JsonObject, result: SearchResult, english: string | null}} ByHand */

/** Below this confidence the page says that it doubts. */
const DOUBTFUL = 0.5;

export class NlqRun extends LitElement {
  /** @override */
  static properties = {
    run: { attribute: false },
    source: { attribute: false },
    narrow: { type: Boolean, reflect: true },
    filled: { type: Boolean, reflect: true },
    byHand: { state: true },
    refusal: { state: true },
    busy: { state: true },
    knows: { state: true },
  };

  constructor() {
    super();
    /** @type {Run | null} */
    this.run = null;
    /** @type {Source | null} */
    this.source = null;
    /** One column, whatever the width: for two runs beside each other. */
    this.narrow = false;
    /** The height is given (a slide): each part scrolls by itself. */
    this.filled = false;
    /** @type {ByHand | null} */
    this.byHand = null;
    /** @type {ErrorShape | null} */
    this.refusal = null;
    this.busy = false;
    /** What the editor may offer. @type {Knowledge | null} */
    this.knows = null;
    /** @type {AbortController | null} */
    this.searching = null;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = /** @type {Run | null | undefined} */ (changed.get("run"));
    if (changed.has("run") && before?.query !== this.run?.query) {
      this.searching?.abort();
      this.byHand = null;
      this.refusal = null;
      this.busy = false;
    }
    if (changed.has("run") && this.run?.query && (!before?.query || before.ask.index !== this.run.ask.index))
      this.#learn();
  }

  /** Learn what may be asked of the index; without it, the editor offers nothing. */
  async #learn() {
    const index = this.run?.ask.index ?? "";
    this.knows = null;
    const known = (await this.source?.knowledge(index)) ?? null;
    if (this.run?.ask.index === index) this.knows = known;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.searching?.abort();
  }

  /** @override */
  render() {
    const { run } = this;
    if (!run) return nothing;
    const scrolled = this.filled ? "0" : undefined;
    if (run.error && !run.steps.length) return this.#error(run.error);
    return html`${run.error ? this.#error(run.error) : nothing}
      <div class="parts">
        <section class="way" aria-label="The way of the question" tabindex=${scrolled ?? nothing}>
          <h2>The way of the question</h2>
          <nlq-stages .run=${run}></nlq-stages>
        </section>
        <section class="query" aria-label="The query" tabindex=${scrolled ?? nothing}>
          <h2>The query</h2>
          ${this.#query(run)}
        </section>
        <section class="result" aria-label="The result" tabindex=${scrolled ?? nothing}>
          <h2>${this.byHand ? "The result of your query" : "The result"}</h2>
          ${this.#result(run)}
        </section>
      </div>`;
  }

  /** @param {ErrorShape} error */
  #error({ message, hint }) {
    return html`<div class="problem" role="alert">
      <p><b>${message}</b></p>
      ${hint ? html`<p>${hint}</p>` : nothing}
      <button
        class="quiet"
        @click=${() => this.dispatchEvent(new CustomEvent("ask-again", { bubbles: true, composed: true }))}
      >
        Try again
      </button>
    </div>`;
  }

  /** @param {Run} run */
  #query(run) {
    if (run.refusal) return html`<p class="english">${run.refusal}</p>`;
    if (!run.query)
      return html`<p class="soft">${run.status === "running" ? "Being written…" : "No query came of it."}</p>`;
    const english = this.byHand ? this.byHand.english : run.english;
    return html`${english ? html`<p class="english">${english}</p>` : nothing}
      ${this.byHand ? nothing : this.#sureness(run)}
      <nlq-editor
        .original=${pretty(run.query, 40)}
        .refusal=${this.refusal}
        .canRun=${this.source?.kind === "live"}
        .busy=${this.busy}
        .knows=${this.knows}
        @query-run=${this.#asked}
        >${
          this.source?.kind === "live" && !this.filled && run.status === "done"
            ? html`<nlq-save
                .index=${run.ask.index}
                .question=${run.ask.question}
                .query=${() => this.#written()}
              ></nlq-save>`
            : nothing
        }</nlq-editor
      >`;
  }

  /** @param {CustomEvent<{query: JsonObject}>} event */
  #asked(event) {
    event.stopPropagation();
    this.#search(event.detail.query);
  }

  /** The query as it stands in the editor, null while it is none. @returns {JsonObject | null} */
  #written() {
    const editor = /** @type {NlqEditor | null} */ (this.renderRoot.querySelector("nlq-editor"));
    const { value = null } = editor ? read(editor.text) : {};
    return value && typeof value === "object" && !Array.isArray(value) ? value : null;
  }

  /** How far to trust it: what was replaced in the query, and how often answers this sure are right. @param {Run} run */
  #sureness({ confidence, corrections }) {
    return html`${corrections.map((correction) => html`<p class="soft">${told(correction)}</p>`)}
    ${
      confidence === null
        ? nothing
        : html`<p class=${confidence < DOUBTFUL ? "doubt" : "soft"}>
            ${confidence < DOUBTFUL ? "Doubtful, read the sentence above before you trust the result: of" : "Of"}
            answers as sure as this one, about ${Math.round(100 * confidence)} in 100 are right.
          </p>`
    }`;
  }

  /** @param {Run} run */
  #result(run) {
    const { byHand } = this;
    if (byHand)
      return html`<p class="note">
          Run by hand: this is your query, not the model's.
          <button class="link" @click=${() => (this.byHand = null)}>Back to the model's result</button>
        </p>
        ${this.#found(byHand.query, byHand.result, run.ask.index)}`;
    if (run.result) return this.#found(run.query ?? {}, run.result, run.ask.index);
    if (run.status === "running") return html`<p class="soft">Not yet.</p>`;
    if (run.refusal) return html`<p class="soft">Nothing was searched for.</p>`;
    if (run.status === "done") return html`<p class="soft">The query was written, and not run.</p>`;
    return html`<p class="soft">${run.status === "stopped" ? "Stopped before there was one." : "There is none."}</p>`;
  }

  /** @param {JsonObject} query @param {SearchResult} result @param {string} index */
  #found(query, result, index) {
    return html`<nlq-result .query=${query} .result=${result} .index=${index}></nlq-result> ${
        result.total === 0 && this.source?.kind === "live"
          ? html`<nlq-why .source=${this.source} .index=${index} .query=${query} @query-run=${this.#asked}></nlq-why>`
          : nothing
      }`;
  }

  /** @param {JsonObject} query */
  async #search(query) {
    if (!this.source || !this.run || this.busy) return;
    const searching = new AbortController();
    this.searching = searching;
    this.busy = true;
    this.refusal = null;
    try {
      const { result, english } = await this.source.search(this.run.ask.index, query, searching.signal);
      if (!searching.signal.aborted) this.byHand = { query, result, english };
    } catch (problem) {
      if (searching.signal.aborted) return;
      if (!(problem instanceof ApiError)) throw problem;
      this.refusal = problem.shape;
    } finally {
      if (this.searching === searching) this.busy = false;
    }
  }

  /** @override */
  static styles = [controls, runStyles];
}

customElements.define("nlq-run", NlqRun);
