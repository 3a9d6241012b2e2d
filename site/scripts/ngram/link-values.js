/**
 * What a value in a link may be. Each reader takes the text that a stranger wrote and gives the value, or undefined where
 * it is none: out of range, no number, not among the choices.
 *
 *     number(0, 16)("5")           // 5
 *     oneOf(["watch", "once"])("<script>")   // undefined
 */

/** @typedef {(text: string) => string | number | undefined} Reader */

/** @param {number} low @param {number} high @param {boolean} [whole] @returns {(text: string) => number | undefined} */
export const number =
  (low, high, whole = true) =>
  (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    return value >= low && value <= high && (!whole || Number.isInteger(value)) ? value : undefined;
  };

/** @param {string[]} choices @returns {(text: string) => string | undefined} */
export const oneOf = (choices) => (text) => (choices.includes(text) ? text : undefined);

/** Texts by their ids, one after another; a text of a reader's own (`own-1`) cannot come by link. @param {string} text */
export const corpora = (text) =>
  !text.includes("own-") && /^[a-z0-9-]{1,60}(\+[a-z0-9-]{1,60}){0,7}$/.test(text) ? text : undefined;
