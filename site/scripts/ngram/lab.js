/**
 * `<ngram-lab>`: the lab's page, one panel below another around the same settings, which are kept in the address.
 *
 *     <ngram-lab corpus="expressions" order="5" seed="7">…a real result, made at build time…</ngram-lab>
 *
 * A link opens the page as it was copied; Undo goes back one change at a time.
 */
import { LitElement, css, html, nothing } from "lit";
import { copyText } from "../shared/save.js";
import { fromQuery, toQuery } from "./address.js";
import { readOptional } from "./knobs.js";
import "./quality-panel.js";
import "./sampler.js";
import "./step-panel.js";
import { panelStyles } from "./styles.js";

/** @typedef {import("./sampler.js").Settings} Settings */
/** @typedef {import("./sampler.js").NgramSampler} Sampler */

/** Changes that come quicker than this belong together: a slider that is dragged is undone as one. */
const TOGETHER_MS = 700;

export class NgramLab extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { said: { state: true }, past: { state: true }, current: { state: true } };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5em 0.75em;
        align-items: center;
        margin-top: 1em;
      }
      .bar p {
        margin: 0;
        color: var(--ink-soft);
      }
      section {
        margin-top: 3.5em;
      }
      h2 {
        font-size: 1.625em;
        line-height: 1.2;
        letter-spacing: -0.01em;
        margin: 0 0 0.3em;
      }
      .lead {
        margin: 0 0 1.2em;
        max-width: 44em;
        color: var(--ink-soft);
      }
      .notice {
        border-left: 4px solid var(--warm);
        padding: 0.3em 0.8em;
        margin: 0 0 1em;
      }
    `,
  ];

  constructor() {
    super();
    this.said = "";
    /** @type {Settings[]} */
    this.past = [];
    this.changedAt = 0;
    const { settings, damaged } = fromQuery(location.search);
    this.given = settings;
    this.damaged = damaged;
    /** @type {Settings | undefined} */
    this.current = undefined;
  }

  get sampler() {
    return /** @type {Sampler | null} */ (this.renderRoot.querySelector("ngram-sampler"));
  }

  /** @override */
  firstUpdated() {
    const { sampler } = this;
    if (!sampler) return;
    Object.assign(sampler, this.#preset(), this.given);
    this.current = sampler.settings;
    sampler.addEventListener("settings", (event) => this.#follow(/** @type {CustomEvent<Settings>} */ (event).detail));
  }

  /** The element's own attributes: what the page starts with when a link says nothing. @returns {Partial<Settings>} */
  #preset() {
    const text = (/** @type {string} */ name) => this.getAttribute(name);
    const read = {
      corpus: text("corpus"),
      order: readOptional(text("order")),
      temperature: readOptional(text("temperature")),
      topK: readOptional(text("top-k")),
      topP: readOptional(text("top-p")),
      seed: readOptional(text("seed")),
      length: readOptional(text("length")),
      prompt: text("prompt"),
    };
    return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null));
  }

  /** @param {Settings} settings */
  #follow(settings) {
    const now = performance.now();
    if (this.current && now - this.changedAt > TOGETHER_MS) this.past = [...this.past.slice(-49), this.current];
    this.changedAt = now;
    this.#keep(settings);
  }

  /** @param {Settings} settings */
  #keep(settings) {
    this.current = settings;
    history.replaceState(history.state, "", `?${toQuery(settings)}${location.hash}`);
  }

  #undo() {
    const before = this.past.at(-1);
    if (!before || !this.sampler) return;
    this.past = this.past.slice(0, -1);
    this.#keep(before);
    Object.assign(this.sampler, before);
    void this.sampler.sample({ pace: "once" });
  }

  async #copy() {
    if (this.current) this.#keep(this.current);
    this.said = (await copyText(location.href))
      ? "The link is copied: it opens this page with these settings."
      : "This browser does not let the page copy: take the link from the address bar.";
  }

  #step() {
    const { current } = this;
    if (!current) return nothing;
    return html`<section aria-labelledby="step">
      <h2 id="step">One step, slowly</h2>
      <p class="lead">
        From the context to the byte: every number is the model’s own, with the knobs above. Go stage by stage, go back
        to any byte, or force another one and see what follows.
      </p>
      <ngram-step
        .corpus=${current.corpus}
        .order=${current.order}
        .temperature=${current.temperature}
        .topK=${current.topK}
        .topP=${current.topP}
        .seed=${current.seed}
        .prompt=${current.prompt}
      ></ngram-step>
    </section>`;
  }

  #quality() {
    if (!this.current) return nothing;
    return html`<section aria-labelledby="quality">
      <h2 id="quality">How good is it?</h2>
      <p class="lead">
        A byte that was given probability p costs −log₂ p bits: 1 for an even chance, 8 for one of 256 alike. The mean
        over a text says how surprised the model is by it. More context helps, until the model only knows its own text.
      </p>
      <ngram-quality
        .corpus=${this.current.corpus}
        orders=${this.current.corpus === "expressions" ? 10 : 6}
      ></ngram-quality>
    </section>`;
  }

  /** @override */
  render() {
    return html`${
        this.damaged.length > 0
          ? html`<p class="notice" role="status">
              Part of this link could not be read (${this.damaged.join(", ")}); those settings are at their defaults.
            </p>`
          : nothing
      }
      <h2 class="unseen">Train and sample</h2>
      <ngram-sampler><slot></slot></ngram-sampler>
      <div class="bar">
        <button type="button" @click=${this.#copy}>Copy link</button>
        <button type="button" ?disabled=${this.past.length === 0} @click=${this.#undo}>Undo</button>
        <p role="status">${this.said}</p>
      </div>
      ${this.#step()} ${this.#quality()}`;
  }
}

customElements.define("ngram-lab", NgramLab);
