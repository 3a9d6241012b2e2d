/** The notes of the slide on screen: scrolled to their start at each slide, as large as the speaker wants them. */
import { element, iconButton } from "../dom.js";
import { recall, remember } from "../memory.js";
import { blocks, forgetNotes, keptNotes, loadNotes, NotesError, openNotes } from "./notes.js";

const SIZES = [14, 16, 18, 21, 24, 28, 33, 39]; // CSS pixels
const SIZE = "deck:notes-size";

export class NotesPanel {
  /** @type {string[] | null} */
  #notes = null;
  #index = 1;

  /** @param {string | undefined} address   where a speaker's build put its notes */
  constructor(address) {
    this.address = address;
    const size = recall(SIZE);
    this.size = typeof size === "number" && size in SIZES ? size : 3;
    this.file = element("input", {
      type: "file",
      accept: ".json,application/json",
      hidden: true,
      onchange: () => this.#open(),
    });
    this.forget = element("button", { type: "button", hidden: true, onclick: () => this.#forget() }, "Forget");
    this.text = element("div", {
      class: "notes-text",
      tabindex: 0,
      role: "region",
      "aria-label": "Notes of this slide",
    });
    this.panel = element(
      "section",
      { class: "console-notes", "aria-labelledby": "notes-title" },
      element(
        "header",
        {},
        element("h2", { id: "notes-title" }, "Notes"),
        this.forget,
        element("button", { type: "button", onclick: () => this.file.click() }, "Open…"),
        iconButton("smaller", "Smaller notes (−)", () => this.grow(-1)),
        iconButton("larger", "Larger notes (+)", () => this.grow(1)),
        this.file,
      ),
      this.text,
    );
    this.#resize(this.size);
    this.#load();
  }

  /** @param {number} by   steps of size */
  grow(by) {
    this.#resize(this.size + by);
  }

  /** @param {number} index */
  show(index) {
    this.#index = index;
    if (this.#notes === null) return;
    const parts = blocks(this.#notes[index - 1] ?? "");
    this.text.replaceChildren(
      ...(parts.length ? parts : [{ kind: "p", text: "No notes for this slide." }]).map(({ kind, text }) =>
        element("p", { class: kind === "li" ? "item" : parts.length ? null : "none" }, text),
      ),
    );
    this.text.scrollTop = 0;
  }

  async #load() {
    const kept = keptNotes();
    this.forget.hidden = kept === null;
    try {
      this.#take(kept ?? (await loadNotes(this.address)));
    } catch (error) {
      this.#say(error);
    }
  }

  async #open() {
    const file = this.file.files?.[0];
    this.file.value = "";
    if (!file) return;
    try {
      this.#take(await openNotes(file));
      this.forget.hidden = false;
    } catch (error) {
      this.#say(error);
    }
  }

  #forget() {
    forgetNotes();
    this.#load();
  }

  /** @param {string[] | null} notes */
  #take(notes) {
    this.#notes = notes;
    if (notes) return this.show(this.#index);
    this.text.replaceChildren(
      element("p", {}, "This deck holds no notes: they are kept out of what is published."),
      element(
        "p",
        {},
        "A build of your own has them: ",
        element("code", {}, "python build.py --notes"),
        ". Or open its ",
        element("code", {}, "notes.json"),
        " here; it stays in this browser.",
      ),
    );
  }

  /** @param {unknown} error */
  #say(error) {
    const known = error instanceof NotesError || error instanceof TypeError || error instanceof SyntaxError;
    if (!known) throw error;
    const hint =
      error instanceof NotesError ? error.message : "The notes could not be loaded. Check the connection and reload.";
    this.text.replaceChildren(element("p", { class: "fault", role: "alert" }, hint));
  }

  /** @param {number} size */
  #resize(size) {
    this.size = Math.max(0, Math.min(SIZES.length - 1, size));
    this.text.style.fontSize = `${SIZES[this.size]}px`;
    remember(SIZE, this.size);
  }
}
