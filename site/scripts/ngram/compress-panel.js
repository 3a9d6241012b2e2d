/**
 * `<ngram-compress>`: prediction is compression. A text is written down in as many bits as the model is surprised by it;
 * each byte is tinted by its bits. The compressed file can be saved, opened again, and gives the text back.
 *
 *     <ngram-compress order="6" text="how much wood would a woodchuck chuck"></ngram-compress>
 *
 * The text stays in this page: it is sent to no one.
 */
import { html, nothing } from "lit";
import "../shared/chart.js";
import { formatBytes, formatCount, formatNumber } from "../shared/format.js";
import { snapshotTools, toolStyles } from "../shared/picture-tools.js";
import { saveFile, toCsv } from "../shared/save.js";
import { byteSlider } from "./byte-slider.js";
import "./byte-text.js";
import { sign, toBytes, toText } from "./bytes.js";
import { NgramError } from "./client.js";
import { compressStyles } from "./compress-styles.js";
import { slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { runBar, runBarStyles } from "./run-bar.js";
import { MAX_BITS, bitsShare, orderStyles, panelStyles } from "./styles.js";

/** @typedef {{bytes: number, bits: number, head: number, peers: Record<string, number>}} Costs */

const EXAMPLE = `Whoever can guess what comes next has little left to write down. A byte that the model expected costs a
fraction of a bit; one that surprises it costs many. Add up the bits, and you have the length of the file that an arithmetic
coder writes. So a better model is a smaller file, and a smaller file is a better model.
At the beginning the model expects nothing and every byte costs eight bits. After a line it has seen that a q is followed
by a u, and that a full stop is followed by a space. After a page it has seen whole words, and the end of a word costs next to
nothing once its beginning has been written. What it has seen twice it expects a third time: the model expects the words of
this text, and at the end of the text the words cost less than they did at the beginning of the text.
Nothing here was looked up in a dictionary. The model counts what followed what, and expects that the next byte will be like
the last ones. That is all it knows, and it is enough to write this text in less than half of its length. A model that knew
grammar would need less; a model that knew what the text is about would need less than that.`.replaceAll("\n", " ");

/** A larger text would keep a reader waiting for minutes. */
const MOST = 2_000_000;
/** Bytes that are tinted; all are counted. */
const SHOWN = 4000;

export class NgramCompress extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    order: { type: Number },
    text: {},
    bytes: { state: true },
    name: { state: true },
    steps: { state: true },
    costs: { state: true },
    selected: { state: true },
    restored: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [panelStyles, orderStyles, runBarStyles, toolStyles, compressStyles];

  constructor() {
    super();
    this.order = 6;
    /** What it begins with. */
    this.text = EXAMPLE;
    this.bytes = toBytes(EXAMPLE);
    this.name = "";
    /** The bytes that are shown. @type {{byte: number, order_used: number, bits: number}[]} */
    this.steps = [];
    /** What every byte cost. @type {number[]} */
    this.bits = [];
    /** @type {Costs | undefined} */
    this.costs = undefined;
    this.selected = 0;
    /** What came out of a compressed file, in words. */
    this.restored = "";
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("text") && this.text !== EXAMPLE) this.take(toBytes(this.text), "");
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes @param {string} name */
  take(bytes, name) {
    this.stop();
    this.bytes = bytes;
    this.name = name;
    this.restored = "";
    this.steps = [];
    this.costs = undefined;
  }

  measure() {
    return this.run("Predicting each byte from the ones before it", async (signal) => {
      const { bytes } = this;
      checkSize(bytes.length);
      /** @type {number[]} */
      const bits = [];
      this.progress = { done: 0, total: bytes.length };
      const costs = await this.ask("costs", { data: bytes, order: this.order }, signal, (reply) => {
        bits.push(...(reply.costs ?? []));
        this.progress = { done: bits.length, total: bytes.length };
      });
      if (signal !== this.running?.signal || bits.length === 0) return; // stopped before the first byte
      this.bits = bits;
      this.steps = bits.slice(0, SHOWN).map((cost, i) => ({ byte: bytes[i], order_used: 0, bits: cost }));
      this.costs = /** @type {any} */ (costs);
      this.selected = 0;
      this.said = this.#summary();
    });
  }

  save() {
    return this.run("Compressing", async (signal) => {
      checkSize(this.bytes.length);
      const { blob } = await this.ask("compress", { data: this.bytes, order: this.order }, signal);
      if (blob) saveFile(`${this.name || "text"}.ngram`, blob, "application/octet-stream");
    });
  }

  /** @param {File} file */
  open(file) {
    return this.run("Reading the file", async (signal) => {
      checkSize(file.size);
      const data = new Uint8Array(await file.arrayBuffer());
      if (!file.name.endsWith(".ngram")) {
        this.take(data, file.name);
        return;
      }
      const { text_bytes: text } = await this.ask("decompress", { blob: data }, signal);
      if (!text) return;
      this.take(text, file.name.replace(/\.ngram$/, ""));
      this.restored = `${formatBytes(data.length)} gave ${formatBytes(text.length)} back, byte for byte.`;
      this.said = this.restored;
    });
  }

  /** @override */
  view() {
    const fields = slider({
      name: "Order",
      min: 1,
      max: 8,
      step: 1,
      value: this.order,
      text: String(this.order),
      input: (order) => {
        this.turn("order", order);
      },
    });
    return html`${this.#input()}
    ${runBar(this, {
      label: "Predict and count",
      run: () => void this.measure(),
      fields,
      after: html`<button type="button" ?disabled=${this.busy !== ""} @click=${() => void this.save()}>
          Save compressed
        </button>
        <button type="button" @click=${() => saveFile(this.name || "text.txt", this.bytes, "application/octet-stream")}>
          Save text
        </button>
        <button type="button" ?hidden=${this.slide} ?disabled=${!this.costs} @click=${() => this.#table()}>
          Bits as CSV
        </button>`,
    })}
    ${this.costs === undefined && this.slide ? this.instead("") : nothing}
    ${
      this.costs
        ? html`<div class="cards">
              <div class="card">${this.#text()}</div>
              <div class="card">${this.#chart(this.costs)}</div>
            </div>
            <p class="note">${this.#summary()}</p>`
        : nothing
    }`;
  }

  /** Every byte with its bits, as a file. */
  #table() {
    const rows = this.bits.map((bits, i) => [i + 1, this.bytes[i], sign(this.bytes[i]), Number(bits.toFixed(4))]);
    saveFile("bits.csv", toCsv([["place", "byte", "sign", "bits"], ...rows]), "text/csv");
  }

  #input() {
    const readable = this.bytes.length <= 100_000 && isText(this.bytes);
    return html`${
        readable
          ? html`<textarea
              aria-label="The text"
              spellcheck="false"
              .value=${new TextDecoder().decode(this.bytes)}
              @input=${(/** @type {Event} */ event) =>
                this.take(toBytes(/** @type {HTMLTextAreaElement} */ (event.target).value), "")}
            ></textarea>`
          : html`<div class="card">${this.name}: ${formatBytes(this.bytes.length)}</div>`
      }
      <div class="files">
        <label>
          <span class="unseen">Open a text, or a compressed file of this page</span>
          <input
            type="file"
            @change=${(/** @type {Event} */ event) => {
              const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
              if (file) void this.open(file);
            }}
          />
        </label>
        <span class="soft">Any file, or one saved here (.ngram). It never leaves your browser. ${this.restored}</span>
      </div>`;
  }

  #text() {
    const { steps, selected } = this;
    if (steps.length === 0) return nothing;
    const { byte, bits } = steps[selected];
    return html`<byte-text
        tabindex="0"
        role="region"
        aria-label="The text, tinted by bits"
        tint="surprise"
        .steps=${steps}
        .shown=${steps.length}
        .selected=${selected}
        @choose=${(/** @type {CustomEvent<number>} */ event) => {
          this.selected = event.detail;
        }}
      ></byte-text>
      ${byteSlider({
        bytes: steps.map(({ byte: one }) => ({ byte: one })),
        shown: steps.length,
        selected,
        choose: (index) => {
          this.selected = index;
        },
      })}
      <p class="note legend">
        <code>${sign(byte)}</code> cost ${formatNumber(bits, 2)} bits. Bits:
        ${[0, 2, 4, MAX_BITS].map((n) => html`<b data-bits style=${bitsShare(n)}>${n}${n === MAX_BITS ? "+" : ""}</b>`)}
      </p>
      ${this.bytes.length > SHOWN ? html`<p class="note">The first ${formatCount(SHOWN)} bytes are shown.</p>` : nothing}
      ${this.slide ? nothing : snapshotTools("Bits of each byte", () => this.renderRoot.querySelector("byte-text"))}`;
  }

  /** @param {Costs} costs */
  #chart({ bytes, bits, head, peers }) {
    const ours = Math.ceil(bits / 8) + head;
    const bar = (/** @type {string} */ label, /** @type {number} */ size) => ({
      label,
      value: size,
      text: `${formatCount(Math.round(size))} B, ${formatNumber((size * 8) / bytes, 2)} bits/byte`,
    });
    /** @type {import("../shared/chart.js").BarSpec} */
    const spec = {
      title: "Size of the compressed file",
      unit: "bytes",
      rowHeight: this.slide ? 40 : undefined,
      desc: this.#summary(),
      bars: [
        bar("as it is", bytes),
        ...Object.entries(peers).map(([name, perByte]) => bar(name, (perByte * bytes) / 8)),
        { ...bar("this model", ours), mark: true },
      ],
    };
    return html`<bar-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></bar-chart>`;
  }

  #summary() {
    if (!this.costs) return "";
    const { bytes, bits, head } = this.costs;
    return (
      `${formatCount(bytes)} bytes cost ${formatCount(Math.round(bits))} bits, ${formatNumber(bits / bytes, 2)} a byte, ` +
      `and ${head} bytes that say how long the text is and check that it came back whole.`
    );
  }
}

/** A clear limit, before a large file is read. @param {number} size in bytes */
function checkSize(size) {
  if (size <= MOST) return;
  throw new NgramError("size", `${formatBytes(size)} are too many.`, `Take ${formatBytes(MOST)} at most.`);
}

/** Whether bytes are UTF-8 without control characters, so that a text field gives them back as they are. @param {Uint8Array} bytes */
function isText(bytes) {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return !text.includes("\ufffd") && !text.includes("\r") && toText(bytes) === text;
}

customElements.define("ngram-compress", NgramCompress);
