/**
 * Corpora and trained models, kept while their worker lives, so that demos of one page share them.
 *
 *     const model = await trained("moby-dick", 5, { onProgress, signal });   // { model: 3, states: 8203, … }
 */
import { NgramError, client } from "./client.js";

/** @typedef {{id: string, title: string, file: string, bytes: number, licence?: string, source?: string}} Book */
/** @typedef {import("./client.js").Reply} Reply */
/** @typedef {{onProgress?: (reply: Reply) => void, signal?: AbortSignal}} Options */

/** The talk's corpus: the same numbers as `pyodide_ngram`'s own defaults, so that a seed means the same everywhere. */
export const EXPRESSIONS = { count: 4000, depth: 2, branching: 4, max_value: 9, seed: 1 };

/** @type {Map<string, Reply>} */
let kept = new Map();
let keptFor = -1;

/** @type {Promise<Book[]> | undefined} */
let books;

/** The books that the site carries. @returns {Promise<Book[]>} */
export function listBooks() {
  books ??= get("corpora/index.json").then((response) => response.json());
  books.catch(() => {
    books = undefined; // asked again at the next need
  });
  return books;
}

/**
 * @param {string} path below the site's root
 * @throws {NgramError}
 */
async function get(path) {
  /** @type {Response | undefined} */
  let response;
  try {
    response = await fetch(new URL(path, client().root));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (!response?.ok) {
    throw new NgramError("network", `${path} did not arrive.`, "Check the network connection, then try again.");
  }
  return response;
}

/** What is kept of the present worker. */
function shelf() {
  const { generation } = client();
  if (generation !== keptFor) {
    kept = new Map();
    keptFor = generation;
  }
  return kept;
}

/**
 * The handle of a corpus: `expressions` or a book's id.
 * @param {string} id @param {Options} options
 * @returns {Promise<Reply>}
 */
export async function corpus(id, options) {
  const known = shelf().get(id);
  if (known) return known;
  const reply = id === "expressions" ? await expressions(options) : await book(id, options);
  if (!reply.stopped) shelf().set(id, reply);
  return reply;
}

/** @param {Options} options */
function expressions(options) {
  return client().request("corpus", { kind: "expressions", ...EXPRESSIONS }, options);
}

/** @param {string} id @param {Options} options */
async function book(id, options) {
  const found = (await listBooks()).find((candidate) => candidate.id === id);
  if (!found) throw new NgramError("corpus", `There is no text “${id}” here.`, "Choose another one from the list.");
  const bytes = new Uint8Array(await (await get(`corpora/${found.file}`)).arrayBuffer());
  return client().request(
    "corpus",
    { kind: "text", name: found.title, bytes },
    { ...options, transfer: [bytes.buffer] },
  );
}

/**
 * A model of `order` trained on a corpus; a stopped training gives a model of what it saw, which is not kept.
 * @param {string} id @param {number} order @param {Options} options
 * @returns {Promise<Reply>}
 */
export async function trained(id, order, options) {
  const key = `${id} ${order}`;
  const known = shelf().get(key);
  if (known) return known;
  const { corpus: handle, size, stopped } = await corpus(id, options);
  if (stopped) return { stopped };
  const model = await client().request("train", { corpus: handle, order }, options);
  const reply = { ...model, size };
  if (!model.stopped) shelf().set(key, reply);
  return reply;
}
