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
    post: (body) => channel.postMessage({ v: 1, from: id, ...body }),
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

/** A name for this window, new at every load. */
export const windowId = () => crypto.getRandomValues(new Uint32Array(2)).join("-");
