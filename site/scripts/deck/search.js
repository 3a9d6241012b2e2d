/**
 * Find a slide by its number, its title or any words on it: `/` opens a field, arrows choose, Enter goes.
 */
import { openDialog } from "./dialog.js";
import { element } from "./dom.js";

/**
 * @typedef {import("./slides.js").Slide} Slide
 * @typedef {{ slide: Slide, excerpt: string }} Hit
 */

const SHOWN = 12;
const AROUND = 40; // characters of an excerpt before the first word found

/** @type {WeakMap<Slide, string>} */
const texts = new WeakMap();

/**
 * The words of a slide, read once: no KaTeX source, no script.
 *
 * @param {Slide} slide
 */
function textOf(slide) {
  let text = texts.get(slide);
  if (text === undefined) {
    const copy = /** @type {Element} */ (slide.element.cloneNode(true));
    copy.querySelectorAll(".katex-mathml, style, script, .ink, .pick").forEach((node) => node.remove());
    copy.querySelectorAll("li, p, h1, h2, h3, td, th, text, pre, figcaption").forEach((node) => node.append(" "));
    text = (copy.textContent ?? "").replace(/\s+/g, " ").trim();
    texts.set(slide, text);
  }
  return text;
}

/** Without case and accents. @param {string} text */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Slides that hold every word of `query`, titles first; a number is that slide.
 *
 * @param {readonly Slide[]} slides
 * @param {string} query
 * @returns {Hit[]}
 */
export function find(slides, query) {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const numbered = /^\d+$/.test(query.trim()) ? slides[Number(query) - 1] : undefined;
  const hits = slides
    .filter((slide) => slide !== numbered)
    .map((slide) => {
      const text = textOf(slide);
      const folded = plain(`${slide.title} ${slide.section} ${text}`);
      const inTitle = words.filter((word) => plain(slide.title).includes(word)).length;
      return {
        slide,
        score: words.every((word) => folded.includes(word)) ? 1 + inTitle : 0,
        excerpt: excerpt(text, words[0]),
      };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.slide.index - b.slide.index);
  return [...(numbered ? [{ slide: numbered, excerpt: textOf(numbered).slice(0, 2 * AROUND) }] : []), ...hits].slice(
    0,
    SHOWN,
  );
}

/**
 * @param {string} text
 * @param {string} word
 */
function excerpt(text, word) {
  const at = Math.max(0, plain(text).indexOf(word));
  const from = at > AROUND ? text.indexOf(" ", at - AROUND) + 1 : 0;
  return (from ? "… " : "") + text.slice(from, from + 3 * AROUND);
}

/**
 * @param {readonly Slide[]} slides
 * @param {(index: number) => void} pick
 */
export function openSearch(slides, pick) {
  const field = element("input", {
    type: "search",
    role: "combobox",
    "aria-label": "Words or a slide’s number",
    "aria-controls": "deck-found",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    placeholder: "Words, or a slide’s number",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 100,
  });
  const list = element("ul", { id: "deck-found", role: "listbox", "aria-label": "Slides found" });
  const count = element("p", { class: "found-count", role: "status" });
  const dialog = openDialog("Find a slide", "deck-search", field, list, count);
  let chosen = 0;

  const choose = (/** @type {number} */ i) => {
    const options = [...list.children];
    chosen = Math.max(0, Math.min(options.length - 1, i));
    options.forEach((option, n) => option.setAttribute("aria-selected", `${n === chosen}`));
    options[chosen]?.scrollIntoView({ block: "nearest" });
    if (options.length) field.setAttribute("aria-activedescendant", options[chosen].id);
    else field.removeAttribute("aria-activedescendant");
  };
  const go = (/** @type {number} */ index) => {
    dialog.close();
    pick(index);
  };
  field.addEventListener("input", () => {
    const hits = find(slides, field.value);
    list.replaceChildren(
      ...hits.map(({ slide, excerpt }) =>
        element(
          "li",
          { role: "option", id: `found-${slide.index}`, "data-slide": slide.index, onclick: () => go(slide.index) },
          element("span", { class: "found-number" }, `${slide.index}`),
          element("span", {}, element("strong", {}, slide.title), element("small", {}, excerpt)),
        ),
      ),
    );
    count.textContent = field.value.trim() ? (hits.length ? `${hits.length} found` : "No slide says that.") : "";
    choose(0);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      const option = /** @type {HTMLElement | undefined} */ (list.children[chosen]);
      if (option) go(Number(option.dataset.slide));
    }
  });
  field.focus();
}
