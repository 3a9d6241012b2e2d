/** Light or dark: what the reader chose (kept in localStorage `theme`), else what the system says. */

const root = document.documentElement;

/** @returns {"light" | "dark"} what is on screen now */
export function currentTheme() {
  const chosen = root.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function toggleTheme() {
  root.dataset.theme = currentTheme() === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // a browser that refuses storage keeps the choice for this page only
  }
}

/**
 * Follow the choice made in another window, and tell when colours changed for whatever reason.
 *
 * @param {() => void} changed
 */
export function followTheme(changed) {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key === "theme" && (newValue === "light" || newValue === "dark")) root.dataset.theme = newValue;
  });
  new MutationObserver(changed).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
