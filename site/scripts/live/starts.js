/** What each kind of game needs to start: its fields on the desk, and what a slide says about them. */
import { html } from "lit";

/** @import { Kind } from "./types.js" */
/** @typedef {Record<string, string>} Values */
/** @typedef {{ title: string, fields: (preset: Values) => unknown, read: (fields: FormData) => object }} Start */

/** @param {FormData} fields @param {string} name */
const text = (fields, name) => String(fields.get(name) ?? "").trim();
/** @param {string} list @param {RegExp} by */
const split = (list, by) =>
  list
    .split(by)
    .map((one) => one.trim())
    .filter((one) => one);

/** @type {Record<Kind, Start>} */
export const STARTS = {
  shannon: {
    title: "The Shannon game",
    fields: (preset) =>
      html`<label
        >Text <input name="text" maxlength="320" .value=${preset.text ?? ""} placeholder="empty: a sentence of ours" />
      </label>`,
    read: (fields) => ({ text: text(fields, "text") }),
  },
  temperature: {
    title: "Guess the temperature",
    fields: (preset) =>
      html`<label
          >Cold <input name="cold" type="number" min="0" max="3" step="0.1" required .value=${preset.cold ?? "0.5"} />
        </label>
        <label
          >Hot <input name="hot" type="number" min="0" max="3" step="0.1" required .value=${preset.hot ?? "1"} />
        </label>`,
    read: (fields) => ({ cold: Number(fields.get("cold")), hot: Number(fields.get("hot")) }),
  },
  poll: {
    title: "Poll",
    fields: (preset) =>
      html`<label>Question <input name="question" maxlength="200" required .value=${preset.question ?? ""} /></label>
        <label
          >Answers, one a line
          <textarea name="options" rows="3" required .value=${split(preset.options ?? "", /\|/).join("\n")}></textarea>
        </label>
        <label
          ><span><input class="check" type="checkbox" name="live" checked /> show the answers as they come</span>
        </label>`,
    read: (fields) => ({
      question: text(fields, "question"),
      options: split(text(fields, "options"), /\n/),
      live: fields.has("live"),
    }),
  },
  questions: { title: "Questions from the room", fields: () => "", read: () => ({}) },
  ask: {
    title: "Ask the index",
    fields: (preset) =>
      html`<label
        >Indexes
        <input name="indexes" required .value=${preset.indexes ?? "articles, movies, speeches, gutenberg"} />
      </label>`,
    read: (fields) => ({ indexes: split(text(fields, "indexes"), /[,\s]+/) }),
  },
};

/**
 * The game on the slide that is shown: its kind and what its attributes say.
 * @returns {{ kind: Kind, values: Values } | null}
 */
export function onSlide() {
  const game = document.querySelector("#deck [data-current] live-game");
  const kind = game?.getAttribute("kind");
  if (!game || !kind || !Object.hasOwn(STARTS, kind)) return null;
  return {
    kind: /** @type {Kind} */ (kind),
    values: Object.fromEntries([...game.attributes].map(({ name, value }) => [name, value])),
  };
}
