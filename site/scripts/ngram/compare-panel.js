/**
 * `<ngram-compare>`: sampling side by side. One model, one prompt, one row of coins; four ways to choose, and beam search
 * with the tree that it keeps in mind.
 *
 *     <ngram-compare corpus="moby-dick" order="5" seed="7" prompt="The whale "></ngram-compare>
 */
import { css, html, nothing } from "lit";
import { formatNumber } from "../shared/format.js";
import { saveFile } from "../shared/save.js";
import { pictureTools, toolStyles } from "../shared/picture-tools.js";
import { beamTable, beamTree } from "./beam-tree.js";
import "./byte-text.js";
import { toBytes, toText } from "./bytes.js";
import { slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { runBar, runBarStyles } from "./run-bar.js";
import { samplingProperties } from "./settings.js";
import { orderStyles, panelStyles } from "./styles.js";
import { trained } from "./shelf.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {{name: string, say: string, temperature: number, top_k: number | null, top_p: number | null}} Way */

/** @type {Way[]} */
const WAYS = [
  { name: "Greedy", say: "temperature 0", temperature: 0, top_k: null, top_p: null },
  { name: "Sampled", say: "temperature 1", temperature: 1, top_k: null, top_p: null },
  { name: "Top-k", say: "the 3 likeliest", temperature: 1, top_k: 3, top_p: null },
  { name: "Top-p", say: "the fewest with 80 %", temperature: 1, top_k: null, top_p: 0.8 },
];
const BYTES = 240;

export class NgramCompare extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    ...samplingProperties,
    texts: { state: true },
    tree: { state: true },
    width: { type: Number },
    depth: { type: Number },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    orderStyles,
    runBarStyles,
    toolStyles,
    css`
      h3 {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0.2em 0.4em;
        margin: 0;
        font-size: 1em;
      }
      h3 small {
        font-weight: 400;
        font-size: 0.875em;
        color: var(--ink-soft);
      }
      byte-text {
        --byte-size: 0.9375rem;
        max-height: 11em;
        margin-top: 0.4em;
      }
      .save {
        margin-left: auto;
        font-size: 0.8125em;
        font-weight: 400;
        min-height: 0;
        padding: 0.1em 0.5em;
      }
      .beam {
        margin-top: 1em;
      }
      .tree {
        overflow-x: auto;
        margin-top: 0.6em;
      }
      .knob .name b {
        color: var(--ink);
        margin-left: 0.25em;
      }
      svg text {
        font-family: var(--font-code);
        font-size: 14px;
        fill: var(--ink);
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "moby-dick";
    this.order = 5;
    this.seed = 7;
    this.prompt = "";
    this.width = 3;
    this.depth = 14;
    /** @type {{steps: Step[], bits: number}[]} */
    this.texts = [];
    /** @type {import("./beam-tree.js").Tree | undefined} */
    this.tree = undefined;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!this.tree || !(changed.has("width") || changed.has("depth"))) return;
    void this.run("", (signal) => this.#search(signal));
  }

  compare() {
    return this.run("Writing four texts on the same coins", async (signal) => {
      const { model } = await trained(this.corpus, this.order, { signal });
      if (!model || signal.aborted) return;
      const prompt = toBytes(this.prompt);
      /** @type {{steps: Step[], bits: number}[]} */
      const texts = [];
      for (const { temperature, top_k, top_p } of WAYS) {
        /** @type {Step[]} */
        const steps = [];
        const how = { model, prompt, n: BYTES, seed: this.seed, temperature, top_k, top_p, trace: true };
        const { bits_per_byte: bits } = await this.ask("sample", how, signal, (reply) =>
          steps.push(...(reply.steps ?? [])),
        );
        texts.push({ steps, bits });
      }
      if (signal.aborted) return;
      this.texts = texts;
      await this.#search(signal, model);
      this.said = "Four texts and a beam search are done.";
    });
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
        : html`<div class="cards">${WAYS.map((way, i) => this.#card(way, this.texts[i]))}</div>
            ${this.tree ? this.#beam(this.tree) : nothing}`
    }`;
  }

  /** @param {Way} way @param {{steps: Step[], bits: number}} text */
  #card({ name, say }, { steps, bits }) {
    return html`<section class="card" aria-label=${name}>
      <h3>
        ${name}<small>${say}; ${formatNumber(bits, 2)} bits/byte</small>
        ${this.slide ? nothing : saveText(`${name}.txt`, this.prompt, steps)}
      </h3>
      <byte-text
        tabindex="0"
        role="region"
        aria-label="${name}: the text"
        tint="surprise"
        .prompt=${toBytes(this.prompt)}
        .steps=${steps}
        .shown=${steps.length}
        .order=${this.order}
      ></byte-text>
    </section>`;
  }

  /** @param {import("./beam-tree.js").Tree} tree */
  #beam(tree) {
    return html`<section class="card beam" aria-label="Beam search">
      <div class="runbar">
        <h3>Beam search<small>the likeliest text as a whole, by keeping a few beginnings in mind</small></h3>
        ${slider({
          name: "Kept",
          min: 1,
          max: 8,
          step: 1,
          value: this.width,
          text: String(this.width),
          input: (width) => {
            this.turn("width", width);
          },
        })}
        ${slider({
          name: "Bytes",
          min: 2,
          max: 30,
          step: 1,
          value: this.depth,
          text: String(this.depth),
          input: (depth) => {
            this.turn("depth", depth);
          },
        })}
      </div>
      <p class="soft">
        Best: <code>${toText(tree.best)}</code>, with all its bytes together at
        ${formatNumber(-tree.log2_probability, 1)} bits.
      </p>
      <div class="tree" tabindex="0" role="region" aria-label="The tree of the search">${beamTree(tree)}</div>
      ${pictureTools({
        title: "Beam search",
        table: beamTable(tree),
        svg: () => /** @type {SVGSVGElement | null} */ (this.renderRoot.querySelector(".tree svg")),
        hidden: this.slide,
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
