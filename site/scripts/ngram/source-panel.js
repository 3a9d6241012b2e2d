/**
 * `<ngram-source>`: where does this come from? Every byte that a model writes was voted for by places in its training
 * text; a click on a byte lists them. Passages that stand in the training text as they are, are marked as copied.
 *
 *     <ngram-source corpus="moby-dick" order="8" seed="7" prompt="Call me "></ngram-source>
 */
import { css, html, nothing } from "lit";
import { formatCount, formatPercent } from "../shared/format.js";
import { snapshotTools, toolStyles } from "../shared/picture-tools.js";
import { saveFile, toCsv } from "../shared/save.js";
import { byteSlider } from "./byte-slider.js";
import "./byte-text.js";
import { sign, signs, toBytes, toLine } from "./bytes.js";
import { NgramPanel } from "./panel.js";
import { runBar, runBarStyles } from "./run-bar.js";
import { samplingProperties } from "./settings.js";
import { panelStyles } from "./styles.js";
import { trained } from "./shelf.js";

/** @typedef {import("./step-view.js").Step} Step */
/** @typedef {{position: number, title: string, offset: number, before: Uint8Array, after: Uint8Array}} Place */

const BYTES = 300;
/** So many bytes in a row that also stand in the training text count as copied. */
const AT_LEAST = 20;
const MOST_PLACES = 40;

