/** The way to a byte of a text for keyboards and screen readers: a slider that names the byte it stands on. */
import { html } from "lit";
import { formatCount } from "../shared/format.js";
import { spoken } from "./bytes.js";

/**
 * @param {{bytes: {byte: number, order_used?: number}[], shown: number, selected: number, choose: (index: number) => void}} text
 */
export function byteSlider({ bytes, shown, selected, choose }) {
  const at = Math.max(0, Math.min(selected, shown - 1));
  const { byte, order_used: order } = bytes[at];
  const used = order === undefined ? "" : `, order ${order}`;
  return html`<label class="knob">
    <span class="name">Byte<b>${formatCount(at + 1)}</b></span>
    <input
      type="range"
      min="1"
      max=${Math.max(1, shown)}
      .value=${String(at + 1)}
      aria-label="Choose a byte of the text"
      aria-valuetext="byte ${at + 1}: ${spoken(byte)}${used}"
      @input=${(/** @type {Event} */ event) => choose(Number(/** @type {HTMLInputElement} */ (event.target).value) - 1)}
    />
  </label>`;
}
