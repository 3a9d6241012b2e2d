/** `<play-choice>`: a poll, or two texts of which one is hotter: touch one; touch another while it is open. */
import { LitElement, css, html, nothing } from "lit";
import { Refused, asPlayer } from "./api.js";
import { bars, look } from "./look.js";

/** @import { Mine, Poll, Temperature } from "./types.js" */

export class PlayChoice extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    game: { attribute: false },
    mine: { attribute: false },
    choice: { state: true },
    status: { state: true },
  };

  /** @override */
  static styles = [
    look,
    bars,
    css`
      .question {
        font-size: 1.125rem;
        font-weight: 600;
        margin-bottom: 0.6rem;
      }
      .choices {
        display: grid;
        gap: 0.5rem;
      }
      .choices button {
        width: 100%;
        min-height: 3rem;
        padding: 0.6rem 0.8rem;
        text-align: left;
        overflow-wrap: anywhere;
      }
      .choices button:disabled {
        opacity: 1;
      }
      .choices button[aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--accent-soft);
        box-shadow: inset 0 0 0 1px var(--accent);
      }
      .choices .code {
        display: block;
        font-weight: 400;
        font-size: 0.875rem;
      }
      .status {
        min-height: 1.5em;
        margin-top: 0.6rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Poll | Temperature | undefined} */
    this.game = undefined;
    /** @type {Mine | undefined} */
    this.mine = undefined;
    /** @type {import("./hear.js").Room | null} */
    this.room = null;
    /** @type {number | null} */
    this.choice = null;
    this.status = "";
    this.place = "";
  }

  /** @override */
  willUpdate() {
    const { game, mine } = this;
    const place = `${game?.id} ${game?.round}`;
    if (!game || !mine || place === this.place) return;
    this.place = place;
    this.choice = mine.round === game.round && typeof mine.answer === "number" ? mine.answer : null;
    this.status = this.choice === null ? "" : "Counted. You may still change it.";
  }

  /** @param {number} choice */
  async #choose(choice) {
    const { room, game, place } = this;
    if (!room || !game) return;
    this.choice = choice;
    this.status = "Sending…";
    try {
      await asPlayer(room, "PUT", `games/${game.id}/answer`, { round: game.round, choice });
      if (choice === this.choice && place === this.place) this.status = "Counted. You may still change it.";
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (choice !== this.choice || place !== this.place) return;
      this.status = error.message;
      if (error.type !== "offline") return;
      this.status = "No connection. Trying again…";
      setTimeout(() => choice === this.choice && place === this.place && this.#choose(choice), 2000);
    }
  }

  /** @override */
  render() {
    const { game } = this;
    if (!game) return nothing;
    const poll = game.kind === "poll";
    const question = poll
      ? game.question
      : "The same model wrote both. Which text was sampled at the higher temperature?";
    const labels = poll ? game.options : ["The first", "The second"];
    return html`<p class="question" id="question">${question}</p>
      <div class="choices" role="group" aria-labelledby="question">
        ${labels.map((label, i) => this.#option(game, label, i))}
      </div>
      <p class="status soft" role="status">${this.#words(game)}</p>`;
  }

  /** @param {Poll | Temperature} game @param {string} label @param {number} i */
  #option(game, label, i) {
    const text = game.kind === "temperature" ? html`<span class="code">${game.samples[i]}</span>` : nothing;
    const heat = game.kind === "temperature" && game.temperatures ? ` · temperature ${game.temperatures[i]}` : "";
    return html`<button
      aria-pressed=${this.choice === i}
      ?disabled=${game.phase !== "open"}
      @click=${() => this.#choose(i)}
    >
      ${label}${heat}${text}${this.#bar(game, i)}
    </button>`;
  }

  /** @param {Poll | Temperature} game @param {number} i */
  #bar(game, i) {
    if (!game.tally || (game.phase === "open" && this.choice === null)) return nothing;
    const all = game.tally.reduce((sum, count) => sum + count, 0);
    const share = all ? game.tally[i] / all : 0;
    return html`<span class="bar ${game.kind === "temperature" && game.hotter === i ? "right" : ""}">
      <span></span><b>${game.tally[i]}</b>
      <span class="track"><span class="fill" style="display:block;width:${100 * share}%"></span></span>
    </span>`;
  }

  /** @param {Poll | Temperature} game */
  #words(game) {
    if (game.phase === "open") return this.status;
    if (game.kind === "temperature" && game.hotter !== null && this.choice !== null) {
      return this.choice === game.hotter ? "You were right." : "It was the other one.";
    }
    return game.phase === "shown" ? "No more answers are taken." : "It is over.";
  }
}

customElements.define("play-choice", PlayChoice);
