/** How the list of examples and its cards look. */

import { css } from "lit";

export const panelStyles = css`
  :host {
    display: block;
    min-width: 0;
    color: var(--ink);
    font-family: var(--font-text);
    font-size: 1rem;
    line-height: 1.45;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem 1rem;
    align-items: end;
    margin-bottom: 0.75rem;
  }
  .bar label,
  .token label {
    display: grid;
    gap: 0.2rem;
    font-size: 0.875em;
    color: var(--ink-soft);
    min-width: 0;
  }
  .bar .search {
    flex: 1 1 14rem;
  }
  input:not([type="file"]),
  select {
    padding: 0.4em 0.6em;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font-size: 1rem;
    min-width: 0;
    width: 100%;
    box-sizing: border-box;
  }
  .token {
    margin-block: 0.75rem;
  }
  .token form {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: end;
    margin-top: 0.5rem;
  }
  .token summary {
    cursor: pointer;
  }
  .file input {
    position: absolute;
    width: 1px;
    height: 1px;
    opacity: 0;
  }
  .file {
    position: relative;
  }
  .file:focus-within {
    outline: var(--focus);
    outline-offset: 2px;
    border-radius: var(--radius);
  }
  .file span {
    display: inline-block;
    cursor: pointer;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font-size: 1rem;
    padding: 0.45em 1em;
    line-height: 1.3;
  }
  .list {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr));
    align-items: start;
    list-style: none;
    margin: 0.75rem 0;
    padding: 0;
  }
  .list li {
    min-width: 0;
  }
  .report {
    padding: 0.6rem 0.9rem;
    background: var(--accent-soft);
    border-radius: var(--radius);
    overflow-wrap: anywhere;
  }
  .report ul {
    margin: 0.4rem 0 0;
    padding-left: 1.2rem;
    max-height: 12rem;
    overflow: auto;
  }
  .bad {
    color: var(--bad);
    overflow-wrap: anywhere;
  }
  p {
    margin: 0.4rem 0;
  }
`;

export const cardStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  article {
    border: 1px solid var(--line);
    border-left: 4px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0.6rem 0.9rem;
    overflow-wrap: anywhere;
  }
  article.proposed {
    border-left-color: var(--warm);
  }
  article.unfit {
    border-left-color: var(--bad);
  }
  h3 {
    margin: 0;
    font-size: 1rem;
    font-weight: 650;
    line-height: 1.35;
  }
  p {
    margin: 0.3rem 0 0;
  }
  .english {
    font-size: 0.9375em;
  }
  .meta {
    font-size: 0.8125em;
  }
  .badge {
    display: inline-block;
    padding: 0 0.5em;
    border: 1px solid currentColor;
    border-radius: 999px;
    font-size: 0.75em;
    font-weight: 600;
    color: var(--warm);
    white-space: nowrap;
  }
  .bad {
    color: var(--bad);
    font-size: 0.9375em;
  }
  .warm {
    color: var(--warm);
    font-size: 0.9375em;
  }
  details {
    margin-top: 0.3rem;
    font-size: 0.9375em;
  }
  summary {
    cursor: pointer;
    color: var(--ink-soft);
  }
  details .json {
    margin-top: 0.3rem;
    padding: 0.5rem 0.6rem;
    background: var(--sunken);
    border-radius: var(--radius);
  }
  form label {
    display: grid;
    gap: 0.2rem;
    font-size: 0.875em;
    color: var(--ink-soft);
    margin-bottom: 0.5rem;
  }
  input {
    padding: 0.4em 0.6em;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font-size: 1rem;
    min-width: 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem;
    margin-top: 0.6rem;
    font-size: 0.9375em;
  }
`;
