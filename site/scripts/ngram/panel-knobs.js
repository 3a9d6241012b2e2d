/**
 * The knobs that panels have of their own, by the panel's place in the lab: what a link may say of each. A link holds
 * those that were turned, as `quality.smoothing=kneser-ney`.
 */
import { corpora, number, oneOf } from "./link-values.js";
import { readWays } from "./ways.js";

/** How the lab measures how good a model is. @type {Record<string, string>} */
export const SMOOTHINGS = {
  "absolute-discount": "absolute discount",
  "witten-bell": "Witten–Bell",
  "kneser-ney": "Kneser–Ney",
  "add-one": "add-one",
  ppm: "PPM",
};

/** Which answers are listed. @type {Record<string, string>} */
export const KINDS = { all: "all", unseen: "never seen", seen: "seen in training", wrong: "wrong", right: "right" };

/** @type {Record<string, Record<string, import("./link-values.js").Reader>>} */
export const PANEL_KNOBS = {
  compare: { ways: (text) => (readWays(text) ? text : undefined), width: number(1, 8), depth: number(2, 30) },
  quality: { smoothing: oneOf(Object.keys(SMOOTHINGS)) },
  answers: { kind: oneOf(Object.keys(KINDS)) },
  backoff: { order: number(1, 6) },
  compress: { order: number(1, 8) },
  lifelong: { first: corpora, second: corpora },
  machine: { order: number(1, 3) },
};

/**
 * Turns the knobs of all panels of a lab to where `panels` has them, or back to where they stood at first.
 * @param {ParentNode} lab with a `<section id>` a panel
 * @param {import("./address.js").Panels} panels
 * @param {import("./address.js").Panels} usual where they stood at first; filled here
 */
export function turnPanels(lab, panels, usual) {
  for (const [place, knobs] of Object.entries(PANEL_KNOBS)) {
    const panel = /** @type {Record<string, any> | null} */ (lab.querySelector(`#${place} > :last-child`));
    if (!panel) continue;
    for (const name of Object.keys(knobs)) {
      const key = `${place}.${name}`;
      usual[key] ??= panel[name];
      const value = panels[key] ?? usual[key];
      if (panel[name] !== value) panel[name] = value;
    }
  }
}
