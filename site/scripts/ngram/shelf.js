/**
 * Corpora and trained models, kept while their worker lives, so that demos of one page share them.
 *
 *     const model = await trained("moby-dick", 5, { onProgress, signal });   // { model: 3, states: 8203, … }
 */
import { client } from "./client.js";
import { isExpressions, read, shapeOf } from "./texts.js";

/** @typedef {import("./client.js").Reply} Reply */
/** @typedef {{onProgress?: (reply: Reply) => void, signal?: AbortSignal}} Options */

/** @type {Map<string, Reply>} */
let kept = new Map();
let keptFor = -1;

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
  const reply = isExpressions(id)
    ? await client().request("corpus", { kind: "expressions", ...shapeOf(id) }, options)
    : await book(id, options);
  if (!reply.stopped) shelf().set(id, reply);
  return reply;
}

/** @param {string} id @param {Options} options */
async function book(id, options) {
  const { name, bytes } = await read(id);
  return client().request("corpus", { kind: "text", name, bytes }, { ...options, transfer: [bytes.buffer] });
}

/**
 * The handle of a piece of a text: its bytes `from`..`to`. @param {string} id @param {number} from @param {number} to
 * @param {Options} options
 */
export async function piece(id, from, to, options) {
  const key = `${id} ${from}..${to}`;
  const known = shelf().get(key);
  if (known) return known.corpus;
  // Expressions are made in the worker: the talk's corpus is about as long as the pieces that panels ask for.
  if (isExpressions(id)) return (await corpus(id, options)).corpus;
  const { name, bytes } = await read(id);
  const reply = await client().request("corpus", { kind: "text", name, bytes: bytes.slice(from, to) }, options);
  if (!reply.stopped) shelf().set(key, reply);
  return reply.corpus;
}

/**
 * A text in two parts, to measure models on: what is learnt from, and something of the same kind that is not: other
 * expressions, or the last tenth of a book.
 * @param {string} ids of several texts, the last one is taken
 * @param {Options} options
 * @returns {Promise<{train: number, test: number, size: number}>}
 */
export async function parts(ids, options) {
  const id = ids.slice(ids.lastIndexOf("+") + 1);
  const key = `parts of ${id}`;
  const known = shelf().get(key);
  if (known) return /** @type {any} */ (known);
  const made = isExpressions(id) ? await partsOfExpressions(id, options) : await partsOfBook(id, options);
  if (!options.signal?.aborted) shelf().set(key, made); // stopped half-way, they are not whole
  return made;
}

/** @param {string} id @param {Options} options */
async function partsOfExpressions(id, options) {
  const shape = shapeOf(id);
  const train = await corpus(id, options);
  const other = {
    kind: "expressions",
    ...shape,
    count: Math.max(1, Math.round(shape.count / 8)),
    seed: shape.seed + 1,
  };
  const test = await client().request("corpus", other, options);
  return { train: train.corpus, test: test.corpus, size: train.size };
}

/** @param {string} id @param {Options} options */
async function partsOfBook(id, options) {
  const { bytes } = await read(id);
  const end = Math.max(1, Math.floor(bytes.length * 0.9));
  const train = await piece(id, 0, end, options);
  const test = await piece(id, Math.min(end, bytes.length - 1), bytes.length, options);
  return { train, test, size: end };
}

/**
 * A model of `order` trained on one text or on several, one after another (`"moby-dick+own-1"`): where a model of the
 * first ones is there, it learns the last one on top. A stopped training gives a model of what it saw, which is not kept.
 * @param {string} ids @param {number} order @param {Options} options
 * @returns {Promise<Reply>}
 */
export async function trained(ids, order, options) {
  const key = `${ids} ${order}`;
  const known = shelf().get(key);
  if (known) return known;
  const before = ids.includes("+") ? ids.slice(0, ids.lastIndexOf("+")) : undefined;
  const base = before === undefined ? undefined : await trained(before, order, options);
  if (base?.stopped) return base;
  const { corpus: handle, size, stopped } = await corpus(ids.slice(ids.lastIndexOf("+") + 1), options);
  if (stopped) return { stopped };
  if (base) shelf().delete(`${before} ${order}`); // that model is about to learn more
  const model = await client().request("train", { corpus: handle, order, model: base?.model ?? null }, options);
  const reply = { ...model, size: size + (base?.size ?? 0) };
  if (!model.stopped) shelf().set(key, reply);
  return reply;
}
