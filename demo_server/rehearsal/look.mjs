/* global document, location, innerWidth, innerHeight, requestAnimationFrame -- inside functions that run in the page */
// Looks at the talk as the audience will: node look.mjs BROWSER URL WIDTHxHEIGHT… → JSON list of findings on stdout.
//
// Every name but this machine's own leads nowhere in this browser: what works here works with the network off.
import puppeteer from "puppeteer-core";

const KEPT_MS = 120_000;
const DEMO_MS = 60_000;
const [browserPath, url, ...sizes] = process.argv.slice(2);
const { hostname } = new URL(url);
const findings = [];
const outside = new Set();
const errors = new Set();

/** @param {string} name @param {boolean | null} ready @param {string} detail @param {string} [hint] */
const find = (name, ready, detail, hint = "") => findings.push({ name, ready, detail, hint });

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

/** Runs in the page: goes through all slides at this window's size. */
async function tour() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const problems = [];
  const slides = [...document.querySelectorAll("#deck > .slide")];
  for (const [i, slide] of slides.entries()) {
    location.hash = `#${i + 1}`;
    await frame();
    await frame();
    const section = slide.querySelector("section:last-of-type");
    const box = section.getBoundingClientRect();
    if (section.scrollHeight > section.clientHeight + 1 || section.scrollWidth > section.clientWidth + 1)
      problems.push(`slide ${i + 1} holds more than it shows`);
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      problems.push(`slide ${i + 1} is larger than the window`);
  }
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > innerWidth || scrollHeight > innerHeight) problems.push("the page scrolls");
  return { problems, count: slides.length };
}

const deck = await open();
for (const size of sizes) {
  const [width, height] = size.split("x").map(Number);
  await deck.setViewport({ width, height });
  await deck.goto(`${url}slides/`, { waitUntil: "load" });
  await deck.waitForSelector("#deck[data-mode]");
  const { problems, count } = await deck.evaluate(tour);
  const told = problems.length ? problems.slice(0, 3).join("; ") : `all ${count} slides fit`;
  find(`screen ${size}`, problems.length === 0, told, "shorten those slides");
}

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
  `${fonts.loaded} loaded ${fonts.failed.map((name) => `(not ${name})`).join(" ")}`,
);

const slide = await deck.evaluate(
  () => document.querySelector("ngram-sampler")?.closest(".slide")?.getAttribute("data-index") ?? null,
);
if (slide) {
  const began = Date.now();
  await deck.goto(`${url}slides/#${slide}`);
  const written = deck.waitForFunction(
    () => {
      const shadow = document.querySelector(".slide[data-current] ngram-sampler")?.shadowRoot;
      const text = shadow?.querySelector("byte-text")?.shadowRoot?.querySelector("p.unseen")?.textContent ?? "";
      return text !== "" && text !== "The text is being written.";
    },
    { timeout: DEMO_MS },
  );
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
process.stdout.write(JSON.stringify(findings));
