/**
 * The texts that can be learnt: expressions, the site's books, any years of the State of the Union, and the reader's own,
 * which stay in this page.
 *
 *     const { name, bytes } = await read("state-of-the-union-1861-1865");
 */
import { NgramError, client } from "./client.js";
import { addressesOf, periodOf, span, titleOf } from "./periods.js";

/** @typedef {{id: string, title: string, file: string, bytes: number, licence?: string, source?: string}} Book */

/** The talk's corpus: the same numbers as `pyodide_ngram`'s own defaults, so that a seed means the same everywhere. */
export const EXPRESSIONS = { count: 4000, depth: 2, branching: 4, max_value: 9, seed: 1 };

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

/** @type {Promise<import("./periods.js").Part[]> | undefined} */
let addresses;

/** The parts that every State of the Union lies in. @returns {Promise<import("./periods.js").Part[]>} */
export function listAddresses() {
  addresses ??= get("corpora/addresses.json").then((response) => response.json());
  addresses.catch(() => {
    addresses = undefined;
  });
  return addresses;
}

/**
 * Whether every one of some texts is here: expressions, a book, a period with addresses, or a text of the reader's own.
 * @param {string} ids joined by "+"
 * @throws {NgramError} where the list does not arrive
 */
export async function areKnown(ids) {
  const here = await Promise.all(ids.split("+").map(isKnown));
  return here.every(Boolean);
}

/** @param {string} id */
async function isKnown(id) {
  const period = periodOf(id);
  if (!period) return isExpressions(id) || own.has(id) || (await listBooks()).some((book) => book.id === id);
  const { from, to } = span(await listAddresses());
  return period.from >= from && period.to <= to;
}

/** Words that make a fifth of English, and of no other language. */
const ENGLISH = new Set("the of and to a in is it that was for on with as".split(" "));

/** Whether a text, or the last one of several, is English: the site's books are. @param {string} ids */
export function isEnglish(ids) {
  const id = ids.slice(ids.lastIndexOf("+") + 1);
  if (isExpressions(id)) return false;
  const mine = own.get(id);
  if (!mine) return true;
  const words =
    new TextDecoder()
      .decode(mine.bytes.subarray(0, 100_000))
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  return words.length > 0 && words.filter((word) => ENGLISH.has(word)).length > 0.15 * words.length;
}

/** What a text is called. @param {string} id @param {{id: string, title: string}[]} books */
export function titleFor(id, books) {
  if (isExpressions(id)) return id === "expressions" ? "The talk’s expressions" : "Your expressions";
  const period = periodOf(id);
  if (period) return titleOf(period);
  return [...books, ...ownTexts()].find((text) => text.id === id)?.title ?? id;
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

/** Texts that the reader brought; they stay in this page. @type {Map<string, {name: string, bytes: Uint8Array}>} */
const own = new Map();

/** Keeps a text that the reader brought; its id. @param {string} name @param {Uint8Array} bytes */
export function addText(name, bytes) {
  const id = `own-${own.size + 1}`;
  own.set(id, { name, bytes });
  return id;
}

/** The texts that the reader brought. @returns {{id: string, title: string}[]} */
export function ownTexts() {
  return [...own].map(([id, { name }]) => ({ id, title: name }));
}

/** @param {string} id */
export const isExpressions = (id) => /^expressions(-\d+){0,5}$/.test(id);

/**
 * The numbers behind an id such as `expressions` or `expressions-3-4-99-4000-1` (depth, branching, largest value, count,
 * seed), so that a link can carry them.
 * @param {string} id
 */
export function shapeOf(id) {
  const [depth, branching, max_value, count, seed] = id.split("-").slice(1).map(Number);
  const given = { depth, branching, max_value, count, seed };
  return { ...EXPRESSIONS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** The bytes of a text and what it is called. @param {string} id @returns {Promise<{name: string, bytes: Uint8Array}>} */
export async function read(id) {
  const mine = own.get(id);
  if (mine) return { name: mine.name, bytes: mine.bytes.slice() };
  const period = periodOf(id);
  if (period) {
    const bytes = await addressesOf(await listAddresses(), period, async (file) =>
      (await get(`corpora/${file}`)).arrayBuffer(),
    );
    return { name: titleOf(period), bytes };
  }
  const { file, title } = await find(id);
  return { name: title, bytes: new Uint8Array(await (await get(`corpora/${file}`)).arrayBuffer()) };
}

/** @param {string} id @returns {Promise<Book>} */
async function find(id) {
  const found = (await listBooks()).find((candidate) => candidate.id === id);
  if (!found) throw new NgramError("corpus", `There is no text “${id}” here.`, "Choose another one from the list.");
  return found;
}
