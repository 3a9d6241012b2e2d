/** The live server as a source of answers: questions go out as JSON, stages come back as Server-Sent Events. */

import { ApiError } from "./api-error.js";
import { readEvents } from "./event-stream.js";

/** @import { Knowledge } from "./complete.js" */
/** @import { Ask, IndexInfo, JsonObject, ProfileInfo, Provenance, Reasons, SearchResult, Source, StageEvent } from "./types.js" */

/** @implements {Source} */
export class LiveSource {
  kind = /** @type {const} */ ("live");

  /** @param {URL} root the site's root, where the API lives too */
  constructor(root) {
    this.root = root;
    /** @type {Promise<IndexInfo[]> | null} */
    this.known = null;
    /** @type {Promise<{profiles: ProfileInfo[], strategies: string[]}> | null} */
    this.choices = null;
    /** What is known of each index. @type {Map<string, Knowledge>} */
    this.knowledges = new Map();
  }

  /** The models and strategies that the server offers. */
  offered() {
    this.choices ??= this.request("profiles")
      .then((response) => response.json())
      .catch((problem) => {
        this.choices = null;
        throw problem;
      });
    return this.choices;
  }

  /**
   * @param {string} path relative to the root
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  async request(path, init) {
    try {
      const response = await fetch(new URL(path, this.root), init);
      if (!response.ok) throw await ApiError.from(response);
      return response;
    } catch (problem) {
      throw ApiError.wrap(problem);
    }
  }

  /** @returns {Promise<IndexInfo[]>} */
  indexes() {
    this.known ??= this.request("indexes")
      .then((response) => response.json())
      .then((body) => body.indexes)
      .catch((problem) => {
        this.known = null; // the next call tries again
        throw problem;
      });
    return this.known;
  }

  /** @param {string} index */
  async samples(index) {
    return (await this.indexes()).find(({ name }) => name === index)?.samples ?? [];
  }

  /** @returns {Promise<ProfileInfo[]>} */
  async profiles() {
    return (await this.offered()).profiles;
  }

  /**
   * Those that a model can follow.
   * @param {string} index
   * @param {string} question
   * @param {string} profile
   */
  async strategies(index, question, profile) {
    const { profiles, strategies } = await this.offered();
    return profiles.find(({ name }) => name === profile)?.strategies ?? strategies;
  }

  /** @returns {Promise<Provenance | null>} */
  async provenance() {
    return null;
  }

  /**
   * Ask, and pass on every stage as it arrives. Aborting closes the connection, which stops the model.
   * @param {Ask} ask
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<StageEvent>}
   */
  async *ask({ index, question, strategy, profile, execute }, signal) {
    const sent = performance.now();
    const body = { question, strategy, execute, ...(profile ? { profile } : {}) };
    const response = await this.request(`${encodeURIComponent(index)}/nlq`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal,
    });
    try {
      for await (const { event, data } of readEvents(response))
        yield /** @type {StageEvent} */ ({ stage: event, atMs: performance.now() - sent, data });
    } catch (problem) {
      throw ApiError.wrap(problem);
    }
  }

  /**
   * Run a query that a person edited; the server validates it like a model's.
   * @param {string} index
   * @param {JsonObject} query
   * @param {AbortSignal} signal
   * @returns {Promise<{result: SearchResult, english: string | null}>}
   */
  async search(index, query, signal) {
    const { english = null, ...result } = await this.#told(index, "search", query, signal);
    return { result, english };
  }

  /**
   * What may be asked of an index and what it holds, for the editor; null where the server cannot say.
   * @param {string} index
   * @returns {Promise<Knowledge | null>}
   */
  async knowledge(index) {
    const known = this.knowledges.get(index);
    if (known) return known;
    try {
      const response = await this.request(`${encodeURIComponent(index)}/mapping`);
      const { json_schema: schema, fields } = await response.json();
      this.knowledges.set(index, { schema, fields });
      return { schema, fields };
    } catch (problem) {
      if (problem instanceof ApiError) return null; // an index that is not here is edited without help
      throw problem;
    }
  }

  /**
   * Why a query finds nothing: what each of its conditions leaves.
   * @param {string} index
   * @param {JsonObject} query
   * @param {AbortSignal} signal
   * @returns {Promise<Reasons>}
   */
  async why(index, query, signal) {
    return this.#told(index, "why", query, signal);
  }

  /**
   * What the server says of a query.
   * @param {string} index
   * @param {"search" | "why"} what
   * @param {JsonObject} query
   * @param {AbortSignal} signal
   */
  async #told(index, what, query, signal) {
    const response = await this.request(`${encodeURIComponent(index)}/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
      signal,
    });
    return response.json();
  }
}
