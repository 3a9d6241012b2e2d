/**
 * All slides on a grid, section by section: the same slides made small, each under a button.
 *
 * The arrows move over the grid as it is laid out, Enter goes there, Escape returns to where one was.
 */
import { element } from "./dom.js";
import { reveal, sectionsOf } from "./slides.js";

/** @typedef {import("./slides.js").Slide} Slide */

export class Overview {
  /** @type {HTMLButtonElement[]} */
  #picks = [];
  /** @type {HTMLElement[]} */
  #headings = [];

  /**
   * @param {HTMLElement} root
   * @param {readonly Slide[]} slides
   */
  constructor(root, slides) {
    this.root = root;
    this.slides = slides;
    root.addEventListener("keydown", (event) => this.#move(event));
  }

  get open() {
    return this.#picks.length > 0;
  }

  /**
   * @param {number} current
   * @param {(index: number) => void} pick
   */
  show(current, pick) {
    for (const { name, first } of sectionsOf(this.slides)) {
      if (!name) continue;
      const heading = element("h2", { class: "overview-section" }, name);
      this.slides[first - 1].element.before(heading);
      this.#headings.push(heading);
    }
    for (const { element: slide, index, title } of this.slides) {
      slide.removeAttribute("hidden");
      for (const child of slide.children) child.setAttribute("inert", "");
      reveal(slide, Infinity);
      const button = element(
        "button",
        { type: "button", class: "pick", "aria-label": `${index}: ${title}`, onclick: () => pick(index) },
        element("span", { class: "pick-number" }, `${index}`),
      );
      if (index === current) button.setAttribute("aria-current", "true");
      slide.append(button);
      this.#picks.push(button);
    }
    const here = this.#picks[current - 1];
    here.scrollIntoView({ block: "center" });
    here.focus({ preventScroll: true });
  }

  hide() {
    for (const node of [...this.#picks, ...this.#headings]) node.remove();
    for (const { element: slide } of this.slides) for (const child of slide.children) child.removeAttribute("inert");
    this.#picks = [];
    this.#headings = [];
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const here = this.#picks.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (!this.open || here < 0) return;
    const there = neighbour(this.#picks, here, event.key);
    if (there === null) return;
    event.preventDefault();
    this.#picks[there].focus({ preventScroll: true });
    this.#picks[there].scrollIntoView({ block: "nearest" });
  }
}

/**
 * The button that lies beside `here` in the direction of an arrow key, by what is on screen.
 *
 * @param {readonly Element[]} buttons
 * @param {number} here
 * @param {string} key
 * @returns {number | null} null for other keys
 */
function neighbour(buttons, here, key) {
  const last = buttons.length - 1;
  if (key === "ArrowRight") return Math.min(last, here + 1);
  if (key === "ArrowLeft") return Math.max(0, here - 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const from = boxes[here];
  const way = key === "ArrowDown" ? 1 : -1;
  const beyond = boxes
    .map((box, i) => ({ i, rows: way * (box.top - from.top), aside: Math.abs(box.left - from.left) }))
    .filter(({ rows }) => rows > 1);
  const nearest = Math.min(...beyond.map(({ rows }) => rows));
  const row = beyond.filter(({ rows }) => rows < nearest + 1).sort((a, b) => a.aside - b.aside);
  return row[0]?.i ?? here;
}
