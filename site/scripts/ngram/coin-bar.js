/**
 * The coin on the stack of probabilities: candidates in ascending order of bytes, as `sampling.choose` stacks them.
 *
 *     html`${coinBar({ candidates: [[97, 0.75], [98, 0.25]], chosen: 97, coin: 0.31})}`
 *
 * Where only the likeliest candidates are known the coin is told but not drawn: its place among the
 * others is not known.
 */
import { css, html, nothing } from "lit";
import { formatNumber } from "../shared/format.js";
import { sign, spoken } from "./bytes.js";

export const coinStyles = css`
  .stack {
    position: relative;
    height: 1.5em;
    border-radius: 4px;
    overflow: hidden;
    background: repeating-linear-gradient(45deg, var(--sunken) 0 6px, var(--line) 6px 7px);
  }
  .part {
    position: absolute;
    inset-block: 0;
    overflow: hidden;
    display: flex;
    align-items: center;
    justify-content: center;
    font-family: var(--font-code);
    font-size: 0.85em;
    box-shadow: inset -1px 0 0 var(--surface);
    background: color-mix(in oklab, var(--chart-1) 26%, var(--surface));
  }
  .part:nth-child(even) {
    background: color-mix(in oklab, var(--chart-1) 40%, var(--surface));
  }
  .part.chosen {
    background: color-mix(in oklab, var(--chart-2) 50%, var(--surface));
    font-weight: 700;
  }
  .coin {
    position: relative;
    height: 1.7em;
    font-size: 0.9em;
  }
  .pointer {
    position: absolute;
    top: 0;
    white-space: nowrap;
    line-height: 1.6;
  }
`;

/** Width of a segment below which its sign would not fit. */
const ROOM = 0.035;

/** @param {{candidates: [byte: number, share: number][], chosen: number, coin: number}} step */
export function coinBar({ candidates, chosen, coin }) {
  const parts = candidates.filter(([, share]) => share > 0).sort(([a], [b]) => a - b);
  let reached = 0;
  const places = parts.map(([byte, share]) => {
    const place = { byte, share, from: reached };
    reached += share;
    return place;
  });
  const whole = reached > 0.9999;
  const text = `coin ${formatNumber(coin, 3)}`;
  // The arrow's tip is at the coin's place; the words are on the side that has room.
  const late = coin > 0.6;
  const place = late
    ? `right:calc(${((1 - coin) * 100).toFixed(3)}% - 0.5em)`
    : `left:calc(${(coin * 100).toFixed(3)}% - 0.5em)`;
  return html`<div role="img" aria-label="The ${text} falls on ${spoken(chosen)} in the stack of probabilities">
    <div class="stack">
      ${places.map(
        ({ byte, share, from }) =>
          html`<span
            class="part ${byte === chosen ? "chosen" : ""}"
            style="left:${(from * 100).toFixed(3)}%;width:${(share * 100).toFixed(3)}%"
            >${share > ROOM ? sign(byte) : nothing}</span
          >`,
      )}
    </div>
    <div class="coin">
      ${
        whole
          ? html`<span class="pointer" style=${place}>${late ? `${text} ▲` : `▲ ${text}`}</span>`
          : html`<span>${text} fell on ${sign(chosen)}; hatched: candidates not shown</span>`
      }
    </div>
  </div>`;
}
