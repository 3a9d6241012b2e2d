/** A modal dialog with a title and a button that closes it; Escape and a click beside it close it too. */
import { element, iconButton } from "./dom.js";

/**
 * @param {string} title
 * @param {string} name   its class
 * @param {...Node} children
 */
export function openDialog(title, name, ...children) {
  const heading = element("h2", { id: `${name}-title` }, title);
  const dialog = element(
    "dialog",
    { class: `deck-dialog ${name}`, "aria-labelledby": heading.id },
    element(
      "header",
      {},
      heading,
      iconButton("close", "Close (Esc)", () => dialog.close()),
    ),
    ...children,
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal(); // keeps the focus inside, and gives it back afterwards
  return dialog;
}
