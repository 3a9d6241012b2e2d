/** Two answers to one question, compared in a sentence: by rule, from what the runs hold. */

import { duration, grouped } from "./format.js";

/** @import { Json, Run } from "./types.js" */

/**
 * JSON with its keys in order, so that two queries that say the same look the same.
 * @param {Json} value
 * @returns {string}
 */
export function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}

/**
 * @param {string[]} lanes the strategies, in the order in which they are asked
 * @param {Run[]} runs of those that have begun
 * @returns {string}
 */
export function verdict(lanes, runs) {
  if (runs.some(({ status }) => status === "stopped")) return "Stopped.";
  if (runs.length < lanes.length || runs.some(({ status }) => status === "running"))
    return "One after the other, so that neither slows the other down.";
  const [first, second] = runs;
  const unable = runs.filter(({ refusal }) => refusal).map(({ ask }) => ask.strategy);
  const lost = runs.filter(({ query, refusal }) => !query && !refusal).map(({ ask }) => ask.strategy);
  if (unable.length === runs.length) return "Both say that the index cannot answer.";
  if (unable.length && !lost.length) return `${unable[0]} says that the index cannot answer.`;
  if (lost.length) return `No query by ${lost.join(" nor by ")}.`;
  /** @param {Run} run */
  const told = ({ ask, result, elapsedMs }) => {
    const total = result?.total ?? null;
    return `${ask.strategy} ${total === null ? "took" : `found ${grouped(total)} ${total === 1 ? "document" : "documents"} in`} ${duration(elapsedMs)}`;
  };
  const same = canonical(first.query) === canonical(second.query);
  return `${same ? "The same query" : "Two different queries"}: ${told(first)}, ${told(second)}.`;
}
