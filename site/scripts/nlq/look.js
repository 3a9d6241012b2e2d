/** What all parts of `<nlq-demo>` look like: buttons, inputs, quiet text; colours come from tokens.css alone. */

import { css } from "lit";

export const controls = css`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: none;
    padding: 0.45em 1em;
    line-height: 1.3;
  }
  button.main {
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 650;
  }
  button.main:hover:not([aria-disabled="true"]) {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }
  button.quiet {
    border-color: var(--line);
    background: var(--surface);
  }
  button.quiet:hover:not([aria-disabled="true"]) {
    border-color: var(--accent);
    color: var(--accent);
  }
  button.link {
    padding: 0.2em 0;
    color: var(--accent);
    border-radius: 2px;
  }
  button.link:hover {
    text-decoration: underline;
  }
  button[aria-disabled="true"] {
    cursor: default;
    background: var(--sunken);
    border-color: var(--line);
    color: var(--ink-soft);
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  .soft {
    color: var(--ink-soft);
  }
  code {
    font-family: var(--font-code);
    font-size: 0.92em;
  }
`;
