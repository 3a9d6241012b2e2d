/**
 * Shows one place of the deck and hides the rest; tells components and screen readers about it.
 *
 * A hidden slide is `hidden="until-found"`: the browser's own search still finds its text and brings the reader there
 * (`beforematch`); its content is not drawn, not focusable and not read out. Where a browser lacks that, it is gone.
 *
 * Events on a slide, all bubbling: `slide:shown`, `slide:hidden`, and `slide:near` on the one that comes next, so that
 * a demo may start to load.
 */
import { newestText, reveal } from "./slides.js";

/**
 * @typedef {import("./slides.js").Slide} Slide
 * @typedef {import("./place.js").Place} Place
 */

export class Stage {
  /** @type {Slide | null} */
  #shown = null;

  /**
   * @param {HTMLElement} root
   * @param {readonly Slide[]} slides
   * @param {Element} announcer   a live region
   */
  constructor(root, slides, announcer) {
    this.root = root;
    this.slides = slides;
    this.announcer = announcer;
  }

  /** @param {Place} place */
  show({ slide: index, step }) {
    const slide = this.slides[index - 1];
    const before = this.#shown;
    const focused = before !== slide && before?.element.contains(document.activeElement);
    for (const other of this.slides) if (other !== slide) conceal(other.element);
    present(slide, this.slides.length);
    reveal(slide.element, step);
    this.#shown = slide;
    if (before === slide) {
      this.announcer.textContent = newestText(slide.element);
      return;
    }
    if (before) {
      this.root.dataset.moved = index < before.index ? "back" : "on"; // from now on slides come in; the first paint does not
      this.announcer.textContent = `Slide ${index} of ${this.slides.length}: ${slide.title}`;
      tell(before, "slide:hidden");
    }
    if (focused) slide.element.focus({ preventScroll: true });
    this.paintBackdrop();
    tell(slide, "slide:shown");
    if (index < this.slides.length) tell(this.slides[index], "slide:near");
  }

  /** Give the deck up: something else arranges the slides now. */
  stop() {
    if (!this.#shown) return;
    const slide = this.#shown;
    this.#shown = null;
    delete slide.element.dataset.current;
    this.root.style.removeProperty("background");
    tell(slide, "slide:hidden");
  }

  /** The bars beside a slide that does not have the window's ratio take the slide's own colour. */
  paintBackdrop() {
    const section = this.#shown?.element.querySelector("section");
    if (section) this.root.style.background = getComputedStyle(section).backgroundColor;
  }
}

/**
 * @param {Slide} slide
 * @param {"slide:shown" | "slide:hidden" | "slide:near"} type
 */
export function tell(slide, type) {
  slide.element.dispatchEvent(new CustomEvent(type, { bubbles: true }));
}

/** @param {HTMLElement} element */
function conceal(element) {
  element.setAttribute("hidden", "until-found");
  for (const name of ["data-current", "role", "aria-roledescription", "aria-label", "tabindex"])
    element.removeAttribute(name);
}

/**
 * @param {Slide} slide
 * @param {number} count
 */
function present({ element, index, title }, count) {
  element.removeAttribute("hidden");
  element.dataset.current = "";
  element.tabIndex = -1;
  element.setAttribute("role", "group");
  element.setAttribute("aria-roledescription", "slide");
  element.setAttribute("aria-label", `${index} of ${count}: ${title}`);
}
