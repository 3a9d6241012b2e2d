/**
 * `<nlq-why>`: where a query finds nothing, the offer to look why: what each of its conditions leaves.
 *
 * It fires `query-run` with `detail: {query}`, the query without one of them.
 */

import { LitElement, css, html, nothing } from "lit";
import { ApiError } from "./api-error.js";
import { grouped } from "./format.js";
import { controls } from "./look.js";
import { unseen } from "../shared/unseen.js";

/** @import { ErrorShape, JsonObject, Reasons, Source } from "./types.js" */

export class NlqWhy extends LitElement {
  /** @override */
  static properties = {
    source: { attribute: false },
    index: { attribute: false },
    query: { attribute: false },
    reasons: { state: true },
    trouble: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {Source | null} */
    this.source = null;
    this.index = "";
    /** @type {JsonObject} */
    this.query = {};
    /** @type {Reasons | null} */
    this.reasons = null;
    /** @type {ErrorShape | null} */
    this.trouble = null;
    this.busy = false;
    /** @type {AbortController | null} */
    this.asking = null;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("query")) return;
    this.asking?.abort();
    Object.assign(this, { reasons: null, trouble: null, busy: false });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.asking?.abort();
  }

  async #look() {
    if (!this.source || this.busy) return;
    const asking = new AbortController();
    Object.assign(this, { asking, busy: true, trouble: null });
    try {
      const reasons = await this.source.why(this.index, this.query, asking.signal);
      if (!asking.signal.aborted) this.reasons = reasons;
    } catch (problem) {
      if (asking.signal.aborted) return;
      if (!(problem instanceof ApiError)) throw problem;
      this.trouble = problem.shape;
    } finally {
      if (this.asking === asking) this.busy = false;
    }
  }

  /** @param {JsonObject} query */
  #run(query) {
    this.dispatchEvent(new CustomEvent("query-run", { detail: { query }, bubbles: true, composed: true }));
  }

  /** @override */
  render() {
    const { reasons, trouble } = this;
    return html`<div role="status">
        ${trouble ? html`<p>${trouble.message} ${trouble.hint ?? ""}</p>` : nothing}
        ${reasons ? html`<p>${reasons.english}</p>` : nothing}
      </div>
      ${
        reasons
          ? this.#table(reasons)
          : html`<button class="quiet" aria-disabled=${this.busy} @click=${this.#look}>
              ${this.busy ? "Counting…" : "Which condition removes everything?"}
            </button>`
      }`;
  }

  /** @param {Reasons} reasons */
  #table({ conditions }) {
    if (!conditions.length) return nothing;
    return html`<div class="wide" tabindex="0" role="region" aria-label="Documents by condition">
      <table>
        <thead>
          <tr>
            <th scope="col">condition</th>
            <th scope="col">meet it</th>
            <th scope="col">meet all others</th>
            <th scope="col"><span class="unseen">without it</span></th>
          </tr>
        </thead>
        <tbody>
          ${conditions.map(
            ({ english, alone, without, query }) =>
              html`<tr>
                <th scope="row">${english}</th>
                <td class=${alone ? "" : "none"}>${grouped(alone)}</td>
                <td>${grouped(without)}</td>
                <td>
                  ${
                    without
                      ? html`<button
                          class="link"
                          @click=${() => this.#run(query)}
                          aria-label=${`Search without it: ${english}`}
                        >
                          Search without it
                        </button>`
                      : nothing
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** @override */
  static styles = [
    controls,
    unseen,
    css`
      :host {
        display: grid;
        gap: 0.6rem;
        justify-items: start;
        margin-top: 0.75rem;
        min-width: 0;
      }
      p {
        margin: 0;
      }
      .wide {
        overflow-x: auto;
        max-width: 100%;
      }
      table {
        border-collapse: collapse;
        font-size: 0.9375em;
      }
      th,
      td {
        padding: 0.35rem 0.9rem 0.35rem 0;
        border-bottom: 1px solid var(--line);
        text-align: right;
        vertical-align: baseline;
        font-variant-numeric: tabular-nums;
      }
      th {
        font-weight: 400;
        text-align: left;
      }
      thead th {
        color: var(--ink-soft);
        font-size: 0.875em;
      }
      thead th:not(:first-child) {
        text-align: right;
      }
      .none {
        color: var(--bad);
        font-weight: 650;
      }
      td button {
        white-space: nowrap;
      }
    `,
  ];
}

customElements.define("nlq-why", NlqWhy);
