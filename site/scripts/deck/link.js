/**
 * A slide's own address, to send to somebody: the build wrote a page there with the slide's title and words, since what
 * follows `#` never reaches those who draw a card of a link.
 */
import { openDialog } from "./dialog.js";
import { element } from "./dom.js";

/** @param {import("./slides.js").Slide} slide */
export function openLink({ index, title }) {
  const address = new URL(`${document.documentElement.dataset.root}slides/${index}/`, document.baseURI).href;
  const field = element("input", { type: "text", readonly: true, value: address, "aria-label": "Address" });
  const state = element("p", { role: "status" });
  const copy = element("button", { type: "button", class: "primary" }, "Copy");
  copy.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(address);
      state.textContent = "Copied.";
    } catch {
      state.textContent = "It is selected: copy it with the keys of your system."; // no clipboard without https
    }
  });
  const dialog = openDialog("Link to this slide", "deck-link", element("p", {}, title), field, copy, state);
  field.select();
  return dialog;
}
