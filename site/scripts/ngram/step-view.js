/**
 * `<step-view>`: one step of the model in full: the context and what was dropped of it, the candidates with their counts
 * and probabilities before and after the knobs, and the coin on the stack of probabilities that decided.
 *
 *     html`<step-view .step=${steps[12]} .window=${lastBytes} .order=${5} .index=${12}></step-view>`
 */
import { LitElement, css, html, nothing } from "lit";
import "../shared/chart.js";
import { formatCount, formatPercent } from "../shared/format.js";
import { sign, spoken } from "./bytes.js";
import { coinBar, coinStyles } from "./coin-bar.js";
import { contextTiles, tileStyles } from "./context-tiles.js";
import { orderStyles, panelStyles } from "./styles.js";

/** @typedef {[byte: number, count: number, raw: number, final: number]} Candidate */
/**
 * @typedef {object} Step
 * @property {number} byte
 * @property {number} order_used
 * @property {Uint8Array | number[]} context
 * @property {number} probability
 * @property {Candidate[]} candidates
 * @property {number} coin
 */

export class StepView extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    step: { attribute: false },
    window: { attribute: false },
    order: { type: Number },
    index: { type: Number },
    rows: { type: Number },
    size: { type: Number },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    orderStyles,
    tileStyles,
    coinStyles,
    css`
      h3 {
        font-size: 1em;
        margin: 0 0 0.35em;
        font-weight: 600;
      }
      p {
        margin: 0 0 0.5em;
      }
      .rest {
        margin: 0 0 0.35em;
        min-height: 1.35em;
        font-size: 0.875em;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Step | undefined} */
    this.step = undefined;
    /** The last `order` bytes before the step. @type {Uint8Array | number[]} */
    this.window = [];
    this.order = 0;
    this.index = 0;
    this.rows = 8;
    /** Type size of the chart in CSS pixels. */
    this.size = 13;
  }

  /** @override */
  render() {
    const { step } = this;
    if (!step) return html`<p class="soft">Choose a byte of the text to see how it was chosen.</p>`;
    const total = step.candidates.reduce((sum, [, count]) => sum + count, 0);
    return html`<h3>
        Byte ${formatCount(this.index + 1)}: <code>${sign(step.byte)}</code>, with probability
        ${formatPercent(step.probability)}
      </h3>
      ${contextTiles({ window: this.window, used: step.order_used, order: this.order, byte: step.byte })}
      ${coinBar({ candidates: step.candidates.map(([byte, , , final]) => [byte, final]), chosen: step.byte, coin: step.coin })}
      ${this.#bars(step)}
      <p class="unseen">${formatCount(total)} occurrences counted after this context.</p>`;
  }

  /** @param {Step} step */
  #bars(step) {
    const shown = this.#shown(step.candidates, step.byte);
    const turned = step.candidates.some(([, , raw, final]) => Math.abs(raw - final) > 1e-9);
    /** @type {import("../shared/chart.js").BarSpec} */
    const spec = {
      title: `Candidates for byte ${this.index + 1}`,
      desc: "What may come next: the count in the training text and the probability after the knobs.",
      unit: "probability",
      labelHead: "byte",
      code: true,
      ghostName: "before the knobs",
      bars: shown.map(([byte, count, raw, final]) => ({
        label: sign(byte),
        spoken: spoken(byte),
        value: final,
        ...(turned ? { ghost: raw } : {}),
        text: `${formatPercent(final)}  ·  ${formatCount(count)}×`,
        mark: byte === step.byte,
      })),
    };
    const rest = step.candidates.length - shown.length;
    // The room of all rows is kept, so that nothing below jumps while bytes go by.
    return html`<bar-chart
        compact
        style="min-height:${this.rows * this.size * 1.9}px"
        .spec=${spec}
        .size=${this.size}
      ></bar-chart>
      <p class="soft rest">${rest > 0 ? `and ${rest} more` : nothing}</p>`;
  }

  /** The likeliest `rows`, the chosen one always among them. @param {Candidate[]} candidates @param {number} byte */
  #shown(candidates, byte) {
    const first = candidates.slice(0, this.rows);
    const chosen = candidates.find(([other]) => other === byte);
    if (chosen && !first.includes(chosen)) first[first.length - 1] = chosen;
    return first;
  }
}

customElements.define("step-view", StepView);
