/**
 * `<ngram-states>`: states explode. Contexts that were seen as the order and the data grow, against the 256ⁿ that there
 * could be; how many contexts of a new text were never seen; and the memory that the counts take.
 *
 *     <ngram-states corpus="moby-dick"></ngram-states>
 */
import { html, nothing } from "lit";
import "../shared/chart.js";
import { formatBytes, formatCount, formatPercent, formatShort } from "../shared/format.js";
import { NgramPanel } from "./panel.js";
import { runBar, runBarStyles } from "./run-bar.js";
import { panelStyles } from "./styles.js";
import { corpus } from "./shelf.js";

/** @typedef {{bytes: number, length: number, seen: number, possible_log2: number, unseen: number,
 *   memory: {packed: number, dict: number}}} Row */

const ORDER = 7;
const POINTS = 9;

/** @param {number} value */
const power = (value) => (value < 1e5 ? formatShort(value) : `10${superscript(Math.round(Math.log10(value)))}`);

/** @param {number} n */
const superscript = (n) => String(n).replaceAll(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);

export class NgramStates extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { corpus: {}, rows: { state: true } };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, runBarStyles];

  constructor() {
    super();
    this.corpus = "moby-dick";
    /** @type {Row[]} */
    this.rows = [];
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("corpus")) {
      this.stop();
      this.rows = [];
    }
  }

  count() {
    return this.run("Counting contexts", async (signal) => {
      this.rows = [];
      const { corpus: handle } = await corpus(this.corpus.slice(this.corpus.lastIndexOf("+") + 1), { signal });
      await this.ask("states", { corpus: handle, order: ORDER, points: POINTS }, signal, (reply) => {
        this.rows = [...this.rows, ...(reply.rows ?? [])];
      });
      this.said = this.#summary();
    });
  }

  /** @override */
  view() {
    return html`${runBar(this, { label: "Count", run: () => void this.count() })}
    ${
      this.rows.length === 0
        ? this.instead(
            "The text is learnt in ever larger parts; what was never learnt in a tenth that is kept back is counted.",
          )
        : html`<div class="cards">
              <div class="card">${this.#seen()}</div>
              <div class="card">${this.#unseen()}</div>
              ${this.slide ? nothing : html`<div class="card">${this.#memory()}</div>`}
            </div>
            <p class="note">${this.#summary()}</p>`
    }`;
  }

  get #largest() {
    const most = Math.max(...this.rows.map(({ bytes }) => bytes));
    return this.rows.filter(({ bytes }) => bytes === most);
  }

  #seen() {
    const rows = this.#largest;
    const sizes = [...new Set(this.rows.map(({ bytes }) => bytes))];
    const some = sizes.length > 3 ? [sizes[0], sizes[Math.floor(sizes.length / 2)], sizes[sizes.length - 1]] : sizes;
    /** @type {import("../shared/chart.js").LineSpec} */
    const spec = {
      title: "Different contexts",
      unit: "logarithmic",
      desc: this.#summary(),
      x: { label: "length of the context, bytes", integer: true },
      y: { log: true },
      height: this.look.height,
      format: power,
      series: [
        { name: "possible: 256ⁿ", points: rows.map(({ length, possible_log2: log2 }) => [length, 2 ** log2]) },
        ...some.toReversed().map((size) => ({
          name: `seen in ${formatBytes(size)}`,
          points: this.rows
            .filter(({ bytes }) => bytes === size)
            .map(({ length, seen }) => /** @type {[number, number]} */ ([length, Math.max(1, seen)])),
        })),
      ],
    };
    return html`<line-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></line-chart>`;
  }

  #unseen() {
    const lengths = [1, 3, 5, 7];
    /** @type {import("../shared/chart.js").LineSpec} */
    const spec = {
      title: "Contexts of a new text that were never seen",
      unit: "share",
      x: { label: "bytes learnt (logarithmic)", log: true },
      height: this.look.height,
      format: (value) => formatPercent(value),
      series: lengths.toReversed().map((n) => ({
        name: n === 1 ? "1 byte" : `${n} bytes`,
        points: this.rows.filter(({ length }) => length === n).map(({ bytes, unseen }) => [bytes, unseen]),
      })),
    };
    return html`<line-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></line-chart>`;
  }

  #memory() {
    const points = (/** @type {number} */ n, /** @type {"dict" | "packed"} */ kind) =>
      this.rows
        .filter(({ length }) => length === n)
        .map(({ bytes, memory }) => /** @type {[number, number]} */ ([bytes, memory[kind]]));
    /** @type {import("../shared/chart.js").LineSpec} */
    const spec = {
      title: "Memory of the counts",
      unit: "logarithmic; of dictionaries an estimate",
      x: { label: "bytes learnt (logarithmic)", log: true },
      y: { log: true },
      format: formatBytes,
      series: [
        ...[7, 5, 3, 1].map((n) => ({ name: `dictionaries, order ${n}`, points: points(n, "dict") })),
        { name: "sorted windows, any order", points: points(ORDER, "packed") },
      ],
    };
    return html`<line-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></line-chart>`;
  }

  #summary() {
    const last = this.#largest.at(-1);
    if (!last) return "";
    const share = last.seen / 2 ** last.possible_log2;
    return (
      `Of the 256${superscript(last.length)} contexts of ${last.length} bytes, ${formatCount(last.seen)} were seen, one in ${power(1 / share)}; ` +
      `of those in a new text ${formatPercent(last.unseen)} were not among them. The counts take about ` +
      `${formatBytes(last.memory.dict)} as dictionaries (an estimate), ${formatBytes(last.memory.packed)} as sorted windows.`
    );
  }
}

customElements.define("ngram-states", NgramStates);
