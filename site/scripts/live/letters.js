/**
 * Bets on the next letter, as `demo_server/live/games/letters.py` counts them; tests hold the two together.
 *
 *     chance({ e: 2, a: 1, "?": 1 }, "e")    // 0.462
 */

export const LETTERS = "abcdefghijklmnopqrstuvwxyz ";
export const ANYTHING = "?";
export const MOST_TAPS = 10;
const ALWAYS_SPREAD = 0.1;

/** @typedef {Record<string, number>} Taps */

/** @param {Taps} taps */
export const total = (taps) => Object.values(taps).reduce((sum, count) => sum + count, 0);

/**
 * The probability that these taps give a letter.
 * @param {Taps} taps at least one
 * @param {string} letter
 */
export function chance(taps, letter) {
  const all = total(taps);
  const everywhere = (ALWAYS_SPREAD + ((1 - ALWAYS_SPREAD) * (taps[ANYTHING] ?? 0)) / all) / LETTERS.length;
  return ((1 - ALWAYS_SPREAD) * (taps[letter] ?? 0)) / all + everywhere;
}

/** What a letter costs. @param {number} p a probability */
export const bits = (p) => -Math.log2(p);

/** A letter as it is written on a key. @param {string} letter */
export const shown = (letter) => (letter === " " ? "␣" : letter);

/** A letter as it is read aloud. @param {string} letter */
export const spoken = (letter) => (letter === " " ? "space" : letter === ANYTHING ? "any letter" : letter);

/**
 * The likeliest letters of a distribution.
 * @param {number[]} p in the order of LETTERS
 * @param {number} count
 * @returns {[string, number][]}
 */
export function likeliest(p, count) {
  return [...LETTERS]
    .map((letter, i) => /** @type {[string, number]} */ ([letter, p[i]]))
    .sort((a, b) => b[1] - a[1])
    .slice(0, count);
}

/** Who a name of the server's costs is. @param {string} name @param {string | null} llm */
export function nameOf(name, llm) {
  if (name === "room") return "The room together";
  if (name === "people") return "People, one by one";
  if (name === "llm") return llm ?? "Language model";
  const order = name.replace("ngram-", "");
  return order === "0" ? "Letter counts (order 0)" : `n-gram, order ${order}`;
}
