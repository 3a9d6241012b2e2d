// The one way a slide becomes HTML: Marp with our options, for one build (marp.config.mjs) or many (warm.mjs).
//
//   const engine = new TalkEngine();
//   const { slides } = engine.renderDeck("# One\n\n<!-- a note -->\n\n---\n\n# Two");
//   slides.map((slide) => slide.notes); // → [["a note"], []]
import { readFileSync, writeFileSync } from "node:fs";
import { Marp } from "@marp-team/marp-core";

/** Options of marp-core. The two folders are stand-ins that sitegen/slides.py and sitegen/assets.py resolve. */
export const talkOptions = {
  html: true,
  lang: "en",
  script: false,
  inlineSVG: true,
  container: false,
  math: { lib: "katex", katexFontPath: "katex-fonts/" },
  emoji: { unicode: "twemoji", shortcode: "twemoji", twemoji: { base: "twemoji/" } },
};

/**
 * A rendered slide: its `<svg>`, the file it came from, its classes, what the speaker says, and how it comes.
 * @typedef {{svg: string, section: string, class: string, notes: string[], transition: string}} Slide
 */

/** Marp that also knows which file a slide came from, and keeps notes out of everything it renders. */
export class TalkEngine extends Marp {
  /**
   * @param {object} [options] marp-core's options; ours win
   * @param {{sidecar?: string, finished?: string}} [files] `sidecar` receives slides, css and notes at each render;
   *   `finished` holds slides that the build completed (figures, results of demos), for PDF and PPTX, with their notes
   */
  constructor(options = {}, files = {}) {
    super({ ...options, ...talkOptions });
    this.files = files;
    // `<!-- section: 03-sampling -->`, written by sitegen/deck.py at the head of each file, holds until the next one.
    this.customDirectives.local.section = (value) => ({ section: String(value) });
    // `<!-- _transition: push -->`: how a slide comes; sitegen/slides.py knows which there are.
    this.customDirectives.local.transition = (value) => ({ transition: String(value) });
  }

  /**
   * @param {string} markdown a whole deck
   * @returns {{slides: Slide[], css: string}}
   */
  renderDeck(markdown) {
    const { html, css, comments } = super.render(markdown, { htmlAsArray: true });
    const slides = html.map((svg, i) => {
      const open = this.lastSlideTokens[i].find((token) => token.type === "marpit_slide_open");
      const directives = open?.meta?.marpitDirectives ?? {};
      const classes = [directives.class ?? []].flat().join(" ");
      const { section = "", transition = "" } = directives;
      return { svg, section, class: classes, notes: comments[i], transition };
    });
    return { slides, css };
  }

  /**
   * Packing a theme is half the work of a render, and an edit hardly ever changes its outcome: the last one is kept.
   * @override
   * @param {string | undefined} theme
   */
  renderStyle(theme) {
    const tokens = this.lastSlideTokens.flat();
    const math = [...tokens, ...tokens.flatMap(({ children }) => children ?? [])].some(({ tag }) => tag === "math");
    const key = JSON.stringify([theme, this.lastStyles, math]);
    if (this.packed?.key !== key) this.packed = { key, css: super.renderStyle(theme) };
    return this.packed.css;
  }

  /**
   * What marp-cli calls. Notes go to the sidecar alone, so that no HTML, PDF or PPTX can hold them; a speaker's own
   * PDF or PPTX has those that `finished` names.
   * @override
   * @param {string} markdown
   */
  render(markdown) {
    const { slides, css } = this.renderDeck(markdown);
    const { sidecar, finished } = this.files;
    if (sidecar) writeFileSync(sidecar, JSON.stringify({ slides, css }));
    const comments = slides.map(() => []);
    if (finished) return { comments, ...JSON.parse(readFileSync(finished, "utf8")) };
    return { html: slides.map((slide) => slide.svg).join("\n"), css, comments };
  }
}
