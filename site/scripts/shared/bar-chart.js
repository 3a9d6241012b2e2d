/**
 * Bars: `<bar-chart>` draws labelled values as rows (names, candidates) or as columns (years, bins).
 *
 *     chart.spec = { title: "Articles by author", unit: "articles", bars: [{ label: "Shannon", value: 3 }] };
 *
 * A bar's `ghost` is a second value drawn as an outline behind it: what it was before a knob was turned.
 */
import { nothing, svg } from "lit";
import { ChartFrame } from "./chart-frame.js";
import { formatShort } from "./format.js";
import { linear, niceTicks } from "./scale.js";

/**
 * @typedef {object} Bar
 * @property {string} label
 * @property {number} value
 * @property {number} [ghost] drawn as an outline
 * @property {string} [text] written at the bar's end instead of the value
 * @property {boolean} [mark] the one that was chosen
 * @property {string} [spoken] the label in the table, where the label is a symbol
 */
/**
 * @typedef {object} BarSpec
 * @property {string} title
 * @property {string} [desc]
 * @property {string} [unit]
 * @property {Bar[]} bars
 * @property {"rows" | "columns"} [layout]
 * @property {number} [max] end of the scale; the largest value where it is left out
 * @property {string} [labelHead] what the labels are, for the table
 * @property {string} [ghostName] what the outline means
 * @property {boolean} [code] labels in the code font
 * @property {number} [rowHeight] of a row, or the height of the columns' plot
 * @property {(value: number) => string} [format]
 */

/** @extends {ChartFrame<BarSpec>} */
export class BarChart extends ChartFrame {
  /** @override @param {BarSpec} spec @param {number} width */
  draw(spec, width) {
    return spec.layout === "columns" ? columns(spec, width, this.size) : rows(spec, width, this.size);
  }

  /** @override @param {BarSpec} spec */
  table(spec) {
    const head = [spec.labelHead ?? "label", spec.unit ?? "value"];
    const withGhost = spec.bars.some((bar) => bar.ghost !== undefined);
    if (withGhost) head.push(spec.ghostName ?? "before");
    return {
      head,
      rows: spec.bars.map((bar) => [
        (bar.spoken ?? bar.label) + (bar.mark ? " (chosen)" : ""),
        bar.text ?? round(bar.value),
        ...(withGhost ? [round(bar.ghost ?? bar.value)] : []),
      ]),
    };
  }
}

/** @param {number} value */
const round = (value) => Number(value.toPrecision(6));

/** Average width of a character in ems, measured on the fonts of tokens.css; the code font is wider. */
const CHARACTER = { text: 0.56, code: 0.62 };

/** @param {BarSpec} spec @param {number} width @param {number} size */
function rows(spec, width, size) {
  const { bars, format = formatShort, rowHeight = size * 1.9 } = spec;
  const wide = size * (spec.code ? CHARACTER.code : CHARACTER.text);
  const longest = Math.max(...bars.map((bar) => bar.label.length), 1);
  const left = Math.min(longest * wide + 10, width * 0.42);
  const fits = Math.max(3, Math.floor((left - 10) / wide));
  const right = Math.max(...bars.map((bar) => (bar.text ?? format(bar.value)).length), 1) * CHARACTER.text * size + 10;
  const max = spec.max ?? Math.max(...bars.map((bar) => Math.max(bar.value, bar.ghost ?? 0)), 0);
  const x = linear([0, max || 1], [left, width - right]);
  const thick = Math.min(rowHeight * 0.76, size * 1.6);
  const content = bars.map((bar, i) => {
    const top = i * rowHeight;
    const middle = top + rowHeight / 2;
    const end = x(bar.value);
    const reach = Math.max(end, bar.ghost === undefined ? end : x(bar.ghost));
    const label = bar.label.length > fits ? `${bar.label.slice(0, fits - 1)}…` : bar.label;
    return svg`<g>
      <title>${bar.spoken ?? bar.label}: ${bar.text ?? format(bar.value)}</title>
      <rect x="0" y=${top} width=${width} height=${rowHeight} fill="transparent"></rect>
      <text class=${`${spec.code ? "code" : ""} ${bar.mark ? "strong" : ""}`} x=${left - 8} y=${middle}
        text-anchor="end" dominant-baseline="central">${label}</text>
      <rect x=${left} y=${middle - thick / 2} width=${Math.max(bar.value > 0 ? 1.5 : 0, end - left)} height=${thick}
        rx="2" fill=${bar.mark ? "var(--chart-2)" : "var(--chart-1)"}></rect>
      ${
        bar.ghost === undefined
          ? nothing
          : svg`<rect x=${left} y=${middle - thick / 2} width=${Math.max(0, x(bar.ghost) - left)} height=${thick}
              rx="2" fill="none" stroke="var(--ink)" stroke-width="1.2" stroke-dasharray="3 3"></rect>`
      }
      <text class=${bar.mark ? "strong" : "soft"} x=${reach + 6} y=${middle}
        dominant-baseline="central">${bar.text ?? format(bar.value)}</text>
    </g>`;
  });
  const axis = svg`<line class="axis" x1=${left} x2=${left} y1="0" y2=${bars.length * rowHeight}></line>`;
  return { height: Math.max(1, bars.length * rowHeight), content: [content, axis] };
}

/** @param {BarSpec} spec @param {number} width @param {number} size */
function columns(spec, width, size) {
  const { bars, format = formatShort, rowHeight: plot = 200 } = spec;
  const max = spec.max ?? Math.max(...bars.map((bar) => bar.value), 0);
  const ticks = niceTicks(0, max || 1, 4);
  const left = Math.max(...ticks.map((tick) => format(tick).length)) * CHARACTER.text * size + 10;
  const top = 10;
  const y = linear([0, ticks[ticks.length - 1]], [top + plot, top]);
  const slot = (width - left) / Math.max(1, bars.length);
  const longest = Math.max(...bars.map((bar) => bar.label.length), 1) * CHARACTER.text * size + 8;
  const every = Math.max(1, Math.ceil(longest / slot));
  const grid = ticks.map(
    (tick) => svg`<line class="grid" x1=${left} x2=${width} y1=${y(tick)} y2=${y(tick)}></line>
      <text class="soft" x=${left - 6} y=${y(tick)} text-anchor="end" dominant-baseline="central">${format(tick)}</text>`,
  );
  const content = bars.map((bar, i) => {
    const x = left + i * slot;
    const gap = Math.min(6, slot * 0.2);
    return svg`<g>
      <title>${bar.spoken ?? bar.label}: ${bar.text ?? format(bar.value)}</title>
      <rect x=${x} y=${top} width=${slot} height=${plot} fill="transparent"></rect>
      <rect x=${x + gap / 2} y=${y(bar.value)} width=${Math.max(1, slot - gap)} height=${Math.max(0, y(0) - y(bar.value))}
        rx="2" fill=${bar.mark ? "var(--chart-2)" : "var(--chart-1)"}></rect>
      ${
        i % every === 0
          ? svg`<text class=${bar.mark ? "strong" : "soft"} x=${x + slot / 2} y=${top + plot + size * 1.4}
              text-anchor="middle">${bar.label}</text>`
          : nothing
      }
    </g>`;
  });
  const axis = svg`<line class="axis" x1=${left} x2=${width} y1=${y(0)} y2=${y(0)}></line>`;
  return { height: top + plot + size * 2, content: [grid, content, axis] };
}

customElements.define("bar-chart", BarChart);
