/**
 * `<ngram-step>`: one step, slowly. From the context to the longest suffix seen, its counts, their shares, temperature,
 * top-k, top-p, and the coin that takes a byte; then the next step. A past byte can be gone back to, another one forced.
 *
 *     <ngram-step corpus="expressions" order="5" temperature="0.8" top-k="6" seed="7" prompt="max(3,"></ngram-step>
 *
 * The coin of byte i is the first of Python's `random.Random(seed + i)`: whichever way one came, a place has its coin.
 */
import { css, html, nothing } from "lit";
import "./byte-text.js";
import { sign, spoken, toBytes } from "./bytes.js";
import { coinBar, coinStyles } from "./coin-bar.js";
import { contextTiles, tileStyles } from "./context-tiles.js";
import { readOptional } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { trained } from "./shelf.js";
import { COLUMNS, stagesStyles, stagesTable } from "./stages-table.js";
import { orderStyles, panelStyles } from "./styles.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {{step: Step, stages: import("./stages-table.js").Stages}} Pending */

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
  static styles = [
    panelStyles,
    orderStyles,
    tileStyles,
    coinStyles,
    stagesStyles,
    css`
      .step {
        display: grid;
        gap: 0.8em 1.2em;
        grid-template-columns: minmax(0, 1fr);
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em;
      }
      byte-text {
        max-height: 12em;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        padding: 0.5em 0.7em;
        min-height: 4em;
        margin-top: 0.6em;
      }
      .box {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        padding: 0.7em 0.9em;
      }
      .box p {
        margin: 0 0 0.5em;
      }
      .say {
        min-height: 2.8em;
      }
      .say b {
        color: var(--accent);
      }
      .coinbox {
        margin-top: 0.7em;
      }
      .later {
        visibility: hidden;
      }
      @container (min-width: 52rem) {
        .step {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1.6fr);
        }
      }
    `,
  ];

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
    this.prompt = "";
    /** Steps taken. @type {Step[]} */
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

  /** Computes the step after what is written, and shows it up to `stage`. @param {number} stage */
  #look(stage) {
    return this.run("Looking at the next byte", async (signal) => {
      const { model } = await trained(this.corpus, this.order, { signal });
      if (!model || signal.aborted) return;
      const prompt = Uint8Array.from([...toBytes(this.prompt), ...this.steps.map(({ byte }) => byte)]);
      const seed = this.seed + this.steps.length;
      const ask = (
        /** @type {number} */ temperature,
        /** @type {number | null} */ top_k,
        /** @type {number | null} */ top_p,
      ) => this.#one({ model, prompt, seed, temperature, top_k, top_p }, signal);
      const { temperature: t, topK: k, topP: p } = this;
      const [raw, warmed, kept, final] = await Promise.all([
        ask(1, null, null),
        ask(t, null, null),
        ask(t, k, null),
        ask(t, k, p),
      ]);
      if (signal.aborted) return;
      this.pending = {
        step: final,
        stages: { counts: raw.candidates, temperature: shares(warmed), topK: shares(kept), topP: shares(final) },
      };
      this.stage = stage;
    });
  }

  /**
   * The first step of a sample: one byte, one coin. @param {Record<string, unknown>} request @param {AbortSignal} signal
   * @returns {Promise<Step>}
   */
  async #one(request, signal) {
    /** @type {Step[]} */
    const steps = [];
    await this.client.request(
      "sample",
      { ...request, n: 1, trace: true },
      { signal, onProgress: (progress) => steps.push(...progress.steps) },
    );
    return steps[0];
  }

  /** One stage further; after the last one the byte is written. */
  async advance() {
    if (!this.pending) return;
    if (this.stage < LAST) {
      this.stage += 1;
      this.said = STAGES[this.stage];
      if (this.stage === LAST) this.said += ` It takes ${spoken(this.pending.step.byte)}.`;
      return;
    }
    await this.take(this.pending.step.byte);
  }

  /** Writes a byte, the coin's or another, and looks at the next step. @param {number} byte @param {number} [stage] */
  async take(byte, stage = 0) {
    if (!this.pending) return;
    this.steps = [...this.steps, { ...this.pending.step, byte }];
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
    await this.take(this.pending.step.byte, LAST);
    if (this.playing && !this.failure) this.timer = setTimeout(() => this.#beat(), PLAY_MS);
  }

  /** @override */
  view() {
    const { pending } = this;
    return html`<div class="step">
      <div>
        <div class="bar">
          <button class="main" type="button" ?disabled=${!pending || this.playing} @click=${this.advance}>
            ${this.stage < LAST ? "Next stage" : `Write ${pending ? sign(pending.step.byte) : ""}`}
          </button>
          <button type="button" ?disabled=${!pending} @click=${this.play}>
            ${this.playing ? "❚❚ Pause" : "▶ Play"}
          </button>
          <button type="button" ?disabled=${this.steps.length === 0} @click=${() => this.rewind(this.steps.length - 1)}>
            ← Back
          </button>
          <button type="button" ?disabled=${this.steps.length === 0} @click=${this.restart}>Restart</button>
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
      <div class="box">${pending ? this.#pending(pending) : html`<p class="soft">${this.busy}…</p>`}</div>
    </div>`;
  }

  /** @param {Pending} pending */
  #pending({ step, stages }) {
    const before = [...toBytes(this.prompt), ...this.steps.map(({ byte }) => byte)];
    const window = this.order === 0 ? [] : before.slice(-this.order);
    return html`<p class="say"><b>${this.stage + 1} of ${STAGES.length}.</b> ${STAGES[this.stage]}</p>
      ${contextTiles({ window, used: step.order_used, order: this.order, byte: this.stage === LAST ? step.byte : undefined })}
      ${stagesTable({
        stages,
        chosen: step.byte,
        reached: this.stage === LAST ? COLUMNS.length + 1 : this.stage,
        take: (byte) => void this.take(byte),
      })}
      <div class="coinbox ${this.stage === LAST ? "" : "later"}">
        ${coinBar({
          candidates: step.candidates.map(([byte, , , final]) => [byte, final]),
          chosen: step.byte,
          coin: step.coin,
        })}
      </div>
      ${stages.counts.length === 12 ? html`<p class="soft">The twelve likeliest candidates are shown.</p>` : nothing}`;
  }
}

/** @param {Step} step */
const shares = (step) => new Map(step.candidates.map(([byte, , , final]) => [byte, final]));

customElements.define("ngram-step", NgramStep);
