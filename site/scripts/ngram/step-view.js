/**
 * `<step-view>`: one step of the model in full: the context and what was dropped of it, the candidates with their counts
 * and probabilities before and after the knobs, and the coin on the stack of probabilities that decided.
 *
 *     html`<step-view .step=${steps[12]} .window=${lastBytes} .order=${5} .index=${12}></step-view>`
 */
import { LitElement, css, html, nothing } from "lit";
import "../shared/chart.js";
import { formatCount, formatNumber, formatPercent } from "../shared/format.js";
import { sign, spoken } from "./bytes.js";
import { orderShare, orderStyles, panelStyles } from "./styles.js";

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
    css`
      h4 {
        font-size: 1em;
        margin: 0 0 0.35em;
        font-weight: 600;
      }
      .tiles {
        display: flex;
        flex-wrap: wrap;
        gap: 3px;
        margin: 0 0 0.3em;
        align-items: center;
      }
      .tile {
        font-family: var(--font-code);
        font-size: 1.05em;
        min-width: 1.55em;
        height: 1.75em;
        padding-inline: 0.2em;
        display: inline-flex;
        align-items: center;
        justify-content: center;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--surface);
      }
      .tile.dropped {
        color: var(--ink-soft);
        background: none;
        border-style: dashed;
        text-decoration: line-through;
      }
      .tile.chosen {
        border: 2px solid var(--chart-2);
        font-weight: 700;
      }
      .tile.long {
        font-size: 0.75em;
        height: 2.45em;
      }
      .arrow {
        color: var(--ink-soft);
        padding-inline: 0.2em;
      }
      p {
        margin: 0 0 0.5em;
      }
      .rest {
        margin: 0 0 0.35em;
        min-height: 1.35em;
        font-size: 0.875em;
      }
      .stack {
        display: flex;
        height: 1.5em;
        border-radius: 4px;
        overflow: hidden;
        background: var(--sunken);
      }
      .part {
        flex: 0 0 auto;
        min-width: 0;
        overflow: hidden;
        display: flex;
        align-items: center;
        justify-content: center;
        font-family: var(--font-code);
        font-size: 0.85em;
        border-right: 1px solid var(--surface);
        background: color-mix(in oklab, var(--chart-1) 26%, var(--surface));
      }
      .part:nth-child(even) {
        background: color-mix(in oklab, var(--chart-1) 40%, var(--surface));
      }
      .part.chosen {
        background: color-mix(in oklab, var(--chart-2) 50%, var(--surface));
        font-weight: 700;
      }
      .coin {
        position: relative;
        height: 1.55em;
        font-size: 0.9em;
      }
      .pointer {
        position: absolute;
        top: 0;
        white-space: nowrap;
        line-height: 1.6;
      }
      .pointer.late {
        transform: translateX(-100%);
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
    return html`<h4>
        Byte ${formatCount(this.index + 1)}: <code>${sign(step.byte)}</code>, with probability
        ${formatPercent(step.probability)}
      </h4>
      ${this.#context(step)} ${this.#stack(step)} ${this.#bars(step)}
      <p class="unseen">${formatCount(total)} occurrences counted after this context.</p>`;
  }

  /** @param {Step} step */
  #context(step) {
    const bytes = [...this.window].slice(-Math.min(this.order, 24));
    const dropped = bytes.length - Math.min(step.order_used, bytes.length);
    const hidden = Math.max(0, this.order - 24);
    return html`<div class="tiles" aria-hidden="true">
        ${hidden && this.window.length > 24 ? html`<span class="soft">…</span>` : nothing}
        ${bytes.map(
          (byte, i) =>
            html`<span
              class="tile ${i < dropped ? "dropped" : ""} ${sign(byte).length > 1 ? "long" : ""}"
              data-order=${i < dropped ? nothing : step.order_used}
              style=${i < dropped ? nothing : orderShare(step.order_used, this.order)}
              >${sign(byte)}</span
            >`,
        )}
        <span class="arrow">→</span>
        <span class="tile chosen ${sign(step.byte).length > 1 ? "long" : ""}">${sign(step.byte)}</span>
      </div>
      <p class="soft">${explain(step.order_used, this.order, this.window.length)}</p>`;
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

  /** @param {Step} step */
  #stack(step) {
    const parts = step.candidates.filter(([, , , final]) => final > 0).sort(([a], [b]) => a - b);
    const coin = step.coin;
    return html`<div
      role="img"
      aria-label="The coin ${formatNumber(coin, 3)} falls on ${spoken(step.byte)} in the stack of probabilities"
    >
      <div class="stack">
        ${parts.map(
          ([byte, , , final]) =>
            html`<span class="part ${byte === step.byte ? "chosen" : ""}" style="width:${(final * 100).toFixed(3)}%"
              >${final > 0.035 ? sign(byte) : nothing}</span
            >`,
        )}
      </div>
      <div class="coin">
        <span class="pointer ${coin > 0.6 ? "late" : ""}" style="left:${(coin * 100).toFixed(3)}%"
          >${coin > 0.6 ? `coin ${formatNumber(coin, 3)} ▲` : `▲ coin ${formatNumber(coin, 3)}`}</span
        >
      </div>
    </div>`;
  }
}

/**
 * @param {number} used @param {number} order @param {number} available
 */
function explain(used, order, available) {
  if (order === 0) return "Order 0 looks at no context: only how often each byte occurs.";
  const full = Math.min(order, available);
  if (used >= full) {
    return full < order
      ? `All ${full} bytes that there are: seen in training.`
      : `All ${order} bytes were seen in training.`;
  }
  const dropped = full - used;
  const rest = used === 0 ? "no context is left: plain frequencies" : `${used} of ${order} were seen in training`;
  return `${dropped === 1 ? "The oldest byte is" : `The ${dropped} oldest bytes are`} dropped; ${rest}.`;
}

customElements.define("step-view", StepView);
