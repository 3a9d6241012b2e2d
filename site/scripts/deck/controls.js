/**
 * What surrounds the slide: a bar of buttons that shows itself when the mouse moves or a key reaches it, and the
 * progress line with one piece a section.
 */
import { commandButton, element, icon } from "./dom.js";
import { sectionsOf } from "./slides.js";

/** @typedef {import("./slides.js").Slide} Slide */

const AWAKE = 2500; // milliseconds that the bar stays after the mouse rests

export class Controls {
  /**
   * @param {readonly Slide[]} slides
   * @param {(command: string) => void} run
   */
  constructor(slides, run) {
    this.slides = slides;
    /** @type {(name: string, label: string, command: string) => HTMLButtonElement} */
    const button = (name, label, command) => commandButton(name, label, command, run);
    this.counter = element("button", { type: "button", class: "counter", onclick: () => run("search") });
    this.single = button("scroll", "All slides in one column", "scroll");
    this.bar = element(
      "nav",
      { class: "deck-bar", "aria-label": "Slides" },
      button("previous", "Step back (←)", "previous"),
      this.counter,
      button("next", "Next step (→)", "next"),
      element("span", { class: "gap" }),
      button("overview", "Overview (o)", "overview"),
      this.single,
      button("theme", "Light or dark (t)", "theme"),
      document.fullscreenEnabled ? button("fullscreen", "Full screen (f)", "fullscreen") : null,
      button("presenter", "Presenter’s console (p)", "presenter"),
      button("help", "Keys (?)", "help"),
    );
    this.pieces = sectionsOf(slides).map(({ name, first, count }) => {
      const fill = element("span");
      const piece = element("span", { class: "piece", title: name, style: `flex-grow: ${count}` }, fill);
      return { piece, fill, first, count };
    });
    this.progress = element(
      "div",
      { class: "deck-progress", role: "progressbar", "aria-label": "Progress of the talk", "aria-valuemin": 1 },
      ...this.pieces.map(({ piece }) => piece),
    );
    this.progress.setAttribute("aria-valuemax", `${slides.length}`);
    this.typed = element("p", { class: "deck-typed", role: "status" });
    document.body.append(this.bar, element("footer", {}, this.progress), this.typed);
    stayAwake();
  }

  /** @param {number} index   the slide that is shown */
  show(index) {
    const { title, section } = this.slides[index - 1];
    this.counter.textContent = `${index} / ${this.slides.length}`;
    this.counter.setAttribute("aria-label", `${this.counter.textContent}: ${title}. Search or go to a slide`);
    this.counter.title = "Search or go to a slide (/)";
    this.progress.setAttribute("aria-valuenow", `${index}`);
    this.progress.setAttribute("aria-valuetext", `slide ${index} of ${this.slides.length}${section && `, ${section}`}`);
    for (const { fill, first, count } of this.pieces) {
      fill.style.transform = `scaleX(${Math.min(1, Math.max(0, (index - first + 1) / count))})`;
    }
  }

  /** @param {boolean} inColumn */
  showMode(inColumn) {
    const label = inColumn ? "One slide at a time (s)" : "All slides in one column (s)";
    this.single.replaceChildren(icon(inColumn ? "single" : "scroll"));
    this.single.setAttribute("aria-label", label);
    this.single.title = label;
  }

  /** @param {string} digits   typed so far */
  showTyped(digits) {
    this.typed.textContent = digits && `Go to ${digits} ↵`;
  }
}

/** How near to the upper edge, in CSS pixels, the pointer calls the way home, which lies over a slide's title. */
const EDGE = 96;

/** The bar and the mouse's arrow are there while the mouse moves, and leave the slide alone afterwards. */
function stayAwake() {
  const root = document.documentElement;
  let sleep = 0;
  /** @param {Event} [event] */
  const wake = (event) => {
    const atEdge = event instanceof PointerEvent && (event.clientY < EDGE || event.pointerType === "touch");
    root.dataset.awake = atEdge ? "edge" : "";
    clearTimeout(sleep);
    sleep = setTimeout(() => delete root.dataset.awake, AWAKE);
  };
  for (const type of ["pointermove", "pointerdown", "focusin"]) window.addEventListener(type, wake, { passive: true });
  wake();
}
