/**
 * `<nlq-examples>`: the examples that models are shown, to search for everyone and to tend for the presenter.
 *
 *     <nlq-examples><p>What is shown without the server.</p></nlq-examples>
 *
 * The presenter's token stays in this page's memory.
 */

import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { saveFile } from "../shared/save.js";
import { ApiError } from "./api-error.js";
import "./example-card.js";
import { pageStore } from "./example-store.js";
import { panelStyles } from "./examples-look.js";
import { controls } from "./look.js";
import { hasServer, siteRoot } from "./source.js";

/** @import { Change, ExampleStore, Report, StoredExample } from "./example-store.js" */
/** @import { ErrorShape } from "./types.js" */

const AT_ONCE = 24;

/** @type {Record<string, {label: string, holds: (example: StoredExample) => boolean}>} */
const KINDS = {
  all: { label: "all", holds: () => true },
  waiting: { label: "waiting for approval", holds: ({ state }) => state === "proposed" },
  unfit: { label: "no longer fitting", holds: ({ problem }) => Boolean(problem) },
  twice: { label: "there twice", holds: ({ duplicate_of }) => Boolean(duplicate_of) },
};

/** @param {StoredExample} example */
const keyOf = ({ index, question }) => `${index}\n${question}`;

export class NlqExamples extends LitElement {
  /** @override */
  static properties = {
    store: { state: true },
    examples: { state: true },
    index: { state: true },
    kind: { state: true },
    words: { state: true },
    most: { state: true },
    presenter: { state: true },
    busy: { state: true },
    trouble: { state: true },
    report: { state: true },
    refused: { state: true },
  };

  constructor() {
    super();
    /** @type {ExampleStore | null} */
    this.store = null;
    /** @type {StoredExample[] | null} */
    this.examples = null;
    this.index = "";
    this.kind = "all";
    this.words = "";
    this.most = AT_ONCE;
    this.presenter = false;
    this.busy = false;
    /** @type {ErrorShape | null} */
    this.trouble = null;
    /** @type {Report | null} */
    this.report = null;
    /** What the server said against the last change, and of which example. @type {{key: string, error: ErrorShape} | null} */
    this.refused = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (!this.store) this.#open();
  }

  async #open() {
    const root = siteRoot();
    if (!(await hasServer(root))) return;
    this.store = pageStore(root);
    this.store.addEventListener("added", this.#heard);
    await this.#load();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.store?.removeEventListener("added", this.#heard);
    this.store = null;
  }

