/** The questions that this browser asked before, newest first; they stay in this browser and can be cleared. */

/** @typedef {{index: string, question: string, strategy: string, profile: string, at: number}} Asked */

const KEY = "nlq-history";
const LIMIT = 30;

/** @param {unknown} one @returns {one is Asked} */
function isAsked(one) {
  const { index, question, strategy, profile, at } = /** @type {any} */ (one ?? {});
  return [index, question, strategy, profile].every((text) => typeof text === "string") && typeof at === "number";
}

/**
 * What was asked, or nothing where the browser refuses storage or holds something else under this name.
 * @param {Storage} [storage]
 * @returns {Asked[]}
 */
export function history(storage = localStorage) {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isAsked) : [];
  } catch (problem) {
    if (problem instanceof SyntaxError || problem instanceof DOMException) return [];
    throw problem;
  }
}

/**
 * Remember a question; asked again, it moves to the top.
 * @param {Asked} asked
 * @param {Storage} [storage]
 * @returns {Asked[]}
 */
export function remember(asked, storage = localStorage) {
  const same = (/** @type {Asked} */ one) =>
    one.index === asked.index && one.question === asked.question && one.strategy === asked.strategy;
  const kept = [asked, ...history(storage).filter((one) => !same(one))].slice(0, LIMIT);
  save(kept, storage);
  return kept;
}

/** @param {Storage} [storage] @returns {Asked[]} */
export function forget(storage = localStorage) {
  save([], storage);
  return [];
}

/** @param {Asked[]} kept @param {Storage} storage */
function save(kept, storage) {
  try {
    if (kept.length) storage.setItem(KEY, JSON.stringify(kept));
    else storage.removeItem(KEY);
  } catch (problem) {
    if (!(problem instanceof DOMException)) throw problem; // full or refused: the history lasts as long as the page
  }
}
