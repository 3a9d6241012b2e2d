/**
 * `<nlq-editor>`: a query as JSON, to read, edit and run. A mistake is shown at its place, in words, while one types, and
 * where it knows the index (`knows`), what fits at the cursor is offered: while a name or text is begun, or by Ctrl+Space.
 *
 * It fires `query-run` with `detail: {query}`. The text lies in a textarea over a coloured copy of itself, both in one
 * grid cell, so that it scrolls, scales inside a slide and is read by a screen reader like any textarea.
 */

import { LitElement, html, nothing } from "lit";
import { complete, stranger } from "./complete.js";
import { editorStyles } from "./editor-look.js";
import { offerList, offerStyles, placeOnScreen, putBeside } from "./editor-offers.js";
import { placeOf, lineAndColumn, read } from "./json-text.js";
import { coloured, jsonStyles } from "./json-view.js";
import { controls } from "./look.js";
import { unseen } from "../shared/unseen.js";

/** @import { Completion, Knowledge } from "./complete.js" */
/** @import { JsonObject, ErrorShape } from "./types.js" */

/** Signs that begin or go on with a name or a text: while they are typed, what fits is offered. */
const BEGINNING = /^["\w.]$/;

export class NlqEditor extends LitElement {
  /** @override */
  static properties = {
    original: { attribute: false },
    text: { state: true },
    refusal: { attribute: false },
    canRun: { attribute: false },
    busy: { attribute: false },
    label: { attribute: false },
    knows: { attribute: false },
    offered: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    /** The query as it was written by the model; a new one replaces what was typed. */
    this.original = "";
    this.text = "";
    /** What the server said against the query that was run last. @type {ErrorShape | null} */
    this.refusal = null;
    this.canRun = true;
    this.busy = false;
    /** What the button says. */
    this.label = "Run this query";
    /** What may be asked of the index; null: nothing is offered. @type {Knowledge | null} */
    this.knows = null;
    /** @type {Completion | null} */
    this.offered = null;
    /** Which offer is taken by Enter. */
    this.chosen = 0;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("original")) {
      this.text = this.original;
      this.offered = null;
    }
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("offered") && Boolean(changed.get("offered")) !== Boolean(this.offered)) this.#watch();
    if (changed.has("offered") || changed.has("chosen")) this.#place();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#close();
    this.#watch();
  }

  /** While the list is shown it stays at its place in the text, whatever scrolls. */
  #watch() {
    const act = this.offered ? addEventListener : removeEventListener;
    for (const type of ["scroll", "resize"]) act(type, this.#place, { capture: true });
  }

  /** @param {Event} [event] */
  #place = (event) => {
    const list = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("#offers"));
    const copy = this.renderRoot.querySelector("pre");
    const place = this.offered && copy && placeOnScreen(copy, this.offered.from);
    if (list && place && event?.target !== list) putBeside(list, place);
  };

  get edited() {
    return this.text !== this.original;
  }

  /** @override */
  render() {
    const reading = read(this.text);
    const problem = this.#problem(reading);
    return html`<div class="frame ${problem ? "wrong" : ""}">
        <div class="sheet">
          <pre class="json" aria-hidden="true">
${coloured(this.text, reading, problem?.at ?? null)}
</pre>
          <textarea
            aria-label="Query as JSON"
            aria-describedby="problem"
            aria-invalid=${problem ? "true" : "false"}
            ?readonly=${!this.canRun}
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            aria-autocomplete=${this.knows ? "list" : nothing}
            aria-controls=${this.offered ? "offers" : nothing}
            aria-activedescendant=${this.offered ? `offer-${this.chosen}` : nothing}
            .value=${this.text}
            @input=${this.#typed}
            @keydown=${this.#keys}
            @blur=${this.#close}
            @pointerdown=${this.#close}
          ></textarea>
        </div>
      </div>
      ${this.offered ? offerList(this.offered.offers, this.chosen, (at) => this.#take(at)) : nothing}
      <p class="unseen" role="status">
        ${this.offered ? `${this.offered.offers.length} fit here: arrow keys choose, Enter takes, Escape closes.` : ""}
      </p>
      <p id="problem" class="problem" role="status">
        ${
          problem
            ? html`${problem.at === null ? "" : html`<b>Line ${problem.line}, column ${problem.column}:</b> `}${problem.message}
              ${problem.at === null ? nothing : html`<button class="link" @click=${() => this.#goTo(problem.at ?? 0)}>Go there</button>`}`
            : nothing
        }
      </p>
      <div class="tools">
        ${
          this.canRun
            ? html`<button
                class="quiet"
                aria-disabled=${this.busy || Boolean(reading.error)}
                title="Ctrl + Enter"
                @click=${this.run}
              >
                ${this.busy ? "Running…" : this.label}
              </button>`
            : html`<span class="soft"
                >To edit it and run it again, run the talk yourself: <code>make talk</code>.</span
              >`
        }
        ${this.knows && this.canRun ? html`<button class="link" title="Ctrl + Space" @click=${this.#ask}>What fits at the cursor?</button>` : nothing}
        ${this.edited ? html`<button class="link" @click=${this.#undo}>Undo my edits</button>` : nothing}
        <slot></slot>
      </div>`;
  }

  /**
   * @param {ReturnType<typeof read>} reading
   * @returns {{at: number | null, line: number, column: number, message: string} | null}
   */
  #problem(reading) {
    if (reading.error) return reading.error;
    if (!this.refusal) {
      const strange = this.knows && this.edited ? stranger(this.text, this.knows) : null;
      return strange && { ...strange, ...lineAndColumn(this.text, strange.at) };
    }
    const at = placeOf(this.text, reading, this.refusal.message);
    const message = [this.refusal.message, this.refusal.hint].filter(Boolean).join(" ");
    return { at, ...lineAndColumn(this.text, at ?? 0), message };
  }

  /** @param {InputEvent & {target: HTMLTextAreaElement}} event */
  #typed(event) {
    this.text = event.target.value;
    this.refusal = null;
    if (this.offered || BEGINNING.test(event.data ?? "")) this.#offer();
  }

  /** Look for what fits at the cursor. */
  #offer() {
    const { selectionStart, selectionEnd } = this.textarea;
    const alone = this.knows && this.canRun && selectionStart === selectionEnd;
    this.offered = alone ? complete(this.text, selectionStart, /** @type {Knowledge} */ (this.knows)) : null;
    this.chosen = 0;
  }

  #ask() {
    this.textarea.focus();
    this.#offer();
  }

  #close() {
    this.offered = null;
  }

  /** Put an offer in place of what is begun. @param {number} at */
  #take(at) {
    if (!this.offered) return;
    const { from, to, offers } = this.offered;
    const { text, cursor } = offers[at];
    const area = this.textarea;
    area.setSelectionRange(from, to);
    // The old way of writing, since it is the only one that the browser's own Undo knows.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    area.setSelectionRange(from + cursor, from + cursor);
    this.text = area.value;
    this.#close();
    if (cursor < text.length) this.#offer();
  }

  #undo() {
    this.text = this.original;
    this.refusal = null;
    this.textarea.focus();
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      return this.#offer();
    }
    if (this.offered && this.#choosing(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    }
  }

  /** @param {string} key @returns {boolean} whether it was meant for the list */
  #choosing(key) {
    const count = this.offered?.offers.length ?? 0;
    if (key === "ArrowDown") this.chosen = (this.chosen + 1) % count;
    else if (key === "ArrowUp") this.chosen = (this.chosen + count - 1) % count;
    else if (key === "Enter") this.#take(this.chosen);
    else if (key === "Escape") this.#close();
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) this.#close();
      return false;
    }
    return true;
  }

  get textarea() {
    return /** @type {HTMLTextAreaElement} */ (this.renderRoot.querySelector("textarea"));
  }

  /** @param {number} at */
  #goTo(at) {
    this.textarea.focus();
    this.textarea.setSelectionRange(at, at + 1);
  }

  run() {
    const { value, error } = read(this.text);
    if (this.busy || error || !this.canRun) return;
    if (!value || typeof value !== "object" || Array.isArray(value)) {
      this.refusal = { type: "not_an_object", message: "A query is an object: { … }." };
      return;
    }
    const detail = { query: /** @type {JsonObject} */ (value) };
    this.dispatchEvent(new CustomEvent("query-run", { detail, bubbles: true, composed: true }));
  }

  /** @override */
  static styles = [controls, unseen, jsonStyles, offerStyles, editorStyles];
}

customElements.define("nlq-editor", NlqEditor);
