/**
 * All slides in one column, as in the page without scripts: the way to read on a phone held upright.
 *
 * The current slide lies under a reading line that wanders from the top of the window, when the page is at its start,
 * to the bottom, when it is at its end: so the first and the last slide have their turn too.
 */
import { reveal } from "./slides.js";
import { tell } from "./stage.js";

/** @typedef {import("./slides.js").Slide} Slide */

export class Column {
  open = false;
  #current = 0;
  #waiting = false;

  /**
   * @param {readonly Slide[]} slides
   * @param {(index: number) => void} seen   the reader scrolled to a slide
   */
  constructor(slides, seen) {
    this.slides = slides;
    this.seen = seen;
    window.addEventListener("scroll", () => this.#look(), { passive: true });
  }

  start() {
    for (const { element } of this.slides) {
      element.removeAttribute("hidden");
      reveal(element, Infinity);
    }
    this.open = true;
  }

  stop() {
    this.open = false;
    this.#mark(0);
  }

  /** @param {number} index */
  show(index) {
    if (index === this.#current) return;
    this.#mark(index);
    this.scroll();
  }

  /** Bring the current slide under the reading line, after the page was laid out anew. */
  scroll() {
    const box = this.slides[this.#current - 1]?.element.getBoundingClientRect();
    if (!box) return;
    if (this.#current === 1) return scrollTo(0, 0);
    const middle = scrollY + box.top + box.height / 2;
    const whole = document.documentElement.scrollHeight;
    scrollTo(0, (middle * (whole - innerHeight)) / whole);
  }

  /** Which slide is under the reading line now? Asked once a frame. */
  #look() {
    if (!this.open || this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      if (!this.open) return;
      const line = (innerHeight * scrollY) / Math.max(1, document.documentElement.scrollHeight - innerHeight);
      const slide =
        this.slides.find(({ element }) => element.getBoundingClientRect().bottom >= line) ?? this.slides.at(-1);
      if (!slide || slide.index === this.#current) return;
      this.#mark(slide.index);
      this.seen(slide.index);
    });
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
