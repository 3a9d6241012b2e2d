/**
 * One window's share of the talk: where it is, what its commands do, and how it keeps step with the other windows.
 *
 * The deck (`shell.js`) and the presenter's console (`presenter/console.js`) are two views of it. A view shows a place
 * and knows nothing of keys, addresses or messages.
 */
import { listen } from "./keys.js";
import { clampPlace, formatPlace, nextPlace, parsePlace, previousPlace, samePlace } from "./place.js";
import { readSlides } from "./slides.js";
import { Sync } from "./sync.js";
import { toggleTheme } from "./theme.js";
import { windowId, windows } from "./transport.js";

/**
 * @typedef {import("./place.js").Place} Place
 * @typedef {import("./messages.js").Message} Message
 * @typedef {"push" | "replace" | "keep"} History   what happens to the address
 * @typedef {object} View
 * @property {(place: Place, turned: boolean) => void} show   `turned`: someone turned the page just now
 * @property {(black: boolean) => void} showBlack
 * @property {(tool: "laser" | "draw" | null) => void} showTool
 * @property {(digits: string) => void} showTyped
 * @property {() => void} restore      after the overview: hide and show slides anew
 */

/** Commands that move the talk. */
const DRIVES = new Set(["next", "previous", "nextSlide", "previousSlide", "first", "last", "black"]);
const BLIND = 10_000; // milliseconds for which a press waits for the connection

export class Talk {
  black = false;
  /** @type {"laser" | "draw" | null} */
  tool = null;
  /** @type {Map<string, () => boolean | void>} */
  commands = new Map();
  /** @type {Promise<import("./ink.js").Ink> | null} */
  #ink = null;
  /** @type {import("./overview.js").Overview | null} */
  #overview = null;
  #mode = "";

  /** Did the reader of a following device turn a page alone? */
  away = false;
  /** @type {import("./sync.js").Talk | null} */
  #speaker = null;
  /** @type {import("./card.js").Card | null} */
  #card = null;
  /** What was pressed before this window heard where the talk is. @type {{ at: number, again: () => void }[]} */
  #blind = [];

  /**
   * @param {HTMLElement} root   `#deck`
   * @param {"deck" | "console"} role
   * @param {{ transport?: import("./transport.js").Transport, following?: () => void }} [options]
   *   how messages travel (else between this browser's windows); `following`: this device goes where the speaker goes,
   *   and is told when that changes
   */
  constructor(root, role, { transport, following } = {}) {
    this.root = root;
    this.role = role;
    this.slides = readSlides(root);
    this.steps = this.slides.map(({ steps }) => steps);
    /** @type {Place} */
    this.place = { slide: 1, step: 0 };
    this.transport = transport ?? windows(location.pathname, windowId());
    this.following = following;
  }

  /**
   * Show where the address says, or `fallback`; then listen to keys, the browser's history and other windows.
   *
   * @param {View} view
   * @param {Place} fallback
   */
  start(view, fallback) {
    this.view = view;
    this.#addCommands();
    this.go(parsePlace(location.hash, this.steps) ?? fallback, "replace", true);
    window.addEventListener("popstate", () => {
      const place = parsePlace(location.hash, this.steps);
      if (place) this.go(place, "keep");
      else this.go(this.place, "replace", true); // such as the skip link's `#deck`
    });
    for (const { element, index } of this.slides) {
      element.addEventListener("beforematch", () => this.go({ slide: index, step: Infinity })); // the browser's own search
    }
    listen((command) => this.run(command), {
      typed: (digits) => view.showTyped(digits),
      jump: (slide) => {
        this.#remember(() => this.go({ slide, step: 0 }));
        this.go({ slide, step: 0 });
      },
    });
    this.sync = new Sync(this.transport, this.role, {
      read: () => ({ place: this.place, black: this.black }),
      adopt: (talk, joining, first) => this.#adopt(talk, joining, first),
      ink: (message) => void this.#receive(message),
      replay: () => void this.#withInk((ink) => ink.replay(), false),
    });
  }

