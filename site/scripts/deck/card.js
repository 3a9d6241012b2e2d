/** How to join, over the slide: the address, the room's code, and the QR code that the server draws. */
import { element } from "./dom.js";
import { roomAddress } from "./room.js";

export class Card {
  /** @type {HTMLElement | null} */
  #shown = null;

  /** @param {string} root   the site's root, relative to the page */
  constructor(root) {
    this.root = root;
  }

  /** @param {string} code   empty: take the card away */
  async show(code) {
    this.#shown?.remove();
    this.#shown = null;
    if (!code) return;
    const address = roomAddress(this.root, code);
    const where = element("p", { class: "card-address" });
    this.#shown = element(
      "aside",
      { class: "deck-card", "aria-label": "Join on your phone" },
      element("img", { src: `${address}/qr.svg`, alt: "QR code of the address below" }),
      element("div", {}, element("h2", {}, "Follow on your phone"), where, element("p", { class: "card-code" }, code)),
    );
    document.body.append(this.#shown);
    const answer = await fetch(address);
    if (answer.ok)
      where.textContent = String((await answer.json()).join)
        .replace(/^https?:\/\//, "")
        .replace(/\?.*/, "");
  }
}
