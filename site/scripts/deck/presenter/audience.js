/**
 * The audience: the window with the slides on this machine, and a room that phones follow when a server is there.
 *
 * A room is opened with the presenter's token; the server answers with a code for everyone and a token to drive. Both
 * are kept in this browser, so that a console that crashed drives on.
 */
import { openDialog } from "../dialog.js";
import { element } from "../dom.js";
import { recall, remember } from "../memory.js";
import { joinRoom, roomAddress } from "../room.js";

/**
 * @typedef {{ code: string, token: string }} Room
 * @typedef {import("../room.js").Status} Status
 */

const ROOM = "deck:room";
const LOOK = 5000; // milliseconds between two looks at how many follow

/** @type {Record<Status, string>} */
const WORDS = {
  open: "",
  lost: "no connection to the phones",
  ended: "the room has ended",
  unknown: "the room has ended",
  refused: "the token has expired: open a new room",
};

export class Audience {
  /** @type {Room | null} */
  #room = null;
  /** @type {import("../transport.js").Transport | null} */
  #link = null;
  #followers = 0;
  #decks = 0;
  #card = false;
  /** @type {Status} */
  #status = "open";
  #stopBridge = () => {};

  /**
   * @param {import("../talk.js").Talk} talk
   * @param {import("../transport.js").Transport} local   this browser's windows
   * @param {ReturnType<typeof import("../transport.js").together>} transports   those and the room
   * @param {() => string} address   of the slides at the place that is shown
   */
  constructor(talk, local, transports, address) {
    this.talk = talk;
    this.local = local;
    this.transports = transports;
    this.address = address;
    this.root = document.documentElement.dataset.root ?? "../";
    this.status = element("p", { class: "audience-status", role: "status" });
    this.button = element("button", { type: "button", onclick: () => this.open() }, "Phones…");
    this.panel = element("div", { class: "audience" }, this.status, this.button);
    setInterval(() => this.#look(), LOOK);
  }

  /** Take up the room that this browser drove before. Called when the talk has started. */
  start() {
    const room = /** @type {Partial<Room> | null} */ (recall(ROOM));
    if (typeof room?.code === "string" && typeof room.token === "string")
      this.#join({ code: room.code, token: room.token });
    this.show(this.#decks);
  }

  /** @param {number} decks   windows that show slides */
  show(decks) {
    this.#decks = decks;
    const windows = decks
      ? element("span", { class: "in-step" }, decks === 1 ? "Slides in step" : `${decks} windows in step`)
      : element("a", { href: this.address(), target: "_blank" }, "Open the slides");
    const phones = WORDS[this.#status] || `${this.#followers} following ${this.#room?.code}`;
    this.status.replaceChildren(windows, ...(this.#room ? [element("span", {}, phones)] : []));
  }

  open() {
    if (this.#room) this.#showRoom(this.#room);
    else this.#askForToken();
  }

  #askForToken() {
    const field = element("input", {
      type: "password",
      autocomplete: "off",
      required: true,
      "aria-label": "Presenter’s token",
    });
    const fault = element("p", { class: "fault", role: "alert" });
    const form = element(
      "form",
      {},
      element(
        "p",
        {},
        "Phones follow through this talk’s server. It made a token for the presenter, in ",
        code("presenter-token"),
        " of its data folder (",
        code(".data/"),
        ").",
      ),
      element("label", {}, "Presenter’s token ", field),
      element("button", { type: "submit", class: "primary" }, "Open a room"),
      fault,
    );
    const dialog = openDialog("Let phones follow", "deck-room", form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await this.#ask("live/rooms", field.value, {});
      if (!answer) fault.textContent = "There is no server behind this page. Start one with: make talk HOST=0.0.0.0";
      else if (answer.error) fault.textContent = answer.error;
      else {
        this.#join({ code: String(answer.room), token: String(answer.token) });
        this.talk.sync?.write();
        dialog.close();
        this.open();
      }
    });
    field.focus();
  }

  /** @param {Room} room */
  async #showRoom(room) {
    const address = roomAddress(this.root, room.code);
    const where = element("p", { class: "room-address" });
    const show = element(
      "button",
      { type: "button", class: "primary", "aria-pressed": `${this.#card}` },
      "Show it to the audience",
    );
    const end = element("button", { type: "button" }, "Close the room");
    const dialog = openDialog(
      "Phones follow",
      "deck-room",
      element("img", { src: `${address}/qr.svg`, alt: "QR code of the address below" }),
      element("p", { class: "room-code" }, room.code),
      where,
      element("div", { class: "room-buttons" }, show, end),
    );
    show.addEventListener("click", () => {
      this.#card = !this.#card;
      show.setAttribute("aria-pressed", `${this.#card}`);
      this.transports.post({ type: "card", room: this.#card ? room.code : "" });
    });
    end.addEventListener("click", async () => {
      await fetch(address, { method: "DELETE", headers: { Authorization: `Bearer ${room.token}` } });
      this.#leave();
      dialog.close();
    });
    const answer = await fetch(address);
    if (answer.ok) where.textContent = String((await answer.json()).join);
  }

  /** @param {Room} room */
  #join(room) {
    this.#room = room;
    remember(ROOM, room);
    this.#link = joinRoom(this.root, room.code, this.talk.transport.id, {
      token: room.token,
      status: (status) => {
        this.#status = status;
        if (status === "unknown" || status === "ended") this.#leave();
        this.show(this.#decks);
      },
    });
    this.transports.add(this.#link);
    this.#stopBridge = this.#bridge(this.local, this.#link);
    this.#look();
  }

  /**
   * Pass on what a window of slides says to the room, and what another device says to the windows. What a console says
   * reaches both by itself; passing that on too would send it round for ever.
   *
   * @param {import("../transport.js").Transport} local
   * @param {import("../transport.js").Transport} link
   */
  #bridge(local, link) {
    /** @type {(to: import("../transport.js").Transport) => (message: import("../messages.js").Message) => void} */
    const pass = (to) => (message) => {
      if (this.talk.sync?.isConsole(message.from)) return;
      if (["state", "pointer", "lift", "stroke", "clear"].includes(message.type)) to.post(message);
    };
    const stops = [local.subscribe(pass(link)), link.subscribe(pass(local))];
    return () => stops.forEach((stop) => stop());
  }

  #leave() {
    if (this.#card) this.transports.post({ type: "card", room: "" });
    this.#stopBridge();
    if (this.#link) this.transports.remove(this.#link);
    this.#room = null;
    this.#link = null;
    this.#card = false;
    this.#status = "open";
    remember(ROOM, null);
    this.show(this.#decks);
  }

  /** How many follow? */
  async #look() {
    if (!this.#room || this.#status !== "open") return;
    try {
      const answer = await fetch(roomAddress(this.root, this.#room.code));
      if (answer.ok) this.#followers = Number((await answer.json()).followers) - 1; // this console follows too
    } catch {
      return; // the stream tells when the connection is lost
    }
    this.show(this.#decks);
  }

  /**
   * @param {string} path
   * @param {string} token
   * @param {object} body
   * @returns {Promise<{ room?: string, token?: string, error?: string } | null>} null when no server of ours answers
   */
  async #ask(path, token, body) {
    const answer = await fetch(new URL(this.root + path, document.baseURI), {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    }).catch(() => null);
    if (!answer?.headers.get("Content-Type")?.startsWith("application/json")) return null;
    const said = await answer.json();
    return answer.ok ? said : { error: String(said.error.message) };
  }
}

/** @param {string} text */
const code = (text) => element("code", {}, text);
