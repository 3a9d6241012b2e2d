/**
 * `<period-picker>`: which years of the State of the Union? Two years, or an era; fires `pick` with the corpus's id and
 * whether it is to be learnt on top of the others.
 *
 *     html`<period-picker corpus="state-of-the-union-1861-1865" @pick=${({ detail }) => learn(detail.id, detail.more)}></period-picker>`
 */
import { LitElement, css, html, nothing } from "lit";
import { formatCount } from "../shared/format.js";
import { numberField } from "./knobs.js";
import { ERAS, idOf, periodOf, span, speakers } from "./periods.js";
import { panelStyles } from "./styles.js";

/** @typedef {import("./periods.js").Period} Period */

export class PeriodPicker extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { corpus: {}, parts: { attribute: false }, period: { state: true } };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    css`
      .years,
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em;
        align-items: end;
      }
      .field {
        display: flex;
        flex-direction: column;
        gap: 0.15em;
        font-size: 0.875em;
        color: var(--ink-soft);
      }
      .field input {
        color: var(--ink);
        width: 6em;
      }
      .eras {
        margin: 0.6em 0;
      }
      .eras button {
        font-size: 0.875em;
        font-weight: 400;
      }
      .eras button[aria-pressed="true"] {
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      p {
        margin: 0.4em 0 0.6em;
        font-size: 0.875em;
        color: var(--ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "";
    /** @type {import("./periods.js").Part[]} */
    this.parts = [];
    /** @type {Period} */
    this.period = { from: 1861, to: 1865 };
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const learnt = changed.has("corpus") ? this.corpus.split("+").map(periodOf).filter(Boolean).at(-1) : undefined;
    if (learnt) this.period = learnt;
  }

  /** @param {boolean} more */
  #pick(more) {
    this.dispatchEvent(new CustomEvent("pick", { detail: { id: idOf(this.period), more } }));
  }

  /** @override */
  render() {
    if (this.parts.length === 0) return nothing;
    const { from, to } = this.period;
    const all = span(this.parts);
    const { count, presidents } = speakers(this.parts, this.period);
    const eras = [{ name: "All", ...all }, ...ERAS];
    return html`<div class="years">
        ${numberField({
          name: "From",
          min: all.from,
          max: all.to,
          value: from,
          change: (year) => {
            this.period = { from: year, to: Math.max(year, to) };
          },
        })}
        ${numberField({
          name: "To",
          min: all.from,
          max: all.to,
          value: to,
          change: (year) => {
            this.period = { from: Math.min(year, from), to: year };
          },
        })}
        <button type="button" ?disabled=${count === 0} @click=${() => this.#pick(false)}>Learn these years</button>
        <button type="button" ?disabled=${count === 0} @click=${() => this.#pick(true)}>Learn them as well</button>
      </div>
      <div class="row eras" role="group" aria-label="Eras">
        ${eras.map(
          (era) =>
            html`<button
              type="button"
              aria-pressed=${era.from === from && era.to === to}
              @click=${() => {
                this.period = { from: era.from, to: era.to };
              }}
            >
              ${era.name}, ${era.from}–${era.to}
            </button>`,
        )}
      </div>
      <p role="status">
        ${
          count === 0
            ? "Nobody spoke in these years."
            : `${formatCount(count)} ${count === 1 ? "address" : "addresses"}: ${named(presidents)}.`
        }
      </p>`;
  }
}

/** @param {string[]} names */
function named(names) {
  return names.length <= 4 ? names.join(", ") : `${names[0]} to ${names[names.length - 1]}`;
}

customElements.define("period-picker", PeriodPicker);
