/** Parts of the sampler around its text: the legend of tints, training under way, the line below, pictures to save. */
import { html, nothing } from "lit";
import { formatBytes, formatCount, formatNumber, formatRate, formatSeconds } from "../shared/format.js";
import { snapshotTools } from "../shared/picture-tools.js";
import { MAX_BITS, bitsShare, orderShare } from "./styles.js";

/** @typedef {import("./sampler.js").NgramSampler} Sampler */

/** What the tints mean, and which of the two. @param {Sampler} sampler */
export function legend(sampler) {
  const order = sampler.sampled?.order ?? sampler.order;
  const orders = order <= 6 ? [...Array(order + 1).keys()].reverse() : [order, Math.round(order / 2), 0];
  const bits = [0, 2, 4, MAX_BITS];
  return html`<span class="legend">
    <label>
      <span class="unseen">Tint by</span>
      <select
        @change=${(/** @type {Event} */ event) => {
          sampler.tint = /** @type {HTMLSelectElement} */ (event.target).value;
        }}
      >
        <option value="order">order used</option>
        <option value="surprise">surprise, bits</option>
      </select>
    </label>
    ${
      sampler.tint === "order"
        ? orders.map((used) => html`<b data-order=${used} style=${orderShare(used, order)}>${used}</b>`)
        : bits.map((n) => html`<b data-bits style=${bitsShare(n)}>${n}${n === MAX_BITS ? "+" : ""}</b>`)
    }
  </span>`;
}

/** In place of the text while there is none. @param {Sampler} sampler */
export function training(sampler) {
  const { progress, busy, model, corpus } = sampler;
  if (busy === "") {
    return html`<p class="training soft">
      ${model ? "Press Sample to let the model write." : "Press Sample to train the model."}
    </p>`;
  }
  const known = progress?.total ? progress : undefined;
  const size = known ? `: ${formatBytes(known.done)} of ${formatBytes(known.total)}` : "…";
  const rate = known?.bytes_per_second ? `, ${formatRate(known.bytes_per_second)}` : "";
  return html`<div class="training">
    <p>${known?.loading ? `Loading ${known.loading}` : `${busy} on ${sampler.nameOf(corpus)}`}${size}${rate}</p>
    <progress aria-label="Training" max=${known?.total ?? nothing} value=${known ? known.done : nothing}></progress>
  </div>`;
}

/** One line: what was learnt, how fast, and how surprising the text is. @param {Sampler} sampler */
export function status({ model, sampled }) {
  if (!model) return nothing;
  return html`
    <span>
      ${model.stopped ? "Stopped after" : "Trained on"} <b>${formatBytes(model.bytes_seen)}</b>
      ${model.stopped ? `of ${formatBytes(model.size)}` : ""} in ${formatSeconds(model.seconds)}
      ${model.seconds > 0 ? `(${formatRate(model.bytes_seen / model.seconds)})` : ""}
    </span>
    <span><b>${formatCount(model.contexts)}</b> contexts seen</span>
    ${sampled ? html`<span>this text: <b>${formatNumber(sampled.bits, 2)}</b> bits/byte</span>` : nothing}
  `;
}

/**
 * The buttons that save a part as a picture, where there is room for them. @param {Sampler} sampler @param {string} title
 * @param {string} part a selector
 */
export function picture(sampler, title, part) {
  if (sampler.slide || sampler.bare) return nothing;
  return snapshotTools(title, () => sampler.renderRoot.querySelector(part));
}
