/** One line at the foot of the window: the talk has changed, and a button that shows the new version. */
import { element } from "../deck/dom.js";

/** @param {() => void} show   called when the reader wants the new version */
export function notice(show) {
  if (document.querySelector(".offline-notice")) return;
  const line = element(
    "div",
    { class: "offline-notice", role: "status" },
    element("span", {}, "These pages have changed since this one was loaded."),
    element("button", { type: "button", onclick: show }, "Show the new version"),
    element("button", { type: "button", class: "later", onclick: () => line.remove() }, "Later"),
  );
  document.body.append(line);
}
