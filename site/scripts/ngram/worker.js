/**
 * The n-gram model's own thread: boots Pyodide, then hands every message to `pyodide_ngram.bridge` and its answers back.
 *
 * In: `{type: "init", root, life}` once, then the bridge's requests. Out: `{type: "alive"}` if it holds its lock,
 * `{type: "stage", stage, label, state, done?, total?}` while loading, `{type: "ready"}` or
 * `{type: "failed", kind, message, file?}`, then the bridge's replies. numpy comes after `ready`; a request that has to wait for it is told by `progress` with `loading: "numpy"`. One request is answered here:
 * `{id, type: "memory"}` -> bytes, of all that Python has taken from the browser.
 * Imported by a page instead of a worker, this module does nothing but say where it lies (`url`): so a bundler may rename it.
 */
import { BootError, boot, bootNumpy } from "./boot.js";
import { hold } from "./life.js";

export const url = import.meta.url;

/** @typedef {{handle: (message: unknown, post: (reply: any) => void) => Promise<void>, xz: typeof xz}} Session */

/** @param {any} reply a Python dict of the bridge, as a proxy */
function post(reply) {
  self.postMessage(reply.toJs({ dict_converter: Object.fromEntries, create_proxies: false }));
}

/** @param {{root: string, life: string}} page its root, absolute, and the lock that tells it of this thread's end */
async function live({ root, life }) {
  if (await hold(life)) self.postMessage({ type: "alive" });
  await start(root);
}

/** @param {string} root the site's root, absolute */
async function start(root) {
  const base = new URL("pyodide/", root).href;
  /** @type {import("./boot.js").Pyodide} */
  let pyodide;
  /** @type {Session} */
  let session;
  try {
    pyodide = await boot(base, (stage) => self.postMessage({ type: "stage", ...stage }));
    session = pyodide.pyimport("pyodide_ngram.bridge").Session();
    session.xz = xz;
  } catch (error) {
    const { kind, file } = error instanceof BootError ? error : { kind: "start", file: undefined };
    self.postMessage({ type: "failed", kind, file, message: told(error) });
    return;
  }
  const numpy = later(pyodide, base);
  /** Jobs that wait for numpy, and how each is told that it was stopped. @type {Map<number, (stopped: true) => void>} */
  const held = new Map();
  self.onmessage = async ({ data }) => {
    try {
      await answer(data);
    } catch (error) {
      const { kind, file } = error instanceof BootError ? error : { kind: "crash", file: undefined };
      self.postMessage({ id: data.id, type: "error", kind, file, message: told(error) });
    }
  };

  /** @param {any} data */
  async function answer(data) {
    if (data.type === "memory") {
      self.postMessage({ id: data.id, type: "result", bytes: pyodide._module.HEAPU8.length });
      return;
    }
    const release = data.type === "stop" && held.get(data.target);
    if (release) {
      release(true);
      self.postMessage({ id: data.id, type: "result", running: true });
      return;
    }
    try {
      await session.handle(pyodide.toPy(data), post);
    } catch (error) {
      // The bridge answers every mistake of a reader by itself. What arrives here is the runtime's own end (memory), or
      // an engine that needs numpy before it is there: a question is asked before anything is kept, so it can be asked again.
      if (!isMissing(error)) throw error;
      if (await stoppedBefore(data.id)) self.postMessage({ id: data.id, type: "result", stopped: true });
      else await session.handle(pyodide.toPy(data), post);
    }
  }

  /** Waits for numpy; true if the job was stopped before it came. @param {number} id @returns {Promise<boolean>} */
  async function stoppedBefore(id) {
    const stopped = new Promise((/** @type {(stopped: true) => void} */ resolve) => held.set(id, resolve));
    const tell = (/** @type {import("./boot.js").Stage} */ stage) =>
      self.postMessage({ ...stage, id, type: "progress", loading: stage.label });
    try {
      return await Promise.race([stopped, numpy(tell).then(() => false)]);
    } finally {
      held.delete(id);
    }
  }

  self.postMessage({ type: "ready" });
  // The first demo writes without it; it comes while the reader looks.
  setTimeout(() => numpy(() => {}).catch(() => {}), NUMPY_AFTER_MS); // whoever needs it asks again, and is told
}

/** How long a text is as an xz file; null where that cannot be found out here. @param {any} data Python's bytes, as a proxy that Pyodide itself ends */
async function xz(data) {
  const bytes = data.toJs();
  const found = await import("./xz.js").catch(() => null);
  return found ? found.xzSize(bytes) : null;
}

/** Milliseconds that the first text has for itself. */
const NUMPY_AFTER_MS = 1500;

/**
 * numpy, loaded once, when it is first wanted; a failure can be tried again. All who wait are told how far it is.
 * @param {import("./boot.js").Pyodide} pyodide @param {string} base
 */
function later(pyodide, base) {
  /** @type {Promise<void> | undefined} */
  let loading;
  /** @type {Set<(stage: import("./boot.js").Stage) => void>} */
  const listeners = new Set();
  return async (/** @type {(stage: import("./boot.js").Stage) => void} */ tell) => {
    listeners.add(tell);
    loading ??= bootNumpy(pyodide, base, (stage) => listeners.forEach((listener) => listener(stage)));
    try {
      await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    } finally {
      listeners.delete(tell);
    }
  };
}

/** Whether Python did not find numpy. @param {unknown} error */
function isMissing(error) {
  return (
    error instanceof Error && "type" in error && error.type === "ModuleNotFoundError" && /numpy/.test(error.message)
  );
}

/** The last line of a traceback says what happened. @param {unknown} error */
function told(error) {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split("\n").at(-1) ?? "";
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = ({ data }) => {
    if (data.type === "init") void live(data);
  };
}
