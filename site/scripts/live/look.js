/** What the games look like on every screen; colours come from tokens.css alone. */
import { css } from "lit";
import { unseen } from "../shared/unseen.js";

export const look = css`
  :host {
    display: block;
    color: var(--ink);
    font-family: var(--font-text);
    line-height: 1.4;
    text-align: left;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  h2,
  h3,
  ol,
  ul {
    margin: 0;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    min-height: 2.75rem;
    padding: 0.3rem 0.9rem;
    border: 1px solid var(--ink-soft);
    border-radius: var(--radius);
    background: var(--surface);
    font-weight: 600;
    touch-action: manipulation;
  }
  button:hover:not(:disabled) {
    border-color: var(--accent);
  }
  button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-ink);
  }
  button.link {
    min-height: 0;
    padding: 0.2rem 0;
    border: 0;
    background: none;
    color: var(--accent);
    font-weight: 400;
    text-decoration: underline;
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  input,
  textarea,
  select {
    width: 100%;
    padding: 0.5rem 0.7rem;
    border: 1px solid var(--ink-soft);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .soft {
    color: var(--ink-soft);
  }
  .fault {
    color: var(--bad);
  }
  .code {
    font-family: var(--font-code);
  }
  ${unseen}
`;

export const bars = css`
  .bar {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 1rem;
    align-items: baseline;
  }
  .bar .track {
    grid-column: 1 / -1;
    height: 0.55em;
    border-radius: 99px;
    background: var(--sunken);
    overflow: hidden;
  }
  .bar .fill {
    height: 100%;
    border-radius: 99px;
    background: var(--chart-1);
  }
  .bar.right .fill {
    background: var(--good);
  }
  .bar b {
    font-variant-numeric: tabular-nums;
  }
`;
