/**
 * `<ngram-sampler>`: train a byte n-gram model on a text, watch it write, and see how each byte was chosen.
 *
 *     <ngram-sampler corpus="expressions" order="5" temperature="1" seed="7" length="300" prompt="sum("></ngram-sampler>
 *
 * Attributes (all optional, kept in step with the knobs): corpus, order, temperature, top-k, top-p, seed, length, prompt,
 * pace. Fires `settings` after each change, with the settings in `detail`. The same settings give the same text as
 * `python -m pyodide_ngram sample`: the coins come from Python's `random.Random(seed)` in both.
 */
import { html } from "lit";
import { formatCount, formatNumber } from "../shared/format.js";
import { toolStyles } from "../shared/picture-tools.js";
import { byteSlider } from "./byte-slider.js";
import "./byte-text.js";
import { toBytes } from "./bytes.js";
import { readOptional } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { Reveal } from "./reveal.js";
import { controls } from "./sampler-controls.js";
import { legend, picture, status, training } from "./sampler-parts.js";
import { samplerStyles } from "./sampler-styles.js";
import "./step-view.js";
import { orderStyles, panelStyles } from "./styles.js";
import { trained } from "./shelf.js";
import { isExpressions, listBooks, titleFor } from "./texts.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {{corpus: string, order: number, temperature: number, topK: number | null, topP: number | null, seed: number,
 *   length: number, prompt: string, pace: string}} Settings */

/** Bytes that are sampled before anyone could press Stop. */
const QUICK = 2000;

/** Candidates that come with a traced step. */
const TRACED = 12;

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
    /** The text alone: on a slide that only wants to be written on. */
    bare: { type: Boolean, reflect: true },
    more: { type: Boolean, reflect: true },
    tint: { state: true },
    model: { state: true },
    steps: { state: true },
    shown: { state: true },
    selected: { state: true },
    sampled: { state: true },
    books: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, orderStyles, toolStyles, samplerStyles];

  constructor() {
    super();
    this.quiet = false;
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
    this.bare = false;
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
    /** What the text on screen was made with, and its bits per byte. @type {(Settings & {bits: number}) | undefined} */
    this.sampled = undefined;
    /** @type {import("./texts.js").Book[]} */
    this.books = [];
    /** The byte that the reader chose stays chosen when knobs are turned; -1: follow the newest. */
    this.held = -1;
    this.reveal = new Reveal((shown) => {
      this.shown = shown;
      this.selected = this.held >= 0 ? Math.min(this.held, shown - 1) : shown - 1;
    });
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
        this.said = `Training on ${this.nameOf(settings.corpus)}.`;
        const model = await trained(settings.corpus, settings.order, {
          signal,
          onProgress: (progress) => {
            if (!signal.aborted) this.progress = /** @type {any} */ (progress);
          },
        });
        if (signal !== this.running?.signal) return; // a newer request has taken over
        this.progress = undefined;
        if (!model.model) return; // stopped before there was a model
        this.model = { ...model, of };
        if (signal.aborted) {
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
  nameOf(id) {
    const names = id.split("+").map((one) => (isExpressions(one) ? "expressions" : titleFor(one, this.books)));
    return names.join(" + ");
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
      <p class="status">${status(this)}</p>
    </div>`;
  }

  #text() {
    if (this.steps.length === 0) return training(this);
    return html`<byte-text
        tabindex="0"
        role="region"
        aria-label="The text, byte by byte"
        .prompt=${toBytes(this.sampled?.prompt ?? "")}
        .steps=${this.steps}
        .shown=${this.shown}
        .selected=${this.bare ? -1 : this.selected}
        .order=${this.sampled?.order ?? this.order}
        .tint=${this.tint}
        @choose=${(/** @type {CustomEvent<number>} */ event) => this.#choose(event.detail)}
      ></byte-text>
      <div class="under">
        ${byteSlider({
          bytes: this.steps,
          shown: this.shown,
          selected: this.selected,
          choose: (index) => this.#choose(index),
        })}
        ${legend(this)}
      </div>
      ${picture(this, "The text", "byte-text")}`;
  }

  /**
   * A traced step holds its twelve likeliest candidates; for one that is looked at, the rest is asked for.
   * @override @param {Map<string, unknown>} changed
   */
  updated(changed) {
    const step = this.steps[this.selected];
    if (!changed.has("selected") || !step || !this.sampled || !this.model || this.reveal.running) return;
    const { sampled, selected } = this;
    if (step.candidates.length === TRACED) void this.beside(() => this.#complete(step, sampled, selected));
  }

  /** @param {Step} step @param {Settings} settings @param {number} index */
  async #complete(step, { temperature, topK: top_k, topP: top_p, order }, index) {
    const context = Uint8Array.from(this.#window(order, index));
    const question = { model: this.model?.model, context, temperature, top_k, top_p, coin: step.coin };
    const { stages } = await this.client.request("step", question);
    const candidates = /** @type {import("./stages-table.js").Row[]} */ (stages).map(
      (row) => /** @type {import("./step-view.js").Candidate} */ ([row[0], row[1], row[2], row[5]]),
    );
    candidates.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (this.steps[index] !== step) return; // another text is on screen by now
    this.steps[index] = { ...step, candidates };
    this.requestUpdate();
  }

  /** The bytes that the model looked at before byte `index`. @param {number} order @param {number} index */
  #window(order, index) {
    const before = this.steps.slice(Math.max(0, index - order), index).map(({ byte }) => byte);
    return order === 0 ? [] : [...toBytes(this.sampled?.prompt ?? ""), ...before].slice(-order);
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
    return html`<step-view
        .step=${step}
        .window=${this.#window(order, this.selected)}
        .order=${order}
        .index=${this.selected}
        .rows=${this.slide ? 6 : 10}
        .size=${this.slide ? 17 : 13}
      ></step-view>
      ${picture(this, "How a byte was chosen", "step-view")}`;
  }
}

customElements.define("ngram-sampler", NgramSampler);
