/**
 * Counts or measures over time: `<date-chart>` draws a line through the intervals of a date histogram.
 *
 *     chart.spec = { title: "By publication date", unit: "documents", labelHead: "publication date", interval: "year",
 *       buckets: [{ start: 0, label: "1970", values: [3] }], series: ["documents"] };
 *
 * An interval that no document falls into has no bucket: its count is drawn as 0, and the table leaves it out.
 */
import { LineChart } from "../shared/line-chart.js";
import { nameOf, points } from "./intervals.js";

/** @import { Interval } from "./intervals.js" */
/**
 * @typedef {object} DateSpec
 * @property {string} title
 * @property {string} [desc]
 * @property {string} unit
 * @property {string} labelHead
 * @property {Interval} interval
 * @property {string[]} series what is measured; the first is drawn
 * @property {{start: number, label: string, values: (number | null)[]}[]} buckets in order; `start` in ms since 1970
 */

export class DateChart extends LineChart {
  /** @override @param {any} spec */
  table({ labelHead, series, buckets }) {
    return {
      head: [labelHead, ...series],
      rows: buckets.map((/** @type {DateSpec["buckets"][number]} */ { label, values }) => [
        label,
        ...values.map((value) => value ?? ""),
      ]),
    };
  }

  /** @override @param {any} spec @param {number} width */
  draw(spec, width) {
    const { title, unit, labelHead, interval } = /** @type {DateSpec} */ (spec);
    const x = { label: labelHead, integer: true, name: (/** @type {number} */ at) => nameOf(interval, at) };
    return super.draw({ title, unit, x, series: [{ name: unit, points: points(spec) }] }, width);
  }
}

customElements.define("date-chart", DateChart);
