/**
 * `<ngram-data>`: what the model learns. Expressions with their knobs, a text of one's own, and more text on top of what
 * was learnt: a lifelong learner. Fires `corpus` with the new id in `detail`; own texts stay in this page.
 */
import { css, html, nothing } from "lit";
import { formatBytes } from "../shared/format.js";
import { toBytes } from "./bytes.js";
import { NgramPanel } from "./panel.js";
import { runBarStyles } from "./run-bar.js";
import { numberField } from "./knobs.js";
import { panelStyles } from "./styles.js";
import "./period-picker.js";
import { EXPRESSIONS, addText, isExpressions, listAddresses, listBooks, ownTexts, shapeOf, titleFor } from "./texts.js";

/** The worker takes 64 MiB; sorted windows of more than this would not fit a phone. */
const MOST = 24_000_000;

const KNOBS = /** @type {const} */ ([
  { key: "count", name: "Expressions", min: 1, max: 100_000 },
  { key: "depth", name: "Depth", min: 1, max: 6 },
  { key: "branching", name: "Arguments, at most", min: 2, max: 9 },
  { key: "max_value", name: "Largest number", min: 1, max: 999 },
  { key: "seed", name: "Seed of the corpus", min: 0, max: 1_000_000 },
]);

export class NgramData extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    corpus: {},
    books: { state: true },
    addresses: { state: true },
    problem: { state: true },
    over: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    runBarStyles,
    css`
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9.5em, 1fr));
        gap: 0.6em 0.9em;
      }
      .field {
        display: flex;
        flex-direction: column;
        gap: 0.15em;
        font-size: 0.875em;
        color: var(--ink-soft);
      }
      .field input {
        color: var(--ink);
        width: 100%;
      }
      h3 {
        margin: 0 0 0.5em;
        font-size: 1em;
      }
      textarea {
        width: 100%;
        min-height: 6em;
        font-family: var(--font-code);
        font-size: 0.875em;
        color: inherit;
        background: var(--ground);
        border: 1px solid var(--ink-soft);
        border-radius: var(--radius);
        padding: 0.5em 0.7em;
        resize: vertical;
      }
      .drop.over textarea {
        border-color: var(--accent);
        outline: 2px dashed var(--accent);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em;
        margin-top: 0.5em;
        align-items: center;
      }
      input[type="file"] {
        border: 0;
        padding: 0;
        background: none;
        max-width: 15em;
      }
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4em;
        padding: 0;
        margin: 0 0 0.8em;
        list-style: none;
      }
      li {
        border: 1px solid var(--line);
        border-radius: 99px;
        padding: 0.15em 0.8em;
        background: var(--accent-soft);
      }
      .wide {
        grid-column: 1 / -1;
      }
      .problem {
        color: var(--bad);
        margin: 0.5em 0 0;
      }
      .note {
        font-size: 0.875em;
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "expressions";
    /** @type {{id: string, title: string}[]} */
    this.books = [];
    /** @type {import("./periods.js").Part[]} */
    this.addresses = [];
    this.problem = "";
    this.over = false;
  }

  /** @override */
  async whenReady() {
    await this.beside(async () => {
      this.books = await listBooks();
      this.addresses = await listAddresses();
    });
  }

  /** @param {string} corpus */
  #choose(corpus) {
    this.problem = "";
    this.dispatchEvent(new CustomEvent("corpus", { detail: corpus, bubbles: true, composed: true }));
  }

  /** @param {string} name @param {Uint8Array} bytes @param {boolean} more on top of what was learnt */
  #own(name, bytes, more) {
    if (bytes.length === 0) this.problem = "The text is empty: one byte is enough.";
    else if (bytes.length > MOST)
      this.problem = `${formatBytes(bytes.length)} are too many: ${formatBytes(MOST)} at most.`;
    else {
      const id = addText(name, bytes);
      this.#choose(more ? `${this.corpus}+${id}` : id);
    }
  }

  /** @param {File | undefined} file @param {boolean} more */
  async #open(file, more) {
    if (!file) return;
    if (file.size > MOST) this.problem = `${file.name} has ${formatBytes(file.size)}: ${formatBytes(MOST)} at most.`;
    else this.#own(file.name, new Uint8Array(await file.arrayBuffer()), more);
  }

  /** @override */
  view() {
    return html`<ol aria-label="What the model has learnt, in order">
        ${this.corpus.split("+").map((id) => html`<li>${titleFor(id, this.books)}</li>`)}
      </ol>
      <div class="cards">
        <section class="card" aria-label="Your own text">${this.#text()}</section>
        <section class="card" aria-label="Expressions">${this.#expressions()} ${this.#more()}</section>
        <section class="card wide" aria-label="State of the Union, by period">
          <h3>State of the Union, by period</h3>
          <period-picker
            .corpus=${this.corpus}
            .parts=${this.addresses}
            @pick=${(/** @type {CustomEvent<{id: string, more: boolean}>} */ { detail: { id, more } }) =>
              this.#choose(more ? `${this.corpus}+${id}` : id)}
          ></period-picker>
        </section>
      </div>`;
  }

  #text() {
    const typed = () => toBytes(/** @type {HTMLTextAreaElement} */ (this.renderRoot.querySelector("textarea")).value);
    return html`<h3>Your own text</h3>
      <div
        class="drop ${this.over ? "over" : ""}"
        @dragover=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${(/** @type {DragEvent} */ event) => {
          event.preventDefault();
          this.over = false;
          void this.#open(event.dataTransfer?.files[0], false);
        }}
      >
        <textarea
          aria-label="Your own text"
          placeholder="Paste a text, or drop a file here"
          spellcheck="false"
        ></textarea>
      </div>
      <div class="row">
        <button type="button" @click=${() => this.#own("Your text", typed(), false)}>Learn this</button>
        <button type="button" @click=${() => this.#own("Your text", typed(), true)}>Learn this as well</button>
        <label>
          <span class="unseen">Open a file</span>
          <input
            type="file"
            @change=${(/** @type {Event} */ event) =>
              void this.#open(/** @type {HTMLInputElement} */ (event.target).files?.[0], false)}
          />
        </label>
      </div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      <p class="note">
        It never leaves your browser: the model runs in this page, and nothing is sent to anyone. A link to this page
        does not hold it either.
      </p>`;
  }

  #expressions() {
    const shape = isExpressions(this.corpus) ? shapeOf(this.corpus) : EXPRESSIONS;
    return html`<h3>Expressions, made to measure</h3>
      <div class="grid">
        ${KNOBS.map(({ key, name, min, max }) =>
          numberField({
            name,
            min,
            max,
            value: shape[key],
            change: (value) => {
              const { depth, branching, max_value, count, seed } = Object.assign({ ...shape }, { [key]: value });
              this.#choose(`expressions-${depth}-${branching}-${max_value}-${count}-${seed}`);
            },
          }),
        )}
      </div>`;
  }

  /** Learn a text on top of the others: the same model, with more in it. */
  #more() {
    const learnt = this.corpus.split("+");
    const others = [{ id: "expressions", title: "The talk’s expressions" }, ...this.books, ...ownTexts()].filter(
      ({ id }) => !learnt.includes(id),
    );
    return html`<h3 style="margin-top:1.2em">Learn more, on top</h3>
      <div class="row">
        ${others.map(
          ({ id, title }) =>
            html`<button type="button" @click=${() => this.#choose(`${this.corpus}+${id}`)}>
              + ${title.split(/[;(]/)[0]}
            </button>`,
        )}
      </div>`;
  }
}

customElements.define("ngram-data", NgramData);
