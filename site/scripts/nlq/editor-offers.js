/** The list of what fits at the cursor of the editor: beside the cursor, above everything, as an ARIA listbox. */

import { css, html } from "lit";

/** @import { Offer } from "./complete.js" */

/** Pixels between the line that is written and the list. */
const GAP = 4;

/**
 * @param {Offer[]} offers
 * @param {number} chosen
 * @param {(at: number) => void} take
 */
export function offerList(offers, chosen, take) {
  return html`<ul id="offers" role="listbox" aria-label="What fits here" popover="manual">
    ${offers.map(
      ({ label, note }, at) =>
        html`<li
          id="offer-${at}"
          role="option"
          aria-selected=${at === chosen}
          @pointerdown=${(/** @type {PointerEvent} */ event) => {
            event.preventDefault(); // the cursor stays in the text
            take(at);
          }}
        >
          <span>${label}</span>${note ? html`<small>${note}</small>` : ""}
        </li>`,
    )}
  </ul>`;
}

/**
 * Where a character of the coloured copy of a text is on the screen.
 * @param {Element} copy
 * @param {number} offset
 * @returns {DOMRect | null}
 */
export function placeOnScreen(copy, offset) {
  const nodes = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  let before = 0;
  /** @type {Text | null} */
  let last = null;
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    last = /** @type {Text} */ (node);
    if (before + last.length > offset) {
      const range = document.createRange();
      range.setStart(last, offset - before);
      range.setEnd(last, offset - before);
      return range.getClientRects()[0] ?? range.getBoundingClientRect();
    }
    before += last.length;
  }
  return last?.parentElement?.getBoundingClientRect() ?? null;
}

/**
 * Show the list under the place, or above it where there is no room.
 * @param {HTMLElement} list
 * @param {DOMRect} place
 */
export function putBeside(list, place) {
  if (!list.matches(":popover-open")) list.showPopover();
  const { width, height } = list.getBoundingClientRect();
  const below = place.bottom + GAP;
  const top = below + height <= innerHeight ? below : Math.max(GAP, place.top - GAP - height);
  list.style.setProperty("left", `${Math.max(GAP, Math.min(place.left, innerWidth - width - GAP))}px`);
  list.style.setProperty("top", `${top}px`);
  list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

export const offerStyles = css`
  #offers {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0.25rem;
    min-width: 9rem;
    max-width: min(26rem, 92vw);
    max-height: 15rem;
    overflow: auto;
    list-style: none;
    font-size: 0.875rem;
    line-height: 1.35;
    color: var(--ink);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.22);
  }
  #offers li {
    display: flex;
    justify-content: space-between;
    gap: 1.25rem;
    padding: 0.25rem 0.5rem;
    border-radius: calc(var(--radius) - 3px);
    cursor: pointer;
  }
  #offers span {
    font-family: var(--font-code);
    overflow-wrap: anywhere;
  }
  #offers small {
    font-size: inherit;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  #offers li:hover,
  #offers li[aria-selected="true"] {
    background: var(--accent-soft);
  }
  #offers li[aria-selected="true"] {
    outline: 1px solid var(--accent);
    outline-offset: -1px;
  }
  @media (pointer: coarse) {
    #offers li {
      padding-block: 0.6rem;
    }
  }
`;
