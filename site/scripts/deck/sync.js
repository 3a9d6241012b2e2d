/**
 * Keeps the windows of one talk at the same place: one value that anyone may write, and the latest write wins.
 *
 * Writes are ordered by a counter (Lamport's clock), ties by the writer's name, so all windows settle on the same
 * place whatever order messages arrive in. Who opens a window says hello and takes over the answer; who was there
 * answers. A deck that no console has greeted says nothing: two readers' tabs do not turn each other's pages.
 */

/**
 * @typedef {import("./place.js").Place} Place
 * @typedef {import("./messages.js").Message} Message
 * @typedef {{ place: Place, black: boolean }} Talk
 */

export class Sync {
  /** Does this window know where the talk is: was it told, or did it tell someone who came? */
  heard = false;
  #clock = 0;
  #writer = "";
  /** @type {Set<string>} */
  #consoles = new Set();
  /** @type {Set<string>} */
  #decks = new Set();
  /** @type {() => void} */
  #changed = () => {};

  /**
   * @param {import("./transport.js").Transport} transport
   * @param {"deck" | "console"} role
   * @param {{ read: () => Talk, adopt: (talk: Talk, joining: boolean, first: boolean) => void, ink: (message: Message) => void, replay: () => void }} on
   *   `read` says where this window is, `adopt` brings it elsewhere (`joining`: to where the others already are; `first`: the first time), `ink` gets pointers and lines,
   *   `replay` sends all lines again for a newcomer
   */
  constructor(transport, role, on) {
    this.transport = transport;
    this.role = role;
    this.on = on;
    transport.subscribe((message) => this.#receive(message));
    window.addEventListener("pagehide", () => transport.post({ type: "bye", role }));
    window.addEventListener("pageshow", (event) => event.persisted && transport.post({ type: "hello", role }));
    transport.post({ type: "hello", role });
  }

  /** Does anyone listen: this is a console, or a console is open. */
  get joined() {
    return this.role === "console" || this.#consoles.size > 0;
  }

  /** @param {string} name   who sent a message */
  isConsole(name) {
    return this.#consoles.has(name);
  }

  /** Is this the write that counts now? @param {Message & import("./messages.js").State} message */
  isCurrent({ from, clock }) {
    return clock === this.#clock && from === this.#writer;
  }

  /** How many windows with slides this one knows of. */
  get decks() {
    return this.#decks.size;
  }

  /** @param {() => void} changed   called when windows come and go */
  watch(changed) {
    this.#changed = changed;
  }

  /** This window went somewhere: tell the others. */
  write() {
    if (!this.joined) return;
    this.#clock += 1;
    this.#writer = this.transport.id;
    this.#tell();
  }

  #tell() {
    const { place, black } = this.on.read();
    this.transport.post({ type: "state", clock: this.#clock, slide: place.slide, step: place.step, black });
  }

  /** @param {Message} message */
  #receive(message) {
    if (message.type === "hello" || message.type === "here") this.#meet(message);
    switch (message.type) {
      case "here":
        return;
      case "hello":
        if (!this.joined) return;
        this.transport.post({ type: "here", role: this.role });
        this.#clock = Math.max(this.#clock, 1); // a newcomer's is 0: the one who was there is believed
        this.heard = true;
        this.#tell();
        this.on.replay();
        return;
      case "bye":
        this.#consoles.delete(message.from);
        this.#decks.delete(message.from);
        this.#changed();
        this.on.ink({ v: 1, from: message.from, type: "lift" });
        return;
      case "state":
        this.#adopt(message);
        return;
      default:
        this.on.ink(message);
    }
  }

  /** @param {{ from: string, role: "deck" | "console" }} window */
  #meet({ from, role }) {
    (role === "console" ? this.#consoles : this.#decks).add(from);
    this.#changed();
  }

  /** @param {Message & import("./messages.js").State} message */
  #adopt({ from, clock, slide, step, black }) {
    if (clock < this.#clock || (clock === this.#clock && from < this.#writer)) return;
    const joining = this.#clock === 0;
    const first = !this.heard;
    this.heard = true;
    this.#clock = clock;
    this.#writer = from;
    this.on.adopt({ place: { slide, step }, black }, joining, first);
  }
}
