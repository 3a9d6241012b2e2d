/**
 * Which key does what: one table that the handler and the help on `?` both read.
 *
 * A key pressed inside a form field, a demo (any custom element) or a dialog belongs to it, never to the deck.
 */

/** @typedef {{ keys: string[], command: string, help: string, show?: string }} Binding */

/** `show` is how the help names the keys; without it, the keys themselves. @type {readonly Binding[]} */
export const bindings = [
  {
    keys: ["ArrowRight", "ArrowDown", "PageDown", " ", "n"],
    command: "next",
    help: "Next step",
    show: "→ ↓ Space PageDown",
  },
  {
    keys: ["ArrowLeft", "ArrowUp", "PageUp", "Shift+ ", "Backspace"],
    command: "previous",
    help: "Step back",
    show: "← ↑ Shift+Space PageUp",
  },
  {
    keys: ["Shift+ArrowRight", "Shift+ArrowDown"],
    command: "nextSlide",
    help: "Next slide, whole steps skipped",
    show: "Shift+→",
  },
  { keys: ["Shift+ArrowLeft", "Shift+ArrowUp"], command: "previousSlide", help: "Slide before", show: "Shift+←" },
  { keys: ["Home"], command: "first", help: "First slide" },
  { keys: ["End"], command: "last", help: "Last slide" },
  { keys: [], command: "jump", help: "Go to a slide by its number", show: "1–9 then Enter" },
  { keys: ["/"], command: "search", help: "Search the slides" },
  { keys: ["o"], command: "overview", help: "Overview of all slides" },
  { keys: ["f"], command: "fullscreen", help: "Full screen" },
  { keys: ["t"], command: "theme", help: "Light or dark" },
  { keys: ["b", "."], command: "black", help: "Black screen, and back" },
  { keys: ["l"], command: "laser", help: "Laser pointer on or off" },
  { keys: ["d"], command: "draw", help: "Draw on the slide, or stop" },
  { keys: ["c"], command: "clear", help: "Wipe the drawing" },
  { keys: ["s"], command: "scroll", help: "All slides in one column, or one at a time" },
  { keys: ["+", "="], command: "larger", help: "Larger notes" },
  { keys: ["-"], command: "smaller", help: "Smaller notes" },
  { keys: ["k"], command: "link", help: "Link to this slide" },
  { keys: ["p"], command: "presenter", help: "Presenter’s console in a second window" },
  { keys: ["?"], command: "help", help: "This list" },
  { keys: ["Escape"], command: "escape", help: "Close, leave a demo", show: "Esc" },
];

const FIELDS =
  "input, textarea, select, [contenteditable=''], [contenteditable=true], [role=textbox], iframe, audio, video";
const PRESSED = "button, a[href], summary, [role=button]"; // Space and Enter are theirs
const TURNED = "[role=slider], [role=tab], [role=radio], [role=option], [role=menuitem], [role=grid]"; // arrows are theirs

/** @param {Element} element */
const isDemo = (element) => element.localName.includes("-") && !element.localName.startsWith("marp-");

/**
 * Does this key belong to something in the page rather than to the deck?
 *
 * The path is asked, not the target, because a demo's shadow tree hides the field that is typed into. A clicker sends
 * PageUp and PageDown and nothing else, and must still turn the page after a demo's button was clicked.
 *
 * @param {KeyboardEvent} event
 */
export function isTaken(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open]")) return true;
  if (event.key === "Escape") return false; // the way out of a field or a demo that has no use for it
  const path = event.composedPath().filter((node) => node instanceof Element);
  if (path.some((node) => node.matches(FIELDS) || node.matches(TURNED))) return true;
  const pressed = path.some((node) => node.matches(PRESSED));
  if (path.some(isDemo)) return !(pressed && /^Page(Up|Down)$/.test(event.key));
  return pressed && (event.key === " " || event.key === "Enter");
}

/**
 * @param {KeyboardEvent} event
 * @returns {string | null} the command of this key
 */
export function commandOf(event) {
  const letter = event.key.length === 1 && event.key !== " ";
  const key = event.shiftKey && !letter ? `Shift+${event.key}` : event.key;
  return (
    bindings.find(({ keys }) => keys.includes(key) || (letter && keys.includes(key.toLowerCase())))?.command ?? null
  );
}

/**
 * Listen to the whole page; digits are gathered until Enter.
 *
 * @param {(command: string) => boolean} run   false when the command did nothing: the browser then does what it does
 * @param {{ typed: (digits: string) => void, jump: (slide: number) => void }} on
 */
export function listen(run, on) {
  let digits = "";
  let forget = 0;
  /** @param {string} value */
  const gather = (value) => {
    digits = value;
    clearTimeout(forget);
    if (value) forget = setTimeout(() => gather(""), 3000);
    on.typed(value);
  };
  window.addEventListener("pointerdown", () => digits && gather(""));
  window.addEventListener("keydown", (event) => {
    if (digits && event.key === "Enter") {
      event.preventDefault(); // also when a button has the focus: the number was typed just now
      const slide = Number(digits);
      gather("");
      return on.jump(slide);
    }
    if (isTaken(event)) return;
    if (/^\d$/.test(event.key)) return gather((digits + event.key).slice(-4));
    const gathered = digits !== "";
    if (gathered) gather("");
    const command = commandOf(event);
    if (gathered && command === "escape") return;
    if (command && run(command)) event.preventDefault();
  });
}
