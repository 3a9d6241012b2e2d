/**
 * What this browser remembers between visits: small JSON values in localStorage.
 *
 * A browser may refuse storage (private windows, blocked cookies); then nothing is remembered and all else works.
 */

/**
 * @param {string} key
 * @returns {unknown} the stored value, or null
 */
export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null; // refused, or written by something else
  }
}

/**
 * @param {string} key
 * @param {unknown} value
 */
export function remember(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // refused or full: this visit goes on without memory
  }
}
