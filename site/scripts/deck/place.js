/**
 * Where the talk is: a slide and how many of its steps are shown, written `#12` or `#12.2` in the address.
 *
 *     parsePlace("#12.2", steps)      // { slide: 12, step: 2 }
 *     formatPlace({ slide: 12, step: 0 })   // "#12"
 *
 * `steps[i]` is the number of fragments of slide i + 1. A place is always inside the deck: numbers out of range go to
 * the nearest slide or step.
 */

/** @typedef {{ slide: number, step: number }} Place  Slides count from 1, steps from 0 (nothing revealed yet). */

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * @param {Place} place
 * @param {readonly number[]} steps
 * @returns {Place}
 */
export function clampPlace(place, steps) {
  const slide = clamp(place.slide, 1, steps.length);
  return { slide, step: slide === place.slide ? clamp(place.step, 0, steps[slide - 1]) : 0 };
}

/**
 * Read `#12`, `#12.2` or `#s12` (the slide's id, which is what links without scripts use).
 *
 * @param {string} hash
 * @param {readonly number[]} steps
 * @returns {Place | null} null when the hash is no place at all
 */
export function parsePlace(hash, steps) {
  const match = /^#s?(\d{1,4})(?:\.(\d{1,3}))?$/.exec(hash);
  return match && clampPlace({ slide: Number(match[1]), step: Number(match[2] ?? 0) }, steps);
}

/** @param {Place} place */
export const formatPlace = ({ slide, step }) => `#${slide}${step ? `.${step}` : ""}`;

/**
 * The place after this one, fragment by fragment; null at the end of the talk.
 *
 * @param {Place} place
 * @param {readonly number[]} steps
 * @returns {Place | null}
 */
export function nextPlace({ slide, step }, steps) {
  if (step < steps[slide - 1]) return { slide, step: step + 1 };
  return slide < steps.length ? { slide: slide + 1, step: 0 } : null;
}

/**
 * The place before this one: a slide that is entered backwards is shown whole. Null at the start.
 *
 * @param {Place} place
 * @param {readonly number[]} steps
 * @returns {Place | null}
 */
export function previousPlace({ slide, step }, steps) {
  if (step > 0) return { slide, step: step - 1 };
  return slide > 1 ? { slide: slide - 1, step: steps[slide - 2] } : null;
}

/**
 * @param {Place} a
 * @param {Place} b
 */
export const samePlace = (a, b) => a.slide === b.slide && a.step === b.step;
