/** The settings that panels share with the sampler, as properties: a panel that spreads them follows the lab. */
import { readOptional } from "./knobs.js";

const optional = { fromAttribute: readOptional };

/** @type {import("lit").PropertyDeclarations} */
export const modelProperties = { corpus: {}, order: { type: Number } };

/** @type {import("lit").PropertyDeclarations} */
export const samplingProperties = {
  ...modelProperties,
  temperature: { type: Number },
  topK: { attribute: "top-k", converter: optional },
  topP: { attribute: "top-p", converter: optional },
  seed: { type: Number },
  prompt: {},
};
