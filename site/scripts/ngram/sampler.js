/**
 * `<ngram-sampler>`: train a byte n-gram model on a text, watch it write, and see how each byte was chosen.
 *
 *     <ngram-sampler corpus="expressions" order="5" temperature="1" seed="7" length="300" prompt="sum("></ngram-sampler>
 *
 * Attributes (all optional, kept in step with the knobs): corpus, order, temperature, top-k, top-p, seed, length, prompt,
 * pace. Fires `settings` after each change, with the settings in `detail`. The same settings give the same text as
 * `python -m pyodide_ngram sample`: the coins come from Python's `random.Random(seed)` in both.
 */
import { html, nothing } from "lit";
import { formatBytes, formatCount, formatNumber, formatRate, formatSeconds } from "../shared/format.js";
import "./byte-text.js";
import { spoken, toBytes } from "./bytes.js";
import { readOptional } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { Reveal } from "./reveal.js";
import { controls } from "./sampler-controls.js";
import { samplerStyles } from "./sampler-styles.js";
import { listBooks, trained } from "./shelf.js";
import "./step-view.js";
import { MAX_BITS, bitsShare, orderShare, orderStyles, panelStyles } from "./styles.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {{corpus: string, order: number, temperature: number, topK: number | null, topP: number | null, seed: number,
 *   length: number, prompt: string, pace: string}} Settings */

/** Bytes that are sampled before anyone could press Stop. */
const QUICK = 2000;

const optional = { fromAttribute: readOptional, toAttribute: (/** @type {number | null} */ value) => value };

