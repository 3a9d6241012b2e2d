/**
 * `<live-game kind="shannon">`: what the room does, on the speaker's slide. Before a game starts, and wherever there is
 * no room, it shows what the build put inside it.
 *
 *     <live-game kind="poll" question="Does it understand?" options="Yes | No | Ask me tomorrow"></live-game>
 *
 * Attributes are what the speaker's desk offers to start when this slide is on: `text` (of a Shannon game), `cold` and
 * `hot` (temperatures), `question` and `options` (of a poll), `indexes` (to ask).
 */
import { LitElement, css, html, nothing } from "lit";
import { onGames, roomHere, watchRoom } from "./hear.js";
import { bars, look } from "./look.js";
import "./shannon-view.js";

/** @import { Board, Game, Kind, Poll, Temperature } from "./types.js" */
/** @import { Room } from "./hear.js" */

const SHOWN_ENTRIES = 7;

export class LiveGame extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { kind: { type: String }, game: { state: true } };

  /** @override */
  static styles = [
    look,
    bars,
    css`
      :host {
        font-size: var(--game-size, 1rem);
      }
      :host([slide]) {
        --game-size: 22px;
      }
      .question {
        font-size: 1.25em;
        font-weight: 600;
        margin-bottom: 0.5em;
      }
      .list {
        display: grid;
        gap: 0.45em;
        padding: 0;
        list-style: none;
      }
      .texts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(16em, 1fr));
        gap: 1em;
      }
      .texts > li {
        padding: 0.6em 0.8em;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .texts > .hotter {
        border-color: var(--good);
        box-shadow: inset 0 0 0 1px var(--good);
      }
      .texts .code {
        font-size: 0.82em;
        overflow-wrap: anywhere;
        margin-block: 0.3em;
      }
      .entry {
        display: grid;
        grid-template-columns: 2.6em 1fr;
        gap: 0.6em;
        align-items: baseline;
        padding: 0.3em 0;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      .entry b {
        text-align: right;
        color: var(--accent);
        font-variant-numeric: tabular-nums;
      }
      .answered {
        color: var(--ink-soft);
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2em 1.2em;
        justify-content: space-between;
        margin-top: 0.6em;
        font-size: 0.8em;
        color: var(--ink-soft);
      }
      a {
        color: var(--accent);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = "shannon";
    /** @type {Game | undefined} */
    this.game = undefined;
    /** @type {Room | null} */
    this.room = null;
    this.stop = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.toggleAttribute("slide", this.closest("foreignObject") !== null);
    watchRoom();
    this.stop = onGames((room, games) => {
      this.room = room;
      this.game = games.get(this.kind);
    });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  /** @override */
  render() {
    const { game } = this;
    if (!game || !roomHere()) return html`<slot></slot>`;
    return html`${this.#view(game)} ${this.#foot(game)}`;
  }

  /** @param {Game} game */
  #view(game) {
    if (game.kind === "shannon") return html`<shannon-view .game=${game}></shannon-view>`;
    if (game.kind === "poll") return this.#poll(game);
    if (game.kind === "temperature") return this.#temperature(game);
    return this.#board(game);
  }

  /** @param {Poll} game */
  #poll(game) {
    const all = game.tally?.reduce((sum, count) => sum + count, 0) || 1;
    return html`<p class="question">${game.question}</p>
      <ul class="list">
        ${game.options.map((option, i) => {
          const count = game.tally?.[i];
          return html`<li class="bar">
            <span>${option}</span><b>${count ?? ""}</b>
            <span class="track"
              ><span class="fill" style="display:block;width:${(100 * (count ?? 0)) / all}%"></span
            ></span>
          </li>`;
        })}
      </ul>`;
  }

  /** @param {Temperature} game */
  #temperature(game) {
    return html`<p class="question">The same model wrote both. Which was sampled at the higher temperature?</p>
      <ul class="list texts">
        ${game.samples.map((text, i) => {
          const all = game.tally ? game.tally[0] + game.tally[1] || 1 : 1;
          const heat = game.temperatures ? `: temperature ${game.temperatures[i]}` : "";
          return html`<li class=${game.hotter === i ? "hotter" : ""}>
            <b>${i === 0 ? "The first" : "The second"}${heat}</b>
            <p class="code">${text}</p>
            ${
              game.tally
                ? html`<div class="bar ${game.hotter === i ? "right" : ""}">
                    <span>said so</span><b>${game.tally[i]}</b>
                    <span class="track"
                      ><span class="fill" style="display:block;width:${(100 * game.tally[i]) / all}%"></span
                    ></span>
                  </div>`
                : nothing
            }
          </li>`;
        })}
      </ul>`;
  }

  /** @param {Board} game */
  #board(game) {
    const root = document.documentElement.dataset.root ?? "../";
    if (!game.entries.length) {
      return html`<p class="question">
        ${game.indexes ? `What should we ask about ${game.indexes.join(", ")}?` : "What would you like to know?"}
      </p>`;
    }
    return html`<ol class="list">
      ${game.entries.slice(0, SHOWN_ENTRIES).map(({ text, votes, status, index }) => {
        const asked = index ? `${root}nlq/?${new URLSearchParams({ index, question: text })}` : "";
        return html`<li class="entry ${status}">
          <b><span aria-hidden="true">▲ </span>${votes}<span class="unseen"> votes</span></b>
          <span
            >${asked ? html`<a href=${asked} target="_blank">${text}</a> <small class="soft">${index}</small>` : text}</span
          >
        </li>`;
      })}
    </ol>`;
  }

  /** @param {Game} game */
  #foot(game) {
    const address = `${this.room?.root}live/rooms/${this.room?.code}/games/${game.id}/result`;
    const open = game.phase === "open";
    const unit = game.kind === "questions" || game.kind === "ask" ? "question" : "answer";
    const said = game.kind === "shannon" ? "" : `${game.answers} ${unit}${game.answers === 1 ? "" : "s"}`;
    return html`<p class="foot">
      <span>${said}</span>
      ${
        game.phase === "closed"
          ? html`<span
              >Result: <a href="${address}.csv" download>CSV</a> <a href="${address}.json" download>JSON</a></span
            >`
          : html`<span>${open ? `Take part: join the room ${this.room?.code} on your phone` : ""}</span>`
      }
    </p>`;
  }
}

customElements.define("live-game", LiveGame);
