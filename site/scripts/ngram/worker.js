/**
 * The n-gram model's own thread: boots Pyodide, then hands every message to `pyodide_ngram.bridge` and its answers back.
 *
 * In: `{type: "init", root}` once, then the bridge's requests. Out: `{type: "stage", stage, label, state, done?, total?}`
 * while loading, `{type: "ready"}` or `{type: "failed", kind, message, file?}`, then the bridge's replies.
 * Imported by a page instead of a worker, this module does nothing but say where it lies (`url`): so a bundler may rename it.
 */
import { BootError, boot } from "./boot.js";

export const url = import.meta.url;

/** @typedef {{handle: (message: unknown, post: (reply: any) => void) => Promise<void>}} Session */

/** @param {any} reply a Python dict of the bridge, as a proxy */
function post(reply) {
  self.postMessage(reply.toJs({ dict_converter: Object.fromEntries, create_proxies: false }));
}

/** @param {string} root the site's root, absolute */
async function start(root) {
  /** @type {import("./boot.js").Pyodide} */
  let pyodide;
  /** @type {Session} */
  let session;
  try {
    pyodide = await boot(new URL("pyodide/", root).href, (stage) => self.postMessage({ type: "stage", ...stage }));
    session = pyodide.pyimport("pyodide_ngram.bridge").Session();
  } catch (error) {
    const { kind, file } = error instanceof BootError ? error : { kind: "start", file: undefined };
    self.postMessage({ type: "failed", kind, file, message: error instanceof Error ? error.message : String(error) });
    return;
  }
  self.onmessage = async ({ data }) => {
    try {
      await session.handle(pyodide.toPy(data), post);
    } catch (error) {
      // The bridge answers every mistake of a reader by itself; what arrives here is the runtime's own end (memory).
      const message = error instanceof Error ? error.message : String(error);
      self.postMessage({ id: data.id, type: "error", kind: "crash", message: message.trim().split("\n").at(-1) });
    }
  };
  self.postMessage({ type: "ready" });
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = ({ data }) => {
    if (data.type === "init") void start(data.root);
  };
}
