/**
 * The lab's state as a link, and back: the sampler's settings, and the knobs of panels that were turned. What a link says
 * is checked like anything a stranger sends: what is out of range or no number is left at its default, and named, so that
 * the page can say so.
 *
 *     toQuery({ settings: { corpus: "expressions", order: 5, … }, panels: {} })   // "corpus=expressions&order=5&…"
 *     fromQuery("order=99&machine.order=2")   // { settings: {}, panels: { "machine.order": 2 }, damaged: ["order"] }
 */
import { corpora, number, oneOf } from "./link-values.js";
import { PANEL_KNOBS } from "./panel-knobs.js";

/** @typedef {import("./sampler.js").Settings} Settings */
/** @typedef {Record<string, string | number>} Panels by place and name: `machine.order` */

const NAMES = /** @type {const} */ ({
  corpus: "corpus",
  order: "order",
  temperature: "t",
  topK: "k",
  topP: "p",
  seed: "seed",
  length: "n",
  prompt: "prompt",
  pace: "pace",
});

/** What each name may say. @type {Record<keyof Settings, (text: string) => string | number | undefined>} */
const READ = {
  corpus: corpora,
  order: number(0, 16),
  temperature: number(0, 2, false),
  topK: number(1, 256),
  topP: number(0.01, 1, false),
  seed: number(0, 2 ** 31),
  length: number(1, 20_000),
  prompt: (text) => (text.length <= 2000 ? text : undefined),
  pace: oneOf(["watch", "slow", "once"]),
};

/** What each panel's knob may say. */
const PANELS = Object.entries(PANEL_KNOBS).flatMap(([panel, knobs]) =>
  Object.entries(knobs).map(([name, read]) => ({ name: `${panel}.${name}`, read })),
);

/** A text of the reader's own stays on the reader's machine: a link cannot bring it back. @param {string | number} value */
const isOwn = (value) => String(value).includes("own-");

/** @param {{settings: Settings, panels: Panels}} state */
export function toQuery({ settings, panels }) {
  const query = new URLSearchParams();
  for (const [key, name] of Object.entries(NAMES)) {
    const value = settings[/** @type {keyof Settings} */ (key)];
    if (key === "corpus" && isOwn(settings.corpus)) continue;
    if (value !== null && value !== "") query.set(name, String(value));
  }
  for (const { name } of PANELS) {
    if (name in panels && !isOwn(panels[name])) query.set(name, String(panels[name]));
  }
  return query.toString();
}

/**
 * @param {string} query
 * @returns {{settings: Partial<Settings>, panels: Panels, damaged: string[]}}
 */
export function fromQuery(query) {
  const given = new URLSearchParams(query);
  /** @type {Record<string, string | number | null>} */
  const settings = {};
  const damaged = [];
  for (const [key, name] of Object.entries(NAMES)) {
    const text = given.get(name);
    if (text === null) continue;
    const value = READ[/** @type {keyof Settings} */ (key)](text);
    if (value === undefined) damaged.push(name);
    else settings[key] = value;
  }
  /** @type {Panels} */
  const panels = {};
  for (const { name, read } of PANELS) {
    const text = given.get(name);
    const value = text === null ? undefined : read(text);
    if (value !== undefined) panels[name] = value;
    else if (text !== null) damaged.push(name);
  }
  return { settings, panels, damaged };
}