export class NgramSource extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    ...samplingProperties,
    steps: { state: true },
    copies: { state: true },
    share: { state: true },
    selected: { state: true },
    places: { state: true },
    count: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    runBarStyles,
    toolStyles,
    css`
      byte-text {
        max-height: 20em;
      }
      .knob {
        display: flex;
        align-items: center;
        gap: 0.6em;
        margin-top: 0.6em;
        font-size: 0.875em;
      }
      .name {
        white-space: nowrap;
        color: var(--ink-soft);
      }
      .name b {
        color: var(--ink);
        margin-left: 0.25em;
      }
      h3 {
        margin: 0 0 0.5em;
        font-size: 1em;
      }
      ol {
        margin: 0;
        padding: 0;
        list-style: none;
        max-height: 18em;
        overflow: auto;
        font-size: 0.875em;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.8em;
        padding: 0.25em 0;
        border-bottom: 1px solid var(--line);
      }
      li code {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      mark {
        background: color-mix(in oklab, var(--chart-2) 45%, transparent);
        color: inherit;
        padding: 0 0.1em;
        font-weight: 700;
      }
      li code u {
        text-decoration-color: var(--chart-1);
        text-decoration-thickness: 2px;
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "moby-dick";
    this.order = 8;
    this.temperature = 1;
    /** @type {number | null} */
    this.topK = null;
    /** @type {number | null} */
    this.topP = null;
    this.seed = 7;
    this.prompt = "";
    /** @type {Step[]} */
    this.steps = [];
    /** @type {{start: number, end: number, title: string, offset: number}[]} */
    this.copies = [];
    this.share = 0;
    this.selected = -1;
    /** @type {Place[]} */
    this.places = [];
    this.count = 0;
  }

  write() {
    return this.run("Writing, and looking for copies", async (signal) => {
      const { corpus, order, temperature, topK: top_k, topP: top_p, seed } = this;
      const { model } = await trained(corpus, order, { signal });
      if (!model || signal.aborted) return;
      /** @type {Step[]} */
      const steps = [];
      const prompt = toBytes(this.prompt);
      const how = { model, prompt, n: BYTES, temperature, top_k, top_p, seed, trace: true };
      const { text_bytes: text } = await this.ask("sample", how, signal, (reply) => steps.push(...(reply.steps ?? [])));
      const found = await this.ask("copied", { model, text, at_least: AT_LEAST }, signal);
      if (signal.aborted) return;
      this.steps = steps;
      this.copies = found.copies;
      this.share = found.share;
      this.said = `${formatPercent(found.share)} of the text is copied.`;
      await this.choose(0, model);
    });
  }

  /** The reader opens a byte. @param {number} index */
  #look(index) {
    void this.beside(() => this.choose(index));
  }

  /** @param {number} index @param {number} [known] the model's handle */
  async choose(index, known) {
    const step = this.steps[index];
    if (!step) return;
    this.selected = index;
    const model = known ?? (await trained(this.corpus, this.order, {})).model;
    const answer = await this.client.request("places", {
      model,
      context: step.context,
      byte: step.byte,
      limit: this.slide ? 5 : MOST_PLACES,
    });
    if (this.selected !== index) return;
    this.places = answer.places;
    this.count = answer.count;
  }

  /** @override */
  view() {
    const after = this.slide
      ? nothing
      : html`<button type="button" ?disabled=${this.steps.length === 0} @click=${() => this.#save()}>Save text</button>
          <button type="button" ?disabled=${this.places.length === 0} @click=${() => this.#savePlaces()}>
            Places as CSV
          </button>`;
    return html`${runBar(this, { label: "Write a text", run: () => void this.write(), after })}
    ${
      this.steps.length === 0
        ? this.instead(`The model writes ${BYTES} bytes, and each can be traced to its sources.`)
        : html`<div class="cards">
            <div class="card">${this.#text()}</div>
            <div class="card">${this.#places()}</div>
          </div>`
    }`;
  }

  #save() {
    const bytes = Uint8Array.from([...toBytes(this.prompt), ...this.steps.map(({ byte }) => byte)]);
    saveFile("sample.txt", bytes, "application/octet-stream");
  }

  /** The places that are listed, as a file. */
  #savePlaces() {
    const rows = this.places.map(({ title, offset, before, after }) => [title, offset, toLine(before), toLine(after)]);
    saveFile("places.csv", toCsv([["text", "byte", "before", "after"], ...rows]), "text/csv");
  }

  #text() {
    return html`<byte-text
        tabindex="0"
        role="region"
        aria-label="The text, copied passages marked"
        tint="copied"
        .prompt=${toBytes(this.prompt)}
        .steps=${this.steps}
        .shown=${this.steps.length}
        .selected=${this.selected}
        .copies=${this.copies}
        @choose=${(/** @type {CustomEvent<number>} */ event) => this.#look(event.detail)}
      ></byte-text>
      ${byteSlider({
        bytes: this.steps,
        shown: this.steps.length,
        selected: this.selected,
        choose: (index) => this.#look(index),
      })}
      <p class="note">
        ${
          this.copies.length === 0
            ? `No passage of ${AT_LEAST} bytes stands in the training text as it is.`
            : `${formatPercent(this.share)} of these bytes are copied in passages of ${AT_LEAST} or more (marked).`
        }
      </p>
      ${this.slide ? nothing : snapshotTools("Copied passages", () => this.renderRoot.querySelector("byte-text"))}`;
  }

  #places() {
    const step = this.steps[this.selected];
    if (!step) return nothing;
    const { context } = step;
    const after = context.length === 0 ? "anywhere" : `after “${signs(context)}”`;
    const votes = this.count === 1 ? "One place" : `${formatCount(this.count)} places`;
    return html`<h3>${votes} voted for <code>${sign(step.byte)}</code> ${after}</h3>
      <ol tabindex="0" aria-label="Places in the training text">
        ${this.places.map(({ title, offset, before, after: rest }) => {
          const cut = before.length - context.length;
          return html`<li>
            <code
              >${toLine(before.slice(0, cut))}<u>${toLine(before.slice(cut))}</u
              ><mark>${sign(rest[0])}</mark>${toLine(rest.slice(1))}</code
            >
            <span class="soft" title=${title}>byte ${formatCount(offset)}</span>
          </li>`;
        })}
      </ol>
      ${this.count > this.places.length ? html`<p class="note">The first ${this.places.length} are shown.</p>` : nothing}`;
  }
}

customElements.define("ngram-source", NgramSource);
