/**
 * `<nlq-save>`: keep the question and the query that is in the editor as an example. It takes the presenter's token.
 *
 *     <nlq-save .index=${"articles"} .question=${"Who wrote most?"} .query=${() => ({…})}></nlq-save>
 */

import { LitElement, css, html, nothing } from "lit";
import { ApiError } from "./api-error.js";
import { pageStore } from "./example-store.js";
import { controls } from "./look.js";
import { siteRoot } from "./source.js";

/** @import { ErrorShape, JsonObject } from "./types.js" */

export class NlqSave extends LitElement {
  /** @override */
  static properties = {
    index: { attribute: false },
    question: { attribute: false },
    query: { attribute: false },
    open: { state: true },
    busy: { state: true },
    trouble: { state: true },
    saved: { state: true },
  };

  constructor() {
    super();
    this.index = "";
    this.question = "";
    /** The query as it stands now; null while it cannot be read. @type {() => JsonObject | null} */
    this.query = () => null;
    this.open = false;
    this.busy = false;
    /** @type {ErrorShape | null} */
    this.trouble = null;
    this.saved = false;
    this.store = pageStore(siteRoot());
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("question") || changed.has("index"))
      Object.assign(this, { open: false, saved: false, trouble: null });
  }

  #begin() {
    Object.assign(this, { open: !this.store.token, trouble: null, saved: false });
    if (this.store.token) this.#save();
    else this.updateComplete.then(() => this.renderRoot.querySelector("input")?.focus());
  }

  /** @param {SubmitEvent & {target: HTMLFormElement}} event */
  #enter(event) {
    event.preventDefault();
    this.#save(String(new FormData(event.target).get("token") ?? "").trim());
  }

  /** @param {string} [token] one that was typed just now: kept in the page if the server knows it */
  async #save(token) {
    const { index, question, store } = this;
    const query = this.query();
    if (this.busy) return;
    if (!query) {
      this.trouble = { type: "no_query", message: "The query cannot be read as it stands." };
      return;
    }
    this.busy = true;
    this.trouble = null;
    const before = store.token;
    if (token) store.token = token;
    try {
      await store.add({ index, question, query });
      Object.assign(this, { saved: true, open: false });
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      const stranger = problem.shape.type === "not_allowed";
      if (stranger) store.token = token ? before : "";
      this.trouble = stranger ? { ...problem.shape, message: "That is not the presenter’s token." } : problem.shape;
      this.open ||= stranger;
    } finally {
      this.busy = false;
    }
  }

  /** @override */
  render() {
    const { trouble } = this;
    return html`${
        this.open
          ? html`<form @submit=${this.#enter}>
              <label>Presenter’s token <input type="password" name="token" required autocomplete="off" /></label>
              <button class="quiet" type="submit" aria-disabled=${this.busy}>Save</button>
              <button class="link" type="button" @click=${() => (this.open = false)}>Cancel</button>
            </form>`
          : html`<button class="link" aria-disabled=${this.busy} @click=${this.#begin}>Save as an example</button>`
      }
      <p role="status" class=${trouble ? "bad" : ""}>
        ${trouble ? `${trouble.message} ${trouble.hint ?? ""}` : nothing}
        ${this.saved ? "Saved: models are shown it from now on." : nothing}
      </p>`;
  }

  /** @override */
  static styles = [
    controls,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem 0.75rem;
        align-items: center;
      }
      input {
        width: 14rem;
        max-width: 100%;
        padding: 0.35em 0.5em;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      p {
        margin: 0.35rem 0 0;
      }
      p:empty {
        display: none;
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];
}

customElements.define("nlq-save", NlqSave);
