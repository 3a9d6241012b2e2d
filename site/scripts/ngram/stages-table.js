/**
 * One step as a table: a row a candidate, a column a stage, so that one can follow a byte from its count to the coin.
 *
 *     html`${stagesTable({ stages, chosen: 52, reached: 3, take: (byte) => force(byte) })}`
 */
import { css, html, nothing } from "lit";
import { formatCount, formatPercent } from "../shared/format.js";
import { sign, spoken } from "./bytes.js";

/** @typedef {import("./step-view.js").Candidate} Candidate */
/**
 * One step under more and more knobs; each list holds the same bytes in the same order.
 * @typedef {{counts: Candidate[], temperature: Map<number, number>, topK: Map<number, number>, topP: Map<number, number>}} Stages
 */

/** The columns in their order; a column is shown once its stage is reached. */
export const COLUMNS = /** @type {const} */ (["count", "probability", "temperature", "top-k", "top-p"]);

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

/** @param {{stages: Stages, chosen: number, reached: number, take: (byte: number) => void}} step */
export function stagesTable({ stages, chosen, reached, take }) {
  const total = stages.counts.reduce((sum, [, count]) => sum + count, 0);
  const most = Math.max(...stages.counts.map(([, count]) => count), 1);
  const top = Math.max(
    ...stages.counts.map(([, , raw]) => raw),
    ...[stages.temperature, stages.topK, stages.topP].flatMap((shares) => [...shares.values()]),
  );
  const heads = ["count", "share of the counts", "after temperature", "after top-k", "after top-p"];
  return html`<table class="stages">
    <caption class="unseen">
      The candidates at each stage, ${formatCount(total)} occurrences in all
    </caption>
    <thead>
      <tr>
        <th scope="col">byte</th>
        ${heads.map((head, i) => html`<th scope="col" class=${i < reached ? "" : "later"}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${stages.counts.map(([byte, count, raw]) => {
        const cells = [raw, ...[stages.temperature, stages.topK, stages.topP].map((shares) => shares.get(byte) ?? 0)];
        const isChosen = byte === chosen && reached > COLUMNS.length;
        return html`<tr class=${isChosen ? "chosen" : ""}>
          <th scope="row">
            <button type="button" title="Take this byte instead" @click=${() => take(byte)}>
              <span aria-hidden="true">${sign(byte)}</span><span class="unseen">take ${spoken(byte)}</span>
            </button>
          </th>
          <td class=${reached > 0 ? "" : "later"}>${cell(count / most, formatCount(count))}</td>
          ${cells.map((share, i) => {
            const shown = reached > i + 1;
            return html`<td class="${shown ? "" : "later"} ${share > 0 ? "" : "out"}">
              ${share > 0 ? cell(share / top, formatPercent(share)) : html`<span>out</span>`}
            </td>`;
          })}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** @param {number} width share of the column @param {string} text */
function cell(width, text) {
  return html`<span>${text}</span
    ><i class="bar" style="width:${(width * 100).toFixed(1)}%" aria-hidden="true">${nothing}</i>`;
}
