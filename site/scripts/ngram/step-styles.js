/** How "One step, slowly" is laid out: controls and text beside the table of stages, below each other on a phone. */
import { css } from "lit";

export const stepStyles = css`
  .step {
    display: grid;
    gap: 0.8em 1.2em;
    grid-template-columns: minmax(0, 1fr);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  byte-text {
    max-height: 12em;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0.5em 0.7em;
    min-height: 4em;
    margin-top: 0.6em;
  }
  .box {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0.7em 0.9em;
  }
  .box p {
    margin: 0 0 0.5em;
  }
  .say {
    min-height: 2.8em;
  }
  .say b {
    color: var(--accent);
  }
  .coinbox {
    margin-top: 0.7em;
  }
  .later {
    visibility: hidden;
  }
  .tried {
    list-style: none;
    margin: 0 0 0.6em;
    padding: 0;
    font-size: 0.875em;
    color: var(--ink-soft);
  }
  .tried code {
    display: inline-block;
    min-width: 6em;
    text-align: right;
    margin-right: 0.6em;
    text-decoration: line-through;
  }
  .tried .found code {
    text-decoration: none;
    color: var(--ink);
    font-weight: 600;
  }
  .knob {
    display: flex;
    align-items: center;
    gap: 0.8em;
    font-size: 0.875em;
  }
  .knob .name {
    white-space: nowrap;
  }
  @container (min-width: 52rem) {
    .step {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.6fr);
    }
  }
`;
