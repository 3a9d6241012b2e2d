/* global document -- inside the functions that run in the page */
// Looks at every page in a real browser: node inspect.mjs BROWSER URL PAGE… → JSON list of problems on stdout.
//
// The deck is looked at without scripts, all slides at once: a slide whose content is larger than 1280×720 is cut off in
// silence otherwise. Every page is also opened with scripts, to hear errors and requests that leave the site.
import puppeteer from "puppeteer-core";

const [browserPath, url, ...pages] = process.argv.slice(2);
const problems = [];
const browser = await puppeteer.launch({
  executablePath: browserPath,
  args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu"],
});

/** Runs in the page: which slides hold more than they can show, and what sticks out. */
function overflowing() {
  const ignored = "svg:not([data-marpit-svg]) *, .katex-mathml, .katex-mathml *, .visually-hidden, .demo-text *";
  return [...document.querySelectorAll("#deck section")].flatMap((section, i) => {
    const box = section.getBoundingClientRect();
    const scale = box.width / section.offsetWidth || 1;
    const out = [...section.querySelectorAll("*")].filter((node) => {
      if (node.matches(ignored)) return false;
      const { width, height, left, right, bottom } = node.getBoundingClientRect();
      return width && height && (right > box.right + scale || bottom > box.bottom + scale || left < box.left - scale);
    });
    const high = section.scrollHeight - section.clientHeight;
    const wide = section.scrollWidth - section.clientWidth;
    const names = [...new Set(out.map((node) => node.localName))].slice(0, 4).join(", ");
    if (high > 1 || wide > 1) return [`slide ${i + 1} is ${Math.max(high, wide)} px larger than 1280×720 (${names})`];
    return out.length ? [`slide ${i + 1}: ${names} sticks out of the slide`] : [];
  });
}

for (const path of pages) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 720 });
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(url) && !/^(data|blob|about):/.test(asked)) problems.push(`${path}: asks for ${asked}`);
  });
  page.on("pageerror", (error) => problems.push(`${path}: script error: ${error.message}`));
  await page.goto(url + path, { waitUntil: "networkidle0" });
  await page.close();
}
const deck = await browser.newPage();
await deck.setJavaScriptEnabled(false);
await deck.setViewport({ width: 1280, height: 720 });
await deck.goto(`${url}slides/`, { waitUntil: "load" });
// Slides far from the window are not laid out, and their fonts not fetched, until someone comes near them.
await deck.evaluate(() => {
  for (const slide of document.querySelectorAll("#deck > .slide")) slide.style.contentVisibility = "visible";
  return document.body.offsetHeight && document.fonts.ready.then(() => true);
});
problems.push(...(await deck.evaluate(overflowing)));
await browser.close();
process.stdout.write(JSON.stringify(problems));
