/** The look that all n-gram panels share; every colour is a variable of site/styles/tokens.css. */
import { css } from "lit";
import { unseen } from "../shared/unseen.js";

export const panelStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--ink);
    font-family: var(--font-text);
    font-size: var(--panel-size, 1rem);
    line-height: 1.4;
    text-align: left;
  }
  :host([slide]) {
    --panel-size: 19px;
    --byte-size: 22px;
    --chart-caption: 18px;
  }
  :host([slide]) .panel {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    overflow-y: auto;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button,
  select,
  input:not([type="range"]) {
    max-width: 100%;
    background: var(--surface);
    border: 1px solid var(--ink-soft);
    border-radius: var(--radius);
    padding: 0.3em 0.6em;
    min-height: 2.1em;
  }
  button {
    cursor: pointer;
    font-weight: 600;
    padding-inline: 0.85em;
  }
  button:hover:not(:disabled) {
    border-color: var(--accent);
    color: var(--accent);
  }
  button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-ink);
  }
  button.main:hover:not(:disabled) {
    color: var(--accent-ink);
    filter: brightness(1.1);
  }
  button[hidden] {
    display: none;
  }
  button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  input[type="file"] {
    font-size: 0.875em;
  }
  input[type="file"]::file-selector-button {
    font: inherit;
    font-weight: 600;
    color: var(--ink);
    background: var(--surface);
    border: 1px solid var(--ink-soft);
    border-radius: var(--radius);
    padding: 0.35em 0.8em;
    margin-right: 0.6em;
    cursor: pointer;
  }
  input[type="range"] {
    accent-color: var(--accent);
    width: 100%;
    margin: 0;
  }
  input[type="number"] {
    font-variant-numeric: tabular-nums;
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  .code,
  code {
    font-family: var(--font-code);
  }
  .soft {
    color: var(--ink-soft);
  }
  ${unseen}
  progress {
    appearance: none;
    width: 100%;
    height: 0.5em;
    border: 0;
    border-radius: 99px;
    background: var(--sunken);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--sunken);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
`;

/**
 * A byte's tint: by order, plain where the whole context was seen and the warmer the further the model backed off;
 * by surprise, the warmer the more bits.
 */
export const orderStyles = css`
  [data-order],
  [data-bits] {
    --tint: color-mix(in oklab, var(--chart-1) calc(var(--share, 1) * 100%), var(--chart-2));
    background: color-mix(in oklab, var(--tint) calc(14% + (1 - var(--share, 1)) * 26%), transparent);
    box-shadow: inset 0 calc((1 - var(--share, 1)) * -0.14em) 0 var(--tint);
  }
`;

/**
 * Inline style of a byte that was chosen at `order` of at most `max`.
 * @param {number} order @param {number} max
 */
export function orderShare(order, max) {
  return `--share:${max === 0 ? 1 : Math.min(1, order / max).toFixed(3)}`;
}

/** Bits of surprise at which the tint is at its warmest: one byte in 256, no better than a guess. */
export const MAX_BITS = 8;

/** Inline style of a byte that cost `bits`. @param {number} bits */
export function bitsShare(bits) {
  return `--share:${(1 - Math.min(1, bits / MAX_BITS)).toFixed(3)}`;
}
