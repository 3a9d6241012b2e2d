/** What `<nlq-editor>` looks like: a textarea over a coloured copy of its text, both in one cell. */

import { css } from "lit";

export const editorStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .frame {
    overflow: auto;
    max-height: var(--editor-height, 24rem);
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .frame:focus-within {
    outline: var(--focus);
    outline-offset: 1px;
  }
  .frame.wrong {
    border-color: var(--bad);
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .sheet > * {
    grid-area: 1 / 1;
    box-sizing: border-box;
    margin: 0;
    padding: 0.6rem 0.75rem;
    border: 0;
    font-family: var(--font-code);
    font-size: 0.8125em;
    line-height: 1.55;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 2;
    letter-spacing: normal;
  }
  textarea {
    width: 100%;
    height: 100%;
    min-height: 4em;
    resize: none;
    overflow: hidden;
    background: none;
    color: transparent;
    caret-color: var(--ink);
    border-radius: 0;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::selection {
    background: color-mix(in srgb, var(--accent) 30%, transparent);
  }
  .problem {
    margin: 0.35rem 0 0;
    color: var(--bad);
    font-size: 0.875em;
  }
  .problem:empty {
    display: none;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35rem 0.9rem;
    margin-top: 0.5rem;
    font-size: 0.875em;
  }
  @media (forced-colors: active) {
    textarea {
      color: CanvasText;
    }
    pre {
      visibility: hidden;
    }
  }
`;
