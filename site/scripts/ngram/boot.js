/**
 * Booting Pyodide fast and in the open: every file that it needs is asked for at once, and every stage has a name.
 *
 *     const pyodide = await boot("https://host/talk/pyodide/", (stage) => console.log(stage.label, stage.done));
 *
 * Pyodide asks for its files one after another (script, then WebAssembly, then packages). Here the slow ones start together
 * and its own `fetch` calls are answered from what is already on its way, counted byte by byte.
 */

/**
 * @typedef {{pyimport: (name: string) => any, toPy: (value: unknown) => any, loadedPackages: Record<string, string>,
 *   loadPackage: (name: string, options: object) => Promise<unknown>, _module: {HEAPU8: Uint8Array}}} Pyodide
 */
/** @typedef {"runtime" | "library" | "numpy" | "package" | "start"} StageName */
/** @typedef {{stage: StageName, label: string, state: "loading" | "done", done?: number, total?: number}} Stage */

/** @type {Record<StageName, string>} */
export const LABELS = {
  runtime: "Python runtime",
  library: "Standard library",
  package: "n-gram package",
  start: "Starting Python",
  numpy: "numpy",
};

/** What a reader waits for; numpy comes after the model has begun to write. @type {StageName[]} */
export const STAGES = ["runtime", "library", "package", "start"];

const PACKAGE = "pyodide-ngram";
const LOCK = "pyodide-lock.json";

/** A file did not come or Python did not start; `kind` is `network`, `integrity` or `start`. */
export class BootError extends Error {
  /** @param {string} kind @param {string} message @param {string} [file] */
  constructor(kind, message, file) {
    super(message);
    this.kind = kind;
    this.file = file;
  }
}

/**
 * Which stage a file belongs to. @param {string} file @returns {StageName}
 */
function stageOf(file) {
  if (file.startsWith("python_stdlib")) return "library";
  if (file.startsWith("numpy")) return "numpy";
  if (file.startsWith("pyodide_ngram")) return "package";
  return "runtime";
}

/** @type {Promise<never>} */
const NEVER = new Promise(() => {});

/**
 * Counts what arrives and tells it.
 */
class Downloads {
  /**
   * @param {string} base @param {(stage: Stage) => void} tell
   * @param {boolean} fatal whether a file that does not come is the end of this thread: then Pyodide is left waiting for it,
   *   since it leaves rejections of its own unhandled
   */
  constructor(base, tell, fatal) {
    this.fatal = fatal;
    this.base = base;
    this.tell = tell;
    /** @type {Map<string, Promise<Response>>} */
    this.started = new Map();
    /** @type {Record<string, number>} */
    this.sizes = {};
    /** @type {Partial<Record<StageName, {done: number, files: Map<string, number | undefined>, pending: number}>>} */
    this.stages = {};
    /** @type {(error: BootError) => void} */
    this.fail = () => {};
    this.failed = new Promise((/** @type {(value: never) => void} */ _, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => {});
    this.fetch = self.fetch.bind(self);
    /** Whether a file has failed to come. */
    this.over = false;
  }

  /** Takes the place of `fetch` for Pyodide. @param {RequestInfo | URL} input @param {RequestInit} [init] */
  answer(input, init) {
    if (this.over && this.fatal) return NEVER; // Pyodide tries again what has failed: the reader decides that
    const url = String(input instanceof Request ? input.url : input);
    if (!url.startsWith(this.base)) return this.fetch(input, init);
    const file = url.slice(this.base.length);
    const early = this.started.get(file);
    this.started.delete(file);
    const response = early ?? this.get(file, init);
    return this.fatal ? response.catch(() => NEVER) : response;
  }

  /** The build's list of sizes, for honest progress: a compressed answer does not say how long it will be. */
  async learnSizes() {
    const response = await this.fetch(`${this.base}sizes.json`).catch((error) => this.broken("sizes.json", error));
    if (response instanceof Response && response.ok) this.sizes = await response.json();
  }

  /** Asks for a file before Pyodide does. @param {string} file @param {RequestInit} [init] */
  early(file, init) {
    const response = this.get(file, init);
    response.catch(() => {}); // told through `failed`; Pyodide may never ask for this one
    this.started.set(file, response);
  }

  /** @param {string} file @param {RequestInit} [init] */
  async get(file, init) {
    const name = stageOf(file);
    const stage = (this.stages[name] ??= { done: 0, files: new Map(), pending: 0 });
    stage.pending += 1;
    stage.files.set(file, undefined);
    this.report(name);
    /** @type {Response} */
    let response;
    try {
      response = await this.fetch(this.base + file, init);
    } catch (error) {
      throw this.broken(file, error);
    }
    if (!response.ok) throw this.broken(file, `status ${response.status}`);
    const length = Number(response.headers.get("content-length"));
    if (length && !response.headers.get("content-encoding")) stage.files.set(file, length);
    if (file === LOCK) return this.unbound(response, name, stage);
    if (!response.body) return response;
    const reader = response.body.getReader();
    const counted = new ReadableStream({
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (done) {
            stage.pending -= 1;
            this.report(name);
            controller.close();
            return;
          }
          stage.done += value.byteLength;
          this.report(name);
          controller.enqueue(value);
        } catch (error) {
          const broken = this.broken(file, error);
          if (this.fatal) await NEVER;
          controller.error(broken);
        }
      },
    });
    return new Response(counted, { status: response.status, headers: response.headers });
  }

  /**
   * The lock file, with our package free of numpy: it imports numpy only where it needs it, and that is later.
   * @param {Response} response @param {StageName} name @param {{pending: number}} stage
   */
  async unbound(response, name, stage) {
    const lock = await response.json();
    lock.packages[PACKAGE].depends = [];
    stage.pending -= 1;
    this.report(name);
    return new Response(JSON.stringify(lock));
  }

  /** @param {string} file @param {unknown} reason */
  broken(file, reason) {
    const text = reason instanceof Error ? reason.message : String(reason);
    const error = new BootError("network", `${file}: ${text}`, file);
    this.over = true;
    this.fail(error);
    return error;
  }

  /** @param {StageName} name */
  report(name) {
    const stage = this.stages[name];
    if (!stage) return;
    const sizes = [...stage.files].map(([file, size]) => this.sizes[file] ?? size);
    const total = sizes.every((size) => size !== undefined) ? sizes.reduce((a, b) => a + (b ?? 0), 0) : undefined;
    this.tell({
      stage: name,
      label: LABELS[name],
      state: stage.pending === 0 ? "done" : "loading",
      done: stage.done,
      total,
    });
  }
}

