/**
 * The context of a step as tiles: what was dropped because it was never seen, what was used, and the byte that came.
 *
 *     html`${contextTiles({ window: [109, 97, 120, 40], used: 3, order: 4, byte: 53 })}`
 */
import { css, html, nothing } from "lit";
import { sign, signs } from "./bytes.js";
import { orderShare } from "./styles.js";

/** More tiles than this do not fit a row of a phone twice. */
const MOST = 24;

export const tileStyles = css`
  .tiles {
    display: flex;
    flex-wrap: wrap;
    gap: 3px;
    margin: 0 0 0.3em;
    align-items: center;
  }
  .tile {
    font-family: var(--font-code);
    font-size: 1.05em;
    min-width: 1.55em;
    height: 1.75em;
    padding-inline: 0.2em;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--surface);
  }
  .tile.dropped {
    color: var(--ink-soft);
    background: none;
    border-style: dashed;
    text-decoration: line-through;
  }
  .tile.chosen {
    border: 2px solid var(--chart-2);
    font-weight: 700;
  }
  .tile.open {
    border: 2px dashed var(--ink-soft);
    color: var(--ink-soft);
  }
  .tile.long {
    font-size: 0.75em;
    height: 2.45em;
  }
  .arrow {
    color: var(--ink-soft);
    padding-inline: 0.2em;
  }
`;

/** @param {{window: Uint8Array | number[], used: number, order: number, byte: number | undefined}} context */
export function contextTiles({ window, used, order, byte }) {
  const bytes = [...window].slice(-Math.min(order, MOST));
  const dropped = bytes.length - Math.min(used, bytes.length);
  return html`<div class="tiles" role="img" aria-label="The context ${signs(bytes)}">
      ${window.length > MOST ? html`<span class="soft">…</span>` : nothing}
      ${bytes.map((one, i) => {
        const long = sign(one).length > 1 ? "long" : "";
        return i < dropped
          ? html`<span class="tile dropped ${long}">${sign(one)}</span>`
          : html`<span class="tile ${long}" data-order=${used} style=${orderShare(used, order)}>${sign(one)}</span>`;
      })}
      <span class="arrow">→</span>
      ${
        byte === undefined
          ? html`<span class="tile open">?</span>`
          : html`<span class="tile chosen ${sign(byte).length > 1 ? "long" : ""}">${sign(byte)}</span>`
      }
    </div>
    <p class="soft">${explain(used, order, window.length)}</p>`;
}

/** @param {number} used @param {number} order @param {number} available */
function explain(used, order, available) {
  if (order === 0) return "Order 0 looks at no context: only how often each byte occurs.";
  const full = Math.min(order, available);
  if (full === 0) return "There is no context yet: plain frequencies.";
  if (used >= full) {
    return full < order
      ? `All ${full} bytes that there are: seen in training.`
      : `All ${order} bytes were seen in training.`;
  }
  const dropped = full - used;
  const rest = used === 0 ? "no context is left: plain frequencies" : `${used} of ${order} were seen in training`;
  return `${dropped === 1 ? "The oldest byte is" : `The ${dropped} oldest bytes are`} dropped; ${rest}.`;
}
