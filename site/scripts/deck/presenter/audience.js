/**
 * The audience: the window with the slides on this machine, and a room that phones follow when a server is there.
 *
 * A room is opened with the presenter's token; the server answers with a code for everyone and a token to drive. A
 * phone that was invited as a clicker has a room and its own token from the start.
 */
import { openDialog } from "../dialog.js";
import { element } from "../dom.js";
import { joinRoom, roomAddress } from "../room.js";
import { Drivers, howToReach } from "./drivers.js";
import { ask, keepRoom, keepToken, keptRoom, keptToken, roomPath } from "./server.js";

/**
 * @typedef {import("./server.js").Room} Room
 * @typedef {import("../room.js").Status} Status
 */

const NO_SERVER = "There is no server behind this page. Start one with: make talk HOST=0.0.0.0";
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
  #outdated = false;
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
    const room = keptRoom();
    if (room) this.#join(room);
    this.show(this.#decks);
  }

  /** @param {number} decks   windows that show slides */
  show(decks) {
    this.#decks = decks;
    const windows = decks
      ? element("span", { class: "in-step" }, decks === 1 ? "Slides in step" : `${decks} windows in step`)
      : element("a", { href: this.address(), target: "_blank" }, "Open the slides");
    const phones = WORDS[this.#status] || `${this.#followers} following ${this.#room?.code}`;
    const clicker = this.#room?.clicker && !decks;
    this.status.replaceChildren(
      ...(clicker ? [] : [windows]),
      ...(this.#room ? [element("span", {}, phones)] : []),
      ...(this.#outdated ? [element("span", {}, "the server has newer slides: reload")] : []),
    );
  }

  open() {
    if (this.#room) void this.#showRoom(this.#room);
    else if (keptToken()) void this.#openRoom(keptToken()).then((fault) => fault && this.#askForToken(fault));
    else this.#askForToken();
  }

  /**
   * @param {string} token   the presenter's
   * @returns {Promise<string>} what went wrong, or ""
   */
  async #openRoom(token) {
    const answer = await ask("live/rooms", token, { body: {} });
    if (!answer) return NO_SERVER;
    if (!answer.ok) return String(answer.body.error.message);
    keepToken(token);
    this.#join({ code: String(answer.body.room), token: String(answer.body.token), clicker: false });
    this.talk.sync?.write();
    this.open();
    return "";
  }

  /** @param {string} [said]   why the token that is kept does not do */
  #askForToken(said = "") {
    const field = element("input", {
      type: "password",
      autocomplete: "off",
      required: true,
      "aria-label": "Presenter’s token",
    });
    const fault = element("p", { class: "fault", role: "alert" }, said);
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
      const problem = await this.#openRoom(field.value);
      if (problem) fault.textContent = problem;
      else dialog.close();
    });
    field.focus();
  }

  /** @param {Room} room */
  async #showRoom(room) {
    const answer = await ask(roomPath(room.code), room.token);
    const reachable = !answer?.ok || answer.body.reachable;
    const drivers = new Drivers(room);
    const show = element(
      "button",
      { type: "button", class: "primary", "aria-pressed": `${this.#card}` },
      "Show it to the audience",
    );
    const end = element("button", { type: "button" }, room.clicker ? "Stop driving" : "Close the room");
    const dialog = openDialog(
      "Phones follow",
      "deck-room",
      reachable
        ? element("img", {
            src: `${roomAddress(this.root, room.code)}/qr.svg`,
            alt: "QR code of the address below",
          })
        : howToReach(),
      element("p", { class: "room-code" }, room.code),
      element("p", { class: "room-address" }, String(answer?.body.join ?? "")),
      element("div", { class: "room-buttons" }, room.clicker ? "" : show, end),
      drivers.panel,
    );
    show.addEventListener("click", () => {
      this.#card = !this.#card;
      show.setAttribute("aria-pressed", `${this.#card}`);
      this.transports.post({ type: "card", room: this.#card ? room.code : "" });
    });
    end.addEventListener("click", async () => {
      if (!room.clicker) await ask(roomPath(room.code), room.token, { method: "DELETE" });
      this.#leave();
      dialog.close();
    });
    await drivers.refresh();
  }

  /** @param {Room} room */
  #join(room) {
    this.#room = room;
    keepRoom(room);
    this.#link = joinRoom(this.root, room.code, this.talk.transport.id, {
      token: room.token,
      status: (status) => {
        this.#status = status;
        if (status === "unknown" || status === "ended") this.#leave();
        this.show(this.#decks);
      },
      present: (outdated) => {
        if (this.talk.sync) this.talk.sync.heard = true;
        this.#outdated = outdated;
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
      // What another place has won over must not go on under this console's name: there it would win.
      if (message.type === "state" && !this.talk.sync?.isCurrent(message)) return;
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
    keepRoom(null);
    this.show(this.#decks);
  }

  /** How many follow? */
  async #look() {
    if (!this.#room || this.#status !== "open") return;
    try {
      const answer = await fetch(roomAddress(this.root, this.#room.code));
      if (answer.ok) this.#followers = Math.max(0, Number((await answer.json()).followers) - 1); // this console follows too
    } catch {
      return; // the stream tells when the connection is lost
    }
    this.show(this.#decks);
  }
}

/** @param {string} text */
const code = (text) => element("code", {}, text);
