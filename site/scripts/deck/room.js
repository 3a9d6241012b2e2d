/**
 * The transport between devices: a room of the server (`/live/rooms/…`), followed by Server-Sent Events.
 *
 *     const talk = joinRoom("../", "K7QFH", windowId(), { token: null, status: (now) => … });
 *
 * Whoever has a token drives; all others only hear. A lost connection is taken up where it broke: events are numbered,
 * and the server sends those that were missed, each once. The laser is sent as it is now, never as it was.
 */
import { hearGames } from "../live/hear.js";
import { parseMessage } from "./messages.js";

/**
 * @typedef {import("./messages.js").Body} Body
 * @typedef {import("./messages.js").Message} Message
 * @typedef {"open" | "lost" | "ended" | "unknown" | "refused"} Status
 */

const FLUSH = 40; // milliseconds in which messages are gathered
const RETRY = [500, 1000, 2000, 4000, 8000]; // milliseconds before the next attempt, with up to half as much again
const SLEPT = 20_000; // milliseconds out of sight after which a connection is not trusted
const SILENT = 40_000; // milliseconds without a word after which it is given up: the server says something every 15 s
const PATIENCE = 10_000; // milliseconds for one answer
const MOST = 64; // messages in one request

/** @param {string} root @param {string} code */
export const roomAddress = (root, code) =>
  new URL(`${root}live/rooms/${encodeURIComponent(code)}`, document.baseURI).href;

/**
 * @param {string} root   the site's root, relative to the page
 * @param {string} code
 * @param {string} id     this window's name
 * @param {{ token: string | null, status: (status: Status) => void, present: (outdated: boolean) => void }} options
 *   `present`: all that was said before is heard; `outdated`: the server has other slides than this page shows
 * @returns {import("./transport.js").Transport}
 */
export function joinRoom(root, code, id, { token, status, present }) {
  const address = roomAddress(root, code);
  /** @type {Set<(message: Message) => void>} */
  const listeners = new Set();
  /** @type {EventSource | null} */
  let source = null;
  let last = "0";
  let failures = 0;
  let retry = 0;
  let silence = 0;
  let ended = false;
  let hiddenAt = 0;

  /** @param {unknown} data */
  function receive(data) {
    const message = parseMessage(data);
    if (message && message.from !== id) for (const listener of listeners) listener(message);
  }

  function connect() {
    source?.close();
    clearTimeout(retry);
    if (ended) return;
    const now = new EventSource(`${address}/events?after=${last}`);
    source = now;
    // Wi-Fi that went away tells nobody: a connection that says nothing at all is dead.
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        status("lost");
        connect();
      }, SILENT);
    };
    alive();
    for (const name of ["open", "message", "game", "beat"]) now.addEventListener(name, alive);
    hearGames(now, { root, code, token });
    now.onopen = () => {
      failures = 0;
      status("open");
    };
    now.onmessage = ({ data, lastEventId }) => {
      if (lastEventId) last = lastEventId;
      receive(JSON.parse(data));
    };
    now.addEventListener("site", ({ data }) => {
      const { build } = JSON.parse(data);
      const shown = document.documentElement.dataset.build;
      outbox.open();
      present(Boolean(build && shown && build !== shown));
    });
    now.addEventListener("closed", () => end("ended"));
    now.onerror = () => {
      now.close(); // the pace of new attempts is ours, and each says what was received
      if (now === source) again();
    };
  }

  function again() {
    clearTimeout(silence);
    status("lost");
    const pause = RETRY[Math.min(failures, RETRY.length - 1)];
    failures += 1;
    retry = setTimeout(look, pause * (1 + Math.random() / 2));
  }

  /** Is the room still there? A stream cannot tell why it was refused. */
  async function look() {
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 404) return end("unknown");
      if (answer.ok) return connect();
    } catch {
      // no network now: try again
    }
    again();
  }

  /** @param {Status} why */
  function end(why) {
    ended = true;
    clearTimeout(silence);
    source?.close();
    status(why);
  }

  function seen() {
    if (document.visibilityState === "hidden") hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt > SLEPT) connect();
  }
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", connect);

  const outbox = new Outbox(async (messages) => {
    const answer = await fetch(`${address}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify({ sender: id, messages }),
      signal: AbortSignal.timeout(PATIENCE), // or one request that hangs would hold up all that follow
    });
    if (answer.status === 403) status("refused");
    if (answer.status === 409) receive((await answer.json()).error.state);
    return answer.status < 500 && answer.status !== 429;
  });

  look();
  return {
    id,
    post: (body) => {
      if (token && !ended) outbox.put(body);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      ended = true;
      source?.close();
      clearTimeout(retry);
      clearTimeout(silence);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", connect);
    },
  };
}

/**
 * Messages on their way out: gathered for a moment, made fewer, kept until they arrived. It is closed until this window
 * has heard where the room is: what is said blindly would be refused as late.
 */
class Outbox {
  /** @type {Body[]} */
  #waiting = [];
  #timer = 0;
  #sending = false;
  #closed = true;

  /** @param {(messages: Body[]) => Promise<boolean>} send   false: not taken, send again later */
  constructor(send) {
    this.send = send;
  }

  open() {
    if (!this.#closed) return;
    this.#closed = false;
    this.#plan();
  }

  #plan() {
    if (!this.#closed && !this.#sending && !this.#timer && this.#waiting.length)
      this.#timer = setTimeout(() => this.#flush(), FLUSH);
  }

  /** @param {Body} body */
  put(body) {
    if (body.type === "hello" || body.type === "here" || body.type === "bye" || body.type === "card") return; // the server answers newcomers
    const { v, from, ...own } = /** @type {Body & { v?: number, from?: string }} */ (body); // a message that is passed on
    void [v, from];
    this.#waiting = gather(this.#waiting, /** @type {Body} */ (own));
    this.#plan();
  }

  async #flush() {
    this.#timer = 0;
    this.#sending = true;
    const batch = this.#waiting.splice(0, MOST);
    let taken = false;
    try {
      taken = await this.send(batch);
    } catch {
      // no network now: the batch waits
    }
    this.#sending = false;
    if (!taken) this.#waiting = batch.concat(this.#waiting).reduce(gather, /** @type {Body[]} */ ([]));
    if (this.#waiting.length) this.#timer = setTimeout(() => this.#flush(), taken ? FLUSH : RETRY[1]);
  }
}

/**
 * Add a message; of places and laser spots only the latest counts, and a line's next points join those that wait.
 *
 * @param {Body[]} waiting
 * @param {Body} body
 * @returns {Body[]}
 */
export function gather(waiting, body) {
  if (body.type === "state") return [...waiting.filter(({ type }) => type !== "state"), body];
  if (body.type === "pointer" || body.type === "lift") {
    return [...waiting.filter(({ type }) => type !== "pointer" && type !== "lift"), body];
  }
  const before = waiting.at(-1);
  if (body.type === "stroke" && before?.type === "stroke" && before.id === body.id) {
    const joined = before.at + before.points.length === body.at && before.points.length + body.points.length <= 4000;
    if (joined) return [...waiting.slice(0, -1), { ...before, points: [...before.points, ...body.points] }];
  }
  return [...waiting, body];
}
