/**
 * The sampler's controls: model knobs, sampling knobs, and the buttons; every change is the sampler's own `change`.
 *
 * Knobs that do not retrain take effect while they are dragged, on the same coins, so that one sees what they do.
 */
import { html } from "lit";
import { formatNumber } from "../shared/format.js";
import { saveFile } from "../shared/save.js";
import { numberField, slider } from "./knobs.js";
import { ownTexts } from "./texts.js";

/** @typedef {import("./sampler.js").NgramSampler} Sampler */

const MAX_ORDER = 16;
const MAX_LENGTH = 20_000;
const MAX_SEED = 2 ** 31;
/** The slider's last place, where top-k is off. */
const ALL_BYTES = 41;

/** @param {Sampler} sampler */
export function controls(sampler) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void sampler.sample();
  };
  return html`<form class="controls" aria-label="Model and sampling" @submit=${submit}>
    ${model(sampler)} ${knobs(sampler)}
    <div class="buttons">
      ${
        sampler.busy !== ""
          ? html`<button type="button" class="main" @click=${sampler.stop}>■ Stop</button>`
          : html`<button type="submit" class="main">▶ Sample</button>`
      }
      <button
        type="button"
        class="more"
        aria-expanded=${sampler.more}
        @click=${() => {
          sampler.more = !sampler.more;
        }}
      >
        ${sampler.more ? "Fewer knobs" : "More knobs"}
      </button>
    </div>
    ${text(sampler)}
  </form>`;
}

/** What has to be trained for. @param {Sampler} sampler */
function model(sampler) {
  return html`<label class="field corpus">
      <span class="name">Corpus</span>
      <select @change=${(/** @type {Event} */ event) => sampler.change({ corpus: chosen(event) })}>
        ${texts(sampler).map(
          ({ id, title }) => html`<option value=${id} ?selected=${sampler.corpus === id}>${title}</option>`,
        )}
      </select>
    </label>
    ${slider({
      name: "Order",
      min: 0,
      max: MAX_ORDER,
      step: 1,
      value: sampler.order,
      text: String(sampler.order),
      hint: "How many bytes of context the model looks at",
      input: (order) => {
        sampler.order = order;
      },
      change: () => sampler.change({ order: sampler.order }),
    })}`;
}

/** What can be chosen, and what was put together in the lab. @param {Sampler} sampler */
function texts(sampler) {
  const known = [{ id: "expressions", title: "Expressions" }, ...sampler.books, ...ownTexts()];
  if (known.some(({ id }) => id === sampler.corpus)) return known;
  return [...known, { id: sampler.corpus, title: sampler.nameOf(sampler.corpus) }];
}

/** What is turned while sampling. @param {Sampler} sampler */
function knobs(sampler) {
  return html`${slider({
    name: "Temperature",
    min: 0,
    max: 2,
    step: 0.05,
    value: sampler.temperature,
    text: sampler.temperature === 0 ? "0, greedy" : formatNumber(sampler.temperature, 2),
    hint: "Below 1 the likely bytes become likelier; 0 always takes the likeliest",
    input: (temperature) => sampler.change({ temperature }),
  })}
  ${slider({
    name: "Top-k",
    extra: true,
    min: 1,
    max: ALL_BYTES,
    step: 1,
    value: sampler.topK ?? ALL_BYTES,
    text: sampler.topK === null ? "all" : String(sampler.topK),
    hint: "Choose among the k likeliest bytes only",
    input: (k) => sampler.change({ topK: k >= ALL_BYTES ? null : k }),
  })}
  ${slider({
    name: "Top-p",
    extra: true,
    min: 0.05,
    max: 1,
    step: 0.05,
    value: sampler.topP ?? 1,
    text: sampler.topP === null ? "all" : formatNumber(sampler.topP, 2),
    hint: "Choose among the fewest bytes that have this share of the probability",
    input: (p) => sampler.change({ topP: p >= 1 ? null : p }),
  })}`;
}

/** What is to be written. @param {Sampler} sampler */
function text(sampler) {
  return html`<label class="field prompt">
      <span class="name">Prompt</span>
      <input
        class="code"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        maxlength="2000"
        .value=${sampler.prompt}
        @change=${(/** @type {Event} */ event) => sampler.change({ prompt: chosen(event) })}
      />
    </label>
    <div class="field extra seed">
      ${numberField({
        name: "Seed",
        min: 0,
        max: MAX_SEED,
        value: sampler.seed,
        hint: "The same seed tosses the same coins",
        change: (seed) => sampler.change({ seed }),
      })}
      <button
        type="button"
        aria-label="Next seed"
        title="Toss other coins: the next seed"
        @click=${() => sampler.change({ seed: (sampler.seed + 1) % MAX_SEED })}
      >
        ↻
      </button>
    </div>
    ${numberField({
      name: "Length, bytes",
      extra: true,
      min: 1,
      max: MAX_LENGTH,
      value: sampler.length,
      change: (length) => sampler.change({ length }),
    })}
    <label class="field extra">
      <span class="name">Pace</span>
      <select @change=${(/** @type {Event} */ event) => sampler.setPace(chosen(event))}>
        <option value="watch" ?selected=${sampler.pace === "watch"}>watch</option>
        <option value="slow" ?selected=${sampler.pace === "slow"}>slowly</option>
        <option value="once" ?selected=${sampler.pace === "once"}>at once</option>
      </select>
    </label>
    <div class="buttons extra">
      <button type="button" ?disabled=${sampler.steps.length === 0} @click=${() => save(sampler)}>Save text</button>
    </div>`;
}

/** @param {Sampler} sampler */
function save({ steps }) {
  saveFile("sample.txt", Uint8Array.from(steps.map(({ byte }) => byte)), "application/octet-stream");
}

/** @param {Event} event */
const chosen = ({ target }) => /** @type {HTMLInputElement | HTMLSelectElement} */ (target).value;
