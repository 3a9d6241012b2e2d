/**
 * The bar above a panel that works for a while: its fields, one button that runs or stops it, and how far it is.
 *
 *     html`${runBar(this, { label: "Measure", run: () => this.measure(), fields: html`…` })}`
 */
import { css, html, nothing } from "lit";

/** @typedef {{busy: string, stop: () => void, progress?: {done: number, total: number, loading?: string}}} Runner */

export const runBarStyles = css`
  .runbar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6em 1em;
    align-items: end;
    margin-bottom: 1em;
  }
  .runbar label {
    min-width: 0;
    max-width: 100%;
    display: flex;
    flex-direction: column;
    gap: 0.15em;
    font-size: 0.875em;
    color: var(--ink-soft);
  }
  .runbar select,
  .runbar input {
    color: var(--ink);
  }
  .runbar input[type="number"] {
    width: 7em;
  }
  .runbar .knob {
    min-width: 9em;
  }
  .runbar .knob input {
    height: 2.1em;
  }
  .runbar .far {
    flex: 1 1 12em;
    font-size: 0.875em;
  }
  .runbar .far p {
    margin: 0 0 0.3em;
  }
  .card {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    padding: 0.8em 1em;
    min-width: 0;
  }
  .cards {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1em;
    align-items: start;
  }
  @container (min-width: 52rem) {
    .cards {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  :host([slide]) .runbar {
    margin-bottom: 0.6em;
  }
  :host([slide]) .cards {
    flex: 1 1 0;
    min-height: 0;
    grid-template-rows: minmax(0, 1fr);
    align-items: stretch;
  }
  :host([slide]) .cards > .card {
    overflow-y: auto;
  }
  :host([slide]) .note {
    margin-top: 0.5em;
    font-size: 0.875em;
  }
  .note {
    color: var(--ink-soft);
    margin: 0.8em 0 0;
  }
`;

/**
 * @param {Runner} panel
 * @param {{label: string, run: () => void, fields?: unknown, after?: unknown}} bar
 */
export function runBar(panel, { label, run, fields, after }) {
  const { busy, progress } = panel;
  const share = progress && progress.total > 0 ? progress.done / progress.total : undefined;
  return html`<div class="runbar">
    ${fields ?? nothing}
    ${
      busy
        ? html`<button class="main" type="button" @click=${panel.stop}>■ Stop</button>`
        : html`<button class="main" type="button" @click=${run}>${label}</button>`
    }
    ${after ?? nothing}
    ${
      busy
        ? html`<div class="far">
            <p>${progress?.loading ? `Loading ${progress.loading}` : busy}…</p>
            <progress aria-label=${busy} max="1" value=${share ?? nothing}></progress>
          </div>`
        : nothing
    }
  </div>`;
}

/**
 * A choice among named values. @param {string} name @param {Record<string, string>} options @param {string} value
 * @param {(value: string) => void} change
 */
export function choice(name, options, value, change) {
  return html`<label>
    ${name}
    <select @change=${(/** @type {Event} */ event) => change(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${Object.entries(options).map(
        ([key, label]) => html`<option value=${key} ?selected=${key === value}>${label}</option>`,
      )}
    </select>
  </label>`;
}
