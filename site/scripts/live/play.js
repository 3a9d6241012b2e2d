/**
 * `<live-play>`: where a phone in the audience takes part. A sheet at the lower edge that shows the game that is on,
 * and can be folded away; the slides go on behind it.
 */
import { LitElement, css, html, nothing } from "lit";
import { Refused, asPlayer } from "./api.js";
import { onGames } from "./hear.js";
import { look } from "./look.js";
import "./play-board.js";
import "./play-choice.js";
import "./play-shannon.js";

/** @import { Game, Kind, Mine } from "./types.js" */
/** @import { Room } from "./hear.js" */

/** @type {Record<Kind, string>} */
export const TITLES = {
  shannon: "What comes next?",
  temperature: "Which is hotter?",
  poll: "Poll",
  questions: "Questions",
  ask: "Ask the index",
};

export class LivePlay extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    games: { state: true },
    chosen: { state: true },
    folded: { state: true },
    mine: { state: true },
    trouble: { state: true },
    name: { state: true },
  };

  /** @override */
  static styles = [
    look,
    css`
      :host {
        position: fixed;
        z-index: 30;
        inset: auto 0 0;
        pointer-events: none;
        font-size: 1rem;
      }
      section {
        pointer-events: auto;
        width: min(100%, 34rem);
        max-height: 68dvh;
        margin-inline: auto;
        display: flex;
        flex-direction: column;
        background: var(--ground);
        border: 1px solid var(--line);
        border-bottom: 0;
        border-radius: 0.9rem 0.9rem 0 0;
        box-shadow: 0 -6px 24px rgb(0 0 0 / 22%);
      }
      header {
        display: flex;
        align-items: center;
        gap: 0.4rem;
        padding: 0.35rem 0.5rem 0.35rem 0.9rem;
      }
      h2 {
        font-size: 1.0625rem;
        flex: 1;
      }
      header button {
        min-height: 2.5rem;
        border-color: transparent;
        background: none;
        color: var(--accent);
      }
      .body {
        overflow-y: auto;
        padding: 0 0.9rem max(0.9rem, env(safe-area-inset-bottom));
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        padding: 0 0.9rem 0.6rem;
      }
      nav button {
        min-height: 2.25rem;
        font-size: 0.9rem;
      }
      nav button[aria-pressed="true"] {
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
        align-items: baseline;
        margin-top: 0.8rem;
        font-size: 0.875rem;
      }
      .open {
        pointer-events: auto;
        position: absolute;
        right: 0.75rem;
        bottom: max(0.75rem, env(safe-area-inset-bottom));
        box-shadow: 0 3px 14px rgb(0 0 0 / 25%);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Map<Kind, Game>} */
    this.games = new Map();
    /** @type {Kind | null} */
    this.chosen = null;
    this.folded = false;
    /** What this phone said, by game. @type {Map<number, Mine>} */
    this.mine = new Map();
    this.trouble = "";
    /** @type {string | null} */
    this.name = null;
    /** @type {Room | null} */
    this.room = null;
    this.stop = () => {};
    /** Games that were closed here by hand. @type {Set<number>} */
    this.done = new Set();
    /** @type {Set<number>} */
    this.asked = new Set();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    for (const type of ["keydown", "keyup", "keypress"])
      this.addEventListener(type, (event) => event.stopPropagation());
    this.stop = onGames((room, games) => this.#heard(room, /** @type {Map<Kind, Game>} */ (games)));
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  /** @param {Room} room @param {Map<Kind, Game>} games */
  #heard(room, games) {
    this.room = room;
    for (const [kind, game] of games) {
      const before = this.games.get(kind);
      if (before?.id === game.id || game.phase === "closed") continue;
      this.chosen = kind; // what the speaker started last
      this.folded = false;
    }
    this.games = new Map(games);
    for (const game of this.#shown()) if (!this.asked.has(game.id)) void this.#recall(game);
  }

  /** Those that are on, and those whose end was seen here and not put away. */
  #shown() {
    return [...this.games.values()].filter(
      (game) => !this.done.has(game.id) && (game.phase !== "closed" || this.asked.has(game.id)),
    );
  }

  /** What this phone said before it was reloaded. @param {Game} game */
  async #recall(game) {
    if (!this.room) return;
    this.asked.add(game.id);
    try {
      const mine = /** @type {Mine} */ (await asPlayer(this.room, "GET", `games/${game.id}/mine`));
      this.name = mine.name;
      this.mine = new Map(this.mine).set(game.id, mine);
      this.trouble = "";
    } catch (error) {
      this.asked.delete(game.id);
      this.#failed(error);
      if (error instanceof Refused && error.type === "offline") setTimeout(() => this.#recall(game), 3000);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!(error instanceof Refused)) throw error;
    this.trouble = error.message;
  }

  /** @param {boolean} named */
  async #rename(named) {
    if (!this.room) return;
    try {
      this.name = (await asPlayer(this.room, "PUT", "players/me", { named })).name;
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @override */
  render() {
    const shown = this.#shown();
    if (shown.length === 0) return nothing;
    const game = shown.find(({ kind }) => kind === this.chosen) ?? shown[shown.length - 1];
    if (this.folded) {
      return html`<button class="main open" @click=${() => (this.folded = false)}>${TITLES[game.kind]}</button>`;
    }
    return html`<section aria-label="Take part">
      <header>
        <h2>${TITLES[game.kind]}</h2>
        ${
          game.phase === "closed"
            ? html`<button @click=${() => this.#putAway(game)}>Done</button>`
            : html`<button aria-label="Fold the game away" @click=${() => (this.folded = true)}>Hide</button>`
        }
      </header>
      ${
        shown.length > 1
          ? html`<nav aria-label="Games">
              ${shown.map(
                ({ kind }) =>
                  html`<button aria-pressed=${kind === game.kind} @click=${() => (this.chosen = kind)}>
                    ${TITLES[kind]}
                  </button>`,
              )}
            </nav>`
          : nothing
      }
      <div class="body">
        ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing} ${this.#game(game)}
        ${this.#who()}
      </div>
    </section>`;
  }

  /** @param {Game} game */
  #game(game) {
    const mine = this.mine.get(game.id);
    if (!mine) return this.trouble ? nothing : html`<p class="soft">One moment…</p>`;
    if (game.kind === "shannon") {
      return html`<play-shannon .game=${game} .room=${this.room} .mine=${mine}></play-shannon>`;
    }
    if (game.kind === "questions" || game.kind === "ask") {
      return html`<play-board .game=${game} .room=${this.room} .mine=${mine}></play-board>`;
    }
    return html`<play-choice .game=${game} .room=${this.room} .mine=${mine}></play-choice>`;
  }

  #who() {
    return html`<p class="who soft">
      ${
        this.name
          ? html`You are “${this.name}”
              <button class="link" @click=${() => this.#rename(true)}>another name</button>
              <button class="link" @click=${() => this.#rename(false)}>no name</button>`
          : html`You play without a name <button class="link" @click=${() => this.#rename(true)}>draw one</button>`
      }
    </p>`;
  }

  /** @param {Game} game */
  #putAway(game) {
    this.done.add(game.id);
    this.requestUpdate();
  }
}

customElements.define("live-play", LivePlay);
