/** `<shannon-view>`: the Shannon game on the big screen: the text, what everyone expected, what it cost. */
import { LitElement, css, html, nothing } from "lit";
import "./bits-chart.js";
import { likeliest, nameOf, shown, spoken } from "./letters.js";
import { look } from "./look.js";

/** @import { Shannon } from "./types.js" */
/** @import { Cost } from "./bits-chart.js" */

const SHOWN_LETTERS = 5;
const SHOWN_ORDERS = ["1", "3", "5"];

export class ShannonView extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { game: { attribute: false } };

  /** @override */
  static styles = [
    look,
    css`
      :host {
        font-size: var(--game-size, 1rem);
      }
      .text {
        padding: 0.35em 0.6em;
        border-radius: var(--radius);
        background: var(--sunken);
        font: 1.35em/1.4 var(--font-code);
        overflow-wrap: anywhere;
      }
      .as-is {
        white-space: pre-wrap;
      }
      bits-chart {
        display: block;
        margin-top: 0.7em;
      }
      .given {
        color: var(--ink-soft);
      }
      .next {
        padding: 0 0.3em;
        border-radius: 4px;
        background: var(--accent);
        color: var(--accent-ink);
      }
      .said {
        display: flex;
        justify-content: space-between;
        gap: 1em;
        margin: 0.6em 0;
      }
      .said b {
        font-variant-numeric: tabular-nums;
      }
      .opinions {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(9.2em, 1fr));
        gap: 0.5em 1.3em;
        padding: 0;
        list-style: none;
      }
      h3 {
        font-size: 0.9em;
        font-weight: 600;
      }
      .cost {
        font-weight: 700;
        font-variant-numeric: tabular-nums;
        font-size: 1.3em;
      }
      .letter {
        display: grid;
        grid-template-columns: 1.2em 1fr 2.8em;
        gap: 0.4em;
        align-items: center;
        font-size: 0.9em;
      }
      .letter .code {
        text-align: center;
        border-radius: 3px;
      }
      .letter .track {
        height: 0.6em;
        background: var(--sunken);
        border-radius: 2px;
      }
      .letter .fill {
        height: 100%;
        border-radius: 2px;
        background: var(--chart-1);
      }
      .letter.true .code {
        background: var(--accent);
        color: var(--accent-ink);
      }
      .letter.true .fill {
        background: var(--chart-2);
      }
      .letter small {
        text-align: right;
        font-size: 0.9em;
        font-variant-numeric: tabular-nums;
      }
      .means {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2em 1.6em;
        font-variant-numeric: tabular-nums;
      }
      .best {
        margin-top: 0.4em;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Shannon | undefined} */
    this.game = undefined;
  }

  /** @override */
  render() {
    const { game } = this;
    if (!game) return nothing;
    if (game.phase === "closed") return this.#end(game);
    return html`${this.#text(game)} ${game.phase === "open" ? this.#open(game) : this.#outcome(game)}`;
  }

  /** @param {Shannon} game */
  #text(game) {
    const open = game.phase === "open";
    const played = open ? game.text.slice(game.given) : game.text.slice(game.given, -1);
    const last = open ? "?" : shown(game.text.slice(-1));
    return html`<p class="text">
      <span class="given as-is">${game.text.slice(0, game.given)}</span><span class="as-is">${played}</span
      ><span class="next">${last}</span>
    </p>`;
  }

  /** @param {Shannon} game */
  #open(game) {
    const means = Object.entries(game.bits);
    return html`<div class="said" role="status">
        <span>What is the next letter?</span><span><b>${game.answers}</b> of ${game.players} have answered</span>
      </div>
      ${
        means.length
          ? html`<p class="soft">Bits a letter so far</p>
              <p class="means">
                ${means.map(([name, bits]) => html`<span>${nameOf(name, game.llm)} <b>${bits.toFixed(2)}</b></span>`)}
              </p>`
          : html`<p class="soft">
              A phone bets on the next letter; it may spread its bet. The fewer bits it pays, the more it knew.
            </p>`
      }
      ${this.#notes(game)}`;
  }

  /** @param {Shannon} game */
  #outcome(game) {
    const { last } = game;
    if (!last) return nothing;
    /** @type {[string, number[] | null | undefined][]} */
    const opinions = [
      ["room", last.room],
      ...SHOWN_ORDERS.map((order) => /** @type {[string, number[]]} */ ([`ngram-${order}`, last.ngrams[order]])),
      ["llm", last.llm],
    ];
    return html`<div class="said" role="status">
        <span>It was “<b>${spoken(last.letter)}</b>”</span><span><b>${game.answers}</b> answered</span>
      </div>
      <ul class="opinions">
        ${opinions.map(([name, p]) => (p ? this.#opinion(game, name, p, last.letter) : nothing))}
      </ul>
      ${this.#best(game)} ${this.#notes(game)}`;
  }

  /** @param {Shannon} game @param {string} name @param {number[]} p @param {string} truth */
  #opinion(game, name, p, truth) {
    const letters = likeliest(p, SHOWN_LETTERS);
    const cost = game.last?.bits[name];
    return html`<li>
      <h3>${nameOf(name, game.llm)}</h3>
      <p><span class="cost">${cost?.toFixed(1) ?? "…"}</span> bits</p>
      ${letters.map(
        ([letter, share]) =>
          html`<div class="letter ${letter === truth ? "true" : ""}">
            <span class="code" aria-hidden="true">${shown(letter)}</span>
            <span class="track"
              ><span class="fill" style="display:block;width:${(100 * share).toFixed(1)}%"></span
            ></span>
            <small><span class="unseen">${spoken(letter)}</span> ${Math.round(100 * share)} %</small>
          </div>`,
      )}
    </li>`;
  }

  /** @param {Shannon} game */
  #best(game) {
    const named = (game.best ?? []).filter(({ name }) => name).slice(0, 3);
    return named.length
      ? html`<p class="best soft">
          Ahead: ${named.map(({ name, bits }, i) => html`${i ? ", " : ""}${name} (${bits.toFixed(2)} bits a letter)`)}
        </p>`
      : nothing;
  }

  /** @param {Shannon} game */
  #notes(game) {
    const notes = [game.llm_note, game.ngram_note].filter((note) => note);
    return notes.length ? html`<p class="soft">${notes.join(" ")}</p>` : nothing;
  }

  /** @param {Shannon} game */
  #end(game) {
    /** @type {Cost[]} */
    const costs = Object.entries(game.bits).map(([name, bits]) => ({
      name: nameOf(name, game.llm),
      bits,
      kind: name === "llm" ? "llm" : name.startsWith("ngram") ? "ngram" : "people",
    }));
    const [first] = game.best ?? [];
    if (first) costs.push({ name: first.name ?? "The best of the room", bits: first.bits, kind: "people" });
    costs.sort((a, b) => a.bits - b.bits);
    const size = parseFloat(getComputedStyle(this).fontSize);
    const letters = game.costs.length;
    return html`<p class="text">${game.text}</p>
      <bits-chart
        .size=${size * 0.9}
        compact
        .spec=${{
          title: "Bits per letter",
          desc: `Over ${letters} letters; the fewer bits, the more was known. People, n-grams and the language model.`,
          unit: "bits",
          costs,
        }}
      ></bits-chart>
      ${this.#notes(game)}`;
  }
}

customElements.define("shannon-view", ShannonView);
