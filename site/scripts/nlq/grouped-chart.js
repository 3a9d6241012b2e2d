/**
 * Buckets within buckets: `<grouped-chart>` draws one row a group, its parts stacked where they are few, else one bar each.
 *
 *     chart.spec = { title: "documents by decade and party", unit: "documents", labelHead: "decade",
 *       groups: [{ label: "1790s", parts: [{ label: "Federalist", value: 8 }, { label: "Independent", value: 2 }] }] };
 */
import { nothing, svg } from "lit";
import { ChartFrame, SERIES } from "../shared/chart-frame.js";
import { formatShort } from "../shared/format.js";
import { linear } from "../shared/scale.js";

/**
 * @typedef {object} GroupedSpec
 * @property {string} title
 * @property {string} [desc]
 * @property {string} [unit]
 * @property {string} labelHead what a group is
 * @property {string} [partHead] what a part is
 * @property {{label: string, parts: {label: string, value: number}[]}[]} groups
 */

const ROW = 24;
const BAR = 17;
const LETTER = 7; // average width of a character at 13 px
const PARTS_DRAWN = 8; // the table has the rest

/** @param {string} text @param {number} letters */
const cut = (text, letters) => (text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}…` : text);

/** @extends {ChartFrame<GroupedSpec>} */
export class GroupedChart extends ChartFrame {
  /** @override @param {GroupedSpec} spec */
  table({ labelHead, partHead = "part", unit = "documents", groups }) {
    return {
      head: [labelHead, partHead, unit],
      rows: groups.flatMap(({ label, parts }) => parts.map((part) => [label, part.label, part.value])),
    };
  }

  /** @override @param {GroupedSpec} spec @param {number} width */
  draw(spec, width) {
    const names = [...new Set(spec.groups.flatMap(({ parts }) => parts.map(({ label }) => label)))];
    return names.length <= SERIES.length ? stacked(spec, names, width) : listed(spec, width);
  }
}

/** @param {GroupedSpec} spec @param {string[]} names @param {number} width */
function stacked({ groups }, names, width) {
  const totals = groups.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const left = Math.min(Math.max(...groups.map(({ label }) => label.length)) * LETTER + 10, width * 0.4);
  const right = Math.max(...totals.map((total) => formatShort(total).length)) * LETTER + 10;
  const x = linear([0, Math.max(...totals, 1)], [0, width - left - right]);
  const legend = { x: 0, row: 0 };
  const keys = names.map((name, i) => {
    const room = name.length * LETTER + 28;
    if (legend.x > 0 && legend.x + room > width) Object.assign(legend, { x: 0, row: legend.row + 1 });
    const at = { x: legend.x, y: legend.row * 20 + 8 };
    legend.x += room;
    return svg`<rect x=${at.x} y=${at.y - 6} width="12" height="12" rx="2" fill=${SERIES[i]}></rect>
      <text class="soft" x=${at.x + 17} y=${at.y} dominant-baseline="central">${name}</text>`;
  });
  const top = (legend.row + 1) * 20 + 8;
  const rows = groups.map(({ label, parts }, row) => {
    const middle = top + row * ROW + ROW / 2;
    let from = left;
    const bars = parts.map((part) => {
      const wide = x(part.value);
      const bar = svg`<rect x=${from} y=${middle - BAR / 2} width=${Math.max(0, wide - 1)} height=${BAR}
        fill=${SERIES[names.indexOf(part.label)]}><title>${label}, ${part.label}: ${formatShort(part.value)}</title></rect>`;
      from += wide;
      return bar;
    });
    return svg`<g><text x=${left - 8} y=${middle} text-anchor="end" dominant-baseline="central"
        >${cut(label, Math.floor((left - 10) / LETTER))}</text>${bars}
      <text class="soft" x=${from + 6} y=${middle} dominant-baseline="central">${formatShort(totals[row])}</text></g>`;
  });
  return { height: top + groups.length * ROW, content: [keys, rows] };
}

/** @param {GroupedSpec} spec @param {number} width */
function listed({ groups }, width) {
  const shown = groups.map(({ label, parts }) => ({
    label,
    parts: parts.slice(0, PARTS_DRAWN),
    more: parts.length - PARTS_DRAWN,
  }));
  const all = shown.flatMap(({ parts }) => parts);
  const left = Math.min(Math.max(...all.map(({ label }) => label.length), 1) * LETTER + 22, width * 0.45);
  const right = Math.max(...all.map(({ value }) => formatShort(value).length), 1) * LETTER + 10;
  const x = linear([0, Math.max(...all.map(({ value }) => value), 1)], [0, width - left - right]);
  let y = 0;
  const content = shown.map(({ label, parts, more }) => {
    const head = svg`<text class="strong" x="0" y=${y + ROW / 2} dominant-baseline="central"
      >${cut(label, Math.floor(width / LETTER))}</text>`;
    y += ROW;
    const bars = parts.map((part) => {
      const middle = y + 10;
      y += 20;
      return svg`<g><title>${label}, ${part.label}: ${formatShort(part.value)}</title>
        <text class="soft" x=${left - 8} y=${middle} text-anchor="end" dominant-baseline="central"
          >${cut(part.label, Math.floor((left - 22) / LETTER))}</text>
        <rect x=${left} y=${middle - 7} width=${Math.max(1.5, x(part.value))} height="14" rx="2" fill="var(--chart-1)"></rect>
        <text class="soft" x=${left + x(part.value) + 6} y=${middle} dominant-baseline="central"
          >${formatShort(part.value)}</text></g>`;
    });
    const rest =
      more > 0
        ? svg`<text class="soft" x=${left} y=${y + 9} dominant-baseline="central">and ${more} more, in the table</text>`
        : nothing;
    y += (more > 0 ? 20 : 0) + 8;
    return [head, bars, rest];
  });
  return { height: y, content };
}

customElements.define("grouped-chart", GroupedChart);
