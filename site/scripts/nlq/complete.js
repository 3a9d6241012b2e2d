/** What fits at the cursor of a query: names, fields, words and known values, out of the index's own JSON Schema.
 *
 * `complete('{"query": {"ma', 14, knowledge)` offers `match`, `match_all`, `match_phrase`, `multi_match`.
 */

import { placeAt, told } from "./json-place.js";

/** @import { Frame } from "./json-place.js" */

/** @typedef {any} Schema */
/** @typedef {{name: string, type: string, values?: string[], low?: number | string, high?: number | string}} KnownField */
/** @typedef {{schema: Schema, fields: KnownField[]}} Knowledge what may be asked of an index, and what it holds */
/** @typedef {{label: string, note: string, text: string, cursor: number}} Offer `cursor`: where it goes, inside `text` */
/** @typedef {{from: number, to: number, offers: Offer[]}} Completion */

const MOST = 60;
/** What buckets are ordered by, beside the measures inside them. */
const ORDERS = ["_count", "_key"];

/**
 * The schemas behind references and choices.
 * @param {Schema} schema
 * @param {Schema} root
 * @returns {Schema[]}
 */
function plain(schema, root) {
  if (schema.$ref) return plain(root.$defs[schema.$ref.split("/").pop()], root);
  return schema.anyOf ? schema.anyOf.flatMap((/** @type {Schema} */ one) => plain(one, root)) : [schema];
}

/** Does the object's schema have room for what stands in the frame? @param {Schema} schema @param {Frame} frame @param {Schema} root */
function agrees(schema, { keys, words }, root) {
  return keys.every((key) => {
    const below = schema.properties?.[key] ?? schema.additionalProperties;
    if (!below) return false;
    const choices = words[key] === undefined ? [] : plain(below, root);
    const enums = choices.flatMap((one) => one.enum ?? []);
    return !enums.length || choices.some((one) => !one.enum) || enums.includes(words[key]);
  });
}

/**
 * The schemas of what an open object or array is, or of the value that comes next in it.
 * @param {Schema} root
 * @param {Frame[]} frames
 * @param {boolean} inside the value in the last frame rather than the frame itself
 * @returns {Schema[]}
 */
function reached(root, frames, inside) {
  let found = plain(root, root);
  for (const [at, frame] of frames.entries()) {
    found = found.filter(({ type }) => type === frame.type);
    if (frame.type === "object") {
      const others = {
        type: frame.type,
        key: null,
        keys: frame.keys.filter((key) => key !== frame.key),
        words: { ...frame.words },
      };
      if (frame.key !== null) delete others.words[frame.key];
      const agreeing = found.filter((one) => agrees(one, others, root));
      if (agreeing.length) found = agreeing;
    }
    if (at === frames.length - 1 && !inside) return found;
    found = found.flatMap((one) => {
      const below =
        frame.type === "array" ? one.items : (one.properties?.[frame.key ?? ""] ?? one.additionalProperties);
      return below ? plain(below, root) : [];
    });
  }
  return found;
}

/** What stands behind a name that was just chosen. @param {Schema[]} schemas */
function opening(schemas) {
  const types = new Set(schemas.map(({ type, enum: words }) => (words ? "word" : type)));
  if (types.size > 1) return types.has("string") ? '""' : "";
  return /** @type {Record<string, string>} */ ({ object: "{}", array: "[]", string: '""' })[[...types][0]] ?? "";
}

/** @param {string} text @returns {string} */
const quoted = (text) => JSON.stringify(text);

/**
 * @param {string} text
 * @param {number} at
 * @param {Knowledge} knowledge
 * @returns {Completion | null} null where nothing is known to fit
 */
