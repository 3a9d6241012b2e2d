/**
 * The store of examples behind the live server: everyone reads the approved ones, the presenter's token opens the rest.
 *
 *     const store = new ExampleStore(siteRoot());
 *     await store.list();                       // [{index, question, query, state: "approved", …}, …]
 *     store.token = "…";                        // kept in memory, and nowhere else
 *     await store.change({ index, question, approved: true });
 */

import { ApiError } from "./api-error.js";

/** @import { JsonObject } from "./types.js" */

/**
 * @typedef {object} StoredExample
 * @property {string} index
 * @property {string} question
 * @property {JsonObject} query
 * @property {string} made_by shipped, presenter, import, or teacher:PROFILE
 * @property {string} made_at
 * @property {"hand" | "run" | "none"} verified
 * @property {"approved" | "proposed"} state
 * @property {string} [problem] why the query no longer fits its mapping
 * @property {string} [english]
 * @property {string} [duplicate_of]
 */

/** @typedef {{index: string, question: string, new_question?: string, query?: JsonObject, approved?: boolean}} Change */
/** @typedef {{kept: number, marked: number, waiting: number, duplicate: number, refused: number, notes: string[]}} Report */

/** Bytes of JSONL in one request; the server takes 64 KiB, and the lines are sent as a JSON text. */
const BATCH_BYTES = 24_000;

/** It fires `added` when an example was. */
export class ExampleStore extends EventTarget {
  /** @param {URL} root the site's root, where the API lives too */
  constructor(root) {
    super();
    this.root = root;
    this.token = "";
  }

  /** @returns {Promise<StoredExample[]>} */
  async list() {
    return (await (await this.#request("GET", "examples")).json()).examples;
  }

  /** @param {{index: string, question: string, query: JsonObject}} example @returns {Promise<StoredExample>} */
  async add(example) {
    const response = await this.#request("POST", "examples", example);
    this.dispatchEvent(new Event("added"));
    return response.json();
  }

  /** @param {Change} change @returns {Promise<StoredExample>} */
  async change(change) {
    return (await this.#request("PATCH", "examples", change)).json();
  }

  /** @param {{index: string, question: string}} name */
  async remove({ index, question }) {
    await this.#request("DELETE", "examples", { index, question });
  }

  /** Reject unless the token is the presenter's: an import of no lines is allowed to nobody else. */
  async permitted() {
    await this.#request("POST", "examples/import", { lines: "" });
  }

  /** Everything that may be seen, as JSONL. */
  async exported() {
    return (await this.#request("GET", "examples/export")).text();
  }

  /**
   * Take JSONL in, in as many requests as it needs.
   * @param {string} text
   * @returns {Promise<Report>}
   */
  async bringIn(text) {
    const total = { kept: 0, marked: 0, waiting: 0, duplicate: 0, refused: 0, notes: /** @type {string[]} */ ([]) };
    for (const { lines, first } of batches(text, BATCH_BYTES)) {
      /** @type {Report} */
      const report = await (await this.#request("POST", "examples/import", { lines })).json();
      for (const name of /** @type {const} */ (["kept", "marked", "waiting", "duplicate", "refused"]))
        total[name] += report[name];
      total.notes.push(...report.notes.map((note) => renumbered(note, first)));
    }
    return total;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   */
  async #request(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    if (body) headers["content-type"] = "application/json";
    try {
      const response = await fetch(new URL(path, this.root), { method, headers, body: body && JSON.stringify(body) });
      if (!response.ok) throw await ApiError.from(response);
      return response;
    } catch (problem) {
      throw ApiError.wrap(problem);
    }
  }
}

/** @type {ExampleStore | null} */
let shared = null;

/**
 * The page's one store, so that a token entered anywhere on the page holds everywhere on it.
 * @param {URL} root
 */
export function pageStore(root) {
  shared ??= new ExampleStore(root);
  return shared;
}

/**
 * Whole lines together, no piece longer than `most` bytes unless a line is; `first` counts the lines before it.
 * @param {string} text
 * @param {number} most
 * @returns {{lines: string, first: number}[]}
 */
export function batches(text, most) {
  const sized = new TextEncoder();
  /** @type {{lines: string, first: number, bytes: number}[]} */
  const made = [];
  for (const [number, line] of text.split(/\r?\n/).entries()) {
    const bytes = sized.encode(line).length + 1;
    const last = made.at(-1);
    if (last && last.bytes + bytes <= most) {
      last.lines += `\n${line}`;
      last.bytes += bytes;
    } else made.push({ lines: line, first: number, bytes });
  }
  return made.filter(({ lines }) => lines.trim()).map(({ lines, first }) => ({ lines, first }));
}

/** @param {string} note such as "line 3: refused, …" @param {number} before lines sent earlier */
function renumbered(note, before) {
  return note.replace(/^line (\d+)/, (_, number) => `line ${Number(number) + before}`);
}
