/** Recorded real runs as a source of answers, for a site without a server: same stages, same times, no invention. */

import { ApiError } from "./api-error.js";

/** @import { Ask, IndexInfo, ProfileInfo, Provenance, RecordedRun, Source, StageEvent } from "./types.js" */

/** The indexes that `python -m demo_server record` writes a file for. */
export const RECORDED_INDEXES = ["articles", "gutenberg", "speeches", "movies"];

/**
 * Questions are the same when they differ in case, spacing or closing punctuation only.
 * @param {string} question
 */
export function sameQuestion(question) {
  return question
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/[\s?.!]+$/, "")
    .trim();
}

/**
 * Wait, or be stopped.
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", stop, { once: true });
    function finish() {
      signal.removeEventListener("abort", stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal.reason);
    }
  });
}

/** @implements {Source} */
export class RecordedSource {
  kind = /** @type {const} */ ("recorded");

  /**
   * @param {URL} root the site's root; files lie in `recorded/` under it
   * @param {{unhurried?: () => boolean}} [options] whether to keep the recorded times (else all at once)
   */
  constructor(root, { unhurried = () => true } = {}) {
    this.root = root;
    this.unhurried = unhurried;
    /** @type {Map<string, Promise<{recorded_at: string, model: string, command: string, runs: RecordedRun[]}>>} */
    this.files = new Map();
  }

  /** @param {string} index */
  file(index) {
    let file = this.files.get(index);
    if (!file) {
      file = this.load(index);
      file.catch(() => this.files.delete(index)); // the next call tries again
      this.files.set(index, file);
    }
    return file;
  }

  /** @param {string} index */
  async load(index) {
    if (!RECORDED_INDEXES.includes(index))
      throw new ApiError(
        "unknown_index",
        `There is no recorded run for “${index}”.`,
        "Choose one of the indexes above.",
      );
    let response;
    try {
      response = await fetch(new URL(`recorded/${index}.json`, this.root));
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      throw new ApiError(
        "unreachable",
        "The recorded runs could not be loaded.",
        "Check the connection and try again.",
      );
    }
    if (!response.ok)
      throw new ApiError(
        "no_recording",
        `There is no recorded run for “${index}” on this site.`,
        "`python -m demo_server record` makes them.",
      );
    return response.json();
  }

  /** @returns {Promise<IndexInfo[]>} */
  async indexes() {
    return RECORDED_INDEXES.map((name) => ({ name, description: "", count: null, samples: [] }));
  }

  /** @param {string} index */
  async samples(index) {
    const { runs } = await this.file(index);
    return [...new Set(runs.map(({ question }) => question))];
  }

  /** @returns {Promise<ProfileInfo[]>} */
  async profiles() {
    return [];
  }

  /**
   * The strategies by which a question was recorded (by which anything was, when it was not).
   * @param {string} index
   * @param {string} question
   */
  async strategies(index, question) {
    const { runs } = await this.file(index);
    const own = runs.filter((run) => sameQuestion(run.question) === sameQuestion(question));
    return [...new Set((own.length ? own : runs).map(({ strategy }) => strategy))];
  }

  /**
   * @param {string} index
   * @returns {Promise<Provenance>}
   */
  async provenance(index) {
    const { recorded_at, model, command } = await this.file(index);
    return { recordedAt: recorded_at, model, command };
  }

  /**
   * Replay the recorded run of this question at its own pace.
   * @param {Ask} ask
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<StageEvent>}
   * @throws {ApiError} `not_recorded` when nobody recorded this question
   */
  async *ask({ index, question, strategy }, signal) {
    const { runs } = await this.file(index);
    const run = runs.find((one) => sameQuestion(one.question) === sameQuestion(question) && one.strategy === strategy);
    if (!run)
      throw new ApiError(
        "not_recorded",
        "This question was not recorded, and there is no server here to answer it.",
        "Choose one of the recorded questions, or run the talk yourself: `make talk`.",
      );
    const started = performance.now();
    for (const { stage, at_ms, data } of run.events) {
      const wait = at_ms - (performance.now() - started);
      if (wait > 4 && this.unhurried()) await pause(wait, signal);
      if (signal.aborted) throw signal.reason;
      yield { stage, atMs: at_ms, data };
    }
  }

  /** @returns {Promise<never>} */
  async search() {
    throw new ApiError("no_server", "An edited query needs the live server.", "Run the talk yourself: `make talk`.");
  }

  /** An edited query cannot be run here, so there is nothing to know. @returns {Promise<null>} */
  async knowledge() {
    return null;
  }

  /** @returns {Promise<never>} */
  async why() {
    return this.search();
  }
}
