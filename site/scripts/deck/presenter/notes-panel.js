/** The notes of the slide on screen: scrolled to their start at each slide, as large as the speaker wants them. */
import { element, iconButton } from "../dom.js";
import { recall, remember } from "../memory.js";
import { blocks, forgetNotes, keptNotes, loadNotes, mayAsk, NotesError, openNotes, servedNotes } from "./notes.js";
import { keepToken } from "./server.js";

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
      onchange: () => {
        const file = this.file.files?.[0];
        this.file.value = "";
        if (file) void this.#open(file);
      },
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
    this.panel.addEventListener("dragover", (event) => {
      event.preventDefault(); // or the browser would leave the console to show the file
      this.panel.toggleAttribute("data-over", true);
    });
    this.panel.addEventListener("dragleave", () => this.panel.toggleAttribute("data-over", false));
    this.panel.addEventListener("drop", (event) => {
      event.preventDefault();
      this.panel.toggleAttribute("data-over", false);
      const file = event.dataTransfer?.files[0];
      if (file) void this.#open(file);
    });
    this.#resize(this.size);
    void this.#load();
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
      this.#take(kept ?? (mayAsk() ? await servedNotes() : null) ?? (await loadNotes(this.address)));
    } catch (error) {
      this.#say(error);
    }
  }

  /** @param {File} file */
  async #open(file) {
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
    const field = element("input", {
      type: "password",
      autocomplete: "off",
      required: true,
      "aria-label": "Presenter’s token",
    });
    const fault = element("p", { class: "fault", role: "alert" });
    const form = element(
      "form",
      {},
      element("label", {}, "Presenter’s token ", field),
      element("button", { type: "submit" }, "Get the notes"),
      fault,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      keepToken(field.value.trim());
      const notes = await servedNotes();
      if (notes) return this.#take(notes);
      keepToken("");
      fault.textContent = "No notes came: there is no server of this talk, it has none, or the token is wrong.";
    });
    this.text.replaceChildren(
      element("p", {}, "This deck holds no notes: they are kept out of what is published."),
      element(
        "p",
        {},
        "The talk’s own server has them, for the token that ",
        code("make talk"),
        " leaves in ",
        code(".data/presenter-token"),
        ":",
      ),
      form,
      element(
        "p",
        {},
        "Without a server: ",
        code("python build.py --notes-file notes.json"),
        ", then drop that file here. It stays in this browser.",
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

/** @param {string} text */
const code = (text) => element("code", {}, text);
