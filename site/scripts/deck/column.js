/**
 * All slides in one column, as in the page without scripts: the way to read on a phone held upright.
 *
 * The slide in the middle of the window is the current one.
 */
import { reveal } from "./slides.js";
import { tell } from "./stage.js";

/** @typedef {import("./slides.js").Slide} Slide */

export class Column {
  /** @type {IntersectionObserver | null} */
  #observer = null;
  #current = 0;

  /**
   * @param {readonly Slide[]} slides
   * @param {(index: number) => void} seen   the reader scrolled to a slide
   */
  constructor(slides, seen) {
    this.slides = slides;
    this.seen = seen;
  }

  get open() {
    return this.#observer !== null;
  }

  start() {
    for (const { element } of this.slides) {
      element.removeAttribute("hidden");
      reveal(element, Infinity);
    }
    this.#observer = new IntersectionObserver((entries) => this.#look(entries), { rootMargin: "-50% 0px -50% 0px" });
    for (const { element } of this.slides) this.#observer.observe(element);
  }

  stop() {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#mark(0);
  }

  /** @param {number} index */
  show(index) {
    if (index === this.#current) return;
    this.#mark(index);
    this.scroll();
  }

  /** Bring the current slide into view, after the page was laid out anew. */
  scroll() {
    if (this.#current === 1) scrollTo(0, 0);
    else this.slides[this.#current - 1]?.element.scrollIntoView({ block: "center" });
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #look(entries) {
    const entry = entries.find(({ isIntersecting }) => isIntersecting);
    const slide = this.slides.find(({ element }) => element === entry?.target);
    if (!slide || slide.index === this.#current) return;
    this.#mark(slide.index);
    this.seen(slide.index);
  }

  /** @param {number} index   0 for none */
  #mark(index) {
    const before = this.slides[this.#current - 1];
    const now = this.slides[index - 1];
    this.#current = index;
    if (before) {
      delete before.element.dataset.current;
      tell(before, "slide:hidden");
    }
    if (now) {
      now.element.dataset.current = "";
      tell(now, "slide:shown");
    }
  }
}
