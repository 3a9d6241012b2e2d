/** How `<ngram-compress>` is laid out. */
import { css } from "lit";

export const compressStyles = css`
  textarea {
    width: 100%;
    min-height: 9em;
    font-family: var(--font-code);
    font-size: 0.9375em;
    line-height: 1.5;
    color: inherit;
    background: var(--surface);
    border: 1px solid var(--ink-soft);
    border-radius: var(--radius);
    padding: 0.6em 0.8em;
    resize: vertical;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin: 0.5em 0 1em;
    align-items: center;
  }
  input[type="file"] {
    border: 0;
    padding: 0;
    background: none;
    max-width: 15em;
  }
  byte-text {
    max-height: 17em;
    --byte-size: 0.9375rem;
  }
  .knob {
    display: flex;
    align-items: center;
    gap: 0.6em;
    font-size: 0.875em;
    margin-top: 0.5em;
  }
  .runbar .knob {
    display: block;
  }
  .name {
    white-space: nowrap;
    color: var(--ink-soft);
  }
  .name b {
    color: var(--ink);
    margin-left: 0.25em;
  }
  .legend b {
    font-family: var(--font-code);
    font-weight: 500;
    padding: 0 0.4em;
    margin-left: 0.2em;
    color: var(--ink);
  }
  :host([slide]) textarea {
    min-height: 4.6em;
    height: 4.6em;
  }
  :host([slide]) .files {
    display: none;
  }
`;
