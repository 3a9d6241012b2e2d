/**
 * `<ngram-answers>`: it remembers, it does not compute. Expressions with their true result, what the model says after
 * `=`, and the probability it gave the truth; how often it is right, on what it saw and on what it did not.
 *
 *     <ngram-answers corpus="expressions" order="16"></ngram-answers>
 */
import { css, html } from "lit";
import "../shared/chart.js";
import { formatCount, formatPercent } from "../shared/format.js";
import { KINDS } from "./panel-knobs.js";
import { saveFile, toCsv } from "../shared/save.js";
import { NgramPanel } from "./panel.js";
import { choice, runBar, runBarStyles } from "./run-bar.js";
import { modelProperties } from "./settings.js";
import { panelStyles } from "./styles.js";
import { corpus, trained } from "./shelf.js";
import { isExpressions } from "./texts.js";

/** @typedef {{expression: string, truth: string, answer: string, probability: number, seen: boolean, right: boolean}} Row */
/** @typedef {{rows: Row[], seen: number, seen_right: number, unseen: number, unseen_right: number, majority: string,
 *   majority_right: number}} Score */

const ASKED = 300;
const SHOWN = 60;

export class NgramAnswers extends NgramPanel {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { ...modelProperties, score: { state: true }, kind: { state: true } };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    runBarStyles,
    css`
      .table {
        overflow: auto;
        max-height: 22em;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 0.875em;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        text-align: left;
        padding: 0.25em 0.8em 0.25em 0;
        border-bottom: 1px solid var(--line);
        font-weight: 400;
        vertical-align: top;
      }
      thead th {
        color: var(--ink-soft);
        position: sticky;
        top: 0;
        background: var(--surface);
      }
      td code,
      th code {
        overflow-wrap: anywhere;
      }
      .right {
        color: var(--good);
        font-weight: 650;
      }
      .wrong {
        color: var(--bad);
      }
      .runbar {
        margin-bottom: 0.6em;
      }
      :host([slide]) .card {
        display: flex;
        flex-direction: column;
      }
      :host([slide]) .table {
        min-height: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.corpus = "expressions";
    this.order = 16;
    /** @type {Score | undefined} */
    this.score = undefined;
    this.kind = "all";
  }

  /** The corpus that is asked about: the lab's, where it has results to compute. */
  get expressions() {
    return isExpressions(this.corpus) ? this.corpus : "expressions";
  }

  question() {
    return this.run("Asking", async (signal) => {
      const { model } = await trained(this.expressions, this.order, { signal });
      const { corpus: learnt } = await corpus(this.expressions, { signal });
      if (!model || signal.aborted) return;
      const score = await this.ask("answers", { model, corpus: learnt, count: ASKED, seed: 1 }, signal);
      if (signal.aborted) return;
      this.score = /** @type {any} */ (score);
      this.said = this.#bill();
    });
  }

  /** @override */
  view() {
    return html`${runBar(this, { label: `Ask ${ASKED} expressions`, run: () => void this.question() })}
    ${
      this.score
        ? html`<div class="cards">
              <div class="card">${this.#chart(this.score)}</div>
              <div class="card">${this.#table(this.score)}</div>
            </div>
            <p class="note">${this.#bill()}</p>`
        : this.instead(
            `Half of them are in the training text, half are not. The model, of order ${this.order}, completes each one.`,
          )
    }`;
  }

  /** @param {Score} score */
  #chart({ seen, seen_right, unseen, unseen_right, majority, majority_right }) {
    const asked = seen + unseen;
    const bar = (/** @type {string} */ label, /** @type {number} */ right, /** @type {number} */ all) => ({
      label,
      value: right / Math.max(1, all),
      text: `${formatPercent(right / Math.max(1, all))} (${right} of ${all})`,
    });
    /** @type {import("../shared/chart.js").BarSpec} */
    const spec = {
      title: "Right results",
      unit: "share",
      desc: this.#bill(),
      max: 1,
      bars: [
        bar("seen in training", seen_right, seen),
        { ...bar("never seen", unseen_right, unseen), mark: true },
        bar(`always “${majority}”`, majority_right, asked),
      ],
    };
    return html`<bar-chart .spec=${spec} .size=${this.look.size} .tools=${this.look.tools}></bar-chart>`;
  }

  /** @param {Score} score */
  #table({ rows }) {
    const keep = (/** @type {Row} */ row) =>
      ({ all: true, seen: row.seen, unseen: !row.seen, wrong: !row.right, right: row.right })[this.kind] ?? true;
    const shown = this.slide ? 5 : SHOWN;
    const kept = rows.toSorted((a, b) => Number(a.seen) - Number(b.seen)).filter(keep);
    return html`<div class="runbar">
        ${choice("Show", KINDS, this.kind, (kind) => {
          this.turn("kind", kind);
        })}
        <button
          type="button"
          ?hidden=${this.slide}
          @click=${() => saveFile("answers.csv", toCsv(answersTable(kept)), "text/csv")}
        >
          CSV
        </button>
      </div>
      <div class="table" tabindex="0" role="region" aria-label="Expressions, true results and the model’s answers">
        <table>
          <thead>
            <tr>
              <th scope="col">expression</th>
              <th scope="col">result</th>
              <th scope="col">the model says</th>
              <th scope="col">p(truth)</th>
              <th scope="col">seen</th>
            </tr>
          </thead>
          <tbody>
            ${kept.slice(0, shown).map(
              (row) =>
                html`<tr>
                  <th scope="row"><code>${row.expression}</code></th>
                  <td><code>${row.truth}</code></td>
                  <td>
                    <code class=${row.right ? "right" : "wrong"}>${row.answer || "nothing"}</code>
                    <span class="unseen">${row.right ? "right" : "wrong"}</span>
                  </td>
                  <td>${formatPercent(row.probability)}</td>
                  <td>${row.seen ? "yes" : "no"}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${kept.length > shown ? html`<p class="note">${shown} of ${formatCount(kept.length)} are shown.</p>` : ""}`;
  }

  /** What was never worked out. */
  #bill() {
    if (!this.score) return "";
    const { seen, seen_right, unseen, unseen_right, majority, majority_right } = this.score;
    const share = unseen_right / Math.max(1, unseen);
    const guess = majority_right / Math.max(1, seen + unseen);
    const verdict = share > guess * 1.5 ? "better than" : share < guess / 1.5 ? "worse than" : "about as good as";
    return (
      `Right on ${formatPercent(seen_right / Math.max(1, seen))} of what it saw and ${formatPercent(share)} of what it did not: ` +
      `${verdict} always saying “${majority}” (${formatPercent(guess)}). Of ${unseen} results that it would have had to work out, it worked out none; ` +
      `${unseen_right} came out right because the last bytes of the expression happened to fit.`
    );
  }
}

/** @param {Row[]} rows @returns {(string | number)[][]} */
function answersTable(rows) {
  const head = ["expression", "result", "the model says", "p(truth)", "seen in training"];
  const cells = rows.map(({ expression, truth, answer, probability, seen }) => [
    expression,
    truth,
    answer,
    probability,
    seen ? "yes" : "no",
  ]);
  return [head, ...cells];
}

customElements.define("ngram-answers", NgramAnswers);
