/** What `<nlq-run>` looks like: its three parts under each other, two beside one, or all beside each other. */

import { css } from "lit";

export const runStyles = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }
  .parts {
    display: grid;
    gap: 1rem 1.25rem;
    grid-template-columns: minmax(0, 1fr);
  }
  section {
    min-width: 0;
  }
  h2 {
    margin: 0 0 0.6rem;
    font-size: 0.8125em;
    font-weight: 650;
    color: var(--ink-soft);
  }
  p {
    margin: 0;
  }
  .english {
    margin: 0 0 0.75rem;
    font-size: 1.0625em;
    line-height: 1.4;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .soft + nlq-editor,
  .doubt + nlq-editor {
    display: block;
    margin-top: 0.75rem;
  }
  .doubt {
    padding: 0.5rem 0.75rem;
    border-left: 4px solid var(--bad);
    background: var(--surface);
  }
  .note {
    margin: 0 0 0.75rem;
    padding: 0.5rem 0.75rem;
    background: var(--accent-soft);
    border-radius: var(--radius);
    font-size: 0.9375em;
  }
  .problem {
    margin-bottom: 1rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--bad);
    border-left-width: 4px;
    border-radius: var(--radius);
    background: var(--surface);
    display: grid;
    gap: 0.4rem;
    justify-items: start;
    overflow-wrap: anywhere;
  }
  @container (min-width: 44rem) {
    :host(:not([narrow])) .parts {
      grid-template-columns: minmax(0, 19rem) minmax(0, 1fr);
      grid-template-areas: "way query" "way result";
    }
    :host(:not([narrow])) .way {
      grid-area: way;
    }
    :host(:not([narrow])) .query {
      grid-area: query;
    }
    :host(:not([narrow])) .result {
      grid-area: result;
    }
  }
  @container (min-width: 64rem) {
    :host(:not([narrow])) .parts {
      grid-template-columns: minmax(0, 4fr) minmax(0, 5fr) minmax(0, 7fr);
      grid-template-areas: "way query result";
    }
  }
  :host([filled]) {
    display: flex;
    flex-direction: column;
    height: 100%;
  }
  :host([filled]) .parts {
    flex: 1;
    min-height: 0;
    grid-template-rows: minmax(0, 1fr);
  }
  :host([filled]) section {
    overflow: auto;
    scrollbar-width: thin;
    padding: 0 0.35rem 0 0.2rem;
  }
`;