  /**
   * Someone else went somewhere.
   *
   * @param {import("./sync.js").Talk} talk
   * @param {boolean} joining
   * @param {boolean} [first]
   */
  #adopt(talk, joining, first = false) {
    const blind = this.#blind.splice(0);
    this.#speaker = talk;
    if (this.away) return;
    this.#show(talk.place, "replace", !joining && !samePlace(talk.place, this.place));
    this.#setBlack(talk.black);
    if (first) for (const { at, again } of blind) if (performance.now() - at < BLIND) again();
  }

  /**
   * A hand may be faster than the connection: what it pressed counts from where the talk turns out to be.
   *
   * @param {() => void} again
   */
  #remember(again) {
    if (this.role === "console" && !this.sync?.heard)
      this.#blind = [...this.#blind, { at: performance.now(), again }].slice(-9);
  }

  /** Back to where the speaker is. */
  rejoin() {
    this.away = false;
    if (this.#speaker) this.#adopt(this.#speaker, false);
    this.following?.();
  }

  /** @param {Message} message   laser, line or card */
  async #receive(message) {
    if (message.type !== "card") return this.#withInk((ink) => ink.receive(message), message.type !== "lift");
    const { Card } = await import("./card.js");
    this.#card ??= new Card(document.documentElement.dataset.root ?? "../");
    await this.#card.show(message.room);
  }

  /**
   * @param {string} command
   * @returns {boolean} false when this window has no such command now
   */
  run(command) {
    const action = this.commands.get(command);
    if (action && DRIVES.has(command)) this.#remember(() => void action());
    return action !== undefined && action() !== false;
  }

  /**
   * The one who sits here goes to a place; the other windows follow.
   *
   * @param {Place | null} place   null: nowhere to go
   * @param {History} [history]
   * @param {boolean} [silent]   others are not told
   */
  go(place, history, silent = false) {
    if (!place) return;
    const picked = this.#overview?.open;
    if (picked) this.closeOverview();
    this.#show(place, history, !silent);
    if (picked) this.slides[this.place.slide - 1].element.focus({ preventScroll: true });
    this.#setBlack(false);
    if (silent) return;
    this.sync?.write();
    if (this.following && !this.away) {
      this.away = true;
      this.following();
    }
  }

  /**
   * @param {Place} wanted
   * @param {History | undefined} history
   * @param {boolean} byHand
   */
  #show(wanted, history, byHand) {
    const place = clampPlace(wanted, this.steps);
    const turned = place.slide !== this.place.slide;
    this.place = place;
    this.view?.show(place, byHand);
    if (turned) void this.#withInk((ink) => ink.show(place.slide), false);
    if (history !== "keep" && location.hash !== formatPlace(place)) {
      const address = location.search + formatPlace(place);
      if (history === "replace" || !turned) window.history.replaceState(null, "", address);
      else window.history.pushState(null, "", address);
    }
  }

  /** @param {boolean} black */
  #setBlack(black) {
    if (this.black === black) return;
    this.black = black;
    this.view?.showBlack(black);
  }

  toggleBlack() {
    this.#setBlack(!this.black);
    this.sync?.write();
  }

  #addCommands() {
    const { slides, steps } = this;
    /** @type {Record<string, () => boolean | void>} */
    const commands = {
      next: () => this.go(nextPlace(this.place, this.steps)),
      previous: () => this.go(previousPlace(this.place, this.steps)),
      nextSlide: () => this.go({ slide: this.place.slide + 1, step: 0 }),
      previousSlide: () => this.go({ slide: this.place.slide - 1, step: 0 }),
      first: () => this.go({ slide: 1, step: 0 }),
      last: () => this.go({ slide: slides.length, step: steps[slides.length - 1] }),
      jump: () => false,
      search: () =>
        void import("./search.js").then(({ openSearch }) => openSearch(slides, (slide) => this.go({ slide, step: 0 }))),
      overview: () => void this.toggleOverview(),
      link: () => void import("./link.js").then(({ openLink }) => openLink(slides[this.place.slide - 1])),
      fullscreen: () => void toggleFullscreen(),
      theme: toggleTheme,
      black: () => this.toggleBlack(),
      laser: () => void this.take("laser"),
      draw: () => void this.take("draw"),
      clear: () => void this.#withInk((ink) => ink.clear(this.place.slide), false),
      help: () => void import("./help.js").then(({ openHelp }) => openHelp(new Set(this.commands.keys()))),
      escape: () => this.#escape(),
    };
    for (const [name, action] of Object.entries(commands))
      if (!this.commands.has(name)) this.commands.set(name, action);
    if (!document.fullscreenEnabled) this.commands.delete("fullscreen");
  }

  /** Leave whatever is open, outermost first; a demo gives the keys back to the deck. */
  #escape() {
    const current = this.slides[this.place.slide - 1].element;
    const focused = document.activeElement;
    if (this.#overview?.open) this.closeOverview();
    else if (this.black) this.toggleBlack();
    else if (focused !== current && current.contains(focused)) current.focus({ preventScroll: true });
    else return this.tool ? void this.take(null) : false;
  }

  /** @param {"laser" | "draw" | null} tool */
  async take(tool) {
    await this.#withInk((ink) => {
      this.tool = ink.take(tool, this.place.slide);
      this.view?.showTool(this.tool);
    }, true);
  }

  /**
   * The sheets for laser and pen are loaded when they are first needed.
   *
   * @param {(ink: import("./ink.js").Ink) => void} use
   * @param {boolean} load   false: only when they are there already
   */
  async #withInk(use, load) {
    if (!this.#ink && !load) return;
    this.#ink ??= import("./ink.js").then(
      ({ Ink }) => new Ink(this.slides, this.transport.id, (body) => this.sync?.joined && this.transport.post(body)),
    );
    use(await this.#ink);
  }

  async toggleOverview() {
    if (this.#overview?.open) return this.closeOverview();
    const { Overview } = await import("./overview.js");
    this.#overview ??= new Overview(this.root, this.slides);
    this.#mode = this.root.dataset.mode ?? "";
    this.root.dataset.mode = "overview";
    this.#overview.show(this.place.slide, (slide) => this.go({ slide, step: 0 }));
  }

  closeOverview() {
    this.#overview?.hide();
    this.root.dataset.mode = this.#mode;
    this.view?.restore();
    this.slides[this.place.slide - 1].element.focus({ preventScroll: true });
  }
}

async function toggleFullscreen() {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}
