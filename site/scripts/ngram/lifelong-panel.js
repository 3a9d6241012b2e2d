/**
 * `<ngram-lifelong>`: frozen or lifelong. A stream changes its author half-way; one model has stopped learning, the other
 * learns each byte right after it was asked about it.
 *
 *     <ngram-lifelong first="moby-dick" second="state-of-the-union" order="4"></ngram-lifelong>
 */
import { html } from "lit";
import "../shared/chart.js";
import { formatNumber } from "../shared/format.js";
import { NgramPanel } from "./panel.js";
import { choice, runBar, runBarStyles } from "./run-bar.js";
import { panelStyles } from "./styles.js";
import { piece } from "./shelf.js";
import { listBooks, ownTexts } from "./texts.js";

/** @typedef {{frozen: number[], adaptive: number[], window: number, change: number}} Answer */

/** Bytes of the first text: half is learnt before the stream begins. Bytes of the second. */
const FIRST = 80_000;
const SECOND = 40_000;
const WINDOW = 2000;

export class NgramLifelong extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    first: {},
    second: {},
    order: { type: Number },
    answer: { state: true },
    texts: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, runBarStyles];

  constructor() {
    super();
    this.first = "moby-dick";
    this.second = "state-of-the-union";
    this.order = 4;
    /** @type {Answer | undefined} */
    this.answer = undefined;
    /** @type {Record<string, string>} */
    this.texts = { expressions: "Expressions" };
  }

  /** @override */
  async whenReady() {
    await this.beside(async () => {
      const known = [...(await listBooks()), ...ownTexts()].map(({ id, title }) => [id, title]);
      this.texts = { ...this.texts, ...Object.fromEntries(known) };
    });
  }

  stream() {
    return this.run("Reading the stream", async (signal) => {
      const first = await piece(this.first, 0, FIRST, { signal });
      const second = await piece(this.second, 0, SECOND, { signal });
      const answer = await this.ask("lifelong", { first, second, order: this.order, window: WINDOW }, signal);
      if (signal.aborted) return;
      this.answer = /** @type {any} */ (answer);
      this.said = this.#summary();
    });
  }

  /** @override */
  view() {
    const pick = (/** @type {"first" | "second"} */ which) => (/** @type {string} */ id) => {
      this.turn(which, id);
      this.answer = undefined;
    };
    const fields = html`${choice("First", this.texts, this.first, pick("first"))}
    ${choice("Then", this.texts, this.second, pick("second"))}`;
    return html`${runBar(this, { label: "Read the stream", run: () => void this.stream(), fields })}
    ${
      this.answer
        ? html`<div class="card">${this.#chart(this.answer)}</div>
            <p class="note">${this.#summary()}</p>`
        : this.instead(
            `Both models of order ${this.order} learn the beginning of the first text; then the stream begins.`,
          )
    }`;
  }

  /** @param {Answer} answer */
  #chart({ frozen, adaptive, window, change }) {
    const points = (/** @type {number[]} */ bits) =>
      bits.map((y, i) => /** @type {[number, number]} */ ([(i + 1) * window, y]));
    /** @type {import("../shared/chart.js").LineSpec} */
    const spec = {
      title: `Surprise along the stream, mean of each ${window / 1000} kB`,
      unit: "bits/byte",
      height: this.look.height,
      desc: this.#summary(),
      x: { label: "bytes of the stream" },
      marks: [{ name: "another author", x: change }],
      series: [
        { name: "adaptive", points: points(adaptive) },
        { name: "frozen", points: points(frozen) },
      ],
    };
    return html`<line-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></line-chart>`;
  }

  #summary() {
    if (!this.answer) return "";
    const { frozen, adaptive, window, change } = this.answer;
    const after = Math.ceil(change / window);
    const mean = (/** @type {number[]} */ bits) => bits.reduce((a, b) => a + b, 0) / Math.max(1, bits.length);
    return (
      `After the change the frozen model needs ${formatNumber(mean(frozen.slice(after)), 2)} bits a byte on average, ` +
      `the one that goes on learning ${formatNumber(mean(adaptive.slice(after)), 2)}: storing more data is all it takes.`
    );
  }
}

customElements.define("ngram-lifelong", NgramLifelong);
