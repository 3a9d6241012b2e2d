/**
 * The page's end of the worker: one shared worker for all demos of a page, booted on first need.
 *
 *     const { corpus } = await client().request("corpus", { kind: "expressions", count: 2000, seed: 1 });
 *     const stop = new AbortController();
 *     await client().request("train", { corpus, order: 5 }, { onProgress: show, signal: stop.signal });
 *
 * Long jobs (`LONG`) take turns; questions that cost microseconds go in between. A stopped job still answers, with
 * `stopped: true` and what it had; one that does not answer within `GRACE` is ended with its worker, and a new one boots.
 */
import { LABELS, STAGES } from "./boot.js";
import { ended, newLife } from "./life.js";

/** @typedef {import("./boot.js").Stage} Stage */
/** @typedef {"idle" | "loading" | "ready" | "failed"} Status */
/** @typedef {Record<string, any>} Reply */
/** @typedef {{onProgress?: (reply: Reply) => void, signal?: AbortSignal, transfer?: Transferable[]}} Options */
/** @typedef {{resolve: (reply: Reply) => void, reject: (error: Error) => void, onProgress?: (reply: Reply) => void}} Waiting */

const LONG = new Set(
  "corpus train sample bits orders distance answers states backoff costs compress decompress lifelong copied".split(
    " ",
  ),
);

/** Milliseconds without a sign of life while loading, before the reader is told. */
const PATIENCE = 45_000;

/**
 * Milliseconds that a stopped job has to answer: a 16-KB chunk takes some 70 ms in the slowest engine, but sorting the
 * windows of some megabytes is one piece of work.
 */
const GRACE = 5000;

/** What went wrong, in words for a reader: `message` says what, `hint` what to do. */
export class NgramError extends Error {
  /** @param {string} kind @param {string} message @param {string} [hint] */
  constructor(kind, message, hint = "") {
    super(message);
    this.name = "NgramError";
    this.kind = kind;
    this.hint = hint;
  }
}

/** @type {Record<string, (reply: Reply) => NgramError>} */
const FAILURES = {
  network: ({ file }) =>
    new NgramError(
      "network",
      `The model could not be loaded: ${file} did not arrive.`,
      "Check the network connection, then try again. What is loaded already is kept by the browser.",
    ),
  integrity: ({ file }) =>
    new NgramError(
      "integrity",
      `The model could not be loaded: ${file} is missing or is not the file that was built.`,
      "Reload the page without its cache. If that does not help, the site has to be built again.",
    ),
  crash: ({ message }) => new NgramError("crash", `The model's thread ended: ${message}`, "Start it again."),
  start: ({ message }) =>
    new NgramError(
      "start",
      `Python did not start in this browser: ${message}`,
      "Try again; if it fails again, use a current version of Firefox, Chrome, Edge or Safari.",
    ),
};

const RESTARTED = new NgramError("ended", "The model was restarted.", "Try again.");

export class NgramClient extends EventTarget {
  /** @param {string} root the site's root, absolute */
  constructor(root) {
    super();
    this.root = root;
    /** @type {Status} */
    this.status = "idle";
    /** @type {Stage[]} */
    this.stages = [];
    /** @type {NgramError | undefined} */
    this.error = undefined;
    /** Counts the workers: handles of corpora and models live as long as their worker. */
    this.generation = 0;
    /** @type {Worker | undefined} */
    this.worker = undefined;
    /** @type {Map<number, Waiting>} */
    this.waiting = new Map();
    this.lastId = 0;
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
    /** @type {Promise<void> | undefined} */
    this.booting = undefined;
    /** @type {(error: NgramError) => void} */
    this.abandon = () => {};
  }

  /** Boots the worker once; a failed boot is tried anew. @returns {Promise<void>} */
  start() {
    if (this.status === "failed") this.booting = undefined;
    this.booting ??= this.#boot();
    return this.booting;
  }

  /** Ends the worker and all that it holds; whoever waits is told. The next `start` boots a new one. */
  terminate() {
    this.#fail(new NgramError("ended", "The model was stopped.", "Start it again to go on."), "idle");
  }

  /**
   * Asks the bridge and waits for its result.
   * @param {string} type
   * @param {Record<string, unknown>} payload
   * @param {Options} [options]
   * @returns {Promise<Reply>}
   * @throws {NgramError}
   */
  async request(type, payload, options = {}) {
    await this.start();
    if (!LONG.has(type)) return this.#ask(type, payload, options);
    const generation = this.generation;
    const mine = this.turn.then(() => {
      if (options.signal?.aborted) return { type: "result", stopped: true };
      if (generation !== this.generation) throw this.error ?? RESTARTED;
      return this.#ask(type, payload, options);
    });
    this.turn = mine.catch(() => {});
    return mine;
  }

