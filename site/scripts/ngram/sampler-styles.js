/** How the sampler is laid out: one column on a phone, two on a page, the whole of a slide in a slide. */
import { css } from "lit";

export const samplerStyles = css`
  :host([slide]) {
    line-height: 1.35;
  }
  :host([slide]) .panel {
    height: 100%;
    display: flex;
    flex-direction: column;
    min-height: 0;
    overflow: visible;
  }
  .sampler {
    display: flex;
    flex-direction: column;
    gap: 0.8em;
    min-height: 0;
  }
  :host([slide]) .sampler {
    flex: 1;
    gap: 0.6em;
  }
  .controls {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.55em 1em;
    align-items: end;
  }
  .field,
  .knob {
    display: flex;
    flex-direction: column;
    gap: 0.15em;
    min-width: 0;
    font-size: 0.9375em;
  }
  .field > :last-child:not(button) {
    width: 100%;
  }
  .controls .knob input {
    height: 2.1em;
  }
  .name {
    color: var(--ink-soft);
    font-size: 0.9em;
    white-space: nowrap;
  }
  .name b {
    color: var(--ink);
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    margin-left: 0.25em;
  }
  .corpus,
  .prompt,
  .buttons {
    grid-column: 1 / -1;
  }
  .buttons {
    display: flex;
    gap: 0.5em;
  }
  .buttons button {
    flex: 1;
  }
  .seed {
    flex-direction: row;
    align-items: end;
    gap: 0.3em;
    font-size: 1em;
  }
  .seed .field {
    flex: 1;
  }
  .seed button {
    padding-inline: 0.6em;
  }
  .extra {
    display: none;
  }
  :host([more]) .extra {
    display: flex;
  }
  .pane.text {
    min-height: 14em;
  }
  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.9em;
    min-height: 0;
  }
  .pane {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0.7em 0.9em;
    min-width: 0;
    min-height: 0;
    display: flex;
    flex-direction: column;
    gap: 0.5em;
  }
  byte-text {
    flex: 1 1 auto;
    min-height: 7em;
    max-height: 22em;
    position: relative;
  }
  .under {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3em 1em;
    font-size: 0.875em;
  }
  .under .knob {
    flex: 1 1 12em;
    flex-direction: row;
    align-items: center;
    gap: 0.6em;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15em 0.3em;
    align-items: center;
    color: var(--ink-soft);
  }
  .legend select {
    padding: 0.1em 0.3em;
    min-height: 1.8em;
  }
  .legend b {
    font-family: var(--font-code);
    font-weight: 500;
    color: var(--ink);
    padding: 0 0.4em;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1.2em;
    margin: 0;
    font-size: 0.875em;
    color: var(--ink-soft);
    font-variant-numeric: tabular-nums;
    min-height: 1.4em;
  }
  .status b {
    color: var(--ink);
    font-weight: 600;
  }
  .training {
    margin: auto;
    width: min(30em, 100%);
    text-align: center;
  }
  .training p {
    margin: 0 0 0.5em;
    font-variant-numeric: tabular-nums;
  }
  .loading,
  .restart {
    display: block;
    margin: 0.75em 0 0;
  }

  @container (min-width: 34rem) {
    .controls {
      grid-template-columns: repeat(4, minmax(0, 1fr));
    }
    .corpus,
    .prompt,
    .buttons {
      grid-column: span 2;
    }
    .controls .extra {
      display: flex;
    }
    .controls .more {
      display: none;
    }
  }
  @container (min-width: 52rem) {
    .controls {
      grid-template-columns: 1.5fr repeat(4, 1fr) 8.2em;
    }
    .corpus,
    .buttons {
      grid-column: auto;
    }
    .panes {
      grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr);
      flex: 1 1 auto;
      min-height: 25em;
    }
    byte-text {
      max-height: 30em;
      flex: 1 1 0;
    }
  }
  :host([bare]) :is(.controls, .pane.step, .under, .status) {
    display: none;
  }
  :host([bare]) .panes {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([slide]) .panes {
    min-height: 0;
    flex: 1 1 0;
  }
  :host([slide]) .pane {
    min-height: 0;
  }
  :host([slide]) .pane.step {
    overflow: hidden;
  }
  :host([slide]) byte-text {
    max-height: none;
    flex: 1 1 0;
    min-height: 0;
  }
`;
