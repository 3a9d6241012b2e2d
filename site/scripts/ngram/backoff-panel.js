/**
 * `<ngram-backoff>`: inductive bias. The same counts, the same text; only the rule differs by which a context that was
 * never seen is made shorter: drop the oldest byte, the newest, or one at random.
 *
 *     <ngram-backoff corpus="moby-dick" order="4"></ngram-backoff>
 */
import { html } from "lit";
import "../shared/chart.js";
import { formatNumber } from "../shared/format.js";
import { slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { runBar, runBarStyles } from "./run-bar.js";
import { panelStyles } from "./styles.js";
import { parts } from "./shelf.js";

/** @typedef {{rule: string, distances: number[][], bits_per_byte: number}} Row */

const RULES = /** @type {Record<string, string>} */ ({
  oldest: "drop the oldest",
  newest: "drop the newest",
  random: "drop one at random",
});

export class NgramBackoff extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { corpus: {}, order: { type: Number }, rows: { state: true } };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, runBarStyles];

  constructor() {
    super();
    this.corpus = "moby-dick";
    this.order = 4;
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

  compare() {
    return this.run("Training one model for each rule", async (signal) => {
      const { train, test } = await parts(this.corpus, { signal });
      const { rows } = await this.ask("backoff", { train, test, order: this.order, seed: 1 }, signal);
      if (signal.aborted) return;
      this.rows = rows;
      this.said = this.#summary();
    });
  }

  /** @override */
  view() {
    const fields = slider({
      name: "Order",
      min: 1,
      max: 6,
      step: 1,
      value: this.order,
      text: String(this.order),
      input: (order) => {
        this.turn("order", order);
      },
    });
    return html`${runBar(this, { label: "Compare the rules", run: () => void this.compare(), fields })}
    ${
      this.rows.length === 0
        ? this.instead("Three models learn the same text and are asked how surprised they are by the next part.")
        : html`<div class="card">${this.#chart()}</div>
            <p class="note">${this.#summary()}</p>`
    }`;
  }

  #chart() {
    /** @type {import("../shared/chart.js").BarSpec} */
    const spec = {
      title: "Surprise by the rule of backing off",
      unit: "bits/byte, less is better",
      desc: this.#summary(),
      labelHead: "rule",
      rowHeight: this.slide ? 60 : undefined,
      bars: this.rows.map(({ rule, bits_per_byte: value }) => ({
        label: RULES[rule] ?? rule,
        value,
        text: formatNumber(value, 2),
        mark: rule === "oldest",
      })),
    };
    return html`<bar-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></bar-chart>`;
  }

  #summary() {
    const by = Object.fromEntries(this.rows.map((row) => [row.rule, row]));
    const { oldest, newest, random } = by;
    if (!oldest || !newest || !random) return "";
    const kept = (random.distances[1] ?? []).map((distance) =>
      distance === 1 ? "the last byte" : `the byte ${distance} back`,
    );
    const more = newest.bits_per_byte - oldest.bits_per_byte;
    return (
      `Dropping the newest byte instead of the oldest costs ${formatNumber(more, 2)} bits a byte on this text. The counts do ` +
      `not say which to drop: that near bytes matter more is a belief, put in by hand. ` +
      `(At random, the last byte to go was ${kept.join(", ")}.)`
    );
  }
}

customElements.define("ngram-backoff", NgramBackoff);
