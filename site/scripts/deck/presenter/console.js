/**
 * The presenter's console: the slide on screen and what comes next, notes, time and plan, and the tools that the
 * audience's window obeys.
 *
 * The slides are the page's own: the grid of `deck-console.css` puts the current one and the next one in their places.
 * When the next step is on the same slide, "next" is a copy with that step shown.
 */
import { commandButton, element } from "../dom.js";
import { recall, remember } from "../memory.js";
import { formatPlace, nextPlace } from "../place.js";
import { reveal } from "../slides.js";
import { Talk } from "../talk.js";
import { followTheme } from "../theme.js";
import { together, windowId, windows } from "../transport.js";
import { Audience } from "./audience.js";
import { NotesPanel } from "./notes-panel.js";
import { takeTokens } from "./server.js";
import { TimePanel } from "./time-panel.js";

/** @typedef {import("../place.js").Place} Place */

const PLACE = "deck:place";

/** @param {HTMLElement} root   `#deck` */
export function startConsole(root) {
  takeTokens();
  const local = windows(location.pathname, windowId());
  const transports = together(local);
  const talk = new Talk(root, "console", { transport: transports });
  const { slides } = talk;
  const time = new TimePanel(slides, () => Date.now());
  const notes = new NotesPanel(root.dataset.notes);
  const run = (/** @type {string} */ command) => void talk.run(command);
  /** @type {(name: string, label: string, command: string) => HTMLButtonElement} */
  const button = (name, label, command) => commandButton(name, label, command, run);
  const black = toggle(button("black", "Black screen (b)", "black"));
  const laser = toggle(button("laser", "Laser pointer (l)", "laser"));
  const draw = toggle(button("pen", "Draw (d)", "draw"));
  const counter = element("button", {
    type: "button",
    class: "counter",
    title: "Search or go to a slide (/)",
    onclick: () => run("search"),
  });
  const audience = new Audience(talk, local, transports, () => location.pathname + formatPlace(place));
  const tools = element(
    "nav",
    { class: "console-tools", "aria-label": "Slides" },
    button("previous", "Step back (←)", "previous"),
    counter,
    button("next", "Next step (→)", "next"),
    element("span", { class: "rest" }),
    black,
    laser,
    draw,
    button("clear", "Wipe the drawing (c)", "clear"),
    button("overview", "Overview (o)", "overview"),
    button("search", "Search (/)", "search"),
    button("theme", "Light or dark (t)", "theme"),
    button("help", "Keys (?)", "help"),
    audience.panel,
  );
  const now = element("h2", { class: "console-label now" });
  const then = element("h2", { class: "console-label then" });
  const typed = element("p", { class: "deck-typed", role: "status" });
  const blank = element("p", { class: "console-blank", hidden: true }, "The audience sees a black screen");
  root.before(time.panel, time.bar);
  root.after(now, then, blank, notes.panel, tools, typed);
  document.documentElement.dataset.deck = "console";
  root.dataset.mode = "console";
  for (const { element: slide } of slides) {
    slide.querySelector("svg[data-marpit-svg]")?.setAttribute("preserveAspectRatio", "xMinYMin");
  }
  document.title = `Presenter · ${document.title}`;

  /** @type {Element | null} */
  let copy = null;

  /** @param {Place} place */
  function arrange(place) {
    const following = nextPlace(place, talk.steps);
    copy?.remove();
    copy = null;
    for (const { element: slide, index } of slides) {
      const role = index === place.slide ? "current" : index === following?.slide ? "next" : null;
      slide.toggleAttribute("hidden", role === null);
      slide.toggleAttribute("data-current", role === "current");
      slide.toggleAttribute("data-next", role === "next");
      slide.toggleAttribute("inert", role === "next");
      if (role === "current") reveal(slide, place.step);
      if (role === "next") reveal(slide, 0);
    }
    if (following?.slide === place.slide) {
      copy = copyOf(slides[place.slide - 1].element, following.step);
      root.append(copy);
    }
    const slide = slides[place.slide - 1];
    const steps = slide.steps ? ` · step ${place.step} of ${slide.steps}` : "";
    now.textContent = `${slide.title}${steps}`;
    then.textContent = !following
      ? "End of the talk"
      : following.slide === place.slide
        ? `Next: step ${following.step}`
        : `Next: ${slides[following.slide - 1].title}`;
    counter.textContent = `${place.slide} / ${slides.length}`;
  }

  let place = recalled();
  talk.commands.set("larger", () => notes.grow(1));
  talk.commands.set("smaller", () => notes.grow(-1));
  talk.start(
    {
      show(there, turned) {
        place = there;
        arrange(place);
        notes.show(place.slide);
        time.show(place.slide, turned);
        remember(PLACE, place);
      },
      showBlack(on) {
        black.setAttribute("aria-pressed", `${on}`);
        blank.hidden = !on;
      },
      showTool(tool) {
        laser.setAttribute("aria-pressed", `${tool === "laser"}`);
        draw.setAttribute("aria-pressed", `${tool === "draw"}`);
      },
      showTyped: (digits) => (typed.textContent = digits && `Go to ${digits} ↵`),
      restore: () => arrange(place),
    },
    place,
  );
  followTheme(() => {});
  const sync = /** @type {import("../sync.js").Sync} */ (talk.sync);
  sync.watch(() => audience.show(sync.decks));
  audience.start();
}

/** @returns {Place} where this console was last, or the start */
function recalled() {
  const { slide, step } = /** @type {Record<string, unknown>} */ (recall(PLACE) ?? {});
  return Number.isInteger(slide) && Number.isInteger(step)
    ? { slide: Number(slide), step: Number(step) }
    : { slide: 1, step: 0 };
}

/**
 * A picture of a slide with another step shown. It stands beside its original, whose definitions it may use.
 *
 * @param {HTMLElement} slide
 * @param {number} step
 */
function copyOf(slide, step) {
  const copy = /** @type {HTMLElement} */ (slide.cloneNode(true));
  for (const name of ["id", "data-current"]) copy.removeAttribute(name);
  copy.querySelectorAll(".ink").forEach((sheet) => sheet.remove());
  copy.toggleAttribute("data-next", true);
  copy.toggleAttribute("inert", true);
  reveal(copy, step);
  return copy;
}

/** @param {HTMLButtonElement} button */
function toggle(button) {
  button.setAttribute("aria-pressed", "false");
  return button;
}