export function complete(text, at, { schema, fields }) {
  const place = placeAt(text, at);
  if (!place) return null;
  const { frames, expects, partial, whole, from, to } = place;
  const known = new Map(fields.map((field) => [field.name, field]));
  const own = expects === "key" ? names(schema, frames, whole, known, text.slice(to)) : values(schema, frames, known);
  const said = partial.toLowerCase();
  const offers = own
    .filter(({ label }) => label.toLowerCase().includes(said) && label !== partial)
    .sort((a, b) => Number(b.label.toLowerCase().startsWith(said)) - Number(a.label.toLowerCase().startsWith(said)));
  return offers.length ? { from, to, offers: offers.slice(0, MOST) } : null;
}

/**
 * @param {Schema} root
 * @param {Frame[]} frames
 * @param {string} begun the name that the cursor is in
 * @param {Map<string, KnownField>} known
 * @param {string} behind the text after the cursor's word
 * @returns {Offer[]}
 */
function names(root, frames, begun, known, behind) {
  const frame = frames.at(-1);
  if (!frame) return [];
  const there = frame.keys.filter((key) => key !== begun);
  const others = { type: frame.type, words: frame.words, key: null, keys: there };
  const objects = reached(root, [...frames.slice(0, -1), others], false).filter((one) => agrees(one, others, root));
  /** @type {Map<string, Schema[]>} */
  const found = new Map();
  for (const { properties = {} } of objects)
    for (const [name, below] of Object.entries(properties))
      if (!there.includes(name)) found.set(name, [...(found.get(name) ?? []), ...plain(below, root)]);
  const ordered = frames.length > 1 && frames.at(-2)?.key === "order" && !there.length;
  for (const name of ordered ? ORDERS : []) found.set(name, [{ enum: [] }]);
  const bare = /^\s*:/.test(behind);
  return [...found].map(([name, below]) => {
    const value = bare ? "" : opening(below);
    const written = quoted(name) + (bare ? "" : ": ") + value;
    return { label: name, note: known.get(name)?.type ?? "", text: written, cursor: written.length - (value ? 1 : 0) };
  });
}

/**
 * @param {Schema} root
 * @param {Frame[]} frames
 * @param {Map<string, KnownField>} known
 * @returns {Offer[]}
 */
function values(root, frames, known) {
  const field = frames.map(({ key }) => known.get(key ?? "")).findLast(Boolean);
  /** @type {Map<string, Offer>} */
  const found = new Map();
  /** @param {string} label @param {string} text @param {string} [note] @param {number} [cursor] */
  const offer = (label, text, note = "", cursor = text.length) => {
    if (!found.has(label)) found.set(label, { label, text, note, cursor });
  };
  for (const one of reached(root, frames, true)) {
    if (one.enum) for (const word of one.enum) offer(String(word), JSON.stringify(word), known.get(word)?.type);
    else if (one.type === "boolean") for (const word of ["true", "false"]) offer(word, word);
    else if (one.type === "object") offer("{ }", "{}", "", 1);
    else if (one.type === "array") offer("[ ]", "[]", "", 1);
    else if (field) {
      for (const value of field.values ?? []) offer(value, one.type === "string" ? quoted(value) : value);
      for (const [end, note] of /** @type {const} */ ([
        ["low", "the lowest"],
        ["high", "the highest"],
      ])) {
        const value = field[end];
        if (value !== undefined) offer(String(value), JSON.stringify(value), note);
      }
    }
  }
  return [...found.values()];
}

/**
 * The first name or word of a well-formed query that fits nowhere; the server has the last word on the rest.
 * @param {string} text
 * @param {Knowledge} knowledge
 * @returns {{at: number, message: string} | null}
 */
export function stranger(text, { schema }) {
  for (const { type, start, text: said, frames } of told(text)) {
    const frame = frames.at(-1);
    if (!frame) continue;
    if (type === "key") {
      const objects = reached(schema, frames, false);
      if (!objects.some(({ properties, additionalProperties }) => properties?.[said] || additionalProperties))
        return { at: start, message: `“${said}” does not fit here.` };
    } else {
      const choices = reached(schema, frames, true);
      if (choices.length && choices.every((one) => one.enum && !one.enum.includes(said)))
        return { at: start, message: `“${said}” is not one of the words that fit here.` };
    }
  }
  return null;
}
