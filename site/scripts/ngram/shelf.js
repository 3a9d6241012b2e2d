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
  const found = await find(id);
  const bytes = new Uint8Array(await (await get(`corpora/${found.file}`)).arrayBuffer());
  return client().request(
    "corpus",
    { kind: "text", name: found.title, bytes },
    { ...options, transfer: [bytes.buffer] },
  );
}

/** Bytes of a book that are learnt from, and bytes that are measured, where a model of every order is wanted. */
const PART = 150_000;
const MEASURED = 4_000;

/**
 * A text in parts, to measure models on: what is learnt from, a piece of that, and a piece of the same kind that is not.
 * `gzip` is what gzip needs for the learnt part, in bits per byte (books only).
 * @param {string} id @param {Options} options
 * @returns {Promise<{train: number, seen: number, unseen: number, size: number, gzip?: number}>}
 */
export async function parts(id, options) {
  const key = `parts of ${id}`;
  const known = shelf().get(key);
  if (known) return /** @type {any} */ (known);
  const made = id === "expressions" ? await partsOfExpressions(options) : await partsOfBook(id, options);
  shelf().set(key, made);
  return made;
}

/** @param {Options} options */
async function partsOfExpressions(options) {
  const few = { kind: "expressions", ...EXPRESSIONS, count: 150 };
  const train = await corpus("expressions", options);
  const seen = await client().request("corpus", few, options);
  const unseen = await client().request("corpus", { ...few, seed: EXPRESSIONS.seed + 1 }, options);
  return { train: train.corpus, seen: seen.corpus, unseen: unseen.corpus, size: train.size };
}

/** @param {string} id @param {Options} options */
async function partsOfBook(id, options) {
  const { file, title } = await find(id);
  const bytes = new Uint8Array(await (await get(`corpora/${file}`)).arrayBuffer());
  const end = Math.min(PART, Math.floor(bytes.length * 0.9));
  const piece = async (/** @type {number} */ from, /** @type {number} */ to) =>
    (await client().request("corpus", { kind: "text", name: title, bytes: bytes.slice(from, to) }, options)).corpus;
  return {
    train: await piece(0, end),
    seen: await piece(end - Math.min(MEASURED, end), end),
    unseen: await piece(end, end + MEASURED),
    size: end,
    gzip: ((await gzipped(bytes.slice(0, end))) * 8) / end,
  };
}

/** The length of what gzip makes of some bytes. @param {Uint8Array<ArrayBuffer>} bytes */
async function gzipped(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}

/** @param {string} id @returns {Promise<Book>} */
async function find(id) {
  const found = (await listBooks()).find((candidate) => candidate.id === id);
  if (!found) throw new NgramError("corpus", `There is no text “${id}” here.`, "Choose another one from the list.");
  return found;
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
