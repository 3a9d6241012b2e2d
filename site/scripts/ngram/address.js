/**
 * Settings of the sampler as a link, and back. What a link says is checked like anything a stranger sends: what is out
 * of range or no number is left at its default, and named, so that the page can say so.
 *
 *     toQuery({ corpus: "expressions", order: 5, temperature: 1, … })   // "corpus=expressions&order=5&…"
 *     fromQuery("order=99&seed=7")   // { settings: { seed: 7 }, damaged: ["order"] }
 */

/** @typedef {import("./sampler.js").Settings} Settings */

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

/** @param {number} low @param {number} high @param {boolean} [whole] */
const number =
  (low, high, whole = true) =>
  (/** @type {string} */ text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    return value >= low && value <= high && (!whole || Number.isInteger(value)) ? value : undefined;
  };

/** What each name may say. @type {Record<keyof Settings, (text: string) => string | number | null | undefined>} */
const READ = {
  corpus: (text) =>
    !text.includes("own-") && /^[a-z0-9-]{1,60}(\+[a-z0-9-]{1,60}){0,7}$/.test(text) ? text : undefined,
  order: number(0, 16),
  temperature: number(0, 2, false),
  topK: number(1, 256),
  topP: number(0.01, 1, false),
  seed: number(0, 2 ** 31),
  length: number(1, 20_000),
  prompt: (text) => (text.length <= 2000 ? text : undefined),
  pace: (text) => (["watch", "slow", "once"].includes(text) ? text : undefined),
};

/** @param {Settings} settings */
export function toQuery(settings) {
  const query = new URLSearchParams();
  for (const [key, name] of Object.entries(NAMES)) {
    const value = settings[/** @type {keyof Settings} */ (key)];
    // A text of the reader's own stays on the reader's machine: a link cannot bring it back.
    if (key === "corpus" && settings.corpus.includes("own-")) continue;
    if (value !== null && value !== "") query.set(name, String(value));
  }
  return query.toString();
}

/**
 * @param {string} query
 * @returns {{settings: Partial<Settings>, damaged: string[]}}
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
  return { settings, damaged };
}
