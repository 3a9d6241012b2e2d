/**
 * `<nlq-stages>`: the way of a question, step by step as it happens, each step with its time and, opened, its content.
 *
 * Times are drawn as a waterfall: where a step's bar begins and ends, on the scale of the whole run.
 */

import { LitElement, html, nothing, svg } from "lit";
import { duration } from "./format.js";
import { jsonStyles } from "./json-view.js";
import { controls } from "./look.js";
import { STEP_WORDS, durationMs } from "./run.js";
import { stageStyles } from "./stages-look.js";
import { content, gist } from "./step-content.js";
import { unseen } from "../shared/unseen.js";

/** @import { Run, Step } from "./types.js" */

const TICK_MS = 100;

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
    const inside = content(step);
    const heading = html`<span class="dot" aria-hidden="true"></span>
      <span class="name">${running ? doing : name}</span>
      <span class="ms">${running && ms < TICK_MS ? "" : duration(ms)}</span>
      <span class="gist">${gist(step)}</span>
      ${svg`<svg class="bar" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">
        <rect x=${(1000 * step.startMs) / whole} width=${Math.max(6, (1000 * ms) / whole)} height="4"></rect></svg>`}`;
    if (!inside) return html`<li class=${step.state}><div class="head">${heading}</div></li>`;
    const open = this.chosen.get(i) ?? (running && step.kind === "model");
    return html`<li class=${step.state}>
      <details ?open=${open}>
        <summary class="head" @click=${() => this.chosen.set(i, !open)}>${heading}</summary>
        <div class="content">${inside}</div>
      </details>
    </li>`;
  }

  /** @override */
  static styles = [controls, unseen, jsonStyles, stageStyles];
}

/** The server's own account of its time. @param {Record<string, number>} timings in milliseconds */
function account({ total = 0, model = 0, search = 0 }) {
  const own = Math.max(0, total - model - search);
  return `Server ${duration(total)}: model ${duration(model)}, search ${duration(search)}, its own work ${duration(own)}.`;
}

customElements.define("nlq-stages", NlqStages);
