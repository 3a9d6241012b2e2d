/**
 * The deck's script: `/slides/` is the deck, `?view=presenter` its console in a second window, `?view=handout` a
 * page to print, `?room=…` the deck on a phone that follows the speaker.
 *
 * Marp's slides are HTML inside SVG, which WebKit draws at a wrong scale; Marp's own polyfill mends it and is loaded
 * there only.
 */
import { loadElements } from "../elements.js";
import { startDeck } from "./shell.js";

const root = document.getElementById("deck");
if (root) {
  const asked = new URLSearchParams(location.search);
  const room = asked.get("room");
  if (asked.get("view") === "presenter") {
    import("./presenter/console.js").then(({ startConsole }) => startConsole(root));
  } else if (asked.get("view") === "handout") {
    import("./handout.js").then(({ startHandout }) => startHandout(root));
  } else if (room) {
    import("./follow.js").then(({ followRoom }) => followRoom(root, room));
  } else {
    startDeck(root);
    loadElements(root);
  }
  // A phone in the audience loads what it looks at, and no more.
  if (!room) import("../offline/register.js").then(({ keepOffline }) => keepOffline());
  if (navigator.vendor === "Apple Computer, Inc.") {
    import("@marp-team/marpit-svg-polyfill").then(({ observe }) => observe());
  }
}
