/**
 * The deck's script: `/slides/` is the deck, `/slides/?view=presenter` its console in a second window.
 *
 * Marp's slides are HTML inside SVG, which WebKit draws at a wrong scale; Marp's own polyfill mends it and is loaded
 * there only.
 */
import { loadElements } from "../elements.js";
import { startDeck } from "./shell.js";

const root = document.getElementById("deck");
if (root) {
  if (new URLSearchParams(location.search).get("view") === "presenter") {
    import("./presenter/console.js").then(({ startConsole }) => startConsole(root));
  } else {
    startDeck(root);
    loadElements(root);
  }
  if (navigator.vendor === "Apple Computer, Inc.") {
    import("@marp-team/marpit-svg-polyfill").then(({ observe }) => observe());
  }
}
