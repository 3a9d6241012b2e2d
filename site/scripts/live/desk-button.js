/** The console's door to the games: a button beside "Phones…" that opens the desk. */
import { openDialog } from "../deck/dialog.js";
import { element } from "../deck/dom.js";

/** Called when this window drives a room. Does nothing where there is no console, or a button already. */
export function showDeskButton() {
  const phones = document.querySelector(".console-tools .audience > button");
  if (!phones) return;
  const open = async () => {
    await import("./desk.js");
    openDialog("Games", "live-games", document.createElement("live-desk"));
  };
  const pair = element("span", { style: "display: flex; gap: 0.5rem" });
  phones.replaceWith(pair);
  pair.append(phones, element("button", { type: "button", onclick: open }, "Games…"));
}
