// Marp kept warm for the watcher: one JSON request a line on stdin, one JSON answer a line on stdout.
//
//   {"markdown": "…", "themes": ["…css…"]}  →  {"slides": […], "css": "…"}  or  {"error": "…"}
//
// Formulas are kept between renders: KaTeX is most of the work, and an edit changes few of them.
import { createInterface } from "node:readline";
import { TalkEngine } from "./engine.mjs";

/** @type {{themes: string, engine: TalkEngine} | undefined} */
let kept;

/** @param {string[]} themes */
function engineFor(themes) {
  const key = themes.join("\0");
  if (kept?.themes === key) return kept.engine;
  const engine = new TalkEngine();
  for (const theme of themes) engine.themeSet.add(theme);
  kept = { themes: key, engine };
  return engine;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { markdown, themes } = JSON.parse(line);
  let answer;
  try {
    answer = engineFor(themes).renderDeck(markdown);
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
