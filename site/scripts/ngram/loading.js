/**
 * `<ngram-loading>`: what is on its way while the model loads, stage by stage, and what to do when something fails.
 *
 *     html`<ngram-loading .stages=${client.stages} .error=${client.error} @retry=${() => client.start()}></ngram-loading>`
 */
import { LitElement, css, html, nothing } from "lit";
import { formatBytes } from "../shared/format.js";
import { panelStyles } from "./styles.js";

export class NgramLoading extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { stages: { attribute: false }, error: { attribute: false } };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    css`
      .box {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        padding: 0.5em 0.9em;
        font-size: 0.875em;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em 1.4em;
      }
      li {
        display: flex;
        gap: 0.4em;
        align-items: baseline;
        color: var(--ink-soft);
      }
      li.loading.begun {
        color: var(--ink);
      }
      .mark {
        width: 1em;
        text-align: center;
        color: var(--good);
      }
      .done {
        font-variant-numeric: tabular-nums;
      }
      progress {
        margin-top: 0.45em;
        display: block;
      }
      .error {
        border-color: var(--bad);
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em 1em;
        align-items: center;
      }
      .error p {
        margin: 0;
        flex: 1 1 20em;
      }
      .error strong {
        color: var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./boot.js").Stage[]} */
    this.stages = [];
    /** @type {import("./client.js").NgramError | undefined} */
    this.error = undefined;
  }

  /** @override */
  render() {
    if (this.error) return this.#failure(this.error);
    const finished = this.stages.filter(({ state }) => state === "done").length;
    return html`<div class="box">
      <ol aria-label="Loading the model">
        ${this.stages.map(
          ({ label, state, done, total }) =>
            html`<li class="${state} ${done === undefined ? "" : "begun"}">
              <span class="mark" aria-hidden="true">${state === "done" ? "✓" : done === undefined ? "·" : "↓"}</span>
              <span>${label}${state === "done" ? html`<span class="unseen">, ready</span>` : nothing}</span>
              ${done ? html`<span class="done soft">${amount(done, total, state)}</span>` : nothing}
            </li>`,
        )}
      </ol>
      <progress aria-label="Loading the model" max=${this.stages.length} value=${finished + this.#partial()}></progress>
    </div>`;
  }

  /** How much of the stages under way has come, in stages. */
  #partial() {
    return this.stages
      .filter(({ state, done, total }) => state === "loading" && done && total)
      .reduce((sum, { done, total }) => sum + Math.min(1, (done ?? 0) / (total ?? 1)), 0);
  }

  /** @param {import("./client.js").NgramError} error */
  #failure(error) {
    return html`<div class="box error" role="alert">
      <p><strong>${error.message}</strong> ${error.hint}</p>
      <button class="main" @click=${() => this.dispatchEvent(new CustomEvent("retry"))}>Retry</button>
    </div>`;
  }
}

/** @param {number} done @param {number | undefined} total @param {string} state */
function amount(done, total, state) {
  return state === "done" || !total ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
}

customElements.define("ngram-loading", NgramLoading);
