/* global document, innerWidth, innerHeight -- inside functions that run in the page */
// Looks at the talk as the audience will: node look.mjs BROWSER URL WIDTHxHEIGHT… → a finding a line, as JSON, on stdout.
//
// Every name but this machine's own leads nowhere in this browser: what works here works with the network off.
import puppeteer from "puppeteer-core";

const KEPT_MS = 120_000;
const DEMO_MS = 90_000;
const [browserPath, url, ...sizes] = process.argv.slice(2);
const { hostname } = new URL(url);
const outside = new Set();
const errors = new Set();

/** @param {string} name @param {boolean | null} ready @param {string} detail @param {string} [hint] */
const find = (name, ready, detail, hint = "") =>
  process.stdout.write(`${JSON.stringify({ name, ready, detail, hint })}\n`);

const browser = await puppeteer.launch({
  executablePath: browserPath,
  args: [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${hostname}`,
  ],
});

/** A page whose errors and requests are noted. */
async function open() {
  const page = await browser.newPage();
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !/^(data|blob|about|chrome):/.test(asked)) outside.add(asked);
  });
  page.on("pageerror", (error) => errors.add(error.message));
  return page;
}

/** Runs in the page, all slides below one another: which hold more than they can show. */
function overflowing() {
  return [...document.querySelectorAll("#deck > .slide")].flatMap((slide, i) => {
    const sections = [...slide.querySelectorAll("section")];
    const more = sections.some(
      ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
        scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1,
    );
    return more ? [`slide ${i + 1} holds more than it shows`] : [];
  });
}

/** Runs in the page, one slide shown: does it fit this window, and does nothing scroll? */
function fits() {
  const { left, top, right, bottom } = document.querySelector(".slide[data-current] section").getBoundingClientRect();
  const { scrollWidth, scrollHeight } = document.documentElement;
  const inside = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
  return inside && scrollWidth <= innerWidth && scrollHeight <= innerHeight;
}

/** Runs in the page: has the model on the slide that is shown written its text? Its parts lie in shadow trees. */
function wrote() {
  const texts = (/** @type {Element | ShadowRoot} */ root) =>
    [...root.querySelectorAll("*")].flatMap((node) => [
      ...(node.matches("p.unseen") && root.host?.localName === "byte-text" ? [node.textContent.trim()] : []),
      ...(node.shadowRoot ? texts(node.shadowRoot) : []),
    ]);
  const written = texts(document.querySelector(".slide[data-current]"));
  return written.length > 0 && written.every((text) => text !== "" && text !== "The text is being written.");
}

const still = await open();
await still.setJavaScriptEnabled(false); // the content of a slide has the same size in every window: it is scaled whole
await still.setViewport({ width: 1280, height: 720 });
await still.goto(`${url}slides/`, { waitUntil: "load" });
await still.evaluate(() => {
  // Slides far from the window are not laid out, and their fonts not fetched, until someone comes near them.
  for (const slide of document.querySelectorAll("#deck > .slide")) slide.style.contentVisibility = "visible";
  return document.body.offsetHeight && document.fonts.ready.then(() => true);
});
const full = await still.evaluate(overflowing);
find("slides", full.length === 0, full.slice(0, 3).join("; ") || "none holds more than it shows", "shorten them");
await still.close();

const deck = await open();
for (const size of sizes) {
  const [width, height] = size.split("x").map(Number);
  await deck.setViewport({ width, height });
  await deck.goto(`${url}slides/`, { waitUntil: "load" });
  await deck.waitForSelector("#deck[data-mode]");
  const good = await deck.evaluate(fits);
  find(
    `screen ${size}`,
    good,
    good ? "a slide fills it, nothing scrolls" : "a slide does not fit",
    "press f for full screen",
  );
}

await deck.goto(
  `${url}slides/#${await deck.evaluate(() => document.querySelector(".slide:has(.katex)").dataset.index)}`,
);
const fonts = await deck.evaluate(async () => {
  await document.fonts.ready;
  const all = [...document.fonts];
  const named = (/** @type {string} */ status) =>
    all.filter((font) => font.status === status).map(({ family }) => family);
  return { loaded: named("loaded").length, failed: named("error") };
});
find(
  "fonts",
  fonts.failed.length === 0,
  `${fonts.loaded} loaded${fonts.failed.map((name) => `, not ${name}`).join("")}`,
);

const slide = await deck.evaluate(
  () => document.querySelector("ngram-sampler")?.closest(".slide")?.getAttribute("data-index") ?? null,
);
if (slide) {
  const began = Date.now();
  await deck.goto(`${url}slides/#${slide}`);
  const written = deck.waitForFunction(wrote, { timeout: DEMO_MS });
  const ran = await written.then(
    () => true,
    () => false,
  );
  find(
    "demo",
    ran,
    ran
      ? `slide ${slide} trained its model and wrote, ${((Date.now() - began) / 1000).toFixed(1)} s`
      : `slide ${slide} wrote nothing`,
    "open it in your own browser: it says what is wrong",
  );
}
await deck.close();

const visitor = await (await browser.createBrowserContext()).newPage();
await visitor.goto(url, { waitUntil: "load" });
const kept = await visitor.waitForSelector(":root[data-kept=all]", { timeout: KEPT_MS }).then(
  () => true,
  () => false,
);
find(
  "offline",
  kept,
  kept ? "a browser that visits once keeps the whole site" : "the browser did not keep the site",
  "open the site in the browser of the talk and wait for the line at the foot of the first page",
);
find("network", outside.size === 0, outside.size ? `asks for ${[...outside][0]}` : "nothing is asked from outside");
find("scripts", errors.size === 0, errors.size ? [...errors][0] : "no errors");
await browser.close();
