/**
 * `<live-desk>`: the speaker's hand on the games. It starts what is on the slide or what is typed, moves each game on
 * with one button, reads questions before the room does, and takes results home.
 */
import { LitElement, css, html, nothing } from "lit";
import { saveFile } from "../shared/save.js";
import { Refused, asDriver, fetchFile } from "./api.js";
import "./desk-board.js";
import { onGames } from "./hear.js";
import { look } from "./look.js";
import { STARTS, onSlide } from "./starts.js";

/** @import { Game, Kind } from "./types.js" */
/** @import { Room } from "./hear.js" */

/** What the one large button does next. @type {Record<string, { action: string, label: string } | undefined>} */
const NEXT = {
  "shannon open": { action: "reveal", label: "Reveal the letter" },
  "shannon shown": { action: "next", label: "Next letter" },
  "temperature open": { action: "reveal", label: "Reveal the temperatures" },
  "temperature shown": { action: "next", label: "Two new texts" },
  "poll open": { action: "reveal", label: "Take no more answers" },
};

export class LiveDesk extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { games: { state: true }, room: { state: true }, status: { state: true }, kind: { state: true } };

  /** @override */
  static styles = [
    look,
    css`
      section {
        padding: 0.8rem 0;
        border-top: 1px solid var(--line);
      }
      h3 {
        font-size: 1rem;
        display: flex;
        justify-content: space-between;
        gap: 1rem;
        margin-bottom: 0.5rem;
      }
      h3 span {
        font-weight: 400;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      form {
        display: grid;
        gap: 0.5rem;
      }
      label {
        display: grid;
        gap: 0.15rem;
        font-weight: 600;
      }
      .status {
        min-height: 1.4em;
      }
      .check {
        width: auto;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Map<Kind, Game>} */
    this.games = new Map();
    /** @type {Room | null} */
    this.room = null;
    this.status = "";
    /** @type {Kind} */
    this.kind = "shannon";
    this.stop = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.preset = onSlide();
    if (this.preset) this.kind = this.preset.kind;
    this.stop = onGames((room, games) => {
      this.room = room;
      this.games = new Map(/** @type {Map<Kind, Game>} */ (games));
    });
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  async #ask(method, path, body) {
    if (!this.room) return null;
    this.status = "";
    try {
      return await asDriver(this.room, method, path, body);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.type !== "too_late") this.status = error.message; // pressed twice
      return null;
    }
  }

  /** @param {Game} game @param {string} action */
  #step(game, action) {
    return this.#ask("POST", `games/${game.id}/step?round=${game.round}`, { action });
  }

  /** @param {SubmitEvent} event */
  async #start(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    await this.#ask("POST", "games", { game: { kind: this.kind, ...STARTS[this.kind].read(fields) } });
  }

  /** @param {Game} game @param {"csv" | "json"} ending */
  async #save(game, ending) {
    if (!this.room) return;
    const answer = await fetchFile(this.room, `games/${game.id}/result.${ending}`);
    if (answer)
      saveFile(`${game.kind}-${game.id}.${ending}`, answer, ending === "csv" ? "text/csv" : "application/json");
    else this.status = "The result could not be fetched.";
  }

  /** @override */
  render() {
    if (!this.room?.token) return html`<p>Open a room first: “Phones…”.</p>`;
    const here = this.preset?.kind;
    const games = [...this.games.values()].sort(
      (a, b) => Number(b.kind === here) - Number(a.kind === here) || b.id - a.id,
    );
    return html`<p class="status fault" role="alert">${this.status}</p>
      ${games.map((game) => this.#game(game))} ${this.#starter()}`;
  }

  /** @param {Game} game */
  #game(game) {
    const next = NEXT[`${game.kind} ${game.phase}`];
    const closed = game.phase === "closed";
    return html`<section aria-label=${STARTS[game.kind].title}>
      <h3>${STARTS[game.kind].title}<span class="soft" role="status">${this.#words(game)}</span></h3>
      <div class="buttons">
        ${next ? html`<button class="main" @click=${() => this.#step(game, next.action)}>${next.label}</button>` : nothing}
        ${
          game.kind === "shannon" && !closed
            ? html`<button @click=${() => this.#step(game, "give")}>Give the rest of the word</button>`
            : nothing
        }
        ${closed ? nothing : html`<button @click=${() => this.#step(game, "close")}>Close the game</button>`}
        <button @click=${() => this.#save(game, "csv")}>CSV</button>
        <button @click=${() => this.#save(game, "json")}>JSON</button>
        ${closed ? html`<button @click=${() => this.#ask("DELETE", `games/${game.id}`)}>Take it away</button>` : nothing}
      </div>
      ${
        game.kind === "questions" || game.kind === "ask"
          ? html`<desk-board .game=${game} .room=${this.room}></desk-board>`
          : nothing
      }
    </section>`;
  }

  /** @param {Game} game */
  #words(game) {
    if (game.phase === "closed") return "closed";
    if (game.kind === "shannon") {
      const left = `letter ${game.text.length + (game.phase === "open" ? 1 : 0)} of ${game.length}`;
      return `${left} · ${game.answers} of ${game.players} answered`;
    }
    if (game.kind === "questions" || game.kind === "ask") return `${game.waiting} wait for you`;
    return `${game.answers} answered`;
  }

  #starter() {
    const start = STARTS[this.kind];
    const preset = this.preset?.kind === this.kind ? this.preset.values : {};
    return html`<section aria-label="Start a game">
      <h3>Start</h3>
      <form @submit=${this.#start}>
        <label
          >Game
          <select @change=${(/** @type {Event} */ event) => (this.kind = /** @type {any} */ (event.target).value)}>
            ${Object.entries(STARTS).map(
              ([kind, { title }]) => html`<option value=${kind} ?selected=${kind === this.kind}>${title}</option>`,
            )}
          </select>
        </label>
        ${start.fields(preset)}
        <div class="buttons"><button class="main" type="submit">Start</button></div>
      </form>
    </section>`;
  }
}

customElements.define("live-desk", LiveDesk);