/**
 * @param {string} base where Pyodide's files lie, absolute, with a slash at its end
 * @param {(stage: Stage) => void} tell
 * @returns {Promise<Pyodide>} with the n-gram package, without numpy
 * @throws {BootError}
 */
export function boot(base, tell) {
  return watched(base, tell, true, async (downloads) => {
    void downloads.learnSizes();
    downloads.early("pyodide.asm.wasm");
    downloads.early("python_stdlib.zip");
    const script = import(/* @vite-ignore */ `${base}pyodide.mjs`).catch((error) => {
      throw downloads.broken("pyodide.mjs", error);
    });
    import(/* @vite-ignore */ `${base}pyodide.asm.js`).catch((error) => downloads.broken("pyodide.asm.js", error));
    const { loadPyodide } = await script;
    /** @type {string[]} */
    const complaints = [];
    /** @type {Pyodide} */
    const pyodide = await loadPyodide({
      indexURL: base,
      packages: [PACKAGE],
      stdout: () => {},
      stderr: (/** @type {string} */ text) => complaints.push(text),
    });
    check(pyodide, PACKAGE, complaints);
    withhold(pyodide, "numpy");
    tell({ stage: "start", label: LABELS.start, state: "loading" });
    return pyodide;
  });
}

/**
 * Loads numpy into a Pyodide that `boot` made.
 * @param {Pyodide} pyodide @param {string} base @param {(stage: Stage) => void} tell
 * @throws {BootError}
 */
export async function bootNumpy(pyodide, base, tell) {
  const original = self.fetch;
  /** @type {string[]} */
  const complaints = [];
  try {
    await watched(base, tell, false, async (downloads) => {
      void downloads.learnSizes();
      await pyodide.loadPackage("numpy", {
        messageCallback: () => {},
        errorCallback: (/** @type {string} */ text) => complaints.push(text),
      });
      check(pyodide, "numpy", complaints);
      admit(pyodide, "numpy");
    });
  } finally {
    self.fetch = original; // this thread lives on, and may be asked to try again
  }
}

/**
 * A module that `import` does not find until it is admitted. Its files come one after another, and whoever imported it
 * half unpacked would have half of it for good.
 * @param {Pyodide} pyodide @param {string} name
 */
function withhold(pyodide, name) {
  const modules = pyodide.pyimport("sys").modules;
  modules.set(name, undefined); // None in `sys.modules`: Python's own way to say that there is no such module
  modules.destroy();
}

/** @param {Pyodide} pyodide @param {string} name */
function admit(pyodide, name) {
  const modules = pyodide.pyimport("sys").modules;
  modules.delete(name);
  modules.destroy();
}

/**
 * Runs some loading with its downloads counted, and ends with the first file that does not come.
 * @template T
 * @param {string} base @param {(stage: Stage) => void} tell @param {boolean} fatal
 * @param {(downloads: Downloads) => Promise<T>} load
 * @returns {Promise<T>}
 */
async function watched(base, tell, fatal, load) {
  const downloads = new Downloads(base, tell, fatal);
  const original = self.fetch;
  self.fetch = (input, init) => downloads.answer(input, init);
  const loaded = await Promise.race([downloads.failed, load(downloads)]);
  self.fetch = original;
  return loaded;
}

/** Pyodide only warns when a package is missing or its hash is wrong. @param {Pyodide} pyodide @param {string} name @param {string[]} complaints */
function check(pyodide, name, complaints) {
  if (name in pyodide.loadedPackages) return;
  throw new BootError("integrity", `${name} could not be loaded: ${complaints.join(" ")}`, name);
}
