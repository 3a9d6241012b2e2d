/** The form of `<nlq-demo>`: index, strategy, model, question; every choice is a native control. */

import { css, html, nothing } from "lit";

/**
 * A row of choices of which one holds, drawn as one segmented control over native radio buttons.
 * @param {{name: string, legend: string, options: {value: string, label: string}[], chosen: string,
 *   pick: (value: string) => void}} options
 */
export function choice({ name, legend, options, chosen, pick }) {
  return html`<fieldset class="choice">
    <legend>${legend}</legend>
    <div class="segments">
      ${options.map(
        ({ value, label }) =>
          html`<label
            ><input
              type="radio"
              name=${name}
              value=${value}
              .checked=${value === chosen}
              @change=${() => pick(value)}
            /><span>${label}</span></label
          >`,
      )}
    </div>
  </fieldset>`;
}

/**
 * @param {{legend: string, options: {value: string, label: string}[], chosen: string, pick: (value: string) => void}} options
 */
export function picker({ legend, options, chosen, pick }) {
  return html`<label class="choice">
    <span class="legend">${legend}</span>
    <select @change=${(/** @type {Event & {target: HTMLSelectElement}} */ event) => pick(event.target.value)}>
      ${options.map(({ value, label }) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`)}
    </select>
  </label>`;
}

/**
 * @param {{question: string, samples: string[], busy: boolean, type: (text: string) => void, ask: () => void,
 *   stop: () => void, suggest: boolean}} options `suggest`: offer the samples while typing (where no chips are shown)
 */
export function questionRow({ question, samples, busy, type, ask, stop, suggest }) {
  return html`<form
    class="question"
    @submit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      ask();
    }}
  >
    <input
      type="text"
      aria-label="Your question"
      placeholder="Ask in plain English"
      autocomplete="off"
      enterkeyhint="go"
      list=${suggest ? "samples" : nothing}
      .value=${question}
      @input=${(/** @type {Event & {target: HTMLInputElement}} */ event) => type(event.target.value)}
    />
    ${suggest ? html`<datalist id="samples">${samples.map((one) => html`<option value=${one}></option>`)}</datalist>` : nothing}
    <button class="main" type="submit" aria-disabled=${busy}>Ask</button>
    <button class="quiet stop" type="button" aria-disabled=${!busy} @click=${stop}>Stop</button>
  </form>`;
}

/**
 * Questions to click on.
 * @param {string} label
 * @param {string[]} questions
 * @param {(question: string) => void} pick
 * @param {boolean} [busy] an answer is coming: none can be picked now
 */
export function chips(label, questions, pick, busy = false) {
  return html`<div class="chips" role="group" aria-label=${label}>
    <span class="soft">${label}</span>
    ${questions.map((one) => html`<button class="chip" type="button" aria-disabled=${busy} @click=${() => pick(one)}>${one}</button>`)}
  </div>`;
}

export const formStyles = css`
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem 1.5rem;
    align-items: end;
  }
  .compared {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    align-items: end;
  }
  .compared .chip {
    min-height: 2.5rem;
    font-size: 0.9375em;
  }
  .choice {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
  }
  legend,
  .legend {
    display: block;
    padding: 0;
    margin-bottom: 0.2rem;
    font-size: 0.8125em;
    color: var(--ink-soft);
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    padding: 2px;
    gap: 2px;
  }
  .segments label {
    position: relative;
    cursor: pointer;
  }
  .segments input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments span {
    display: block;
    padding: 0.25em 0.75em;
    border-radius: calc(var(--radius) - 3px);
    border: 1px solid transparent;
    color: var(--ink-soft);
  }
  .segments label:hover span {
    color: var(--ink);
  }
  .segments input:checked + span {
    background: var(--surface);
    border-color: var(--line);
    color: var(--ink);
    font-weight: 600;
  }
  .segments input:focus-visible + span {
    outline: var(--focus);
    outline-offset: 1px;
  }
  select {
    padding: 0.35em 0.5em;
    min-height: 2.5rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    max-width: 16rem;
  }
  .question {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 0.5rem;
  }
  .question input {
    min-width: 0;
    font-size: 1.125em;
    padding: 0.5em 0.75em;
    border: 1px solid var(--ink-soft);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .question .main {
    padding-inline: 1.5em;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.4rem;
    align-items: center;
    font-size: 0.9375em;
  }
  .chip {
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--surface);
    padding: 0.25em 0.8em;
    text-align: left;
  }
  .chip:hover:not([aria-disabled="true"]) {
    border-color: var(--accent);
    color: var(--accent);
  }
  @container demo (max-width: 32rem) {
    .question {
      grid-template-columns: 1fr 1fr;
    }
    .question input {
      grid-column: 1 / -1;
    }
    .question button {
      min-height: 2.75rem;
    }
    .segments span {
      padding: 0.35em 0.55em;
      font-size: 0.9375em;
    }
    .chips {
      flex-wrap: nowrap;
      overflow-x: auto;
      margin-inline: -1rem;
      padding: 4px 1rem;
      scrollbar-width: none;
    }
    .chip {
      flex: none;
      padding-block: 0.5em;
    }
    .notice .chips {
      flex-wrap: wrap;
      margin: 0;
      padding: 0;
    }
  }
`;