  /** An example was saved elsewhere on the page, by the presenter. */
  #heard = () => {
    this.presenter ||= Boolean(this.store?.token);
    this.#load();
  };

  async #load() {
    await this.#trying(async (store) => {
      this.examples = await store.list();
    });
  }

  /**
   * Do something with the store; what it says against it is shown.
   * @param {(store: ExampleStore) => Promise<void>} act
   * @param {(error: ErrorShape) => void} [refused]
   */
  async #trying(act, refused = (error) => (this.trouble = error)) {
    if (!this.store || this.busy) return;
    this.busy = true;
    this.trouble = this.refused = null;
    try {
      await act(this.store);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      refused(problem.shape);
    } finally {
      this.busy = false;
    }
  }

  /** @param {SubmitEvent & {target: HTMLFormElement}} event */
  async #enter(event) {
    event.preventDefault();
    const token = String(new FormData(event.target).get("token") ?? "").trim();
    await this.#trying(
      async (store) => {
        store.token = token;
        await store.permitted();
        this.examples = await store.list();
        this.presenter = true;
      },
      (error) => {
        if (this.store) this.store.token = "";
        this.trouble =
          error.type === "not_allowed" ? { ...error, message: "That is not the presenter’s token." } : error;
      },
    );
  }

  #leave() {
    if (this.store) this.store.token = "";
    this.presenter = false;
    this.report = null;
    if (this.kind === "waiting") this.kind = "all";
    this.#load();
  }

  /** @param {StoredExample} example @param {Omit<Change, "index" | "question">} change */
  #change(example, change) {
    const { index, question } = example;
    return this.#trying(
      async (store) => {
        await store.change({ index, question, ...change });
        this.examples = await store.list();
      },
      (error) => (this.refused = { key: keyOf(example), error }),
    );
  }

  /** @param {StoredExample} example */
  #remove(example) {
    return this.#trying(
      async (store) => {
        await store.remove(example);
        this.examples = await store.list();
      },
      (error) => (this.refused = { key: keyOf(example), error }),
    );
  }

  #save() {
    return this.#trying(async (store) => saveFile("examples.jsonl", await store.exported(), "application/jsonl"));
  }

  /** @param {Event & {target: HTMLInputElement}} event */
  async #bringIn({ target }) {
    const [file] = target.files ?? [];
    if (!file) return;
    const text = await file.text();
    target.value = "";
    await this.#trying(async (store) => {
      this.report = await store.bringIn(text);
      this.examples = await store.list();
    });
  }

  /** @override */
  render() {
    if (!this.store) return html`<slot></slot>`;
    const { examples } = this;
    return html`${this.#access()}
    ${this.trouble ? html`<p class="bad" role="alert">${this.trouble.message} ${this.trouble.hint ?? ""}</p>` : nothing}
    ${this.report ? this.#reported(this.report) : nothing}
    ${examples ? this.#list(examples) : html`<p class="soft">${this.trouble ? "" : "Asking the server…"}</p>`}`;
  }

  #access() {
    if (this.presenter)
      return html`<div class="bar">
        <span>You tend the examples.</span>
        <label class="file"
          ><input type="file" accept=".jsonl,.txt,application/jsonl" @change=${this.#bringIn} /><span
            >Import a JSONL file</span
          ></label
        >
        <button class="quiet" type="button" @click=${this.#leave}>Forget the token</button>
      </div>`;
    return html`<details class="token">
      <summary>For the presenter: approve, edit, delete, import</summary>
      <form @submit=${this.#enter}>
        <label
          >Presenter’s token, in <code>presenter-token</code> of the server’s data folder
          <input type="password" name="token" required autocomplete="off" />
        </label>
        <button class="main" type="submit" aria-disabled=${this.busy}>Open</button>
      </form>
    </details>`;
  }

  /** @param {Report} report */
  #reported({ kept, marked, waiting, duplicate, refused, notes }) {
    return html`<div class="report" role="status">
      ${kept} kept, ${marked} kept though they do not fit, ${waiting} waiting since they find nothing, ${duplicate}
      there already, ${refused} refused.
      ${
        notes.length
          ? html`<ul>
              ${notes.map((note) => html`<li>${note}</li>`)}
            </ul>`
          : nothing
      }
    </div>`;
  }

  /** @param {StoredExample[]} examples */
  #list(examples) {
    const indexes = [...new Set(examples.map(({ index }) => index))];
    const words = this.words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = examples.filter(
      (example) =>
        (!this.index || example.index === this.index) &&
        KINDS[this.kind].holds(example) &&
        words.every((word) => `${example.question} ${example.english ?? ""}`.toLowerCase().includes(word)),
    );
    return html`<div class="bar">
        ${this.#pick("Index", this.index, [["", "all"], ...indexes.map((name) => [name, name])], (name) => (this.index = name))}
        ${this.#pick(
          "Which",
          this.kind,
          Object.entries(KINDS).map(([name, { label, holds }]) => [
            name,
            `${label} (${examples.filter(holds).length})`,
          ]),
          (name) => (this.kind = name),
        )}
        <label class="search"
          >Search
          <input
            type="search"
            autocomplete="off"
            .value=${this.words}
            @input=${(/** @type {Event & {target: HTMLInputElement}} */ { target }) => (this.words = target.value)}
          />
        </label>
        <button class="quiet" type="button" @click=${this.#save}>Export</button>
      </div>
      <p class="soft" role="status">${found.length} of ${examples.length} examples</p>
      <ul class="list">
        ${repeat(
          found.slice(0, this.most),
          keyOf,
          (example) =>
            html`<li>
              <nlq-example
                .example=${example}
                .mayWrite=${this.presenter}
                .busy=${this.busy}
                .refusal=${this.refused?.key === keyOf(example) ? this.refused.error : null}
                @example-change=${(/** @type {CustomEvent<Omit<Change, "index" | "question">>} */ { detail }) =>
                  this.#change(example, detail)}
                @example-remove=${() => this.#remove(example)}
              ></nlq-example>
            </li>`,
        )}
      </ul>
      ${
        found.length > this.most
          ? html`<button class="quiet" type="button" @click=${() => (this.most += 2 * AT_ONCE)}>
              Show more of them
            </button>`
          : nothing
      }`;
  }

  /**
   * @param {string} legend
   * @param {string} chosen
   * @param {string[][]} options value and label
   * @param {(value: string) => void} pick
   */
  #pick(legend, chosen, options, pick) {
    return html`<label
      >${legend}
      <select
        @change=${(/** @type {Event & {target: HTMLSelectElement}} */ { target }) => {
          this.most = AT_ONCE;
          pick(target.value);
        }}
      >
        ${options.map(([value, label]) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`)}
      </select></label
    >`;
  }

  /** @override */
  static styles = [controls, panelStyles];
}

customElements.define("nlq-examples", NlqExamples);
