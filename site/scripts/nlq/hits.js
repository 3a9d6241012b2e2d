/** Documents as cards: the field that names one on top, long texts cut, found words marked, dates in words. */

import { css, html, nothing } from "lit";
import { day, fieldText, words } from "./format.js";

/** @import { Json, JsonObject } from "./types.js" */

const LONG = 200;
const NAMING = ["title", "name", "headline", "subject"];
const HIGHLIGHT = /<em>(.*?)<\/em>/gs; // how Elasticsearch marks what it found, unless told otherwise

export const hitStyles = css`
  .hits {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr));
    gap: 0.6rem;
  }
  .hit {
    min-width: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0.65rem 0.8rem;
    overflow-wrap: anywhere;
  }
  .hit h3 {
    margin: 0 0 0.2rem;
    font-size: 1em;
    line-height: 1.3;
  }
  .hit dl {
    margin: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.9rem;
    font-size: 0.875em;
  }
  .hit dt,
  .hit dd {
    display: inline;
    margin: 0;
  }
  .hit dt {
    color: var(--ink-soft);
    margin-right: 0.15em;
  }
  .hit .text {
    margin: 0.4rem 0 0;
    font-size: 0.875em;
    line-height: 1.45;
    color: var(--ink-soft);
  }
  .hit mark {
    background: color-mix(in srgb, var(--chart-2) 28%, transparent);
    color: var(--ink);
    border-radius: 2px;
  }
`;

/**
 * A hit, whichever way it is packed: `{_source: {…}, highlight: {…}}` as Elasticsearch gives it, or the fields alone.
 * @param {JsonObject} hit
 * @returns {{fields: JsonObject, highlight: Record<string, string[]>}}
 */
function unpack(hit) {
  const own = /** @type {JsonObject | undefined} */ (hit._source ?? hit.source);
  const fields =
    own ?? Object.fromEntries(Object.entries(hit).filter(([name]) => !name.startsWith("_") && name !== "highlight"));
  return { fields, highlight: /** @type {any} */ (hit.highlight ?? {}) };
}

/** Found words as <mark>; the text between is text, whatever it holds. @param {string} fragment */
function marked(fragment) {
  /** @type {unknown[]} */
  const parts = [];
  let at = 0;
  for (const found of fragment.matchAll(HIGHLIGHT)) {
    parts.push(fragment.slice(at, found.index), html`<mark>${found[1]}</mark>`);
    at = found.index + found[0].length;
  }
  return [...parts, fragment.slice(at)];
}

/** @param {string} text */
function cut(text) {
  if (text.length <= LONG) return text;
  const space = text.lastIndexOf(" ", LONG);
  return `${text.slice(0, space > LONG / 2 ? space : LONG)} …`;
}

/** @param {Json} value */
const isLong = (value) => typeof value === "string" && value.length > 90 && !day(value);

/** @param {JsonObject} hit @param {number} place */
function card(hit, place) {
  const { fields, highlight } = unpack(hit);
  const entries = Object.entries(fields);
  const naming = NAMING.find((name) => typeof fields[name] === "string") ?? null;
  const title = naming === null ? `Document ${place + 1}` : String(fields[naming]);
  const shown = Object.entries(highlight).filter(([name]) => name !== naming);
  const short = entries.filter(([name, value]) => name !== naming && !isLong(value) && value !== null && value !== "");
  const long = entries.filter(([name, value]) => name !== naming && isLong(value) && !highlight[name]);
  const [named = ""] = (naming && highlight[naming]) || []; // a fragment may be less than the whole
  return html`<li class="hit">
    <h3>${named.replace(HIGHLIGHT, "$1") === title ? marked(named) : title}</h3>
    <dl>
      ${short.map(
        ([name, value]) =>
          html`<div>
            <dt>${words(name)}</dt>
            <dd>${fieldText(value, name)}</dd>
          </div>`,
      )}
    </dl>
    ${shown.map(([, fragments]) => html`<p class="text">… ${fragments.map((one) => [marked(one), " … "])}</p>`)}
    ${shown.length ? nothing : long.map(([, value]) => html`<p class="text">${cut(String(value))}</p>`)}
  </li>`;
}

/** @param {JsonObject[]} hits */
export function cards(hits) {
  return html`<ul class="hits">
    ${hits.map(card)}
  </ul>`;
}

/**
 * The hits as rows of a table with a header, for CSV.
 * @param {JsonObject[]} hits
 * @returns {(string | number)[][]}
 */
export function hitRows(hits) {
  const documents = hits.map((hit) => unpack(hit).fields);
  const names = [...new Set(documents.flatMap((fields) => Object.keys(fields)))];
  /** @param {Json | undefined} value */
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
  };
  return [names, ...documents.map((fields) => names.map((name) => cell(fields[name])))];
}
