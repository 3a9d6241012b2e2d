/** JSON in colours, from text that anyone may have written: every piece is a text node. */

import { css, html } from "lit";
import { read } from "./json-text.js";

/** @import { Reading } from "./json-text.js" */

export const jsonStyles = css`
  .json {
    margin: 0;
    font-family: var(--font-code);
    font-size: 0.8125em;
    line-height: 1.55;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    color: var(--ink);
  }
  .json .key {
    color: var(--accent);
  }
  .json .string {
    color: var(--good);
  }
  .json .number,
  .json .word {
    color: var(--warm);
  }
  .json .mark {
    color: var(--ink-soft);
  }
  .json .mistake {
    text-decoration: underline wavy var(--bad);
    text-decoration-skip-ink: none;
    background: color-mix(in srgb, var(--bad) 18%, transparent);
  }
`;

/**
 * The pieces of a text, coloured; the character at `mistakeAt` is underlined (a space is shown where the text ends).
 * @param {string} text
 * @param {Reading} reading
 * @param {number | null} [mistakeAt]
 */
export function coloured(text, reading, mistakeAt = reading.error?.at ?? null) {
  /** @type {{start: number, end: number, name: string}[]} */
  const spans = reading.pieces.map(({ type, start, end }) => ({ start, end, name: type }));
  if (mistakeAt !== null) {
    const own = spans.findIndex(({ start, end }) => start <= mistakeAt && mistakeAt < end);
    if (own >= 0) spans[own] = { ...spans[own], name: `${spans[own].name} mistake` };
    else {
      const later = spans.findIndex(({ start }) => start > mistakeAt);
      spans.splice(later < 0 ? spans.length : later, 0, { start: mistakeAt, end: mistakeAt + 1, name: "mistake" });
    }
  }
  /** @type {unknown[]} */
  const out = [];
  let at = 0;
  for (const { start, end, name } of spans) {
    if (start > at) out.push(text.slice(at, start));
    const piece = text.slice(start, end);
    out.push(html`<span class=${name}>${piece === "" ? " " : piece === "\n" ? " \n" : piece}</span>`);
    at = Math.max(at, end);
  }
  out.push(text.slice(at));
  return out;
}

/** @param {string} text */
export function jsonView(text) {
  return html`<pre class="json">${coloured(text, read(text))}</pre>`;
}
