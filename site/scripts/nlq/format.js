/** Values as a reader expects them: dates in words, numbers with separators, times in the unit that fits. */

/** @import { Json } from "./types.js" */

const ISO_DAY = /^(-?\d{4,6})-(\d{2})-(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const MONTHS = "January February March April May June July August September October November December".split(" ");
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/**
 * @param {number} ms
 * @returns {string} such as "0.4 ms", "84 ms", "1.25 s"
 */
export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${ms < 10 && ms > 0 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** @param {number} value */
export function grouped(value) {
  return number.format(value);
}

const ORDINALS = new Intl.PluralRules("en", { type: "ordinal" });
const ENDINGS = /** @type {Record<string, string>} */ ({ one: "st", two: "nd", few: "rd", other: "th" });

/**
 * @param {number} place
 * @returns {string} such as "1st", "12th", "23rd"
 */
export function ordinal(place) {
  return `${place}${ENDINGS[ORDINALS.select(place)]}`;
}

/**
 * A day as Elasticsearch stores it, in words; null when the text is no such day.
 * @param {string} text
 */
export function day(text) {
  const parts = ISO_DAY.exec(text);
  const month = parts && MONTHS[Number(parts[2]) - 1];
  return month ? `${Number(parts[3])} ${month} ${Number(parts[1])}` : null;
}

/** @param {string} field */
const isYear = (field) => /(^|[_. ])year$/i.test(field);

/**
 * One field's value as text.
 * @param {Json} value
 * @param {string} field its name, since 1,999 is no year
 * @returns {string}
 */
export function fieldText(value, field) {
  if (value === null) return "—";
  if (Array.isArray(value)) {
    const objects = value.some((one) => one && typeof one === "object");
    return value.map((one) => fieldText(one, field)).join(objects ? "; " : ", ");
  }
  if (typeof value === "number") return isYear(field) ? String(value) : number.format(value);
  if (typeof value === "string") return day(value) ?? value;
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${words(name)} ${fieldText(one, name)}`)
    .join(", ");
}

/** @param {string} name such as "publication_date" */
export function words(name) {
  return name.replace(/[_.]+/g, " ").trim();
}

/**
 * A value as JSON whose short parts stay on one line, so that a query fits beside its answer.
 * @param {Json} value
 * @param {number} [width] of a line, in characters
 * @param {string} [indent]
 * @param {number} [before] characters that stand before the value on its line
 * @returns {string}
 */
export function pretty(value, width = 48, indent = "", before = 0) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const list = Array.isArray(value);
  const deeper = `${indent}  `;
  /** @param {string} key @param {Json} one */
  const named = (key, one) => `${JSON.stringify(key)}: ${pretty(one, width, deeper, key.length + 4)}`;
  const parts = list
    ? value.map((one) => pretty(one, width, deeper))
    : Object.entries(value).map(([key, one]) => named(key, one));
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  if (!parts.length) return open + close;
  const line = list ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
  if (!line.includes("\n") && indent && indent.length + before + line.length < width) return line;
  if (list && value.length === 1 && parts[0].startsWith("{")) return `[${pretty(value[0], width, indent, before + 2)}]`;
  return `${open}\n${parts.map((part) => deeper + part).join(",\n")}\n${indent}${close}`;
}
