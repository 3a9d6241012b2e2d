/**
 * Bits per letter of everyone who played, on one scale with Shannon's readers: `<bits-chart>`.
 *
 *     chart.spec = { title: "Bits per letter", costs: [{ name: "The room together", bits: 1.4, kind: "people" }] };
 */
import { svg } from "lit";
import { ChartFrame } from "../shared/chart-frame.js";
import { linear } from "../shared/scale.js";

/** @typedef {{ name: string, bits: number, kind: "people" | "ngram" | "llm" }} Cost */
/** @typedef {{ title: string, desc?: string, unit?: string, costs: Cost[] }} BitsSpec */

/** Shannon 1951: people who knew a hundred letters of what came before. */
const SHANNON = [0.6, 1.3];
/** No idea at all: log2 of 27. */
const CHANCE = Math.log2(27);
const COLOUR = { people: "var(--chart-2)", ngram: "var(--chart-1)", llm: "var(--chart-3)" };

/** @extends {ChartFrame<BitsSpec>} */
export class BitsChart extends ChartFrame {
  /** @override @param {BitsSpec} spec */
  table({ costs }) {
    return {
      head: ["who", "bits per letter"],
      rows: [
        ...costs.map(({ name, bits }) => /** @type {(string | number)[]} */ ([name, Number(bits.toFixed(3))])),
        ["Shannon’s readers, 1951", "0.6–1.3"],
      ],
    };
  }

  /** @override @param {BitsSpec} spec @param {number} width */
  draw({ costs }, width) {
    const { size } = this;
    const row = size * 1.75;
    const top = size * 2.2;
    const left = Math.min(width * 0.45, Math.max(...costs.map(({ name }) => name.length), 8) * size * 0.55 + 12);
    const x = linear([0, Math.max(CHANCE, ...costs.map(({ bits }) => bits))], [left, width - size * 3]);
    const bottom = top + costs.length * row;
    const content = svg`
      <rect x=${x(SHANNON[0])} width=${x(SHANNON[1]) - x(SHANNON[0])} y=${top - size * 0.5} height=${bottom - top + size * 0.5}
        fill="var(--chart-5)" opacity="0.28"></rect>
      <text x=${x((SHANNON[0] + SHANNON[1]) / 2)} y=${size} text-anchor="middle">Shannon’s readers 0.6–1.3</text>
      <line class="axis" x1=${x(CHANCE)} x2=${x(CHANCE)} y1=${top - size * 0.5} y2=${bottom} stroke-dasharray="3 4"></line>
      <text class="soft" x=${x(CHANCE)} y=${size} text-anchor="end">no idea ${CHANCE.toFixed(2)}</text>
      ${costs.map(({ name, bits, kind }, i) => {
        const middle = top + i * row + row / 2;
        return svg`<g>
          <text class=${kind === "people" ? "strong" : ""} x=${left - 8} y=${middle} text-anchor="end"
            dominant-baseline="central">${name}</text>
          <rect x=${left} y=${middle - row * 0.32} width=${Math.max(1.5, x(bits) - left)} height=${row * 0.64} rx="2"
            style="fill:${COLOUR[kind]}"></rect>
          <text class="strong" x=${x(bits) + 6} y=${middle} dominant-baseline="central">${bits.toFixed(2)}</text>
        </g>`;
      })}
      <line class="axis" x1=${left} x2=${left} y1=${top - size * 0.5} y2=${bottom}></line>`;
    return { height: bottom + 4, content };
  }
}

customElements.define("bits-chart", BitsChart);
