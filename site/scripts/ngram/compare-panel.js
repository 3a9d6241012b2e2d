/**
 * `<ngram-compare>`: sampling side by side. One model, one prompt, one row of coins; four ways to choose, each with its
 * knobs, and beam search with the tree that it keeps in mind.
 *
 *     <ngram-compare corpus="moby-dick" order="5" seed="7" prompt="The whale " ways="t0-t0.5-t1-t1.5"></ngram-compare>
 *
 * `ways.js` says how ways are written.
 */
import { html, nothing } from "lit";
import { formatNumber } from "../shared/format.js";
import { saveFile } from "../shared/save.js";
import { pictureTools, snapshotTools, toolStyles } from "../shared/picture-tools.js";
import { beamTable, beamTree } from "./beam-tree.js";
import "./byte-text.js";
import { toBytes, toText } from "./bytes.js";
import { compareStyles } from "./compare-styles.js";
import { slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { runBar, runBarStyles } from "./run-bar.js";
import { samplingProperties } from "./settings.js";
import { orderStyles, panelStyles } from "./styles.js";
import { trained } from "./shelf.js";
import { USUAL, readWays, told, writeWays } from "./ways.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {import("./ways.js").Way} Way */
/** @typedef {{way: string, steps: Step[], bits: number}} Text what a way wrote; its bits a byte by the model's counts */

const BYTES = 240;
/** The slider's last place, where top-k is off. */
const ALL_BYTES = 41;

export class NgramCompare extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    ...samplingProperties,
    ways: {},
    texts: { state: true },
    tree: { state: true },
    width: { type: Number },
    depth: { type: Number },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, orderStyles, runBarStyles, toolStyles, compareStyles];

  constructor() {
    super();
    this.corpus = "moby-dick";
    this.order = 5;
    this.seed = 7;
    this.prompt = "";
    this.width = 3;
    this.depth = 14;
    this.ways = USUAL;
    /** One for each way. @type {Text[]} */
    this.texts = [];
    /** @type {import("./beam-tree.js").Tree | undefined} */
    this.tree = undefined;
  }

  /** @returns {Way[]} */
  get chosen() {
    return readWays(this.ways) ?? /** @type {Way[]} */ (readWays(USUAL));
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (this.texts.length === 0 || !["corpus", "order", "seed", "prompt"].some((name) => changed.has(name))) return;
    this.stop();
    this.texts = [];
    this.tree = undefined;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const stale = this.texts.length > 0 && this.chosen.some((way, i) => writeWays([way]) !== this.texts[i]?.way);
    if (stale && (changed.has("ways") || changed.has("texts"))) {
      void this.run("", async (signal) => {
        await this.#write(signal);
        if (!this.tree && !signal.aborted) await this.#search(signal);
      });
    } else if (this.tree && (changed.has("width") || changed.has("depth"))) {
      void this.run("", (signal) => this.#search(signal));
    }
  }

  compare() {
    return this.run("Writing the same text in several ways", async (signal) => {
      this.texts = [];
      const { model } = await trained(this.corpus, this.order, { signal });
      if (!model || signal.aborted) return;
      await this.#write(signal, model);
      if (signal.aborted) return;
      await this.#search(signal, model);
      this.said = `${this.texts.length} texts and a beam search are done.`;
    });
  }

  /** Writes what is not on screen yet: where one way was changed, its text alone. @param {AbortSignal} signal @param {number} [known] */
  async #write(signal, known) {
    const model = known ?? (await trained(this.corpus, this.order, { signal })).model;
    const prompt = toBytes(this.prompt);
    /** @type {Text[]} */
    const texts = [];
    for (const chosen of this.chosen) {
      const way = writeWays([chosen]);
      const { temperature, topK: top_k, topP: top_p } = chosen;
      const how = { model, prompt, n: BYTES, seed: this.seed, temperature, top_k, top_p, trace: true };
      texts.push(this.texts.find((text) => text.way === way) ?? (await this.#text(way, how, signal)));
      if (signal.aborted) return;
    }
    this.texts = texts;
  }

  /** @param {string} way @param {Record<string, unknown>} how @param {AbortSignal} signal @returns {Promise<Text>} */
  async #text(way, how, signal) {
    /** @type {Step[]} */
    const steps = [];
    const written = await this.ask("sample", how, signal, (reply) => steps.push(...(reply.steps ?? [])));
    return { way, steps, bits: written.bits_per_byte };
  }

  /** @param {AbortSignal} signal @param {number} [known] */
  async #search(signal, known) {
    const model = known ?? (await trained(this.corpus, this.order, { signal })).model;
    const question = { model, prompt: toBytes(this.prompt), n: this.depth, width: this.width };
    const tree = await this.client.request("beam", question);
    if (!signal.aborted) this.tree = /** @type {any} */ (tree);
  }

  /** @override */
  view() {
    return html`${runBar(this, { label: "Compare", run: () => void this.compare() })}
    ${
      this.texts.length === 0
        ? this.instead("The model writes the same text in four ways, on the same coins.")
        : html`<div class="cards ways">${this.chosen.map((way, i) => this.#card(way, i))}</div>
            ${this.tree ? this.#beam(this.tree) : nothing}`
    }`;
  }

  /** @param {Way} way @param {number} i */
  #card(way, i) {
    const { name, say } = told(way);
    const again = this.chosen.slice(0, i).filter((other) => told(other).name === name).length;
    const label = again > 0 ? `${name}, ${again + 1}` : name;
    const { way: by, steps, bits } = this.texts[i] ?? { way: "", steps: [], bits: 0 };
    return html`<section class="card" aria-label=${label}>
      <h3>
        ${name}<small>${say}${by === writeWays([way]) ? `; ${formatNumber(bits, 2)} bits/byte` : nothing}</small>
        ${this.slide ? nothing : saveText(`${label}.txt`, this.prompt, steps)}
      </h3>
      ${this.#knobs(way, i)}
      <byte-text
        tabindex="0"
        role="region"
        aria-label="${label}: the text"
        tint="surprise"
        .prompt=${toBytes(this.prompt)}
        .steps=${steps}
        .shown=${steps.length}
        .order=${this.order}
      ></byte-text>
      ${
        this.slide
          ? nothing
          : snapshotTools(`${label}, the text`, () => this.renderRoot.querySelectorAll("byte-text")[i])
      }
    </section>`;
  }

  /** @param {Way} way @param {number} i */
  #knobs(way, i) {
    const { temperature, topK, topP } = way;
    const change = (/** @type {Partial<Way>} */ part) =>
      this.turn("ways", writeWays(this.chosen.map((other, j) => (j === i ? { ...other, ...part } : other))));
    const warmth = slider({
      name: "Temperature",
      min: 0,
      max: 2,
      step: 0.1,
      value: temperature,
      text: formatNumber(temperature, 1),
      input: (t) => change({ temperature: t }),
    });
    const cuts = html`${slider({
      name: "Top-k",
      min: 1,
      max: ALL_BYTES,
      step: 1,
      value: topK ?? ALL_BYTES,
      text: topK === null ? "all" : String(topK),
      input: (k) => change({ topK: k >= ALL_BYTES ? null : k }),
    })}
    ${slider({
      name: "Top-p",
      min: 0.05,
      max: 1,
      step: 0.05,
      value: topP ?? 1,
      text: topP === null ? "all" : formatNumber(topP, 2),
      input: (p) => change({ topP: p >= 1 ? null : p }),
    })}`;
    return html`<div class="knobs">${warmth} ${this.slide ? nothing : cuts}</div>`;
  }

  #beamKnobs() {
    const knob = (
      /** @type {"width" | "depth"} */ key,
      /** @type {string} */ name,
      /** @type {number[]} */ [min, max],
    ) =>
      slider({ name, min, max, step: 1, value: this[key], text: String(this[key]), input: (to) => this.turn(key, to) });
    return html`${knob("width", "Kept", [1, 8])} ${knob("depth", "Bytes", [2, 30])}`;
  }

  /** @param {import("./beam-tree.js").Tree} tree */
  #beam(tree) {
    const best = html`<code>${toText(tree.best)}</code>, with all its bytes together at
      ${formatNumber(-tree.log2_probability, 1)} bits.`;
    if (this.slide) return html`<p class="soft best">Beam search finds the likeliest text as a whole: ${best}</p>`;
    return html`<section class="card beam" aria-label="Beam search">
      <div class="runbar">
        <h3>Beam search<small>the likeliest text as a whole, by keeping a few beginnings in mind</small></h3>
        ${this.#beamKnobs()}
      </div>
      <p class="soft">Best: ${best}</p>
      <div class="tree" tabindex="0" role="region" aria-label="The tree of the search">${beamTree(tree)}</div>
      ${pictureTools({
        title: "Beam search",
        table: beamTable(tree),
        svg: () => /** @type {SVGSVGElement | null} */ (this.renderRoot.querySelector(".tree svg")),
      })}
    </section>`;
  }
}

/** A text as a file. @param {string} name @param {string} prompt @param {Step[]} steps */
function saveText(name, prompt, steps) {
  const bytes = () => Uint8Array.from([...toBytes(prompt), ...steps.map(({ byte }) => byte)]);
  return html`<button
    type="button"
    class="save"
    @click=${() => saveFile(name.toLowerCase(), bytes(), "application/octet-stream")}
  >
    Save text<span class="unseen">, ${name}</span>
  </button>`;
}

customElements.define("ngram-compare", NgramCompare);
