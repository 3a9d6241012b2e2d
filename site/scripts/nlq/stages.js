/**
 * `<nlq-stages>`: the way of a question, step by step as it happens, each step with its time and, opened, its content.
 *
 * Times are drawn as a waterfall: where a step's bar begins and ends, on the scale of the whole run.
 */

import { LitElement, css, html, nothing, svg } from "lit";
import { duration, pretty } from "./format.js";
import { jsonStyles, jsonView } from "./json-view.js";
import { controls, unseen } from "./look.js";
import { STEP_WORDS, durationMs } from "./run.js";

/** @import { Field, Run, Step } from "./types.js" */

const TICK_MS = 100;

/** @param {number} count @param {string} one */
const plural = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

export class NlqStages extends LitElement {
  /** @override */
  static properties = {
    run: { attribute: false },
    now: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    /** @type {Run | null} */
    this.run = null;
    /** Milliseconds into the running run, for the step that is under way. */
    this.now = 0;
    /** What the reader opened (true) or closed (false) by hand, by the step's place. @type {Map<number, boolean>} */
    this.chosen = new Map();
    this.timer = 0;
    this.seenAt = 0;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("run")) return;
    const before = /** @type {Run | null | undefined} */ (changed.get("run"));
    if (before?.ask !== this.run?.ask) this.chosen = new Map();
    this.now = this.run?.elapsedMs ?? 0;
    this.seenAt = performance.now();
    if (this.run?.status === "running" && !this.timer)
      this.timer = window.setInterval(() => {
        this.now = (this.run?.elapsedMs ?? 0) + performance.now() - this.seenAt;
      }, TICK_MS);
    if (this.run?.status !== "running") this.#stopTicking();
  }

  #stopTicking() {
    clearInterval(this.timer);
    this.timer = 0;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stopTicking();
  }

  /** @override */
  render() {
    const { run } = this;
    if (!run) return nothing;
    const whole = Math.max(run.status === "running" ? this.now : run.elapsedMs, 1);
    return html`<ol>
        ${run.steps.map((step, i) => this.#step(step, i, whole))}
      </ol>
      ${run.timings ? html`<p class="account">${account(run.timings)}</p>` : nothing}`;
  }

  /**
   * @param {Step} step
   * @param {number} i
   * @param {number} whole milliseconds
   */
  #step(step, i, whole) {
    const { title, doing } = STEP_WORDS[step.kind];
    const running = step.state === "running";
    const ms = durationMs(step) ?? Math.max(0, this.now - step.startMs);
    const name = step.kind === "model" && step.attempt > 1 ? `${title}, attempt ${step.attempt}` : title;
    const content = this.#content(step);
    const heading = html`<span class="dot" aria-hidden="true"></span>
      <span class="name">${running ? doing : name}</span>
      <span class="ms">${running && ms < TICK_MS ? "" : duration(ms)}</span>
      <span class="gist">${this.#gist(step)}</span>
      ${svg`<svg class="bar" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">
        <rect x=${(1000 * step.startMs) / whole} width=${Math.max(6, (1000 * ms) / whole)} height="4"></rect></svg>`}`;
    if (!content) return html`<li class=${step.state}><div class="head">${heading}</div></li>`;
    const open = this.chosen.get(i) ?? (running && step.kind === "model");
    return html`<li class=${step.state}>
      <details ?open=${open}>
        <summary class="head" @click=${() => this.chosen.set(i, !open)}>${heading}</summary>
        <div class="content">${content}</div>
      </details>
    </li>`;
  }

  /** One line on what a step brought. @param {Step} step */
  #gist(step) {
    const { data } = step;
    switch (step.kind) {
      case "mapping":
        return data ? `${plural(data.fields.length, "field")} of ${data.index}` : "";
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
        return step.tokens ? this.#speed(step) : "";
      case "query":
        return data ? "valid: only what the schema allows" : "";
      case "result":
        return data?.total === null || !data
          ? ""
          : plural(data.total, "document").replace(/^\d+/, (n) => Number(n).toLocaleString("en"));
    }
  }

  /** @param {Step} step */
  #speed(step) {
    const pieces = plural(step.tokens, "token");
    const first = step.firstTokenMs ?? 0;
    const after = (durationMs(step) ?? 0) - first;
    if (step.endMs === null || after < 1) return pieces;
    return `${pieces}, the first after ${duration(first)}, then ${Math.round((1000 * (step.tokens - 1)) / after)} a second`;
  }

  /** @param {Step} step */
  #content(step) {
    const { data } = step;
    if (step.kind === "model")
      return step.text || data
        ? html`<pre class="output" tabindex="0" aria-label="The model's answer, as it came">
${step.text}${step.state === "running" ? html`<span class="caret" aria-hidden="true"></span>` : nothing}</pre>
            ${data?.error ? html`<p class="error">${errorText(data.error)}</p>` : nothing}`
        : null;
    if (!data) return null;
    switch (step.kind) {
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
      case "examples":
        return data.examples.length
          ? html`<ul class="examples">
              ${data.examples.map(
                (/** @type {any} */ one) =>
                  html`<li>
                    <p>${one.question}</p>
                    ${jsonView(pretty(one.query))}
                  </li>`,
              )}
            </ul>`
          : html`<p class="soft">
              With the strategy “${data.strategy}” the prompt holds the mapping and the question only.
            </p>`;
      case "prompt":
        return html`<div class="messages">
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
          }`;
      case "query":
        return jsonView(pretty(data.query));
      case "result":
        return data.took_ms === null || data.took_ms === undefined
          ? null
          : html`<p class="soft">
              Elasticsearch says that it took ${duration(data.took_ms)}; the rest is the way there and back.
            </p>`;
    }
  }

  /** @override */
  static styles = [
    controls,
    unseen,
    jsonStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      ol > li {
        border-left: 2px solid var(--line);
        margin-left: 0.45rem;
        padding: 0 0 0.5rem 1rem;
      }
      ol > li:last-child {
        border-left-color: transparent;
        padding-bottom: 0;
      }
      summary {
        cursor: pointer;
        list-style: none;
        border-radius: 2px;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      .head {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.05rem 0.75rem;
        align-items: baseline;
      }
      .dot {
        grid-row: 1;
        grid-column: 1;
        justify-self: start;
        width: 0.7rem;
        height: 0.7rem;
        box-sizing: border-box;
        border-radius: 50%;
        margin: 0 0 0 calc(-1.35rem - 1px);
        background: var(--good);
        border: 2px solid var(--good);
        align-self: center;
      }
      .running .dot {
        background: var(--surface);
        border-color: var(--accent);
        animation: pulse 1s ease-in-out infinite alternate;
      }
      .rejected .dot {
        background: var(--warm);
        border-color: var(--warm);
      }
      .failed .dot {
        background: var(--bad);
        border-color: var(--bad);
      }
      .stopped .dot {
        background: var(--ink-soft);
        border-color: var(--ink-soft);
      }
      .name {
        grid-row: 1;
        grid-column: 1;
        font-weight: 650;
      }
      .ms {
        grid-row: 1;
        grid-column: 2;
        font-variant-numeric: tabular-nums;
        color: var(--ink-soft);
        font-size: 0.875em;
        white-space: nowrap;
      }
      details > summary .ms::after {
        content: "";
        display: inline-block;
        width: 0.4em;
        height: 0.4em;
        margin-left: 0.6em;
        border: solid currentColor;
        border-width: 0 1.5px 1.5px 0;
        rotate: 45deg;
        translate: 0 -0.2em;
      }
      details[open] > summary .ms::after {
        rotate: 225deg;
        translate: 0 0.05em;
      }
      .gist {
        grid-column: 1 / -1;
        color: var(--ink-soft);
        font-size: 0.875em;
        min-height: 1.2em;
        overflow-wrap: anywhere;
      }
      .rejected .gist {
        color: var(--warm);
      }
      .bar {
        grid-column: 1 / -1;
        width: 100%;
        height: 3px;
        margin-top: 0.2rem;
        border-radius: 2px;
        background: var(--sunken);
      }
      .bar rect {
        fill: var(--chart-1);
      }
      .rejected .bar rect {
        fill: var(--warm);
      }
      .failed .bar rect {
        fill: var(--bad);
      }
      .account {
        margin: 0.75rem 0 0;
        font-size: 0.875em;
        color: var(--ink-soft);
      }
      .content {
        margin: 0.5rem 0 0.4rem;
        font-size: 0.9375em;
      }
      .content p {
        margin: 0.25rem 0;
      }
      pre {
        margin: 0;
        font-family: var(--font-code);
        font-size: 0.8125em;
        line-height: 1.5;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .output,
      .message,
      .examples li,
      .scroll {
        background: var(--sunken);
        border-radius: calc(var(--radius) * 0.75);
        padding: 0.5rem 0.65rem;
      }
      .output {
        max-height: 12rem;
        overflow: auto;
        border-left: 3px solid var(--accent);
      }
      .caret {
        display: inline-block;
        width: 0.5em;
        height: 1.1em;
        vertical-align: text-bottom;
        background: var(--accent);
        animation: pulse 0.5s ease-in-out infinite alternate;
      }
      .error {
        color: var(--warm);
        font-size: 0.9375em;
      }
      table {
        border-collapse: collapse;
        font-size: 0.9375em;
      }
      th {
        color: var(--ink-soft);
        font-weight: 400;
      }
      th,
      td {
        text-align: left;
        padding: 0.1rem 1rem 0.1rem 0;
      }
      .examples {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .examples,
      .messages {
        display: grid;
        gap: 0.4rem;
        max-height: 20rem;
        overflow: auto;
      }
      .examples p {
        font-weight: 600;
        margin: 0 0 0.2rem;
      }
      .message b {
        display: block;
        font-size: 0.75em;
        font-weight: 650;
        letter-spacing: 0.04em;
        color: var(--ink-soft);
      }
      .message.assistant {
        background: var(--accent-soft);
      }
      .schema {
        margin-top: 0.5rem;
      }
      .schema summary {
        list-style: revert;
        color: var(--accent);
        font-size: 0.9375em;
      }
      .scroll {
        margin-top: 0.35rem;
        max-height: 16rem;
        overflow: auto;
      }
      @keyframes pulse {
        to {
          opacity: 0.35;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .running .dot,
        .caret {
          animation: none;
        }
      }
    `,
  ];
}

/** The server's own account of its time. @param {Record<string, number>} timings in milliseconds */
function account({ total = 0, model = 0, search = 0 }) {
  return `The server took ${duration(total)}: model ${duration(model)}, search ${duration(search)}, its own work ${duration(Math.max(0, total - model - search))}.`;
}

/** @param {unknown} error a text, or the shape of an error */
function errorText(error) {
  if (typeof error === "string") return error;
  const { message = "not accepted", hint = "" } = /** @type {any} */ (error);
  return [message, hint].filter(Boolean).join(" ");
}

customElements.define("nlq-stages", NlqStages);
