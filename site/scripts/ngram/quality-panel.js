/**
 * `<ngram-quality>`: how good is it? Bits per byte by order, on text that the model learnt and on text that it did not.
 *
 *     <ngram-quality corpus="expressions" orders="10"></ngram-quality>
 *
 * Every order is a model of its own, trained and measured here; the more context, the better it knows its own text and
 * the less it knows of any other. A line for each smoothing that was tried stays, so that they can be compared.
 */
import { css, html, nothing } from "lit";
import "../shared/chart.js";
import { formatBytes, formatNumber } from "../shared/format.js";
import { NgramPanel } from "./panel.js";
import { parts } from "./shelf.js";
import { panelStyles } from "./styles.js";

/** @typedef {[order: number, bits: number]} Point */

const SMOOTHINGS = /** @type {Record<string, string>} */ ({
  "absolute-discount": "absolute discount",
  "witten-bell": "Witten–Bell",
  "add-one": "add-one",
  ppm: "PPM",
});

/** Bits a character that people need for English, by guessing: Shannon 1951, upper bound at 100 letters of context. */
const PEOPLE = 1.3;

export class NgramQuality extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    corpus: {},
    orders: { type: Number },
    smoothing: {},
    learnt: { state: true },
    unseenBy: { state: true },
    at: { state: true },
    text: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6em 1em;
        align-items: end;
        margin-bottom: 1em;
      }
      label {
        display: flex;
        flex-direction: column;
        gap: 0.15em;
        font-size: 0.875em;
        color: var(--ink-soft);
      }
      select {
        color: var(--ink);
      }
      .progress {
        flex: 1 1 12em;
        font-size: 0.875em;
      }
      .progress p {
        margin: 0 0 0.3em;
      }
      .chart {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        padding: 0.8em 1em;
        min-height: 8em;
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "expressions";
    /** The highest order measured. */
    this.orders = 8;
    this.smoothing = "absolute-discount";
    /** Bits on what was learnt, under the smoothing last used. @type {Point[]} */
    this.learnt = [];
    /** Bits on what was not, by smoothing. @type {Record<string, Point[]>} */
    this.unseenBy = {};
    /** The order being measured; -1: none. */
    this.at = -1;
    /** @type {Awaited<ReturnType<typeof parts>> | undefined} */
    this.text = undefined;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("corpus")) {
      this.stop();
      this.clear();
    }
  }

  clear() {
    this.learnt = [];
    this.unseenBy = {};
    this.text = undefined;
  }

  measure() {
    const { corpus, smoothing, orders } = this;
    this.learnt = [];
    this.unseenBy = { ...this.unseenBy, [smoothing]: [] };
    return this.run("Measuring", async (signal) => {
      const text = await parts(corpus, { signal });
      this.text = text;
      for (let order = 0; order <= orders && !signal.aborted; order++) {
        this.at = order;
        const { model, stopped } = await this.client.request("train", { corpus: text.train, order }, { signal });
        if (stopped) break;
        const bits = async (/** @type {number} */ piece) =>
          this.client.request("bits", { model, corpus: piece, smoothing }, { signal });
        const [learnt, unseen] = [await bits(text.seen), await bits(text.unseen)];
        if (signal.aborted) break;
        this.learnt = [...this.learnt, [order, learnt.bits_per_byte]];
        const line = this.unseenBy[smoothing] ?? [];
        this.unseenBy = { ...this.unseenBy, [smoothing]: [...line, [order, unseen.bits_per_byte]] };
      }
      if (signal === this.running?.signal) this.said = this.#summary();
    });
  }

  /** @override */
  view() {
    const working = this.busy !== "";
    return html`<div class="bar">
        <label>
          Smoothing
          <select
            ?disabled=${working}
            @change=${(/** @type {Event} */ event) => {
              this.smoothing = /** @type {HTMLSelectElement} */ (event.target).value;
            }}
          >
            ${Object.entries(SMOOTHINGS).map(
              ([name, label]) => html`<option value=${name} ?selected=${name === this.smoothing}>${label}</option>`,
            )}
          </select>
        </label>
        ${
          working
            ? html`<button class="main" type="button" @click=${this.stop}>■ Stop</button>`
            : html`<button class="main" type="button" @click=${this.measure}>Measure</button>`
        }
        <button type="button" ?disabled=${working || this.learnt.length === 0} @click=${this.clear}>Clear</button>
        ${
          working
            ? html`<div class="progress">
                <p>Training and measuring order ${this.at} of ${this.orders}…</p>
                <progress aria-label="Measuring" max=${this.orders + 1} value=${Math.max(0, this.at)}></progress>
              </div>`
            : nothing
        }
      </div>
      <div class="chart">${this.#chart()}</div>
      <p class="soft">${working ? nothing : this.#summary()}</p>`;
  }

  #chart() {
    const lines = Object.entries(this.unseenBy).filter(([, points]) => points.length > 0);
    if (lines.length === 0) {
      return html`<p class="soft">
        Press Measure: models of order 0 to ${this.orders} are trained and asked how surprised they are, in bits per
        byte.
      </p>`;
    }
    const book = this.text?.gzip !== undefined;
    /** @type {import("../shared/chart.js").LineSpec} */
    const spec = {
      title: "Surprise by order",
      unit: "bits/byte",
      desc: this.#summary(),
      x: { label: "order: bytes of context", integer: true },
      series: [
        { name: "text it learnt", points: this.learnt },
        ...lines.map(([name, points]) => ({ name: `unseen, ${SMOOTHINGS[name]}`, points })),
      ],
      levels: book
        ? [
            { name: "gzip", y: this.text?.gzip ?? 0 },
            { name: "people (Shannon 1951)", y: PEOPLE },
          ]
        : [],
    };
    return html`<line-chart .spec=${spec}></line-chart>`;
  }

  #summary() {
    const unseen = this.unseenBy[this.smoothing] ?? [];
    if (unseen.length < 2 || !this.text) return "";
    const [order, bits] = unseen.reduce((best, point) => (point[1] < best[1] ? point : best));
    const [last, lastBits] = unseen[unseen.length - 1];
    const learnt = this.learnt[this.learnt.length - 1]?.[1] ?? 0;
    const bend =
      last > order
        ? ` At order ${last} it needs ${formatNumber(learnt, 2)} for its own text and ${formatNumber(lastBits, 2)} for the other: it has learnt by heart.`
        : "";
    return (
      `Learnt from ${formatBytes(this.text.size)}. Best on unseen text: order ${order}, ` +
      `${formatNumber(bits, 2)} bits per byte.${bend}`
    );
  }
}

customElements.define("ngram-quality", NgramQuality);
