/**
 * Who may drive a room besides this console: a phone as a clicker, a colleague; and to whom the driving is handed over.
 */
import { element } from "../dom.js";
import { ask, roomPath } from "./server.js";

/**
 * @typedef {import("./server.js").Room} Room
 * @typedef {{ id: string, role: "driver" | "co-driver", me: boolean }} Driver
 */

export const UNREACHABLE =
  "Phones cannot get here: the server listens on this machine only. Start it for the room with";
export const FOR_THE_ROOM = "make talk HOST=0.0.0.0";

/** A paragraph that says how to let phones in. */
export const howToReach = () =>
  element("p", { class: "unreachable", role: "note" }, `${UNREACHABLE} `, element("code", {}, FOR_THE_ROOM));

/** @param {string} drawn   an SVG's text, shown as a picture and never as markup */
const picture = (drawn) =>
  element("img", { src: `data:image/svg+xml,${encodeURIComponent(drawn)}`, alt: "QR code of the address below" });

export class Drivers {
  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    this.list = element("ul", { class: "drivers" });
    this.invitation = element("div", { class: "invitation" });
    this.state = element("p", { class: "fault", role: "status" });
    this.add = element("button", { type: "button", onclick: () => this.invite() }, "Add a clicker…");
    this.panel = element(
      "section",
      { "aria-labelledby": "drivers-title" },
      element("h3", { id: "drivers-title" }, "Who turns the pages"),
      this.list,
      this.add,
      this.invitation,
      this.state,
    );
  }

  /** Ask the server anew. @returns {Promise<boolean>} whether this console is the driver */
  async refresh() {
    const said = await this.#ask("drivers");
    if (!said) return false;
    const drivers = /** @type {Driver[]} */ (said.drivers);
    const driving = drivers.some(({ me, role }) => me && role === "driver");
    this.add.hidden = !driving;
    this.list.replaceChildren(...drivers.map((driver) => this.#row(driver, driving)));
    return driving;
  }

  async invite() {
    const made = await this.#ask("drivers", { body: {} });
    if (!made) return;
    this.invitation.replaceChildren(
      ...(made.reachable ? [picture(made.qr)] : [howToReach()]),
      element("p", { class: "room-address" }, String(made.link)),
      element(
        "p",
        {},
        "Scan it with your own phone: it turns pages and shows your notes and your time. Whoever has this code can do that, so show it to nobody else.",
      ),
    );
    await this.refresh();
  }

  /**
   * @param {Driver} driver
   * @param {boolean} driving   this console is the driver
   */
  #row({ id, role, me }, driving) {
    const name = me ? `This console, ${role}` : `${role === "driver" ? "The driver" : "Co-driver"} ${id}`;
    /** @type {(label: string, act: () => Promise<unknown>) => HTMLButtonElement} */
    const button = (label, act) =>
      element("button", { type: "button", "aria-label": `${label}: ${name}`, onclick: () => void act() }, label);
    const others = driving && !me;
    const dismiss = async () => {
      await this.#ask(`drivers/${id}`, { method: "DELETE" });
      await this.refresh();
    };
    const handOver = async () => {
      await this.#ask("handover", { body: { to: id } });
      await this.refresh();
    };
    return element(
      "li",
      {},
      element("span", {}, name),
      others ? button("Hand over", handOver) : null,
      others ? button("Dismiss", dismiss) : null,
    );
  }

  /**
   * @param {string} path
   * @param {Parameters<typeof ask>[2]} [request]
   * @returns {Promise<any>} what the server said; null, and a word on screen, when it refused
   */
  async #ask(path, request) {
    const answer = await ask(`${roomPath(this.room.code)}/${path}`, this.room.token, request);
    this.state.textContent = answer?.ok ? "" : (answer?.body?.error?.message ?? "The server does not answer.");
    return answer?.ok ? (answer.body ?? {}) : null;
  }
}
