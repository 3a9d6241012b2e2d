/**
 * Every page but the deck: theme toggle, copy buttons, demos when near, and what a page adds for itself.
 */
import { loadElements } from "./elements.js";

const root = document.documentElement;

/** @returns {"light" | "dark"} what the reader sees now */
function theme() {
  if (root.dataset.theme === "light" || root.dataset.theme === "dark") return root.dataset.theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function toggleTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  root.dataset.theme = next;
  try {
    localStorage.setItem("theme", next);
  } catch {
    // a browser that refuses storage keeps the choice for this page only
  }
  labelTheme();
}

function labelTheme() {
  for (const button of document.querySelectorAll("[data-action=theme]")) {
    button.setAttribute("aria-label", theme() === "dark" ? "Use the light theme" : "Use the dark theme");
    button.removeAttribute("hidden");
  }
}

/** @param {HTMLElement} button */
async function copy(button) {
  const source = document.getElementById(button.dataset.copies ?? "");
  if (!source) return;
  await navigator.clipboard.writeText(source.textContent?.trim() ?? "");
  const label = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = label), 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.dataset.action === "theme") toggleTheme();
  else if (button?.dataset.action === "copy") copy(button);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", labelTheme);
for (const button of document.querySelectorAll("[data-action=copy]")) {
  if (navigator.clipboard) button.removeAttribute("hidden");
}
labelTheme();
loadElements();
if (root.dataset.page !== "join") import("./offline/register.js").then(({ keepOffline }) => keepOffline());
if (root.dataset.page === "read") import("./read/search.js").then(({ startSearch }) => startSearch());
if (root.dataset.page === "join") import("./join.js").then(({ startJoin }) => startJoin());
