// A picture of a page: node screenshot.mjs BROWSER URL WIDTH HEIGHT OUT.png
import puppeteer from "puppeteer-core";

const [executablePath, url, width, height, out] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage();
await page.setViewport({ width: Number(width), height: Number(height) });
await page.goto(url, { waitUntil: "networkidle0" });
await page.screenshot({ path: out });
await browser.close();
