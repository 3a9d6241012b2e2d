/**
 * `<ngram-machine>`: the model as a machine. Its states, the moves between them, how often it is where; walked live, and
 * without coins falling into its loop.
 *
 *     <ngram-machine corpus="expressions" order="1"></ngram-machine>
 */
import { css, html, nothing } from "lit";
import "../shared/chart.js";
import { pictureTools, toolStyles } from "../shared/picture-tools.js";
import { formatCount, formatNumber, formatPercent } from "../shared/format.js";
import { signs, toText } from "./bytes.js";
import { slider } from "./knobs.js";
import { NgramPanel } from "./panel.js";
import { choice, runBar, runBarStyles } from "./run-bar.js";
import { MOST, movesTable, stateGraph } from "./state-graph.js";
import { panelStyles } from "./styles.js";
import { trained } from "./shelf.js";

/** @typedef {import("./state-graph.js").Chain & {entropy_rate: number,
 *   cycles: {states: number[], text: Uint8Array, basin: number}[]}} Machine */

const LIMIT = 3000;
const WALK = 400;
const WALK_MS = 350;
const WALKS = { coins: "with coins", greedy: "without coins" };

export class NgramMachine extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    corpus: {},
    order: { type: Number },
    machine: { state: true },
    paths: { state: true },
    by: { state: true },
    at: { state: true },
    walking: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    runBarStyles,
    toolStyles,
    css`
      svg {
        display: block;
        width: 100%;
        max-width: 36em;
        margin: 0 auto;
        overflow: visible;
      }
      svg text {
        font-family: var(--font-code);
        font-size: 15px;
        fill: var(--ink);
      }
      :host([slide]) svg {
        max-width: 17em;
      }
      .walk {
        font-family: var(--font-code);
        min-height: 3em;
        overflow-wrap: anywhere;
        margin: 0.5em 0 0;
      }
      h3 {
        margin: 0 0 0.4em;
        font-size: 1em;
      }
      ul {
        margin: 0 0 1.2em;
        padding: 0;
        list-style: none;
      }
      li code {
        background: var(--sunken);
        border-radius: 3px;
        padding: 0.1em 0.4em;
      }
      li {
        margin-bottom: 0.3em;
        overflow-wrap: anywhere;
      }
      .runbar .knob .name b {
        color: var(--ink);
        margin-left: 0.25em;
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "expressions";
    this.order = 1;
    /** @type {Machine | undefined} */
    this.machine = undefined;
    /** The states that a walk comes by, and its text: with coins, and without. @type {Record<string, {state: number, byte: number}[]>} */
    this.paths = {};
    this.by = "coins";
    this.at = 0;
    this.walking = false;
    /** @type {({of: Machine} & import("../shared/picture-tools.js").Table) | undefined} */
    this.table = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @override */
  pause() {
    this.walking = false;
    clearTimeout(this.timer);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.pause();
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("corpus")) {
      this.pause();
      this.machine = undefined;
    }
  }

  build() {
    this.pause();
    return this.run("Finding every state", async (signal) => {
      const { model } = await trained(this.corpus, this.order, { signal });
      if (!model || signal.aborted) return;
      const machine = await this.client.request("chain", { model, context: "", limit: LIMIT }, { signal });
      if (signal.aborted) return; // what was stopped has no states
      const index = new Map(/** @type {Machine} */ (machine).states.map((state, i) => [signs(state), i]));
      /** @type {typeof this.paths} */
      const paths = {};
      for (const [by, temperature] of /** @type {const} */ ([
        ["coins", 1],
        ["greedy", 0],
      ])) {
        /** @type {{byte: number, context: Uint8Array}[]} */
        const steps = [];
        const how = { model, prompt: "", n: WALK, seed: 7, temperature, trace: true };
        await this.ask("sample", how, signal, (reply) => steps.push(...(reply.steps ?? [])));
        paths[by] = steps.map(({ byte, context }) => ({ byte, state: index.get(signs(context)) ?? -1 }));
      }
      if (signal.aborted) return;
      this.machine = /** @type {any} */ (machine);
      this.paths = paths;
      this.at = 0;
      this.said = this.#summary();
      this.walk();
    });
  }

  get path() {
    return this.paths[this.by] ?? [];
  }

  /** How many bytes the greedy machine writes before it is in its loop, and how many the loop has. */
  get fall() {
    /** @type {Map<number, number>} */
    const came = new Map();
    const walk = this.paths.greedy ?? [];
    for (const [i, { state }] of walk.entries()) {
      const before = came.get(state);
      // the states of a start that is shorter than the order are none of the chain
      if (before !== undefined && state >= 0) return { after: before, length: i - before };
      came.set(state, i);
    }
    return undefined;
  }

  /** @param {string} by */
  #walkBy(by) {
    this.by = by;
    this.at = 0;
    if (!this.walking) this.walk();
  }

  walk() {
    this.walking = !this.walking;
    clearTimeout(this.timer);
    if (this.walking) this.#tick();
  }

  #tick() {
    if (!this.walking) return;
    this.at = (this.at + 1) % Math.max(1, this.path.length);
    this.timer = setTimeout(() => this.#tick(), WALK_MS);
  }

  /** @override */
  view() {
    const fields = slider({
      name: "Order",
      min: 1,
      max: 3,
      step: 1,
      value: this.order,
      text: String(this.order),
      input: (order) => {
        this.turn("order", order);
      },
    });
    const after = this.machine
      ? html`<button type="button" @click=${this.walk}>${this.walking ? "❚❚ Pause" : "▶ Walk"}</button>
          ${choice("Walk", WALKS, this.by, (by) => this.#walkBy(by))}`
      : nothing;
    return html`${runBar(this, { label: "Build the machine", run: () => void this.build(), fields, after })}
    ${
      this.machine
        ? html`<div class="cards">
              <div class="card">${this.#graph(this.machine)}</div>
              <div class="card">${this.#loops(this.machine)} ${this.#stationary(this.machine)}</div>
            </div>
            <p class="note">${this.#summary()}</p>`
        : this.instead("Every context that the model can ever be in is a state; every byte is a move.")
    }`;
  }

  /** @param {Machine} machine */
  #graph(machine) {
    const current = this.path[this.at]?.state ?? -1;
    const previous = this.at > 0 ? this.path[this.at - 1].state : -1;
    const text = this.path.slice(Math.max(0, this.at - 60), this.at).map(({ byte }) => byte);
    return html`<div class="graph">${stateGraph({ ...machine, current, previous })}</div>
      <p class="walk">${toText(text)}</p>
      ${pictureTools({
        title: "The machine",
        table: this.#moves(machine),
        svg: () => /** @type {SVGSVGElement | null} */ (this.renderRoot.querySelector(".graph svg")),
        hidden: this.slide,
      })}
      ${
        machine.states.length > MOST
          ? html`<p class="note">
              The ${MOST} states visited most are drawn, of ${formatCount(machine.states.length)}.
            </p>`
          : nothing
      }`;
  }

  /** The table is the same at every step of the walk. @param {Machine} machine */
  #moves(machine) {
    if (this.table?.of !== machine) this.table = { of: machine, ...movesTable(machine) };
    return this.table;
  }

  /** @param {Machine} machine */
  #loops({ cycles, states }) {
    const shown = cycles.toSorted((a, b) => b.basin - a.basin).slice(0, 5);
    const { fall } = this;
    return html`<h3>Without coins it ends in ${cycles.length === 1 ? "one loop" : `one of ${cycles.length} loops`}</h3>
      ${
        fall && !this.slide
          ? html`<p class="soft">
              From nothing it falls into its loop of ${fall.length} ${fall.length === 1 ? "byte" : "bytes"} after
              ${fall.after}.
            </p>`
          : nothing
      }
      <ul>
        ${shown.map(
          ({ text, basin }) =>
            html`<li>
              <code>${toText(text).slice(0, 120)}</code>
              <span class="soft">from ${formatPercent(basin / states.length)} of the states</span>
            </li>`,
        )}
      </ul>`;
  }

  /** @param {Machine} machine */
  #stationary({ states, stationary }) {
    const best = states
      .map((_, i) => i)
      .sort((a, b) => stationary[b] - stationary[a])
      .slice(0, this.slide ? 7 : 10);
    /** @type {import("../shared/chart.js").BarSpec} */
    const spec = {
      title: "Where it is in the long run",
      unit: "share of the time",
      code: true,
      labelHead: "state",
      bars: best.map((i) => ({
        label: states[i].length === 0 ? "∅" : signs(states[i]),
        value: stationary[i],
        text: formatPercent(stationary[i]),
        mark: i === this.path[this.at]?.state,
      })),
    };
    return html`<bar-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></bar-chart>`;
  }

  #summary() {
    if (!this.machine) return "";
    const { states, moves, entropy_rate: rate } = this.machine;
    return (
      `${formatCount(states.length)} states, ${formatCount(moves.length)} moves. The text that it writes holds ` +
      `${formatNumber(rate, 2)} bits a byte in the long run; greedy, none.`
    );
  }
}

customElements.define("ngram-machine", NgramMachine);
