/** The keys, on `?`: written from the table that the keys themselves obey. */
import { openDialog } from "./dialog.js";
import { element } from "./dom.js";
import { bindings } from "./keys.js";

/** @param {ReadonlySet<string>} commands   those that this window knows */
export function openHelp(commands) {
  const rows = bindings
    .filter(({ command }) => commands.has(command))
    .map(({ keys, show, help }) => {
      const names = (show ?? keys.join(" ")).split(" ").map((name) => element("kbd", {}, name));
      return element("div", {}, element("dt", {}, ...names), element("dd", {}, help));
    });
  return openDialog("Keys", "deck-help", element("dl", {}, ...rows));
}
