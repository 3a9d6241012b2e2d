/**
 * One step as a table: a row a candidate, a column a stage, so that one can follow a byte from its count to the coin.
 *
 *     html`${stagesTable({ rows, chosen: 52, reached: 3, take: (byte) => force(byte) })}`
 */
import { css, html, nothing } from "lit";
import { formatCount, formatPercent } from "../shared/format.js";
import { saveFile, toCsv } from "../shared/save.js";
import { sign, spoken } from "./bytes.js";

/**
 * A candidate at every stage, as the bridge's `step` tells it: the shares are of the counts, then after each knob.
 * @typedef {[byte: number, count: number, raw: number, temperature: number, topK: number, topP: number]} Row
 */

/** The columns in their order; a column is shown once its stage is reached. */
export const COLUMNS = ["count", "share of the counts", "after temperature", "after top-k", "after top-p"];

/** Rows shown; what is left becomes one row, so that every column still adds up. */
const MOST = 11;

export const stagesStyles = css`
  .stages {
    border-collapse: collapse;
    width: 100%;
    font-variant-numeric: tabular-nums;
    table-layout: fixed;
  }
  .stages th,
  .stages td {
    padding: 0.2em 0.35em;
    text-align: left;
    font-weight: 400;
    border-bottom: 1px solid var(--line);
    overflow: hidden;
    white-space: nowrap;
  }
  .stages thead th {
    color: var(--ink-soft);
    font-size: 0.8125em;
    vertical-align: bottom;
    white-space: normal;
  }
  .stages thead th:first-child {
    width: 3.2em;
  }
  .stages .later {
    visibility: hidden;
  }
  .stages tr.chosen {
    background: color-mix(in oklab, var(--chart-2) 18%, transparent);
    font-weight: 700;
  }
  .stages td .bar {
    display: block;
    height: 0.45em;
    border-radius: 2px;
    background: var(--chart-1);
    min-width: 1px;
  }
  .stages tr.chosen .bar {
    background: var(--chart-2);
  }
  .stages td.out {
    color: var(--ink-soft);
  }
  .stages td span {
    font-size: 0.875em;
  }
  .stages button {
    font-family: var(--font-code);
    min-width: 2.1em;
    min-height: 1.8em;
    padding: 0 0.3em;
  }
`;

/** @param {{rows: Row[], chosen: number, reached: number, take: (byte: number) => void}} step */
export function stagesTable({ rows, chosen, reached, take }) {
  const sorted = rows.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  const shown = sorted.slice(0, sorted.length <= MOST + 1 ? MOST + 1 : MOST);
  const late = sorted.slice(shown.length).find(([byte]) => byte === chosen);
  if (late) shown[shown.length - 1] = late;
  const rest = sorted.filter((row) => !shown.includes(row));
  const most = Math.max(...shown.map(([, count]) => count), 1);
  const top = Math.max(...shown.flatMap((row) => row.slice(2)));
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return html`<table class="stages">
    <caption class="unseen">
      The candidates at each stage, ${formatCount(total)} occurrences in all
    </caption>
    <thead>
      <tr>
        <th scope="col">byte</th>
        ${COLUMNS.map((head, i) => html`<th scope="col" class=${i < reached ? "" : "later"}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (row) =>
          html`<tr class=${row[0] === chosen && reached > COLUMNS.length ? "chosen" : ""}>
            <th scope="row">
              <button type="button" title="Take this byte instead" @click=${() => take(row[0])}>
                <span aria-hidden="true">${sign(row[0])}</span><span class="unseen">take ${spoken(row[0])}</span>
              </button>
            </th>
            ${cells(row, reached, most, top)}
          </tr>`,
      )}
      ${
        rest.length > 0
          ? html`<tr>
              <th scope="row">${rest.length} more</th>
              ${cells(sum(rest), reached, Infinity, Infinity)}
            </tr>`
          : nothing
      }
    </tbody>
  </table>`;
}

/** @param {Row} row @param {number} reached @param {number} most @param {number} top */
function cells([, count, ...stages], reached, most, top) {
  return html`<td class=${reached > 0 ? "" : "later"}>${cell(count / most, formatCount(count))}</td>
    ${stages.map(
      (share, i) =>
        html`<td class="${reached > i + 1 ? "" : "later"} ${share > 0 ? "" : "out"}">
          ${share > 0 ? cell(share / top, formatPercent(share)) : html`<span>out</span>`}
        </td>`,
    )}`;
}

/** All candidates at all stages, as a file. @param {Row[]} rows */
export function saveStages(rows) {
  const cells = rows.map(([byte, ...stages]) => [byte, sign(byte), ...stages]);
  saveFile("step.csv", toCsv([["byte", "sign", ...COLUMNS], ...cells]), "text/csv");
}

/** Several rows as one. @param {Row[]} rows @returns {Row} */
function sum(rows) {
  const total = /** @type {Row} */ ([-1, 0, 0, 0, 0, 0]);
  for (const row of rows) for (let i = 1; i < row.length; i++) total[i] += row[i];
  return total;
}

/** @param {number} width share of the column @param {string} text */
function cell(width, text) {
  const bar = html`<i class="bar" style="width:${(width * 100).toFixed(1)}%" aria-hidden="true"></i>`;
  return html`<span>${text}</span>${width > 0 ? bar : nothing}`;
}
