/** JSON as a person types it: its pieces for colouring, and the place and plain words of its first mistake.
 *
 * `read('{"size": 5,}')` gives `error: {at: 11, line: 1, column: 12, message: "a name in double quotes is missing …"}`.
 */

/** @import { Json } from "./types.js" */

/** @typedef {{type: "key" | "string" | "number" | "word" | "mark", start: number, end: number}} Piece */
/** @typedef {{at: number, line: number, column: number, message: string}} Mistake */
/** @typedef {{value: Json | undefined, pieces: Piece[], error: Mistake | null}} Reading */

class Unreadable extends Error {
  /** @param {number} at @param {string} message */
  constructor(at, message) {
    super(message);
    this.at = at;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- JSON forbids control characters in texts
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[A-Za-z_][\w-]*/y;
const WORDS = /** @type {Record<string, Json>} */ ({ true: true, false: false, null: null });
const DEPTH_LIMIT = 64;

/**
 * Where an offset lies, counted from 1 as editors do.
 * @param {string} text
 * @param {number} at
 */
export function lineAndColumn(text, at) {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/**
 * Read a JSON text, up to its first mistake.
 * @param {string} text
 * @returns {Reading}
 */
export function read(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;

  const space = () => {
    while (at < text.length && " \t\r\n".includes(text[at])) at++;
  };
  /** @param {string} wanted */
  const shown = (wanted) =>
    at < text.length ? `${wanted}, but here is “${text[at]}”` : `${wanted}, but the text ends`;
  /** @param {RegExp} pattern */
  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  /** @param {Piece["type"]} type @param {number} length */
  const take = (type, length) => {
    pieces.push({ type, start: at, end: at + length });
    at += length;
  };
  /** @param {"key" | "string"} type */
  const string = (type) => {
    const whole = match(STRING);
    if (!whole) throw new Unreadable(at, "This text has no closing quote on its line, or holds a bad escape.");
    take(type, whole.length);
    return /** @type {string} */ (JSON.parse(whole));
  };

  /** @param {number} depth @returns {Json} */
  function value(depth) {
    space();
    if (depth > DEPTH_LIMIT) throw new Unreadable(at, "This is nested too deeply.");
    const first = text[at];
    if (first === "{") return object(depth);
    if (first === "[") return array(depth);
    if (first === '"') return string("string");
    const number = match(NUMBER);
    if (number) {
      take("number", number.length);
      return Number(number);
    }
    const word = match(WORD);
    if (word && Object.hasOwn(WORDS, word)) {
      take("word", word.length);
      return WORDS[word];
    }
    if (word) throw new Unreadable(at, `“${word}” needs double quotes around it.`);
    if (first === "'") throw new Unreadable(at, "JSON's quotes are double quotes.");
    throw new Unreadable(at, shown("A value belongs here") + ".");
  }

  /**
   * What an object and an array share: pieces between commas, up to the closing mark.
   * @param {string} close
   * @param {() => void} item
   */
  function list(close, item) {
    const open = at;
    take("mark", 1);
    space();
    if (text[at] === close) return take("mark", 1);
    for (;;) {
      item();
      space();
      if (text[at] === close) return take("mark", 1);
      if (at >= text.length) {
        const { line } = lineAndColumn(text, open);
        throw new Unreadable(at, `The “${text[open]}” of line ${line} is never closed with “${close}”.`);
      }
      if (text[at] !== ",") throw new Unreadable(at, shown(`A comma or “${close}” belongs here`) + ".");
      const comma = at;
      take("mark", 1);
      space();
      if (text[at] === close) throw new Unreadable(comma, `There is one comma too many before “${close}”.`);
    }
  }

  /** @param {number} depth */
  function object(depth) {
    /** @type {[string, Json][]} */
    const entries = [];
    list("}", () => {
      space();
      if (text[at] !== '"') throw new Unreadable(at, shown("A name in double quotes belongs here") + ".");
      const start = at;
      const key = string("key");
      if (entries.some(([name]) => name === key)) throw new Unreadable(start, `“${key}” is here twice.`);
      space();
      if (text[at] !== ":") throw new Unreadable(at, shown("A colon belongs here") + ".");
      take("mark", 1);
      entries.push([key, value(depth + 1)]);
    });
    return Object.fromEntries(entries); // makes own properties even of names like __proto__
  }

  /** @param {number} depth */
  function array(depth) {
    /** @type {Json[]} */
    const items = [];
    list("]", () => {
      items.push(value(depth + 1));
    });
    return items;
  }

  try {
    const whole = value(0);
    space();
    if (at < text.length) throw new Unreadable(at, "The query ends before this.");
    return { value: whole, pieces, error: null };
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    const error = { at: problem.at, message: problem.message, ...lineAndColumn(text, problem.at) };
    return { value: undefined, pieces, error };
  }
}

/**
 * Where a complaint in words belongs: `in 'match', there is no field 'titel'` is shown at `"titel"` inside `"match"`.
 * @param {string} text
 * @param {Reading} reading
 * @param {string} complaint which quotes what it is about, the outer part first
 * @returns {number | null} null when it names nothing that the text holds
 */
export function placeOf(text, { pieces }, complaint) {
  /** @type {number | null} */
  let place = null;
  for (const [, name] of complaint.split("; choose")[0].matchAll(/'([^']+)'/g)) {
    const from = /** @type {number} */ (place ?? -1);
    /** @type {Piece | undefined} */
    const found = pieces.find(
      ({ start, end }) =>
        start > from && (text.slice(start, end) === JSON.stringify(name) || text.slice(start, end) === name),
    );
    if (found) place = found.start;
  }
  return place;
}
