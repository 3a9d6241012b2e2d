/**
 * `<live-game kind="shannon">`: what the room does, on the speaker's slide. Before a game starts, and wherever there is
 * no room, it shows what the build put inside it.
 *
 *     <live-game kind="poll" question="Does it understand?" options="Yes | No | Ask me tomorrow"></live-game>
 *
 * With `over` it leaves the slide alone until its game starts, then lies over it; a button shows the slide again. When the
 * speaker runs a question of the room (`ask`), the question demo beneath answers it.
 *
 * Attributes are what the speaker's desk offers to start when this slide is on: `text` (of a Shannon game), `cold` and
 * `hot` (temperatures), `question` and `options` (of a poll), `indexes` (to ask).
 */
import { LitElement, css, html, nothing } from "lit";
import { onGames, roomHere, watchRoom } from "./hear.js";
import { bars, look } from "./look.js";
import "./shannon-view.js";

/** @import { Board, Entry, Game, Kind, Poll, Temperature } from "./types.js" */
/** @import { Room } from "./hear.js" */

const SHOWN_ENTRIES = 7;

/** What the button says that brings a game back over its slide. @type {Record<Kind, string>} */
const WHAT_THE_ROOM = {
  shannon: "What the room guesses",
  temperature: "What the room guesses",
  poll: "What the room says",
  questions: "What the room asks",
  ask: "What the room asks",
};

export class LiveGame extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    kind: { type: String },
    over: { type: Boolean },
    game: { state: true },
    folded: { state: true },
  };

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
      :host([over][slide]) {
        position: absolute;
        inset: 0;
        z-index: 3;
        pointer-events: none;
        --game-size: 28px; /* it has the whole slide */
      }
      .over {
        pointer-events: auto;
        position: absolute;
        inset: 0;
        display: flex;
        flex-direction: column;
        padding: 54px 72px 40px;
        background: var(--ground);
      }
      .over > :first-child {
        flex: 1;
        min-height: 0;
        overflow: hidden;
      }
      .fold {
        min-height: 0;
        padding: 0.2em 0.8em;
        font-size: 1em;
      }
      .unfold {
        pointer-events: auto;
        position: absolute;
        right: 50px;
        top: 20px;
        min-height: 0;
        padding: 0.2em 0.8em;
        font-size: 0.8em;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Kind} */
    this.kind = "shannon";
    this.over = false;
    this.folded = false;
    /** @type {Game | undefined} */
    this.game = undefined;
    /** What of the slide cannot be reached while the game lies over it. @type {HTMLElement[]} */
    this.covered = [];
    /** @type {Room | null} */
    this.room = null;
    this.stop = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.toggleAttribute("slide", this.closest("foreignObject") !== null);
    this.closest(".slide")?.addEventListener("slide:hidden", this.#left);
    watchRoom();
    this.stop = onGames((room, games) => {
      this.room = room;
      this.#heard(games.get(this.kind));
    });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.closest(".slide")?.removeEventListener("slide:hidden", this.#left);
    this.stop();
  }

  /** A game that has ended does not lie over its slide when the talk comes back to it. */
  #left = () => {
    if (this.game?.phase === "closed") this.folded = true;
  };

  /** @param {Game | undefined} game */
  #heard(game) {
    const before = this.game;
    this.game = game;
    if (game?.id !== before?.id)
      this.folded = game?.phase === "closed"; // over before this page came: no news
    else if (this.over && game?.kind === "ask" && before?.kind === "ask") {
      const known = new Set(before.entries.filter(({ status }) => status === "answered").map(({ id }) => id));
      const asked = game.entries.find(({ id, status }) => status === "answered" && !known.has(id));
      if (asked) void this.#run(asked);
    }
  }

  /** Have the question demo of this slide answer, if this slide is on screen. @param {Entry} asked */
  async #run({ index, text }) {
    const demo = this.closest(".slide[data-current]")?.querySelector("nlq-demo");
    if (!(demo instanceof HTMLElement) || !index) return;
    this.folded = true;
    await customElements.whenDefined("nlq-demo");
    await /** @type {import("../nlq/demo.js").NlqDemo} */ (demo).askFor(index, text);
  }

  /** @override */
  updated() {
    for (const element of this.covered.splice(0)) element.inert = false;
    if (!this.over || this.folded || !this.#isOn()) return;
    const siblings = /** @type {HTMLElement[]} */ ([...(this.parentElement?.children ?? [])]);
    this.covered = siblings.filter((element) => element !== this && !element.inert);
    for (const element of this.covered) element.inert = true;
  }

  #isOn() {
    return this.game !== undefined && roomHere() !== null;
  }

  /** @override */
  render() {
    const { game } = this;
    if (!game || !this.#isOn()) return html`<slot></slot>`;
    if (!this.over) return html`${this.#view(game)} ${this.#foot(game)}`;
    if (!this.hasAttribute("slide")) return nothing; // in the article there is no slide to lie over
    if (this.folded) {
      return html`<button class="unfold" @click=${() => (this.folded = false)}>${WHAT_THE_ROOM[game.kind]}</button>`;
    }
    return html`<div class="over">
      <div>${this.#view(game)}</div>
      ${this.#foot(game)}
    </div>`;
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
    const question = html`<p class="question">
      ${game.indexes ? `What should we ask about ${game.indexes.join(", ")}?` : "What would you like to know?"}
    </p>`;
    if (!game.entries.length) return question;
    return html`${this.over ? question : nothing}
      <ol class="list">
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
      ${this.over ? html`<button class="fold" @click=${() => (this.folded = true)}>Show the slide</button>` : nothing}
    </p>`;
  }
}

customElements.define("live-game", LiveGame);