export class NgramSampler extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    corpus: { reflect: true },
    order: { type: Number, reflect: true },
    temperature: { type: Number, reflect: true },
    topK: { attribute: "top-k", reflect: true, converter: optional },
    topP: { attribute: "top-p", reflect: true, converter: optional },
    seed: { type: Number, reflect: true },
    length: { type: Number, reflect: true },
    prompt: { reflect: true },
    pace: { reflect: true },
    slide: { type: Boolean, reflect: true },
    more: { type: Boolean, reflect: true },
    tint: { state: true },
    model: { state: true },
    steps: { state: true },
    shown: { state: true },
    selected: { state: true },
    progress: { state: true },
    sampled: { state: true },
    books: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, orderStyles, samplerStyles];

  constructor() {
    super();
    this.corpus = "expressions";
    this.order = 5;
    this.temperature = 1;
    /** @type {number | null} */
    this.topK = null;
    /** @type {number | null} */
    this.topP = null;
    this.seed = 7;
    this.length = 300;
    this.prompt = "";
    /** How fast bytes appear: `watch`, `slow` or `once`. */
    this.pace = "watch";
    this.slide = false;
    /** On a phone: whether all knobs are shown. */
    this.more = false;
    this.tint = "order";
    /** @type {(import("./client.js").Reply & {of: string}) | undefined} */
    this.model = undefined;
    /** @type {Step[]} */
    this.steps = [];
    /** How many of the steps are on screen. */
    this.shown = 0;
    this.selected = -1;
    /** @type {import("./client.js").Reply | undefined} */
    this.progress = undefined;
    /** What the text on screen was made with, and its bits per byte. @type {(Settings & {bits: number}) | undefined} */
    this.sampled = undefined;
    /** @type {import("./shelf.js").Book[]} */
    this.books = [];
    /** The byte that the reader chose stays chosen when knobs are turned; -1: follow the newest. */
    this.held = -1;
    this.reveal = new Reveal((shown) => {
      this.shown = shown;
      this.selected = this.held >= 0 ? Math.min(this.held, shown - 1) : shown - 1;
    });
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.slide = this.closest("foreignObject") !== null;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.reveal.stop();
  }

  /** @override */
  pause() {
    this.reveal.stop();
  }

  /** @returns {Settings} */
  get settings() {
    const { corpus, order, temperature, topK, topP, seed, length, prompt, pace } = this;
    return { corpus, order, temperature, topK, topP, seed, length, prompt, pace };
  }

  /** @override */
  async whenReady() {
    this.model = undefined;
    await this.run("Looking for texts", async () => {
      this.books = await listBooks();
    });
    if (!this.failure) await this.sample();
  }

  /** Trains if it has to, then samples and shows the bytes at the chosen pace. @param {{pace?: string}} [options] */
  sample({ pace = this.pace } = {}) {
    this.reveal.stop();
    const settings = this.settings;
    const of = `${settings.corpus} ${settings.order}`;
    if (pace !== "once") this.held = -1;
    return this.run(this.model?.of === of ? "" : "Training", async (signal) => {
      if (this.model?.of !== of) {
        this.steps = [];
        this.shown = 0;
        this.selected = -1;
        this.sampled = undefined;
        this.model = undefined;
        this.said = `Training on ${this.#title(settings.corpus)}.`;
        const model = await trained(settings.corpus, settings.order, {
          signal,
          onProgress: (progress) => {
            if (!signal.aborted) this.progress = progress;
          },
        });
        if (signal !== this.running?.signal) return; // a newer request has taken over
        this.progress = undefined;
        if (!model.model) return; // stopped before there was a model
        this.model = { ...model, of };
        if (model.stopped) {
          this.said = "Training stopped.";
          return;
        }
      }
      if (pace !== "once" || settings.length > QUICK) this.busy = "Sampling";
      await this.#draw(this.model.model, settings, pace, signal);
    });
  }

  /** @param {number} model @param {Settings} settings @param {string} pace @param {AbortSignal} signal */
  async #draw(model, settings, pace, signal) {
    const { prompt, length: n, temperature, topK: top_k, topP: top_p, seed } = settings;
    /** @type {Step[]} */
    const steps = [];
    const result = await this.client.request(
      "sample",
      { model, prompt: toBytes(prompt), n, temperature, top_k, top_p, seed, trace: true },
      { signal, onProgress: (progress) => steps.push(...progress.steps) },
    );
    if (signal !== this.running?.signal) return;
    this.steps = steps;
    this.sampled = { ...settings, bits: result.bits_per_byte };
    this.reveal.start(steps.length, pace);
    await this.reveal.finished;
    this.said = `${formatCount(steps.length)} bytes sampled, ${formatNumber(result.bits_per_byte, 2)} bits per byte.`;
  }

  /** @override */
  stop() {
    super.stop();
    this.reveal.stop();
  }

  /** @param {string} id */
  #title(id) {
    return id === "expressions" ? "expressions" : (this.books.find((book) => book.id === id)?.title ?? id);
  }

  /** Takes new settings and shows what they make at once. @param {Partial<Settings>} settings */
  change(settings) {
    Object.assign(this, settings);
    this.dispatchEvent(new CustomEvent("settings", { detail: this.settings, bubbles: true, composed: true }));
    const other = ["corpus", "order", "prompt", "seed"].some((name) => name in settings);
    void this.sample({ pace: other ? this.pace : "once" });
  }

  /** @param {string} pace */
  setPace(pace) {
    this.pace = pace;
    void this.sample();
  }

  /** @override */
  view() {
    return html`<div class="sampler">
      ${controls(this)}
      <div class="panes">
        <section class="pane text" aria-label="Sampled text">${this.#text()}</section>
        <section class="pane step" aria-label="How a byte was chosen">${this.#step()}</section>
      </div>
      <p class="status">${this.#status()}</p>
    </div>`;
  }

  #text() {
    if (this.steps.length === 0) return this.#training();
    const last = this.shown - 1;
    const { byte, order_used: used } = this.steps[Math.max(0, Math.min(this.selected, last))];
    const at = this.selected + 1;
    return html`<byte-text
        tabindex="0"
        role="region"
        aria-label="The text, byte by byte"
        .prompt=${toBytes(this.sampled?.prompt ?? "")}
        .steps=${this.steps}
        .shown=${this.shown}
        .selected=${this.selected}
        .order=${this.sampled?.order ?? this.order}
        .tint=${this.tint}
        @choose=${(/** @type {CustomEvent<number>} */ event) => this.#choose(event.detail)}
      ></byte-text>
      <div class="under">
        <label class="knob">
          <span class="name">Byte<b>${formatCount(at)}</b></span>
          <input
            type="range"
            min="1"
            max=${Math.max(1, this.shown)}
            .value=${String(at)}
            aria-label="Choose a byte of the text"
            aria-valuetext="byte ${at}: ${spoken(byte)}, order ${used}"
            @input=${(/** @type {Event} */ event) =>
              this.#choose(Number(/** @type {HTMLInputElement} */ (event.target).value) - 1)}
          />
        </label>
        ${this.#legend()}
      </div>`;
  }

  #legend() {
    const order = this.sampled?.order ?? this.order;
    const orders = order <= 6 ? [...Array(order + 1).keys()].reverse() : [order, Math.round(order / 2), 0];
    const bits = [0, 2, 4, MAX_BITS];
    return html`<span class="legend">
      <label>
        <span class="unseen">Tint by</span>
        <select
          @change=${(/** @type {Event} */ event) => {
            this.tint = /** @type {HTMLSelectElement} */ (event.target).value;
          }}
        >
          <option value="order">order used</option>
          <option value="surprise">surprise, bits</option>
        </select>
      </label>
      ${
        this.tint === "order"
          ? orders.map((used) => html`<b data-order=${used} style=${orderShare(used, order)}>${used}</b>`)
          : bits.map((n) => html`<b data-bits style=${bitsShare(n)}>${n}${n === MAX_BITS ? "+" : ""}</b>`)
      }
    </span>`;
  }

  #training() {
    const { progress } = this;
    if (this.busy === "") {
      return html`<p class="training soft">
        ${this.model ? "Press Sample to let the model write." : "Press Sample to train the model."}
      </p>`;
    }
    const known = progress?.total ? progress : undefined;
    const size = known ? `: ${formatBytes(known.done)} of ${formatBytes(known.total)}` : "…";
    const rate = known?.bytes_per_second ? `, ${formatRate(known.bytes_per_second)}` : "";
    return html`<div class="training">
      <p>${this.busy} on ${this.#title(this.corpus)}${size}${rate}</p>
      <progress aria-label="Training" max=${known?.total ?? nothing} value=${known ? known.done : nothing}></progress>
    </div>`;
  }

  /** @param {number} index */
  #choose(index) {
    this.reveal.hold();
    this.held = index;
    this.selected = Math.max(0, Math.min(index, this.shown - 1));
  }

  #step() {
    const step = this.steps[this.selected];
    if (!step) return html`<p class="training soft">Each byte of the text can be opened here.</p>`;
    const order = this.sampled?.order ?? this.order;
    const before = this.steps.slice(Math.max(0, this.selected - order), this.selected).map(({ byte }) => byte);
    const window = order === 0 ? [] : [...toBytes(this.sampled?.prompt ?? ""), ...before].slice(-order);
    return html`<step-view
      .step=${step}
      .window=${window}
      .order=${order}
      .index=${this.selected}
      .rows=${this.slide ? 6 : 10}
      .size=${this.slide ? 17 : 13}
    ></step-view>`;
  }

  #status() {
    const { model, sampled } = this;
    if (!model) return nothing;
    return html`
      <span>
        ${model.stopped ? "Stopped after" : "Trained on"} <b>${formatBytes(model.bytes_seen)}</b>
        ${model.stopped ? `of ${formatBytes(model.size)}` : ""} in ${formatSeconds(model.seconds)}
        ${model.seconds > 0 ? `(${formatRate(model.bytes_seen / model.seconds)})` : ""}
      </span>
      <span><b>${formatCount(model.contexts)}</b> contexts seen</span>
      ${sampled ? html`<span>this text: <b>${formatNumber(sampled.bits, 2)}</b> bits/byte</span>` : nothing}
    `;
  }
}

customElements.define("ngram-sampler", NgramSampler);
