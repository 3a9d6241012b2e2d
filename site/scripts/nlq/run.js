/** A run, built up from its events: pure, so that live streams, replays and tests take the same way.
 *
 * `[mapping, values, examples, prompt, token…, attempt, query, result, done]` becomes seven steps, each with its content and time;
 * where others are served first, `queue` comes before them, once for each place in the line. A model that says the index
 * cannot answer is told of by `refusal` in place of `query` and `result`.
 */

/** @import { Ask, ErrorShape, Provenance, Run, StageEvent, Step } from "./types.js" */

/** What the reader sees as the name of each step, while it runs and afterwards. */
export const STEP_WORDS = {
  queue: { title: "Line", doing: "Waiting in line" },
  mapping: { title: "Mapping", doing: "Reading the mapping" },
  values: { title: "Values", doing: "Looking up the question's words" },
  examples: { title: "Examples", doing: "Choosing examples" },
  prompt: { title: "Prompt", doing: "Writing the prompt" },
  model: { title: "Model", doing: "Model writing" },
  query: { title: "Query", doing: "Checking the query" },
  result: { title: "Result", doing: "Searching" },
};

/**
 * @param {Step["kind"]} kind
 * @param {number} startMs
 * @param {Partial<Step>} [more]
 * @returns {Step}
 */
function step(kind, startMs, more) {
  return {
    kind,
    state: "running",
    startMs,
    endMs: null,
    data: null,
    text: "",
    tokens: 0,
    firstTokenMs: null,
    attempt: 0,
    ...more,
  };
}

/**
 * @param {Ask} ask
 * @param {Provenance | null} recorded
 * @returns {Run}
 */
export function begin(ask, recorded = null) {
  return {
    ask,
    status: "running",
    steps: [step("mapping", 0)],
    query: null,
    english: null,
    refusal: null,
    corrections: [],
    confidence: null,
    result: null,
    timings: null,
    error: null,
    elapsedMs: 0,
    recorded,
  };
}

/** What is expected to run after each step; the model's successor depends on whether its answer was accepted. */
const NEXT = /** @type {const} */ ({
  mapping: "values",
  values: "examples",
  examples: "prompt",
  prompt: "model",
  query: "result",
});

/**
 * The run after one more event. Steps that an event skips are left out, not invented.
 * @param {Run} run
 * @param {StageEvent} event
 * @returns {Run}
 */
export function advance(run, { stage, atMs, data }) {
  const steps = run.steps.slice();
  const next = { ...run, steps, elapsedMs: atMs };
  const open = steps.at(-1)?.state === "running" ? /** @type {Step} */ (steps.pop()) : null;
  const waited = open?.kind === "queue" && stage !== "queue";
  if (waited) steps.push({ ...open, state: "done", endMs: atMs });
  const startMs = waited ? atMs : (open?.startMs ?? steps.at(-1)?.endMs ?? 0);
  const attempts = steps.filter(({ kind }) => kind === "model").length;
  /** @param {Step["kind"]} kind @returns {Step} the step that this event belongs to */
  const own = (kind) =>
    open?.kind === kind ? open : step(kind, startMs, kind === "model" ? { attempt: attempts + 1 } : {});

  switch (stage) {
    case "queue":
      steps.push({ ...own("queue"), data });
      return next;
    case "mapping":
    case "values":
    case "examples":
    case "prompt": {
      const following = NEXT[stage];
      steps.push({ ...own(stage), state: "done", endMs: atMs, data });
      steps.push(step(following, atMs, following === "model" ? { attempt: attempts + 1 } : {}));
      return next;
    }
    case "token": {
      const model = own("model");
      steps.push({
        ...model,
        text: model.text + String(data.text ?? ""),
        tokens: model.tokens + 1,
        firstTokenMs: model.firstTokenMs ?? atMs - model.startMs,
      });
      return next;
    }
    case "attempt": {
      const model = own("model");
      const text = typeof data.output === "string" ? data.output : model.text;
      steps.push({ ...model, text, data, state: data.error ? "rejected" : "done", endMs: atMs });
      steps.push(data.error ? step("model", atMs, { attempt: attempts + 2 }) : step("query", atMs));
      return next;
    }
    case "query":
      steps.push({ ...own("query"), state: "done", endMs: atMs, data });
      next.query = data.query;
      next.english = data.english ?? null;
      next.corrections = data.corrections ?? [];
      if (run.ask.execute) steps.push(step("result", atMs));
      return next;
    case "refusal":
      steps.push({ ...own("query"), state: "done", endMs: atMs, data });
      next.refusal = String(data.message ?? "");
      return next;
    case "result":
      steps.push({ ...own("result"), state: "done", endMs: atMs, data });
      next.result = data;
      return next;
    case "done":
      next.status = "done"; // a step still open at the end never took place
      next.query ??= data?.query ?? null;
      next.confidence = data?.confidence ?? null;
      next.timings = data?.timings_ms ?? null;
      return next;
    case "error":
      return fail({ ...run, elapsedMs: atMs }, data?.error ?? { type: "error", message: "The run failed." });
    default:
      return run; // a stage of a newer server: nothing here knows how to show it
  }
}

/**
 * @param {Run} run
 * @param {"failed" | "stopped"} state
 */
function closeOpen(run, state) {
  /** A step that was expected and never heard of. @param {Step} one */
  const untried = (one) =>
    (one.kind === "model" && one.attempt > 1 && !one.tokens) || (one.kind === "mapping" && state === "failed");
  const steps = run.steps.filter((one) => !(one.state === "running" && untried(one)));
  return steps.map((one) => (one.state === "running" ? { ...one, state, endMs: run.elapsedMs } : one));
}

/**
 * @param {Run} run
 * @param {ErrorShape} error
 * @returns {Run}
 */
export function fail(run, error) {
  return { ...run, status: "failed", error, steps: closeOpen(run, "failed") };
}

/**
 * @param {Run} run
 * @returns {Run}
 */
export function stop(run) {
  return { ...run, status: "stopped", steps: closeOpen(run, "stopped") };
}

/**
 * A stream that ended without `done` or `error` was cut off.
 * @param {Run} run
 * @returns {Run}
 */
export function cutOff(run) {
  if (run.status !== "running") return run;
  return fail(run, {
    type: "cut_off",
    message: "The answer broke off before it was complete.",
    hint: "The connection or the server went away. Try again.",
  });
}

/**
 * Milliseconds that a step took, or null while it runs.
 * @param {Step} one
 */
export function durationMs(one) {
  return one.endMs === null ? null : Math.max(0, one.endMs - one.startMs);
}
