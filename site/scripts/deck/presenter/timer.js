/**
 * The speaker's time: how long the talk has run, how long it may run, and whether the slide on screen is where the plan
 * wants it.
 *
 *     const plan = planOf(slides, 45 * MINUTE);
 *     pace(plan, { slide: 3, step: 0 }, 4 * MINUTE);   // > 0: that many milliseconds behind; < 0: ahead
 *
 * All times are milliseconds; the clock is an argument.
 */

/**
 * @typedef {import("../slides.js").Slide} Slide
 * @typedef {import("../place.js").Place} Place
 * @typedef {{ spent: number, since: number | null }} Timer   `spent` before `since`, the moment it was last started
 */

export const MINUTE = 60_000;

/** @type {Timer} */
export const stopped = { spent: 0, since: null };

/**
 * @param {Timer} timer
 * @param {number} now
 */
export const elapsed = ({ spent, since }, now) => spent + (since === null ? 0 : Math.max(0, now - since));

/**
 * @param {Timer} timer
 * @param {number} now
 * @returns {Timer}
 */
export const start = (timer, now) => (timer.since === null ? { spent: timer.spent, since: now } : timer);

/**
 * @param {Timer} timer
 * @param {number} now
 * @returns {Timer}
 */
export const pause = (timer, now) => ({ spent: elapsed(timer, now), since: null });

/**
 * Read back what was stored; anything odd is a stopped timer.
 *
 * @param {unknown} stored
 * @returns {Timer}
 */
export function parseTimer(stored) {
  const { spent, since } = /** @type {Record<string, unknown>} */ (typeof stored === "object" && stored ? stored : {});
  const whole = (/** @type {unknown} */ value) => typeof value === "number" && Number.isFinite(value) && value >= 0;
  if (!whole(spent) || !(since === null || whole(since))) return stopped;
  return /** @type {Timer} */ ({ spent, since });
}

/**
 * When each slide should begin, and last the end of the talk: `slides.length + 1` times.
 *
 * Minutes written on a slide are shared with the slides after it, up to the next one that says minutes or to the end of
 * the section; slides of a section that says nothing get the average. All is stretched to `total`.
 *
 * @param {readonly Pick<Slide, "minutes" | "section">[]} slides
 * @param {number} total
 * @returns {number[]}
 */
export function planOf(slides, total) {
  /** @type {{ minutes: number, section: string, count: number }[]} */
  const runs = [];
  for (const { minutes, section } of slides) {
    const last = runs.at(-1);
    if (minutes > 0 || last?.section !== section) runs.push({ minutes, section, count: 1 });
    else last.count += 1;
  }
  const known = runs.filter(({ minutes }) => minutes > 0);
  const sum = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0);
  const usual = known.length ? sum(known.map((run) => run.minutes)) / sum(known.map((run) => run.count)) : 1;
  const weights = runs.flatMap(({ minutes, count }) => Array.from({ length: count }, () => minutes / count || usual));
  const scale = total / sum(weights);
  const times = [0];
  for (const weight of weights) times.push(/** @type {number} */ (times.at(-1)) + weight * scale);
  return times;
}

/**
 * How far the talk is from its plan: 0 while the slide on screen is the one that the plan shows now.
 *
 * @param {readonly number[]} plan
 * @param {number} slide
 * @param {number} spent
 * @returns {number} positive: behind; negative: ahead
 */
export function pace(plan, slide, spent) {
  if (spent > plan[slide]) return spent - plan[slide];
  return Math.min(0, spent - plan[slide - 1]);
}

/**
 * `4:05`, `1:02:00`, `−0:30`.
 *
 * @param {number} time
 */
export function format(time) {
  const seconds = Math.floor(Math.abs(time) / 1000);
  const two = (/** @type {number} */ value) => `${value}`.padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const text = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return time <= -1000 ? `−${text}` : text;
}
