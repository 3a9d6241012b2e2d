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
import { saveFile } from "../shared/save.js";
import "./byte-text.js";
import { spoken, toBytes } from "./bytes.js";
import { numberField, readOptional, slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { Reveal } from "./reveal.js";
import { samplerStyles } from "./sampler-styles.js";
import { listBooks, trained } from "./shelf.js";
import "./step-view.js";
import { orderShare, orderStyles, panelStyles } from "./styles.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {{corpus: string, order: number, temperature: number, topK: number | null, topP: number | null, seed: number,
 *   length: number, prompt: string, pace: string}} Settings */

const MAX_ORDER = 16;
const MAX_LENGTH = 20_000;
/** The slider's last place, where the knob is off. */
const ALL_BYTES = 41;

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
    this.reveal = new Reveal((shown) => {
      this.shown = shown;
      this.selected = shown - 1;
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
    return this.run("Training", async (signal) => {
      const settings = this.settings;
      const of = `${settings.corpus} ${settings.order}`;
      if (this.model?.of !== of) {
        this.steps = [];
        this.shown = 0;
        this.selected = -1;
        this.sampled = undefined;
        this.said = `Training on ${this.#title(settings.corpus)}.`;
        const model = await trained(settings.corpus, settings.order, {
          signal,
          onProgress: (progress) => (this.progress = progress),
        });
        this.progress = undefined;
        if (!model.model) return; // stopped before there was a model
        this.model = { ...model, of };
        if (model.stopped) {
          this.said = "Training stopped.";
          return;
        }
      }
      this.busy = "Sampling";
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
    if (signal.aborted && signal !== this.running?.signal) return; // a newer request has taken over
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
    const retrain = "corpus" in settings || "order" in settings;
    void this.sample(retrain ? {} : { pace: "once" });
  }

  /** @override */
  view() {
    return html`<div class="sampler">
      ${this.#controls()}
      <div class="panes">
        <section class="pane text" aria-label="Sampled text">${this.#text()}</section>
        <section class="pane step" aria-label="How a byte was chosen">${this.#step()}</section>
      </div>
      <p class="status">${this.#status()}</p>
    </div>`;
  }

  #controls() {
    const working = this.busy !== "";
    return html`<form class="controls" aria-label="Model and sampling" @submit=${this.#submit}>
      <label class="field wide">
        <span class="name">Corpus</span>
        <select
          .value=${this.corpus}
          @change=${(/** @type {Event} */ event) =>
            this.change({ corpus: /** @type {HTMLSelectElement} */ (event.target).value })}
        >
          <option value="expressions" ?selected=${this.corpus === "expressions"}>Expressions</option>
          ${this.books.map(
            ({ id, title }) => html`<option value=${id} ?selected=${this.corpus === id}>${title}</option>`,
          )}
        </select>
      </label>
      ${slider({
        name: "Order",
        min: 0,
        max: MAX_ORDER,
        step: 1,
        value: this.order,
        text: String(this.order),
        hint: "How many bytes of context the model looks at",
        input: (order) => (this.order = order),
        change: () => this.change({ order: this.order }),
      })}
      ${slider({
        name: "Temperature",
        min: 0,
        max: 2,
        step: 0.05,
        value: this.temperature,
        text: this.temperature === 0 ? "0, greedy" : formatNumber(this.temperature, 2),
        hint: "Below 1 the likely bytes become likelier; 0 always takes the likeliest",
        input: (temperature) => (this.temperature = temperature),
        change: () => this.change({ temperature: this.temperature }),
      })}
      ${slider({
        name: "Top-k",
        min: 1,
        max: ALL_BYTES,
        step: 1,
        value: this.topK ?? ALL_BYTES,
        text: this.topK === null ? "all" : String(this.topK),
        hint: "Choose among the k likeliest bytes only",
        input: (k) => (this.topK = k >= ALL_BYTES ? null : k),
        change: () => this.change({ topK: this.topK }),
      })}
      ${slider({
        name: "Top-p",
        min: 0.05,
        max: 1,
        step: 0.05,
        value: this.topP ?? 1,
        text: this.topP === null ? "all" : formatNumber(this.topP, 2),
        hint: "Choose among the fewest bytes that have this share of the probability",
        input: (p) => (this.topP = p >= 1 ? null : p),
        change: () => this.change({ topP: this.topP }),
      })}
      <div class="buttons">
        ${
          working
            ? html`<button type="button" class="main" @click=${this.stop}>■ Stop</button>`
            : html`<button type="submit" class="main">▶ Sample</button>`
        }
        <button
          type="button"
          title="The same settings with the next seed"
          @click=${() => this.change({ seed: this.seed + 1 })}
        >
          New seed
        </button>
      </div>
      <label class="field prompt">
        <span class="name">Prompt</span>
        <input
          class="code"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          maxlength="2000"
          .value=${this.prompt}
          @change=${(/** @type {Event} */ event) =>
            this.change({ prompt: /** @type {HTMLInputElement} */ (event.target).value })}
        />
      </label>
      ${numberField({
        name: "Seed",
        min: 0,
        max: 2 ** 31,
        value: this.seed,
        hint: "The same seed tosses the same coins",
        change: (seed) => this.change({ seed }),
      })}
      ${numberField({
        name: "Length in bytes",
        min: 1,
        max: MAX_LENGTH,
        value: this.length,
        change: (length) => this.change({ length }),
      })}
      <label class="field">
        <span class="name">Pace</span>
        <select
          @change=${(/** @type {Event} */ event) => {
            this.pace = /** @type {HTMLSelectElement} */ (event.target).value;
            void this.sample();
          }}
        >
          <option value="watch" ?selected=${this.pace === "watch"}>watch</option>
          <option value="slow" ?selected=${this.pace === "slow"}>slowly</option>
          <option value="once" ?selected=${this.pace === "once"}>at once</option>
        </select>
      </label>
      <div class="buttons">
        <button
          type="button"
          ?disabled=${this.steps.length === 0}
          @click=${() =>
            saveFile("sample.txt", Uint8Array.from(this.steps.map(({ byte }) => byte)), "application/octet-stream")}
        >
          Save text
        </button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    void this.sample();
  }

  #text() {
    if (this.steps.length === 0) return this.#training();
    const last = this.shown - 1;
    const { byte, order_used: used } = this.steps[Math.max(0, Math.min(this.selected, last))];
    const at = this.selected + 1;
    return html`<byte-text
        .prompt=${toBytes(this.sampled?.prompt ?? "")}
        .steps=${this.steps}
        .shown=${this.shown}
        .selected=${this.selected}
        .order=${this.sampled?.order ?? this.order}
        @choose=${(/** @type {CustomEvent<number>} */ event) => this.#choose(event.detail)}
      ></byte-text>
      <div class="under">
        <label class="knob">
          <span class="name">Byte<output>${formatCount(at)}</output></span>
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
    if (order === 0) return nothing;
    const orders = order <= 6 ? [...Array(order + 1).keys()].reverse() : [order, Math.round(order / 2), 0];
    return html`<span class="legend">
      order used ${orders.map((used) => html`<b data-order=${used} style=${orderShare(used, order)}>${used}</b>`)}
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
    return html`<div class="training">
      <p>
        ${this.busy} on ${this.#title(this.corpus)}
        ${
          known
            ? html`: ${formatBytes(known.done)} of
              ${formatBytes(known.total)}${known.bytes_per_second ? `, ${formatRate(known.bytes_per_second)}` : ""}`
            : "…"
        }
      </p>
      <progress aria-label="Training" max=${known?.total ?? nothing} value=${known ? known.done : nothing}></progress>
    </div>`;
  }

  /** @param {number} index */
  #choose(index) {
    this.reveal.hold();
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
      .rows=${this.slide ? 7 : 10}
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
