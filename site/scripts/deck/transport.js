/**
 * How messages travel between the windows and devices of one talk.
 *
 *     const talk = windows("/slides/", "a1");
 *     const stop = talk.subscribe((message) => …);
 *     talk.post({ type: "hello", role: "deck" });
 *
 * A transport carries bodies out and checked messages in (`messages.js`); who drives and what a message means is
 * decided in `sync.js`. Here is the one that needs no server: the windows of one browser.
 */
import { parseMessage } from "./messages.js";

/**
 * @typedef {import("./messages.js").Body} Body
 * @typedef {import("./messages.js").Message} Message
 * @typedef {object} Transport
 * @property {string} id                      the sender's name: messages of its own never come back to it
 * @property {(body: Body) => void} post
 * @property {(listener: (message: Message) => void) => () => void} subscribe   returns how to stop
 * @property {() => void} close
 */

/**
 * All windows of this browser that show the deck at `path`.
 *
 * @param {string} path
 * @param {string} id
 * @returns {Transport}
 */
export function windows(path, id) {
  const channel = new BroadcastChannel(`talk:${path}`);
  return {
    id,
    post: (body) => channel.postMessage({ ...body, v: 1, from: id }),
    subscribe(listener) {
      /** @param {MessageEvent<unknown>} event */
      const receive = (event) => {
        const message = parseMessage(event.data);
        if (message && message.from !== id) listener(message);
      };
      channel.addEventListener("message", receive);
      return () => channel.removeEventListener("message", receive);
    },
    close: () => channel.close(),
  };
}

/**
 * Several transports as one, such as this browser's windows and a room of phones; more can be added at any time.
 *
 * @param {Transport} first
 * @returns {Transport & { add: (other: Transport) => void, remove: (other: Transport) => void }}
 */
export function together(first) {
  const all = new Set([first]);
  /** @type {Set<(message: Message) => void>} */
  const listeners = new Set();
  /** @type {Map<Transport, () => void>} */
  const stops = new Map();
  /** @param {Transport} one */
  const listen = (one) => {
    stops.set(
      one,
      one.subscribe((message) => listeners.forEach((listener) => listener(message))),
    );
  };
  listen(first);
  return {
    id: first.id,
    post: (body) => all.forEach((one) => one.post(body)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => all.forEach((one) => one.close()),
    add(other) {
      all.add(other);
      listen(other);
    },
    remove(other) {
      stops.get(other)?.();
      all.delete(other);
      other.close();
    },
  };
}

/** A name for this window, new at every load. */
export const windowId = () => crypto.getRandomValues(new Uint32Array(2)).join("-");
