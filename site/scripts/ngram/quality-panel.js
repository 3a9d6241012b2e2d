/**
 * `<ngram-quality>`: how good is it? Bits per byte by order, on text that the model learnt and on text that it did not.
 *
 *     <ngram-quality corpus="expressions"></ngram-quality>
 *
 * The more context, the better a model knows its own text and the less it knows of any other. Lines to compare with: the
 * floor that the true process sets (expressions), what compressors need, what people need. A line stays for each
 * smoothing that was tried.
 */
import { html, nothing } from "lit";
import "../shared/chart.js";
import { formatBytes, formatNumber } from "../shared/format.js";
import { SMOOTHINGS } from "./panel-knobs.js";
import { NgramPanel } from "./panel.js";
import { choice, runBar, runBarStyles } from "./run-bar.js";
import { panelStyles } from "./styles.js";
import { parts } from "./shelf.js";
import { isEnglish } from "./texts.js";

/** @typedef {{train: number[], test: number[], floor?: number, peers: Record<string, number>, measured?: number}} Answer */

/** Bits a letter that people need for English, by guessing with 100 letters of context: Shannon's two bounds, 1951. */
const PEOPLE = { name: "people (Shannon 1951)", from: 0.6, to: 1.3 };

export class NgramQuality extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    corpus: {},
    order: { type: Number },
    smoothing: {},
    answers: { state: true },
    size: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, runBarStyles];

  constructor() {
    super();
    this.corpus = "expressions";
    /** The highest order; 7 is the most that the sorted windows hold. */
    this.order = 7;
    this.smoothing = "absolute-discount";
    /** By smoothing; the last one asked for is the last. @type {Map<string, Answer>} */
    this.answers = new Map();
    this.size = 0;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("corpus")) {
      this.stop();
      this.answers = new Map();
    }
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("smoothing") && this.answers.size > 0 && !this.answers.has(this.smoothing)) void this.measure();
  }

  measure() {
    const { smoothing, order } = this;
    return this.run("Training and measuring every order", async (signal) => {
      const { train, test, size } = await parts(this.corpus, { signal });
      const answer = await this.ask("orders", { train, test, order, smoothing }, signal);
      if (signal.aborted) return;
      const others = [...this.answers].filter(([name]) => name !== smoothing);
      this.answers = new Map([...others, [smoothing, /** @type {Answer} */ (answer)]]);
      this.size = size;
      this.said = this.#summary();
    });
  }

  /** @override */
  view() {
    return html`${runBar(this, {
      label: "Measure",
      run: () => this.measure(),
      fields: choice("Smoothing", SMOOTHINGS, this.smoothing, (name) => {
        this.turn("smoothing", name);
      }),
      after: html`<button
        type="button"
        ?disabled=${this.answers.size === 0}
        @click=${() => {
          this.answers = new Map();
        }}
      >
        Clear
      </button>`,
    })}
    ${
      this.answers.size === 0
        ? this.instead(
            `Press Measure: models of order 0 to ${this.order} learn the text and are asked how surprised they are.`,
          )
        : html`<div class="card">${this.#chart()}</div>
            <p class="note">${this.#summary()}</p>`
    }`;
  }

  get #last() {
    return [...this.answers.values()].at(-1);
  }

  #chart() {
    const last = this.#last;
    if (!last) {
      return nothing;
    }
    const points = (/** @type {number[]} */ bits) =>
      bits.map((y, order) => /** @type {[number, number]} */ ([order, y]));
    const peers = Object.entries(last.peers).map(([name, y]) => ({ name: `${name}, unseen text`, y }));
    /** @type {import("../shared/chart.js").LineSpec} */
    const spec = {
      title: "Surprise by order",
      unit: "bits/byte",
      height: this.look.height,
      desc: this.#summary(),
      x: { label: "order: bytes of context", integer: true },
      series: [
        { name: "text it learnt", points: points(last.train) },
        ...[...this.answers].map(([name, { test }]) => ({ name: `unseen, ${SMOOTHINGS[name]}`, points: points(test) })),
      ],
      levels: [...peers, ...(last.floor === undefined ? [] : [{ name: "floor: the process", y: last.floor }])],
      bands: isEnglish(this.corpus) ? [PEOPLE] : [],
    };
    return html`<line-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></line-chart>`;
  }

  #summary() {
    const last = this.#last;
    if (!last || last.test.length === 0) return "";
    const best = Math.min(...last.test);
    const order = last.test.indexOf(best);
    const end = last.test.length - 1;
    const bend =
      end > order
        ? ` At order ${end} it needs ${formatNumber(last.train[end], 2)} for its own text and ${formatNumber(last.test[end], 2)} for the other: it learns by heart.`
        : "";
    const floor =
      last.floor === undefined
        ? ""
        : ` Whoever knew the process would need ${formatNumber(last.floor, 2)}, and nobody less.`;
    const some = last.measured === undefined ? "" : ` (PPM was asked about ${formatBytes(last.measured)} of it)`;
    return `Learnt from ${formatBytes(this.size)}. Best on unseen text: order ${order}, ${formatNumber(best, 2)} bits per byte${some}.${bend}${floor}`;
  }
}

customElements.define("ngram-quality", NgramQuality);
