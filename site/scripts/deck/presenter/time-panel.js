/** Clock, elapsed and remaining time, and the plan of the talk with what is behind or ahead of it. */
import { element } from "../dom.js";
import { recall, remember } from "../memory.js";
import { sectionsOf } from "../slides.js";
import { elapsed, format, MINUTE, pace, parseTimer, pause, planOf, start, stopped } from "./timer.js";

/** @typedef {import("../slides.js").Slide} Slide */

const TIMER = "deck:timer";
const MINUTES = "deck:minutes";
const USUAL = 45;

export class TimePanel {
  #index = 1;
  /** @type {number[]} */
  #times = [];

  /**
   * @param {readonly Slide[]} slides
   * @param {() => number} now   milliseconds since 1970
   */
  constructor(slides, now) {
    this.slides = slides;
    this.now = now;
    this.timer = parseTimer(recall(TIMER));
    this.clock = element("time", { class: "clock", "aria-label": "Time of day" });
    this.spent = element("span", { class: "spent" });
    this.left = element("span", { class: "left" });
    this.pace = element("span", { class: "pace", role: "status" });
    this.toggle = element("button", { type: "button", class: "timer-toggle", onclick: () => this.#toggle() });
    this.minutes = element("input", {
      type: "number",
      min: 1,
      max: 600,
      step: 1,
      "aria-label": "Minutes of the talk",
      onchange: () => this.#plan(Number(this.minutes.value)),
    });
    this.panel = element(
      "header",
      { class: "console-time" },
      figure("Clock", this.clock),
      figure("Elapsed", this.spent),
      figure("Left", this.left),
      figure("Plan", this.pace),
      element(
        "div",
        { class: "timer-buttons" },
        this.toggle,
        element("button", { type: "button", onclick: () => this.#set(stopped) }, "Reset"),
        element("label", {}, this.minutes, " min"),
      ),
    );
    this.pieces = sectionsOf(slides).map((section) => {
      const piece = element("span", { class: "plan-piece", title: section.name }, element("span", {}, section.name));
      return { ...section, piece };
    });
    this.hand = element("span", { class: "plan-hand" });
    this.here = element("span", { class: "plan-here" });
    this.bar = element(
      "div",
      { class: "console-plan", role: "img" },
      ...this.pieces.map(({ piece }) => piece),
      this.here,
      this.hand,
    );
    const stored = recall(MINUTES);
    const written = slides.reduce((sum, { minutes }) => sum + minutes, 0);
    this.#plan(typeof stored === "number" ? stored : Math.round(written) || USUAL, false);
    this.#set(this.timer);
    setInterval(() => this.#tick(), 250);
  }

  /**
   * @param {number} index
   * @param {boolean} turned   the speaker turned the page: the talk has begun
   */
  show(index, turned) {
    this.#index = index;
    if (turned && this.timer.since === null && this.timer.spent === 0) this.#set(start(this.timer, this.now()));
    this.#tick();
  }

  #toggle() {
    this.#set(this.timer.since === null ? start(this.timer, this.now()) : pause(this.timer, this.now()));
  }

  /** @param {import("./timer.js").Timer} timer */
  #set(timer) {
    this.timer = timer;
    remember(TIMER, timer);
    this.toggle.textContent = timer.since !== null ? "Pause" : timer.spent ? "Go on" : "Start";
    this.#tick();
  }

  /**
   * @param {number} minutes
   * @param {boolean} [keep]
   */
  #plan(minutes, keep = true) {
    const total = Number.isFinite(minutes) ? Math.max(1, Math.min(600, Math.round(minutes))) : USUAL;
    this.minutes.value = `${total}`;
    if (keep) remember(MINUTES, total);
    this.#times = planOf(this.slides, total * MINUTE);
    for (const { piece, first, count } of this.pieces)
      piece.style.flexGrow = `${this.#times[first - 1 + count] - this.#times[first - 1]}`;
    this.#tick();
  }

  #tick() {
    if (this.#times.length === 0) return;
    const now = this.now();
    const total = /** @type {number} */ (this.#times.at(-1));
    const spent = elapsed(this.timer, now);
    const late = pace(this.#times, this.#index, spent);
    const running = this.timer.since !== null;
    const section = this.slides[this.#index - 1].section;
    this.clock.textContent = new Date(now).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    this.spent.textContent = format(spent);
    this.left.textContent = format(total - spent);
    this.left.dataset.state = total - spent < 0 ? "over" : total - spent < 5 * MINUTE ? "soon" : "";
    const words = Math.abs(late) < 1000 ? "on time" : `${format(Math.abs(late))} ${late > 0 ? "behind" : "ahead"}`;
    const shown = running || spent ? words : "not started";
    if (this.pace.textContent !== shown) this.pace.textContent = shown;
    this.pace.dataset.state = !running ? "" : late > MINUTE ? "behind" : late < -MINUTE ? "ahead" : "";
    this.hand.style.left = `${Math.min(100, (100 * spent) / total)}%`;
    this.here.style.left = `${(100 * this.#times[this.#index - 1]) / total}%`;
    this.here.style.width = `${(100 * (this.#times[this.#index] - this.#times[this.#index - 1])) / total}%`;
    for (const { piece, name } of this.pieces) piece.toggleAttribute("data-current", name === section);
    const label = `Plan: ${section || `slide ${this.#index}`}, ${words}`;
    if (this.bar.getAttribute("aria-label") !== label) this.bar.setAttribute("aria-label", label);
  }
}

/**
 * @param {string} label
 * @param {Node} value
 */
function figure(label, value) {
  return element("div", { class: "figure" }, element("span", { class: "label" }, label), value);
}
