/** How the steps of a run look: a line with a dot for each, a waterfall of times, content that folds. */

import { css } from "lit";

export const stageStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  ol > li {
    border-left: 2px solid var(--line);
    margin-left: 0.45rem;
    padding: 0 0 0.5rem 1rem;
  }
  ol > li:last-child {
    border-left-color: transparent;
    padding-bottom: 0;
  }
  summary {
    cursor: pointer;
    list-style: none;
    border-radius: 2px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  .head {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.05rem 0.75rem;
    align-items: baseline;
  }
  .dot {
    grid-row: 1;
    grid-column: 1;
    justify-self: start;
    width: 0.7rem;
    height: 0.7rem;
    box-sizing: border-box;
    border-radius: 50%;
    margin: 0 0 0 calc(-1.35rem - 1px);
    background: var(--good);
    border: 2px solid var(--good);
    align-self: center;
  }
  .running .dot {
    background: var(--surface);
    border-color: var(--accent);
    animation: pulse 1s ease-in-out infinite alternate;
  }
  .rejected .dot {
    background: var(--warm);
    border-color: var(--warm);
  }
  .failed .dot {
    background: var(--bad);
    border-color: var(--bad);
  }
  .stopped .dot {
    background: var(--ink-soft);
    border-color: var(--ink-soft);
  }
  .name {
    grid-row: 1;
    grid-column: 1;
    font-weight: 650;
  }
  .ms {
    grid-row: 1;
    grid-column: 2;
    font-variant-numeric: tabular-nums;
    color: var(--ink-soft);
    font-size: 0.875em;
    white-space: nowrap;
  }
  details > summary .ms::after {
    content: "";
    display: inline-block;
    width: 0.4em;
    height: 0.4em;
    margin-left: 0.6em;
    border: solid currentColor;
    border-width: 0 1.5px 1.5px 0;
    rotate: 45deg;
    translate: 0 -0.2em;
  }
  details[open] > summary .ms::after {
    rotate: 225deg;
    translate: 0 0.05em;
  }
  .gist {
    grid-column: 1 / -1;
    color: var(--ink-soft);
    font-size: 0.875em;
    min-height: 1.2em;
    overflow-wrap: anywhere;
  }
  .rejected .gist {
    color: var(--warm);
  }
  .bar {
    grid-column: 1 / -1;
    width: 100%;
    height: 3px;
    margin-top: 0.2rem;
    border-radius: 2px;
    background: var(--sunken);
  }
  .bar rect {
    fill: var(--chart-1);
  }
  .rejected .bar rect {
    fill: var(--warm);
  }
  .failed .bar rect {
    fill: var(--bad);
  }
  .account {
    margin: 0.75rem 0 0;
    font-size: 0.875em;
    color: var(--ink-soft);
  }
  .content {
    margin: 0.5rem 0 0.4rem;
    font-size: 0.9375em;
  }
  .content p {
    margin: 0.25rem 0;
  }
  pre {
    margin: 0;
    font-family: var(--font-code);
    font-size: 0.8125em;
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .output,
  .message,
  .examples li,
  .scroll {
    background: var(--sunken);
    border-radius: calc(var(--radius) * 0.75);
    padding: 0.5rem 0.65rem;
  }
  .output {
    max-height: 12rem;
    overflow: auto;
    border-left: 3px solid var(--accent);
  }
  .caret {
    display: inline-block;
    width: 0.5em;
    height: 1.1em;
    vertical-align: text-bottom;
    background: var(--accent);
    animation: pulse 0.5s ease-in-out infinite alternate;
  }
  .error {
    color: var(--warm);
    font-size: 0.9375em;
  }
  table {
    border-collapse: collapse;
    font-size: 0.9375em;
  }
  th {
    color: var(--ink-soft);
    font-weight: 400;
  }
  th,
  td {
    text-align: left;
    padding: 0.1rem 1rem 0.1rem 0;
  }
  .examples ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .examples ul,
  .messages {
    display: grid;
    gap: 0.4rem;
  }
  .examples,
  .messages {
    max-height: 20rem;
    overflow: auto;
  }
  .examples p {
    font-weight: 600;
    margin: 0 0 0.2rem;
  }
  .message b {
    display: block;
    font-size: 0.75em;
    font-weight: 650;
    letter-spacing: 0.04em;
    color: var(--ink-soft);
  }
  .message.assistant {
    background: var(--accent-soft);
  }
  .schema {
    margin-top: 0.5rem;
  }
  .schema summary {
    list-style: revert;
    color: var(--accent);
    font-size: 0.9375em;
  }
  .scroll {
    margin-top: 0.35rem;
    max-height: 16rem;
    overflow: auto;
  }
  @keyframes pulse {
    to {
      opacity: 0.35;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .running .dot,
    .caret {
      animation: none;
    }
  }
`;
