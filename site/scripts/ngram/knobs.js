/**
 * The knobs of a model and of sampling: one small template each, and how their values are read from text.
 *
 *     readOptional("40")   // 40: keep the 40 likeliest
 *     readOptional("")     // null: the knob is off
 */
import { html } from "lit";

/**
 * A number from an attribute or a link; null where it is missing or no number.
 * @param {string | null} text
 */
export function readOptional(text) {
  if (text === null || text.trim() === "" || text === "off") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * A slider with its value written beside its name.
 * @param {{name: string, min: number, max: number, step: number, value: number, text: string, hint?: string, extra?: boolean,
 *   input: (value: number) => void, change?: () => void}} knob
 */
export function slider({ name, min, max, step, value, text, hint, extra, input, change }) {
  return html`<label class="knob ${extra ? "extra" : ""}" title=${hint ?? ""}>
    <span class="name">${name} <b>${text}</b></span>
    <input
      type="range"
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      aria-valuetext=${text}
      @input=${(/** @type {Event} */ event) => input(Number(/** @type {HTMLInputElement} */ (event.target).value))}
      @change=${() => change?.()}
    />
  </label>`;
}

/**
 * A whole number to type.
 * @param {{name: string, min: number, max: number, value: number, hint?: string, extra?: boolean, change: (value: number) => void}} field
 */
export function numberField({ name, min, max, value, hint, extra, change }) {
  const read = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const typed = Math.round(Number(input.value));
    const kept = input.value.trim() === "" || !Number.isFinite(typed) ? value : Math.min(max, Math.max(min, typed));
    input.value = String(kept);
    if (kept !== value) change(kept);
  };
  return html`<label class="field ${extra ? "extra" : ""}" title=${hint ?? ""}>
    <span class="name">${name}</span>
    <input type="number" inputmode="numeric" min=${min} max=${max} .value=${String(value)} @change=${read} />
  </label>`;
}
