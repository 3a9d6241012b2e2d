/** How the side-by-side texts are laid out: cards below each other or in pairs, on a slide two by two above the tree. */
import { css } from "lit";
import { unseenBox } from "../shared/unseen.js";

export const compareStyles = css`
  h3 {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.2em 0.4em;
    margin: 0;
    font-size: 1em;
  }
  h3 small {
    font-weight: 400;
    font-size: 0.875em;
    color: var(--ink-soft);
  }
  byte-text {
    --byte-size: 0.9375rem;
    max-height: 11em;
    margin-top: 0.4em;
  }
  .knobs {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1em;
    margin-top: 0.3em;
    font-size: 0.8125em;
    color: var(--ink-soft);
  }
  .knobs label {
    flex: 1 1 6em;
    min-width: 0;
  }
  :host([slide]) .ways {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    grid-template-rows: repeat(2, minmax(0, 1fr));
    gap: 0.5em;
  }
  :host([slide]) .ways > .card {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) 8em;
    gap: 0.2em 0.6em;
    padding: 0.4em 0.7em;
    overflow: hidden;
  }
  :host([slide]) .knobs {
    margin: 0;
    align-items: center;
  }
  :host([slide]) .knobs .name {
    ${unseenBox}
  }
  :host([slide]) byte-text {
    --byte-size: 18px;
    grid-column: 1 / -1;
    max-height: none;
    min-height: 0;
    margin: 0;
  }
  :host([slide]) .best {
    margin: 0.5em 0 0;
  }
  .save {
    margin-left: auto;
    font-size: 0.8125em;
    font-weight: 400;
    min-height: 0;
    padding: 0.1em 0.5em;
  }
  .beam {
    margin-top: 1em;
  }
  .tree {
    overflow-x: auto;
    margin-top: 0.6em;
  }
  .knob .name b {
    color: var(--ink);
    margin-left: 0.25em;
  }
  svg text {
    font-family: var(--font-code);
    font-size: 14px;
    fill: var(--ink);
  }
`;
