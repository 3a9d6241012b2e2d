/**
 * `<nlq-editor>`: a query as JSON, to read, edit and run. A mistake is shown at its place, in words, while one types.
 *
 * It fires `query-run` with `detail: {query}`. The text lies in a textarea over a coloured copy of itself, both in one
 * grid cell, so that it scrolls, scales inside a slide and is read by a screen reader like any textarea.
 */

import { LitElement, css, html, nothing } from "lit";
import { placeOf, lineAndColumn, read } from "./json-text.js";
import { coloured, jsonStyles } from "./json-view.js";
import { controls } from "./look.js";
import { unseen } from "../shared/unseen.js";

/** @import { JsonObject, ErrorShape } from "./types.js" */

export class NlqEditor extends LitElement {
  /** @override */
  static properties = {
    original: { attribute: false },
    text: { state: true },
    refusal: { attribute: false },
    canRun: { attribute: false },
    busy: { attribute: false },
    label: { attribute: false },
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
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("original")) this.text = this.original;
  }

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
            .value=${this.text}
            @input=${this.#typed}
            @keydown=${this.#keys}
          ></textarea>
        </div>
      </div>
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
        ${this.edited ? html`<button class="link" @click=${this.#undo}>Undo my edits</button>` : nothing}
      </div>`;
  }

  /**
   * @param {ReturnType<typeof read>} reading
   * @returns {{at: number | null, line: number, column: number, message: string} | null}
   */
  #problem(reading) {
    if (reading.error) return reading.error;
    if (!this.refusal) return null;
    const at = placeOf(this.text, reading, this.refusal.message);
    const message = [this.refusal.message, this.refusal.hint].filter(Boolean).join(" ");
    return { at, ...lineAndColumn(this.text, at ?? 0), message };
  }

  /** @param {InputEvent & {target: HTMLTextAreaElement}} event */
  #typed(event) {
    this.text = event.target.value;
    this.refusal = null;
  }

  #undo() {
    this.text = this.original;
    this.refusal = null;
    this.textarea.focus();
  }

  /** @param {KeyboardEvent} event */
  #keys(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    }
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
  static styles = [
    controls,
    unseen,
    jsonStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .frame {
        overflow: auto;
        max-height: var(--editor-height, 24rem);
        background: var(--sunken);
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      .frame:focus-within {
        outline: var(--focus);
        outline-offset: 1px;
      }
      .frame.wrong {
        border-color: var(--bad);
      }
      .sheet {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      .sheet > * {
        grid-area: 1 / 1;
        box-sizing: border-box;
        margin: 0;
        padding: 0.6rem 0.75rem;
        border: 0;
        font-family: var(--font-code);
        font-size: 0.8125em;
        line-height: 1.55;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        tab-size: 2;
        letter-spacing: normal;
      }
      textarea {
        width: 100%;
        height: 100%;
        min-height: 4em;
        resize: none;
        overflow: hidden;
        background: none;
        color: transparent;
        caret-color: var(--ink);
        border-radius: 0;
      }
      textarea:focus-visible {
        outline: none;
      }
      textarea::selection {
        background: color-mix(in srgb, var(--accent) 30%, transparent);
      }
      .problem {
        margin: 0.35rem 0 0;
        color: var(--bad);
        font-size: 0.875em;
      }
      .problem:empty {
        display: none;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.35rem 0.9rem;
        margin-top: 0.5rem;
        font-size: 0.875em;
      }
      @media (forced-colors: active) {
        textarea {
          color: CanvasText;
        }
        pre {
          visibility: hidden;
        }
      }
    `,
  ];
}

customElements.define("nlq-editor", NlqEditor);