  /** @param {string} type @param {Record<string, unknown>} payload @param {Options} options @returns {Promise<Reply>} */
  #ask(type, payload, { onProgress, signal, transfer }) {
    const { worker } = this;
    if (!worker) return Promise.reject(new NgramError("ended", "The model was stopped.", "Start it again to go on."));
    const id = ++this.lastId;
    /** @type {Promise<Reply>} */
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject, onProgress }));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const stop = () => {
      worker.postMessage({ id: ++this.lastId, type: "stop", target: id });
      timer = setTimeout(() => this.waiting.has(id) && this.terminate(), GRACE);
    };
    signal?.addEventListener("abort", stop, { once: true });
    worker.postMessage({ ...payload, id, type }, transfer ?? []);
    return answer.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    });
  }

  async #boot() {
    this.error = undefined;
    this.stages = STAGES.map((stage) => ({ stage, label: LABELS[stage], state: "loading" }));
    this.#become("loading");
    try {
      if (typeof WebAssembly !== "object") {
        throw new NgramError(
          "no-webassembly",
          "This browser does not run WebAssembly, so the model cannot run here.",
          "Allow WebAssembly in the browser's settings, or open the page in another browser. The example below is real.",
        );
      }
      await this.#spawn();
    } catch (error) {
      this.#fail(error instanceof NgramError ? error : FAILURES.start({ message: String(error) }), "failed");
      throw this.error;
    }
  }

  /** @returns {Promise<void>} */
  async #spawn() {
    const { url } = await import("./worker.js").catch(() => {
      throw FAILURES.network({ file: "worker.js" });
    });
    const life = newLife();
    const worker = new Worker(url, { type: "module", name: "n-gram model" });
    this.worker = worker;
    this.generation += 1;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let watch;
    try {
      await new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
        this.abandon = reject;
        const patience = () => {
          clearTimeout(watch);
          watch = setTimeout(() => reject(late()), PATIENCE);
        };
        worker.onerror = (event) => {
          event.preventDefault();
          reject(FAILURES.network({ file: "worker.js" }));
        };
        worker.onmessage = ({ data }) => {
          patience();
          if (data.type === "alive") void this.#watch(worker, life);
          else if (data.type === "stage") this.#stage(data);
          else if (data.type === "failed") reject((FAILURES[data.kind] ?? FAILURES.start)(data));
          else if (data.type === "ready") resolve();
        };
        patience();
        worker.postMessage({ type: "init", root: this.root, life });
      });
    } finally {
      clearTimeout(watch);
    }
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(FAILURES.crash({ message: event.message }), "failed");
    };
    this.#become("ready");
  }

  /** Tells when a worker is gone that nobody here has ended. @param {Worker} worker @param {string} life */
  async #watch(worker, life) {
    await ended(life);
    if (worker !== this.worker) return;
    const hint = "Start it again. A smaller text or a lower order needs less memory.";
    this.#fail(new NgramError("killed", "The browser has ended the model.", hint), "failed");
  }

  /** @param {Stage} stage */
  #stage(stage) {
    this.stages = this.stages.map((known) => (known.stage === stage.stage ? { ...stage } : known));
    this.#become(this.status);
  }

  /** @param {Reply} reply */
  #receive(reply) {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if (reply.type === "progress") {
      waiting.onProgress?.(reply);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.type === "error") {
      waiting.reject(FAILURES[reply.kind]?.(reply) ?? new NgramError(reply.kind, reply.message, reply.hint ?? ""));
      if (reply.kind === "crash") this.#fail(FAILURES.crash(reply), "failed");
      return;
    }
    waiting.resolve(reply);
  }

  /** @param {NgramError} error @param {Status} status */
  #fail(error, status) {
    this.worker?.terminate();
    this.worker = undefined;
    this.booting = undefined;
    this.generation += 1;
    this.abandon(error);
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    this.error = status === "failed" ? error : undefined;
    this.#become(status);
  }

  /** @param {Status} status */
  #become(status) {
    this.status = status;
    this.dispatchEvent(new Event("change"));
  }
}

/** Nothing came for too long. */
function late() {
  return new NgramError(
    "timeout",
    `Nothing arrived for ${PATIENCE / 1000} seconds while the model was loading.`,
    "The network may be slow or gone. Try again: what has arrived already is kept by the browser.",
  );
}

/** The site's root as an absolute URL, from `<html data-root>`. */
export function siteRoot() {
  return new URL(document.documentElement.dataset.root ?? "./", document.baseURI).href;
}

/** @type {NgramClient | undefined} */
let shared;

/** The one client of this page. */
export function client() {
  shared ??= new NgramClient(siteRoot());
  return shared;
}
