/**
 * `<ngram-step>`: one step, slowly. From the context to the longest suffix seen, its counts, their shares, temperature,
 * top-k, top-p, and the coin that takes a byte; then the next step. A past byte can be gone back to, another one forced.
 *
 *     <ngram-step corpus="expressions" order="5" temperature="0.8" top-k="6" seed="7" prompt="max(3,"></ngram-step>
 *
 * The coin of byte i is the first of Python's `random.Random(seed + i)`: whichever way one came, a place has its coin.
 */
import { html, nothing } from "lit";
import { formatCount, formatNumber } from "../shared/format.js";
import { snapshotTools, toolStyles } from "../shared/picture-tools.js";
import "./byte-text.js";
import { sign, signs, spoken, toBytes } from "./bytes.js";
import { coinBar, coinStyles } from "./coin-bar.js";
import { contextTiles, tileStyles } from "./context-tiles.js";
import { readOptional, slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { COLUMNS, saveStages, stagesStyles, stagesTable } from "./stages-table.js";
import { stepStyles } from "./step-styles.js";
import { orderStyles, panelStyles } from "./styles.js";
import { trained } from "./shelf.js";

/** @typedef {{byte: number, order_used: number}} Written */
/**
 * The bridge's answer to `step`: suffixes of the context, longest first, and whether each was seen; then the candidates.
 * @typedef {{tried: [suffix: Uint8Array, seen: boolean][], order_used: number, total: number, byte: number, coin: number,
 *   stages: import("./stages-table.js").Row[]}} Pending
 */

/** What each press of Step shows. */
const STAGES = [
  "The context: the last bytes of the text.",
  "Counts: what followed this context in the training text.",
  "Shares: each count over the sum of all counts is a probability.",
  "Temperature: each probability to the power 1/T, rescaled. Below 1 the likely become likelier.",
  "Top-k: only the k likeliest stay, rescaled.",
  "Top-p: only the fewest that reach the share p stay, rescaled.",
  "The coin: a number between 0 and 1 points into the stack of what is left.",
];
const LAST = STAGES.length - 1;

/** Milliseconds between two bytes while playing. */
const PLAY_MS = 900;

const optional = { fromAttribute: readOptional };

export class NgramStep extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    corpus: {},
    order: { type: Number },
    temperature: { type: Number },
    topK: { attribute: "top-k", converter: optional },
    topP: { attribute: "top-p", converter: optional },
    seed: { type: Number },
    prompt: {},
    steps: { state: true },
    pending: { state: true },
    stage: { state: true },
    playing: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, orderStyles, tileStyles, coinStyles, stagesStyles, stepStyles, toolStyles];

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
    this.prompt = "";
    /** Steps taken. @type {Written[]} */
    this.steps = [];
    /** The step being looked at. @type {Pending | undefined} */
    this.pending = undefined;
    this.stage = 0;
    this.playing = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @override */
  whenReady() {
    return this.restart();
  }

  /** @override */
  pause() {
    this.playing = false;
    clearTimeout(this.timer);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.pause();
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const settings = ["corpus", "order", "temperature", "topK", "topP", "seed", "prompt"];
    if (!settings.some((name) => changed.has(name)) || this.served < 0 || !this.ready) return;
    const anew = ["corpus", "order", "seed", "prompt"].some((name) => changed.has(name));
    queueMicrotask(() => (anew ? this.restart() : this.#look(this.stage)));
  }

  /** Back to the prompt. */
  restart() {
    this.pause();
    this.steps = [];
    this.pending = undefined;
    return this.#look(0);
  }

  /** Computes the step after what is written, and shows it up to `stage`. @param {number} stage @param {number} [coin] */
  #look(stage, coin) {
    return this.run("Looking at the next byte", async (signal) => {
      const { model } = await trained(this.corpus, this.order, { signal });
      if (!model || signal.aborted) return;
      const context = this.#text();
      const tossed = coin ?? (await this.#toss(model, this.seed + this.steps.length, signal));
      const { temperature, topK: top_k, topP: top_p } = this;
      const answer = await this.client.request("step", { model, context, temperature, top_k, top_p, coin: tossed });
      if (signal.aborted) return;
      this.pending = /** @type {any} */ (answer);
      this.stage = stage;
    });
  }

  /** The first coin of a seed, tossed by Python. @param {number} model @param {number} seed @param {AbortSignal} signal */
  async #toss(model, seed, signal) {
    let coin = 0;
    await this.client.request(
      "sample",
      { model, seed, n: 1, prompt: "", trace: true },
      {
        signal,
        onProgress: ({ steps }) => {
          coin = steps[0].coin;
        },
      },
    );
    return coin;
  }

  /** All bytes so far. */
  #text() {
    return Uint8Array.from([...toBytes(this.prompt), ...this.steps.map(({ byte }) => byte)]);
  }

  /** One stage further; after the last one the byte is written. */
  async advance() {
    if (!this.pending) return;
    if (this.stage < LAST) {
      this.stage += 1;
      this.said = STAGES[this.stage];
      if (this.stage === LAST) this.said += ` It takes ${spoken(this.pending.byte)}.`;
      return;
    }
    await this.take(this.pending.byte);
  }

  /** Writes a byte, the coin's or another, and looks at the next step. @param {number} byte @param {number} [stage] */
  async take(byte, stage = 0) {
    if (!this.pending) return;
    this.steps = [...this.steps, { byte, order_used: this.pending.order_used }];
    await this.#look(stage);
  }

  /** Goes back to before a byte that was written. @param {number} index */
  async rewind(index) {
    this.pause();
    this.steps = this.steps.slice(0, Math.max(0, index));
    await this.#look(LAST);
  }

  play() {
    this.playing = !this.playing;
    clearTimeout(this.timer);
    if (this.playing) void this.#beat();
  }

  async #beat() {
    if (!this.playing || !this.pending) return;
    await this.take(this.pending.byte, LAST);
    if (this.playing && !this.failure) this.timer = setTimeout(() => this.#beat(), PLAY_MS);
  }

  /** @override */
  view() {
    const { pending } = this;
    return html`<div class="step">
      <div>
        <div class="bar">
          <button class="main" type="button" ?disabled=${!pending || this.playing} @click=${this.advance}>
            ${this.stage < LAST ? "Next stage" : `Write ${pending ? sign(pending.byte) : ""}`}
          </button>
          <button type="button" ?disabled=${!pending} @click=${this.play}>
            ${this.playing ? "❚❚ Pause" : "▶ Play"}
          </button>
          <button type="button" ?disabled=${this.steps.length === 0} @click=${() => this.rewind(this.steps.length - 1)}>
            ← Back
          </button>
          <button type="button" ?disabled=${this.steps.length === 0} @click=${this.restart}>Restart</button>
          ${
            this.slide
              ? nothing
              : html`<button type="button" ?disabled=${!pending} @click=${() => pending && saveStages(pending.stages)}>
                  Stages as CSV
                </button>`
          }
        </div>
        <byte-text
          tabindex="0"
          role="region"
          aria-label="The text so far"
          .prompt=${toBytes(this.prompt)}
          .steps=${this.steps}
          .shown=${this.steps.length}
          .order=${this.order}
          @choose=${(/** @type {CustomEvent<number>} */ event) => this.rewind(event.detail)}
        ></byte-text>
        <p class="soft">
          Click a byte of the text to go back to it; press another candidate in the table to see what follows from it.
        </p>
      </div>
      <div>
        <div class="box">${pending ? this.#pending(pending) : html`<p class="soft">${this.busy}…</p>`}</div>
        ${pending && !this.slide ? snapshotTools("One step", () => this.renderRoot.querySelector(".box")) : nothing}
      </div>
    </div>`;
  }

  /** @param {Pending} pending */
  #pending({ tried, order_used: used, total, stages, byte, coin }) {
    const last = this.stage === LAST;
    const text = this.#text();
    return html`<p class="say"><b>${this.stage + 1} of ${STAGES.length}.</b> ${STAGES[this.stage]}</p>
      ${contextTiles({
        window: this.order === 0 ? [] : text.slice(-this.order),
        used,
        order: this.order,
        byte: last ? byte : undefined,
      })}
      ${tried.length > 1 ? this.#tried(tried, total) : nothing}
      ${stagesTable({
        rows: stages,
        chosen: byte,
        reached: last ? COLUMNS.length + 1 : this.stage,
        take: (other) => void this.take(other),
      })}
      <div class="coinbox ${last ? "" : "later"}">
        ${coinBar({ candidates: stages.map((row) => [row[0], row[5]]), chosen: byte, coin })}
        ${slider({
          name: "Move the coin",
          min: 0,
          max: 0.999,
          step: 0.001,
          value: coin,
          text: formatNumber(coin, 3),
          input: (moved) => void this.#look(LAST, moved),
        })}
      </div>`;
  }

  /** The search for the longest suffix that was seen. @param {Pending["tried"]} tried @param {number} total */
  #tried(tried, total) {
    return html`<ol class="tried" aria-label="The search for the longest suffix that was seen in training">
      ${tried.map(
        ([suffix, seen]) =>
          html`<li class=${seen ? "found" : ""}>
            <code>${suffix.length === 0 ? "no context" : signs(suffix)}</code>
            ${seen ? `followed by a byte ${formatCount(total)} times` : "never seen"}
          </li>`,
      )}
    </ol>`;
  }
}

customElements.define("ngram-step", NgramStep);
