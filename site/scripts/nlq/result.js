/** `<nlq-result>`: what a query brought: how many, what was counted as charts with their tables, documents as cards. */

import { LitElement, css, html, nothing } from "lit";
import "../shared/chart.js";
import { saveFile, toCsv } from "../shared/save.js";
import { views } from "./aggregations.js";
import "./date-chart.js";
import { grouped } from "./format.js";
import "./grouped-chart.js";
import { cards, hitRows, hitStyles } from "./hits.js";
import { controls } from "./look.js";

/** @import { View } from "./aggregations.js" */
/** @import { JsonObject, SearchResult } from "./types.js" */

const FIRST_HITS = 12;

export class NlqResult extends LitElement {
  /** @override */
  static properties = {
    query: { attribute: false },
    result: { attribute: false },
    index: { attribute: false },
    all: { state: true },
  };

  constructor() {
    super();
    /** @type {JsonObject} */
    this.query = {};
    /** @type {SearchResult | null} */
    this.result = null;
    this.index = "";
    /** Whether all hits are shown rather than the first few. */
    this.all = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("result")) this.all = false;
  }

  /** @override */
  render() {
    const { result } = this;
    if (!result) return nothing;
    const charts = views(this.query, result.aggregations ?? {});
    const shown = this.all ? result.hits : result.hits.slice(0, FIRST_HITS);
    return html`${this.#total(result, charts)}
    ${result.partial ? html`<p class="warn">A limit cut this search short: the numbers are of a part of the index.</p>` : nothing}
    ${charts.map(chart)}
    ${
      shown.length
        ? html`${cards(shown)}
            <div class="tools">
              ${
                shown.length < result.hits.length
                  ? html`<button class="quiet" @click=${() => (this.all = true)}>
                      Show all ${result.hits.length} that were returned
                    </button>`
                  : nothing
              }
              <button class="link" @click=${this.#save}>Documents as CSV</button>
            </div>`
        : nothing
    }`;
  }

  /** @param {SearchResult} result @param {View[]} charts */
  #total({ total, hits }, charts) {
    if (total === 0)
      return html`<p class="total"><b>0</b> documents match.</p>
        <p class="soft">
          Nothing in the index fits this query. Read it in plain English: is it what was asked? You may edit it and run
          it again.
        </p>`;
    const count = total === null ? hits.length : total;
    const verb = charts.length && !hits.length ? "counted" : count === 1 ? "matches" : "match";
    const some =
      hits.length && hits.length < count ? html`<span class="soft">, the first ${hits.length} here</span>` : nothing;
    return html`<p class="total"><b>${grouped(count)}</b> ${count === 1 ? "document" : "documents"} ${verb}${some}</p>`;
  }

  #save() {
    saveFile(`${this.index || "documents"}.csv`, toCsv(hitRows(this.result?.hits ?? [])), "text/csv");
  }

  /** @override */
  static styles = [
    controls,
    hitStyles,
    css`
      :host {
        display: grid;
        gap: 0.9rem;
        min-width: 0;
      }
      p {
        margin: 0;
      }
      .warn {
        color: var(--warm);
      }
      .total b {
        font-size: 1.75em;
        font-weight: 700;
        line-height: 1.1;
        font-variant-numeric: tabular-nums;
      }
      .metric {
        border-left: 4px solid var(--chart-1);
        padding: 0.1rem 0 0.1rem 0.8rem;
      }
      .metric b {
        display: block;
        font-size: 2.5em;
        line-height: 1.15;
        font-weight: 700;
        font-variant-numeric: tabular-nums;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem 1rem;
        font-size: 0.875em;
      }
    `,
  ];
}

/** @param {View} view */
function chart(view) {
  if (view.form === "number")
    return html`<p class="metric">
      <b>${view.valueText ?? (view.value === null ? "none" : grouped(view.value))}</b>${view.title}
    </p>`;
  if (!view.rows.length) return html`<p class="soft">${view.title}: no bucket holds a document.</p>`;
  const unit = view.series[0];
  const most = view.rows.reduce((best, row) =>
    (row.values[0] ?? -Infinity) > (best.values[0] ?? -Infinity) ? row : best,
  );
  const desc = `${view.rows.length} buckets; the highest is ${most.label} with ${most.values[0]}.`;
  const others = view.others
    ? html`<p class="soft">Other values are not shown: they count ${grouped(view.others)} more.</p>`
    : nothing;
  if (view.form === "grouped")
    return html`<grouped-chart
        .spec=${{ title: view.title, desc, unit: view.series.at(-1), labelHead: view.keyLabel, partHead: view.partLabel, groups: view.groups }}
      ></grouped-chart>
      ${others}`;
  if (view.form === "line") {
    const buckets = view.rows.map(({ key, label, values }) => ({ start: Number(key), label, values }));
    const { title, keyLabel: labelHead, interval, series } = view;
    return html`<date-chart .spec=${{ title, desc, unit, labelHead, interval, series, buckets }}></date-chart>`;
  }
  const spec = {
    title: view.title,
    desc,
    unit,
    labelHead: view.keyLabel,
    layout: view.form === "columns" ? "columns" : "rows",
    bars: view.rows.map(({ label, values }) => ({ label, value: values[0] ?? 0 })),
  };
  return html`<bar-chart .spec=${spec}></bar-chart> ${others}`;
}

customElements.define("nlq-result", NlqResult);
