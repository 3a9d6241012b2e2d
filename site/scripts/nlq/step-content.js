/** What each step of a run has to show: one line, and behind it everything that went in or came out. */

import { html, nothing } from "lit";
import { duration, ordinal, pretty } from "./format.js";
import { jsonView } from "./json-view.js";
import { durationMs } from "./run.js";

/** @import { Field, Step } from "./types.js" */

/** @param {number} count @param {string} one */
const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/** One line on what a step brought. @param {Step} step */
export function gist(step) {
  const { data } = step;
  switch (step.kind) {
    case "queue":
      if (step.state === "running") return `You are ${ordinal(data.place)} of ${data.waiting}`;
      return step.state === "done" ? "Others were served first" : "";
    case "mapping":
      return data ? `${plural(data.fields.length, "field")} of ${data.index}` : "";
    case "values":
      if (!data) return "";
      return data.links.length ? data.links.map(meaning).join("; ") : "no word of the question is one";
    case "examples":
      if (!data) return "";
      return data.examples.length
        ? `${plural(data.examples.length, "example")} to learn from`
        : "none: the model is on its own";
    case "prompt": {
      if (!data) return "";
      const letters = data.messages.reduce(
        (/** @type {number} */ sum, /** @type {any} */ one) => sum + one.content.length,
        0,
      );
      return `${plural(data.messages.length, "message")}, ${letters.toLocaleString("en")} characters`;
    }
    case "model":
      if (step.state === "rejected") return "Not accepted: the error goes back to the model";
      return step.tokens ? speed(step) : "";
    case "query":
      if (data?.message) return "the index cannot answer";
      return data ? "within the schema" : "";
    case "result":
      return !data || data.total === null ? "" : plural(data.total, "document");
  }
}

/** @param {{said: string, field: string, value: string}} link */
function meaning({ said, field, value }) {
  if (!value) return `${said} (in ${field})`;
  return said === value ? `${value} (${field})` : `${said}: ${value} (${field})`;
}

/** @param {Step} step */
function speed(step) {
  const pieces = plural(step.tokens, "token");
  const after = (durationMs(step) ?? 0) - (step.firstTokenMs ?? 0);
  return step.endMs === null || after < 1
    ? pieces
    : `${pieces}, ${Math.round((1000 * (step.tokens - 1)) / after)} a second`;
}

/** @param {Step} step */
export function content(step) {
  const { data } = step;
  if (step.kind === "model")
    return step.text || data
      ? html`<pre class="output" tabindex="0" role="region" aria-label="The model's answer, as it came">
${step.text}${step.state === "running" ? html`<span class="caret" aria-hidden="true"></span>` : nothing}</pre>
          ${step.firstTokenMs === null ? nothing : html`<p class="soft">The first token came after ${duration(step.firstTokenMs)}.</p>`}
          ${data?.error ? html`<p class="error">${errorText(data.error)}</p>` : nothing}`
      : null;
  if (!data) return null;
  switch (step.kind) {
    case "queue":
      return null;
    case "mapping":
      return html`<table>
        <thead>
          <tr>
            <th scope="col">field</th>
            <th scope="col">type</th>
          </tr>
        </thead>
        <tbody>
          ${data.fields.map(
            (/** @type {Field} */ field) =>
              html`<tr>
                <td><code>${field.name}</code></td>
                <td>${field.type}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
    case "values":
      return data.links.length
        ? html`<table>
            <thead>
              <tr>
                <th scope="col">in the question</th>
                <th scope="col">field</th>
                <th scope="col">value</th>
              </tr>
            </thead>
            <tbody>
              ${data.links.map(
                (/** @type {any} */ one) =>
                  html`<tr>
                    <td>${one.said}</td>
                    <td><code>${one.field}</code></td>
                    <td>${one.value || html`<span class="soft">its text holds these words</span>`}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : null;
    case "examples":
      return data.examples.length
        ? html`<div class="examples" tabindex="0" role="region" aria-label="The examples">
            <ul>
              ${data.examples.map(
                (/** @type {any} */ one) =>
                  html`<li>
                    <p>${one.question}</p>
                    ${jsonView(pretty(one.query))}
                  </li>`,
              )}
            </ul>
          </div>`
        : html`<p class="soft">
            With the strategy “${data.strategy}” the prompt holds the mapping and the question only.
          </p>`;
    case "prompt":
      return html`<div class="messages" tabindex="0" role="region" aria-label="The messages">
          ${data.messages.map(
            (/** @type {any} */ one) =>
              html`<div class="message ${one.role === "assistant" ? "assistant" : "other"}">
                <b>${one.role}</b>
                <pre>${one.content}</pre>
              </div>`,
          )}
        </div>
        ${
          data.schema
            ? html`<details class="schema">
                <summary>The JSON Schema that holds the decoding</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="JSON Schema">
                  ${jsonView(pretty(data.schema, 90))}
                </div>
              </details>`
            : nothing
        }
        ${
          data.grammar
            ? html`<details class="schema">
                <summary>The grammar that holds the decoding</summary>
                <div class="scroll" tabindex="0" role="region" aria-label="Grammar">
                  <pre>${data.grammar}</pre>
                </div>
              </details>`
            : nothing
        }`;
    case "query":
      return data.query ? jsonView(pretty(data.query)) : null;
    case "result":
      return data.took_ms === null || data.took_ms === undefined
        ? null
        : html`<p class="soft">
            Elasticsearch says that it took ${duration(data.took_ms)}; the rest is the way there and back.
          </p>`;
  }
}

/** @param {unknown} error a text, or the shape of an error */
function errorText(error) {
  if (typeof error === "string") return error;
  const { message = "not accepted", hint = "" } = /** @type {any} */ (error);
  return [message, hint].filter(Boolean).join(" ");
}
