/** The console's door to the games: a button beside "Phones…" that opens the desk. */
import { openDialog } from "../deck/dialog.js";
import { element } from "../deck/dom.js";

/** Called when this window drives a room. Does nothing where there is no console, or a button already. */
export function showDeskButton() {
  const place = document.querySelector(".console-tools");
  if (!place || place.querySelector(".games-button")) return;
  const open = async () => {
    await import("./desk.js");
    openDialog("Games", "live-games", document.createElement("live-desk"));
  };
  place.append(element("button", { type: "button", class: "games-button", onclick: open }, "Games…"));
}
