/** From a question to its run: every event of the source is shown as it comes, and every way it can end is an end. */

import { ApiError } from "./api-error.js";
import { grouped, ordinal } from "./format.js";
import { STEP_WORDS, advance, begin, cutOff, fail, stop } from "./run.js";

/** @import { Ask, ErrorShape, Run, Source } from "./types.js" */

/** @param {unknown} problem @returns {ErrorShape} */
function shapeOf(problem) {
  const wrapped = ApiError.wrap(problem);
  if (wrapped instanceof ApiError) return wrapped.shape;
  console.error(problem); // a mistake of ours, or an answer that is no JSON
  return {
    type: "unexpected_answer",
    message: `The answer could not be read: ${wrapped.message}`,
    hint: "Try again; the browser's console says more.",
  };
}

/**
 * Ask, and show the run after each event.
 * @param {Source} source
 * @param {Ask} ask
 * @param {AbortSignal} signal aborted: the run is stopped, with what had come so far
 * @param {(run: Run) => void} show
 * @returns {Promise<Run>} as it ended: done, stopped or failed; never rejects
 */
export async function follow(source, ask, signal, show) {
  let run = begin(ask);
  show(run);
  try {
    run = { ...run, recorded: await source.provenance(ask.index) };
    for await (const event of source.ask(ask, signal)) {
      run = advance(run, event);
      show(run);
      if (run.status !== "running") break;
    }
    run = cutOff(run);
  } catch (problem) {
    run = signal.aborted ? stop(run) : fail(run, shapeOf(problem));
  }
  show(run);
  return run;
}

/**
 * What a screen reader is told of a run: the step under way, or how it ended.
 * @param {Run} run
 * @returns {string}
 */
export function spoken(run) {
  if (run.status === "stopped") return "Stopped.";
  if (run.status === "failed") return "It failed."; // the alert says why
  const last = run.steps.at(-1);
  if (run.status === "running") {
    if (last?.kind === "model" && last.attempt > 1) return "The query was not accepted; the model tries again.";
    if (last?.kind === "queue" && last.data) return `You are ${ordinal(last.data.place)} in line.`;
    return last ? `${STEP_WORDS[last.kind].doing}.` : "";
  }
  const total = run.result?.total;
  const found =
    total === null || total === undefined ? "" : ` ${grouped(total)} ${total === 1 ? "document" : "documents"}.`;
  return `Done.${found} ${run.english ?? ""}`;
}
