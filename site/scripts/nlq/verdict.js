/** Several answers to one question, compared in a sentence: by rule, from what the runs hold. */

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

const COUNTS = ["No", "One", "Two", "Three", "Four"];

/**
 * @param {string[]} lanes what the ways to ask are called, in the order in which they are asked
 * @param {Run[]} runs of those that have begun
 * @returns {string}
 */
export function verdict(lanes, runs) {
  if (runs.some(({ status }) => status === "stopped")) return "Stopped.";
  if (runs.length < lanes.length || runs.some(({ status }) => status === "running"))
    return "One after the other, so that neither slows the other down.";
  /** @param {(run: Run) => unknown} holds */
  const those = (holds) => lanes.filter((_, at) => holds(runs[at]));
  const unable = those(({ refusal }) => refusal);
  const lost = those(({ query, refusal }) => !query && !refusal);
  if (unable.length === runs.length) return `${runs.length === 2 ? "Both" : "All"} say that the index cannot answer.`;
  if (lost.length) return `No query by ${lost.join(" nor by ")}.`;
  if (unable.length)
    return `${unable.join(" and ")} ${unable.length === 1 ? "says" : "say"} that the index cannot answer.`;
  const told = runs.map(({ result, elapsedMs }, at) => {
    const total = result?.total ?? null;
    const found = total === null ? "took" : `found ${grouped(total)} ${total === 1 ? "document" : "documents"} in`;
    return `${lanes[at]} ${found} ${duration(elapsedMs)}`;
  });
  const different = new Set(runs.map(({ query }) => canonical(query))).size;
  const queries = different === 1 ? "The same query" : `${COUNTS[different] ?? different} different queries`;
  return `${queries}: ${told.join(lanes.length > 2 ? "; " : ", ")}.`;
}
