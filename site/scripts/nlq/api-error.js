/** The one error that reaches a reader: what went wrong, and what to do about it. */

/** @import { ErrorShape } from "./types.js" */

export class ApiError extends Error {
  /**
   * @param {string} type a stable word, such as "unknown_index"
   * @param {string} message what happened, in words
   * @param {string} [hint] what to do
   */
  constructor(type, message, hint) {
    super(message);
    this.name = "ApiError";
    this.type = type;
    this.hint = hint;
  }

  /** @returns {ErrorShape} */
  get shape() {
    return { type: this.type, message: this.message, ...(this.hint ? { hint: this.hint } : {}) };
  }

  /**
   * The error inside an answer whose status is not 2xx, whatever its body turns out to be.
   * @param {Response} response
   */
  static async from(response) {
    const text = await response.text();
    try {
      const { error } = JSON.parse(text);
      if (typeof error?.message === "string") return new ApiError(String(error.type), error.message, error.hint);
    } catch (problem) {
      if (!(problem instanceof SyntaxError)) throw problem;
    }
    return new ApiError(
      "unexpected_answer",
      `The server answered ${response.status} ${response.statusText}`.trim() + ".",
      "Look at the server's log, then try again.",
    );
  }

  /**
   * Any failure of a request as an ApiError; an AbortError passes through unchanged.
   * @param {unknown} problem
   * @returns {Error}
   */
  static wrap(problem) {
    if (problem instanceof ApiError) return problem;
    if (problem instanceof DOMException && problem.name === "AbortError") return problem;
    if (problem instanceof TypeError)
      return new ApiError(
        "unreachable",
        "The server cannot be reached.",
        "Is it still running? `make talk` starts it; then try again.",
      );
    return problem instanceof Error ? problem : new Error(String(problem));
  }
}
