/**
 * What goes with every picture: its numbers as a table, and the buttons that save it.
 *
 *     html`${pictureTools({ title: "Beam search", table: { head: ["text", "bits"], rows }, svg: () => this.svg })}`
 *
 * Where there is no room (`hidden`) only the table is left, for screen readers alone.
 */
import { css, html, nothing } from "lit";
import { fileName, saveFile, savePng, saveSvg, toCsv } from "./save.js";
import { snapshot } from "./snapshot.js";

/** @typedef {{head: string[], rows: (string | number)[][]}} Table */
/**
 * @typedef {object} Picture
 * @property {string} title also the stem of the files' names
 * @property {Table} table
 * @property {() => SVGSVGElement | null} [svg]
 * @property {boolean} [hidden]
 */

export const toolStyles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: start;
    margin-top: 0.5rem;
    font-size: 0.8125rem;
  }
  .tools details {
    flex: 1 1 12rem;
    min-width: 0;
  }
  .tools summary,
  .tools button {
    cursor: pointer;
    font: inherit;
    color: var(--accent);
    background: none;
    border: 0;
    min-height: 0;
    padding: 0.25rem 0;
    text-align: left;
  }
  .tools summary:hover,
  .tools button:hover {
    text-decoration: underline;
  }
  .tools .table {
    max-height: 16rem;
    overflow: auto;
  }
  .numbers {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .numbers th,
  .numbers td {
    text-align: left;
    padding: 0.15rem 0.75rem 0.15rem 0;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
  }
  .numbers thead th {
    color: var(--ink-soft);
  }
`;

/** @param {string} title @param {Table} table */
function numbers(title, { head, rows }) {
  return html`<table class="numbers">
    <caption class="unseen">
      ${title}
    </caption>
    <thead>
      <tr>
        ${head.map((text) => html`<th scope="col">${text}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {Picture} picture */
export function pictureTools({ title, table, svg, hidden }) {
  if (hidden) return html`<div class="unseen">${numbers(title, table)}</div>`;
  const drawn = (/** @type {(svg: SVGSVGElement) => void} */ save) => () => {
    const found = svg?.();
    if (found) save(found);
  };
  return html`<div class="tools">
    <details>
      <summary>Table</summary>
      <div class="table" tabindex="0" role="region" aria-label="${title}, as a table">${numbers(title, table)}</div>
    </details>
    <button
      type="button"
      @click=${() => saveFile(fileName(title, "csv"), toCsv([table.head, ...table.rows]), "text/csv")}
    >
      CSV
    </button>
    ${
      svg
        ? html`<button type="button" @click=${drawn((found) => saveSvg(fileName(title, "svg"), found))}>SVG</button>
            <button type="button" @click=${drawn((found) => void savePng(fileName(title, "png"), found))}>PNG</button>`
        : nothing
    }
  </div>`;
}

/**
 * The buttons that save a part of the page as a picture. @param {string} title also the stem of the files' names
 * @param {() => Element | null | undefined} part
 */
export function snapshotTools(title, part) {
  const save = (/** @type {(svg: SVGSVGElement) => void} */ write) => () => {
    const found = part();
    if (found) write(snapshot(found));
  };
  return html`<div class="tools">
    <button type="button" @click=${save((svg) => saveSvg(fileName(title, "svg"), svg))}>
      SVG<span class="unseen">, ${title}</span>
    </button>
    <button type="button" @click=${save((svg) => void savePng(fileName(title, "png"), svg))}>
      PNG<span class="unseen">, ${title}</span>
    </button>
  </div>`;
}
