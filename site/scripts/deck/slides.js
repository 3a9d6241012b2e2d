/**
 * The deck as the build wrote it: one entry a `.slide`, with its title, section and steps.
 *
 *     const slides = readSlides(document.querySelector("#deck"));
 *     slides[11].steps       // fragments of slide 12
 */

/**
 * @typedef {object} Slide
 * @property {number} index      counts from 1
 * @property {HTMLElement} element
 * @property {string} title
 * @property {string} section
 * @property {number} steps      how many times "next" reveals something before it turns the page
 * @property {number} minutes    time planned for it and the slides after it that say nothing; 0: nothing said
 */

/** @param {Element} root */
export function readSlides(root) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(":scope > .slide")]).map((element, i) =>
    read(element, i),
  );
}

/**
 * @param {HTMLElement} element
 * @param {number} i
 * @returns {Slide}
 */
function read(element, i) {
  // Marp's `<section id="12">` makes the browser itself scroll to `#12` and reveal it; here the deck does that.
  element.querySelectorAll("section[id]").forEach((section) => section.removeAttribute("id"));
  const heading = element.querySelector("h1, h2, h3");
  return {
    index: i + 1,
    element,
    title: element.dataset.title || heading?.textContent?.trim() || `Slide ${i + 1}`,
    section: element.dataset.section || "",
    steps: Math.max(0, ...fragments(element).map(stepOf)),
    minutes: Math.max(0, Number(element.dataset.minutes) || 0),
  };
}

/** @param {Element} element */
const fragments = (element) => [...element.querySelectorAll("[data-marpit-fragment]")];

/** @param {Element} fragment */
const stepOf = (fragment) => Number(fragment.getAttribute("data-marpit-fragment"));

/**
 * Show the fragments of a slide up to `step`; the newest is marked.
 *
 * @param {Element} element
 * @param {number} step   Infinity shows all
 */
export function reveal(element, step) {
  for (const fragment of fragments(element)) {
    const mine = stepOf(fragment);
    fragment.setAttribute("data-fragment", mine > step ? "hidden" : mine === step ? "newest" : "shown");
  }
}

/**
 * What the newest fragment says, for a screen reader.
 *
 * @param {Element} element
 */
export function newestText(element) {
  return element.querySelector("[data-fragment=newest]")?.textContent?.trim() ?? "";
}

/** @typedef {{ name: string, first: number, count: number }} Section */

/**
 * Neighbouring slides of one section, in order.
 *
 * @param {readonly Slide[]} slides
 */
export function sectionsOf(slides) {
  /** @type {Section[]} */
  const sections = [];
  for (const slide of slides) {
    const last = sections.at(-1);
    if (last && last.name === slide.section) last.count += 1;
    else sections.push({ name: slide.section, first: slide.index, count: 1 });
  }
  return sections;
}
