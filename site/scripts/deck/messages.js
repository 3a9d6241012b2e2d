/**
 * What the windows and devices of one talk say to each other, and the gate through which every message passes.
 *
 *     parseMessage({ v: 1, from: "a1", type: "lift", extra: 1 })   // { v: 1, from: "a1", type: "lift" }
 *     parseMessage({ v: 1, from: "a1", type: "state", slide: -3 })  // null
 *
 * | type      | says                                                                      |
 * |-----------|---------------------------------------------------------------------------|
 * | `hello`   | a window opened: `role` is `deck` (shows slides) or `console` (drives)    |
 * | `here`    | the answer of a window that was there before                              |
 * | `bye`     | a window closes                                                           |
 * | `state`   | where the talk is: `slide`, `step`, `black`; `clock` orders the writes    |
 * | `pointer` | the laser is at `x`, `y` of `slide` (0–1 of its width and height)         |
 * | `lift`    | the laser is off                                                          |
 * | `stroke`  | the line `id` on `slide` goes on with `points` (x, y, …) after its first `at` |
 * | `clear`   | drawings of `slide` are wiped                                             |
 * | `card`    | how to join `room` is shown over the slide; an empty `room`: no longer    |
 *
 * A message may come from any page of this origin or, later, from a stranger's phone: nothing passes but the fields
 * above, of these types and within these limits.
 */

/**
 * @typedef {{ v: 1, from: string }} Envelope
 * @typedef {{ type: "hello" | "here" | "bye", role: "deck" | "console" }} Presence
 * @typedef {{ type: "state", clock: number, slide: number, step: number, black: boolean }} State
 * @typedef {{ type: "pointer", slide: number, x: number, y: number }} Pointer
 * @typedef {{ type: "lift" }} Lift
 * @typedef {{ type: "stroke", slide: number, id: string, at: number, points: number[] }} Stroke
 * @typedef {{ type: "clear", slide: number }} Clear
 * @typedef {{ type: "card", room: string }} Card
 * @typedef {Presence | State | Pointer | Lift | Stroke | Clear | Card} Body
 * @typedef {Body & Envelope} Message
 */

export const MAX_POINTS = 4096; // numbers in one message; a line drawn by hand has a few hundred
export const MAX_LINE = 16384; // numbers in one line

/** @typedef {(value: unknown) => boolean} Check */

/** @type {(low: number, high: number) => Check} */
const whole = (low, high) => (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
/** @type {Check} */
const unit = (value) => typeof value === "number" && value >= 0 && value <= 1;
/** @type {Check} */
const flag = (value) => typeof value === "boolean";
/** @type {Check} */
const name = (value) => typeof value === "string" && /^[\w-]{1,40}$/.test(value);
/** @type {Check} */
const role = (value) => value === "deck" || value === "console";
/** @type {Check} */
const line = (value) =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_POINTS && value.length % 2 === 0 && value.every(unit);
const slide = whole(1, 9999);

/** @type {Record<string, Record<string, Check>>} */
const shapes = {
  hello: { role },
  here: { role },
  bye: { role },
  state: { clock: whole(0, Number.MAX_SAFE_INTEGER - 1), slide, step: whole(0, 999), black: flag },
  pointer: { slide, x: unit, y: unit },
  lift: {},
  stroke: { slide, id: name, at: whole(0, MAX_LINE), points: line },
  clear: { slide },
  card: { room: (value) => value === "" || name(value) },
};

/**
 * @param {unknown} data
 * @returns {Message | null} a copy with the known fields only, or null for anything else
 */
export function parseMessage(data) {
  if (typeof data !== "object" || data === null) return null;
  const given = /** @type {Record<string, unknown>} */ (data);
  const shape = typeof given.type === "string" && Object.hasOwn(shapes, given.type) ? shapes[given.type] : null;
  if (!shape || given.v !== 1 || !name(given.from)) return null;
  /** @type {Record<string, unknown>} */
  const message = { v: 1, from: given.from, type: given.type };
  for (const [field, check] of Object.entries(shape)) {
    if (!check(given[field])) return null;
    message[field] = given[field];
  }
  return /** @type {Message} */ (/** @type {unknown} */ (message));
}
