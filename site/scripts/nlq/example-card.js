/**
 * `<nlq-example>`: one example of the store; the presenter approves, edits and deletes it here.
 *
 * It fires `example-change` with `detail: {new_question?, query?, approved?}` and `example-remove`. What went wrong
 * comes back as `refusal`. Everything in an example is a stranger's text and is shown as text.
 */

import { LitElement, html, nothing } from "lit";
import "./editor.js";
import { cardStyles } from "./examples-look.js";
import { day, pretty } from "./format.js";
import { read } from "./json-text.js";
import { coloured, jsonStyles } from "./json-view.js";
import { controls } from "./look.js";
import { pageSource } from "./source.js";

/** @import { Knowledge } from "./complete.js" */
/** @import { NlqEditor } from "./editor.js" */
/** @import { StoredExample } from "./example-store.js" */
/** @import { ErrorShape, JsonObject } from "./types.js" */

const VERIFIED = { hand: "checked by a person", run: "ran and found something", none: "not verified" };

/** @param {string} made_by */
export function maker(made_by) {
  if (made_by.startsWith("teacher:")) return `proposed by the model ${made_by.slice("teacher:".length)}`;
  return { shipped: "shipped", presenter: "by the presenter", import: "imported" }[made_by] ?? `from ${made_by}`;
}

export class NlqExample extends LitElement {
  /** @override */
  static properties = {
    example: { attribute: false },
    mayWrite: { attribute: false },
    refusal: { attribute: false },
    busy: { attribute: false },
    editing: { state: true },
    deleting: { state: true },
    knows: { state: true },
  };

  constructor() {
    super();
    /** @type {StoredExample | null} */
    this.example = null;
    this.mayWrite = false;
    /** @type {ErrorShape | null} */
    this.refusal = null;
    this.busy = false;
    this.editing = false;
    this.deleting = false;
    /** What the editor may offer. @type {Knowledge | null} */
    this.knows = null;
  }

  /** Begin to edit; what fits the index is offered once it is known. @param {string} index */
  async #edit(index) {
    this.editing = true;
    this.knows = null;
    this.knows = await (await pageSource()).knowledge(index);
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const before = changed.get("example");
    if (before && JSON.stringify(before) !== JSON.stringify(this.example)) this.editing = this.deleting = false;
    if (changed.has("mayWrite") && !this.mayWrite) this.editing = this.deleting = false;
  }

  /** @override */
  render() {
    const { example } = this;
    if (!example) return nothing;
    const when = day(example.made_at);
    return html`<article class=${example.problem ? "unfit" : example.state}>
      ${this.editing ? this.#form(example) : this.#shown(example)}
      ${
        this.editing
          ? nothing
          : html`<p class="soft meta">
              ${example.index} · ${maker(example.made_by)}${when ? ` · ${when}` : ""} ·
              ${VERIFIED[example.verified] ?? ""}
            </p>`
      }
      ${example.problem ? html`<p class="bad">No longer fits its index, so it is not used: ${example.problem}.</p>` : nothing}
      ${example.duplicate_of ? html`<p class="warm">Asks the same as “${example.duplicate_of}”.</p>` : nothing}
      ${this.refusal ? html`<p class="bad" role="alert">${this.refusal.message} ${this.refusal.hint ?? ""}</p>` : nothing}
      ${this.mayWrite ? this.#tools(example) : nothing}
    </article>`;
  }

  /** @param {StoredExample} example */
  #shown(example) {
    const text = pretty(example.query, 60);
    return html`<h3>
        ${example.question}${example.state === "proposed" ? html` <span class="badge">waits for approval</span>` : nothing}
      </h3>
      ${example.english ? html`<p class="english">${example.english}</p>` : nothing}
      <details>
        <summary>The query</summary>
        <pre class="json">${coloured(text, read(text), null)}</pre>
      </details>`;
  }

  /** @param {StoredExample} example */
  #form(example) {
    return html`<form @submit=${this.#save}>
        <label
          >Question <input name="question" required maxlength="500" autocomplete="off" .value=${example.question}
        /></label>
      </form>
      <nlq-editor
        .original=${pretty(example.query, 60)}
        .label=${"Save and approve"}
        .busy=${this.busy}
        .knows=${this.knows}
        @query-run=${this.#save}
      ></nlq-editor>`;
  }

  /** @param {StoredExample} example */
  #tools(example) {
    const quiet = (/** @type {string} */ label, /** @type {() => void} */ act) =>
      html`<button class="quiet" type="button" aria-disabled=${this.busy} @click=${() => this.busy || act()}>
        ${label}
      </button>`;
    if (this.editing) return html`<div class="tools">${quiet("Cancel", () => (this.editing = false))}</div>`;
    if (this.deleting)
      return html`<div class="tools">
        <span>Delete it for good?</span>
        ${quiet("Delete", () => this.#fire("example-remove", {}))} ${quiet("Keep", () => (this.deleting = false))}
      </div>`;
    const approved = example.state === "approved";
    return html`<div class="tools">
      ${
        example.problem
          ? nothing
          : quiet(approved ? "Withdraw" : "Approve", () => this.#fire("example-change", { approved: !approved }))
      }
      ${quiet("Edit", () => this.#edit(example.index))} ${quiet("Delete", () => (this.deleting = true))}
    </div>`;
  }

  /** @param {Event} event */
  #save(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.busy || !this.example) return;
    const editor = /** @type {NlqEditor} */ (this.renderRoot.querySelector("nlq-editor"));
    const field = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector("input[name=question]"));
    const { value, error } = read(editor.text);
    if (error || !value || typeof value !== "object" || Array.isArray(value)) return; // the editor says so at its place
    /** @type {{approved: boolean, query?: JsonObject, new_question?: string}} */
    const change = { approved: true };
    if (editor.edited) change.query = value;
    if (field.value.trim() !== this.example.question) change.new_question = field.value.trim();
    const untouched = !change.query && !change.new_question && this.example.state === "approved";
    if (untouched) this.editing = false;
    else this.#fire("example-change", change);
  }

  /** @param {string} name @param {object} detail */
  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** @override */
  static styles = [controls, jsonStyles, cardStyles];
}

customElements.define("nlq-example", NlqExample);
