/**
 * Search over the talk: the index is fetched at the first focus, results appear while typing, `/` goes to the field.
 */
import MiniSearch from "minisearch";
import { searchOptions } from "./search-options.js";

const SHOWN = 8;
const CONTEXT = 60; // characters either side of the first matching word

/** @type {Promise<MiniSearch<import("./search-options.js").Entry>> | undefined} */
let loading;

/** @param {string} url */
function index(url) {
  loading ??= fetch(url)
    .then((response) => {
      if (!response.ok) throw new Error(`the search index answered ${response.status}`);
      return response.text();
    })
    .then((json) => MiniSearch.loadJSONAsync(json, searchOptions));
  loading.catch(() => (loading = undefined)); // the next keystroke tries again
  return loading;
}

/** Makes the search form of the reading page work; does nothing on a page without one. */
export function startSearch() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-search]"));
  const field = form?.querySelector("input");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  if (!form || !field || !list || !status) return;
  const url = form.dataset.search ?? "";

  async function search() {
    const query = field?.value.trim() ?? "";
    if (!query) return show([], "", "");
    try {
      const found = (await index(url)).search(query);
      if (query !== field?.value.trim()) return; // typed on meanwhile
      show(
        found.slice(0, SHOWN),
        found.length
          ? `${found.length} ${found.length === 1 ? "slide" : "slides"}`
          : "Nothing found. Try a shorter word.",
        query,
      );
    } catch (error) {
      show([], `Search is not available: ${error instanceof Error ? error.message : error}.`, query);
    }
  }

  /**
   * @param {import("minisearch").SearchResult[]} results
   * @param {string} message
   * @param {string} query
   */
  function show(results, message, query) {
    list?.replaceChildren(...results.map((result) => item(result, query)));
    if (status) status.textContent = message;
    list?.toggleAttribute("hidden", results.length === 0);
  }

  form.hidden = false;
  field.addEventListener("focus", () => index(url).catch(() => {}), { once: true });
  field.addEventListener("input", search);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = "";
      show([], "", "");
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = [field, ...list.querySelectorAll("a")];
      const at = links.indexOf(/** @type {any} */ (document.activeElement)) + (event.key === "ArrowDown" ? 1 : -1);
      links[(at + links.length) % links.length].focus();
      event.preventDefault();
    }
  });
  list.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a")) show([], "", "");
  });
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
    event.preventDefault();
    field.focus();
  });
}

/**
 * @param {import("minisearch").SearchResult} result
 * @param {string} query
 */
function item(result, query) {
  const link = document.createElement("a");
  link.href = result.url;
  const title = document.createElement("strong");
  title.append(...marked(result.title, result.terms));
  const where = document.createElement("span");
  where.className = "where";
  where.textContent = result.section;
  const excerpt = document.createElement("span");
  excerpt.className = "excerpt";
  excerpt.append(...marked(around(result.text, [...result.terms, query]), result.terms));
  link.append(where, title, excerpt);
  const entry = document.createElement("li");
  entry.append(link);
  return entry;
}

/**
 * The part of `text` around the first of `words`.
 * @param {string} text
 * @param {string[]} words
 */
function around(text, words) {
  const lower = text.toLowerCase();
  const at = Math.max(
    0,
    Math.min(...words.map((word) => lower.indexOf(word.toLowerCase())).filter((i) => i >= 0), text.length),
  );
  if (at >= text.length) return text.slice(0, 2 * CONTEXT).replace(/\s\S*$/, " …");
  const from = at > CONTEXT ? text.indexOf(" ", at - CONTEXT) + 1 : 0;
  const to = at + 2 * CONTEXT < text.length ? text.lastIndexOf(" ", at + 2 * CONTEXT) : text.length;
  return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
}

/**
 * `text` with every one of `words` inside a `<mark>`.
 * @param {string} text
 * @param {string[]} words
 * @returns {(string | HTMLElement)[]}
 */
function marked(text, words) {
  if (!words.length) return [text];
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
  return text.split(pattern).map((part, i) => {
    if (i % 2 === 0) return part;
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}
