/**
 * Before the first paint: the reader's theme, and the word that scripts run (`<html class="js">`).
 *
 * A classic script in the head, because a module would come after the paint and flash. localStorage `theme` is `light`
 * or `dark`; anything else means "as the system says".
 */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = (localStorage.getItem("theme") ?? "").replaceAll('"', "");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // a browser that refuses storage follows the system's theme
  }
})();
