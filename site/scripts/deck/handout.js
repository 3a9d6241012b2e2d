/**
 * The handout, `?view=handout`: every slide beside its words on a page to print; the deck's own slides, laid out anew.
 *
 * The words are what a picture cannot say on paper: what its figures show (their descriptions), and the slide's address.
 * A speaker who holds the notes (`presenter/notes.js`) may have them printed instead; others get lines to write on.
 */
import { element } from "./dom.js";
import { blocks, keptNotes, loadNotes, mayAsk, servedNotes } from "./presenter/notes.js";
import { takeTokens } from "./presenter/server.js";
import { readSlides, reveal } from "./slides.js";

/** @typedef {import("./slides.js").Slide} Slide */

const SHEET = "@page { size: A4; margin: 12mm; }"; // the deck itself is printed a slide a sheet

/** @param {HTMLElement} root   `#deck` */
export async function startHandout(root) {
  takeTokens("handout");
  const slides = readSlides(root);
  const rows = slides.map((slide) => rowOf(slide));
  const withNotes = element("input", { type: "checkbox" });
  const choice = element("label", { hidden: true }, withNotes, " my notes beside the slides");
  const bar = element(
    "header",
    { class: "handout-bar" },
    element("h1", {}, document.title),
    choice,
    element("button", { type: "button", onclick: () => window.print() }, "Print"),
  );
  document.documentElement.dataset.deck = root.dataset.mode = "handout";
  document.head.append(element("style", {}, SHEET));
  root.replaceChildren(bar, ...rows.map(({ row }) => row));
  const notes = keptNotes() ?? (mayAsk() ? await servedNotes() : null) ?? (await loadNotes(root.dataset.notes));
  if (!notes) return;
  choice.hidden = false;
  withNotes.addEventListener("change", () => {
    for (const [i, { words, own }] of rows.entries())
      words.replaceChildren(...(withNotes.checked ? said(notes[i] ?? "") : own));
  });
}

/** @param {Slide} slide */
function rowOf({ element: slide, index, title }) {
  slide.removeAttribute("hidden");
  for (const child of slide.children) child.setAttribute("inert", ""); // a picture: nothing in it is pressed
  reveal(slide, Infinity);
  const own = [...descriptions(slide).map((text) => element("p", {}, text)), element("div", { class: "lines" })];
  const words = element("div", { class: "handout-words" }, ...own);
  const link = new URL(`${document.documentElement.dataset.root}slides/${index}/`, document.baseURI).href;
  const heading = element("h2", {}, element("a", { href: link }, `${index}`), ` ${title}`);
  return { row: element("article", { class: "handout-row" }, slide, element("div", {}, heading, words)), words, own };
}

/**
 * What a slide's pictures show.
 *
 * @param {Element} slide
 */
function descriptions(slide) {
  const pictures = [...slide.querySelectorAll("svg[role=img][aria-label], img[alt]:not(.emoji)")];
  return pictures
    .map((one) => (one.getAttribute("aria-label") ?? one.getAttribute("alt") ?? "").trim())
    .filter(Boolean);
}

/** @param {string} text */
const said = (text) =>
  blocks(text).map(({ kind, text }) => element("p", { class: kind === "li" ? "item" : null }, text));
