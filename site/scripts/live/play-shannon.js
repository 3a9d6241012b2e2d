/**
 * `<play-shannon>`: a phone's keyboard of 27 letters. Every tap is a share of the bet: two on `e` and one on `a` mean
 * two thirds and one third. What is tapped is sent at once, and again until it has arrived.
 */
import { LitElement, css, html, nothing } from "lit";
import { Refused, asPlayer } from "./api.js";
import { ANYTHING, LETTERS, MOST_TAPS, bits, chance, nameOf, shown, spoken, total } from "./letters.js";
import { look } from "./look.js";

/** @import { Mine, Shannon } from "./types.js" */
/** @import { Taps } from "./letters.js" */

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const WAIT = 250; // milliseconds in which taps are gathered
const RETRY = 1500;

export class PlayShannon extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    game: { attribute: false },
    mine: { attribute: false },
    taps: { state: true },
    status: { state: true },
  };

  /** @override */
  static styles = [
    look,
    css`
      .text {
        padding: 0.5rem 0.7rem;
        border-radius: var(--radius);
        background: var(--sunken);
        font: 1.0625rem/1.5 var(--font-code);
        overflow-wrap: anywhere;
      }
      .as-is {
        white-space: pre-wrap;
      }
      .next {
        background: var(--accent);
        color: var(--accent-ink);
        border-radius: 3px;
        padding: 0 0.28em;
      }
      .say {
        display: flex;
        justify-content: space-between;
        gap: 0.5rem;
        align-items: baseline;
        min-height: 2rem;
        padding-block: 0.4rem 0.2rem;
        font-size: 0.9rem;
      }
      .row {
        display: flex;
        justify-content: center;
        gap: 0.25rem;
        margin-top: 0.25rem;
      }
      .key {
        position: relative;
        flex: 1 1 0;
        max-width: 3rem;
        min-width: 0;
        min-height: 2.75rem;
        padding: 0;
        overflow: hidden;
        font: 600 1.125rem var(--font-code);
        border-color: var(--line);
      }
      .key.wide {
        max-width: none;
        flex: 3 1 0;
        font-family: var(--font-text);
        font-size: 0.95rem;
      }
      .key i {
        position: absolute;
        inset: auto 0 0;
        height: var(--share);
        background: color-mix(in oklab, var(--accent) 32%, transparent);
      }
      .key[data-taps] {
        border-color: var(--accent);
      }
      .key small {
        position: absolute;
        right: 2px;
        top: 0;
        font: 600 0.6875rem var(--font-text);
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.2rem 1rem;
        margin: 0.6rem 0 0;
        font-variant-numeric: tabular-nums;
      }
      dd {
        margin: 0;
        text-align: right;
      }
      .mine {
        font-weight: 700;
      }
      .hint {
        font-size: 0.875rem;
        margin-top: 0.5rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Shannon | undefined} */
    this.game = undefined;
    /** @type {Mine | undefined} */
    this.mine = undefined;
    /** @type {import("./hear.js").Room | null} */
    this.room = null;
    /** @type {Taps} */
    this.taps = {};
    /** What became of the taps: "" while there are none. @type {"" | "sending" | "sent" | "offline" | string} */
    this.status = "";
    /** The order of the taps, to take them back. @type {string[]} */
    this.history = [];
    this.timer = 0;
    this.gameId = 0;
    this.round = 0;
    this.counted = 0;
    this.sum = 0;
    this.rounds = 0;
    /** What the last letter cost here; null where nothing was said. @type {number | null} */
    this.paid = null;
    this.tabIndex = -1;
    this.addEventListener("keydown", (event) => this.#typed(event));
  }

  /** @override @param {import("lit").PropertyValues} changed */
  willUpdate(changed) {
    const { game, mine } = this;
    if (!game || !mine) return;
    if (game.id !== this.gameId || (changed.has("mine") && changed.get("mine") === undefined)) {
      Object.assign(this, { gameId: game.id, round: 0, paid: null });
      this.rounds = mine.rounds;
      this.sum = (mine.bits ?? 0) * mine.rounds;
      this.counted = game.phase === "open" ? game.round - 1 : game.round;
    }
    if (game.round !== this.round) {
      this.round = game.round;
      clearTimeout(this.timer);
      this.paid = null;
      const known = mine.round === game.round ? /** @type {Taps | null} */ (mine.answer) : null;
      this.taps = known ?? {};
      this.history = Object.entries(this.taps).flatMap(([letter, count]) => Array(count).fill(letter));
      this.status = known ? "sent" : "";
    }
    if (game.phase !== "open" && game.last) this.#count(game.last.letter);
  }

  /** What the letter cost this phone. @param {string} letter */
  #count(letter) {
    clearTimeout(this.timer);
    const played = total(this.taps) > 0 && this.status === "sent";
    this.paid = played ? bits(chance(this.taps, letter)) : null;
    if (this.counted >= this.round) return;
    this.counted = this.round;
    if (this.paid === null) return;
    this.sum += this.paid;
    this.rounds += 1;
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.key === "Backspace") this.#takeBack();
    else if (key.length === 1 && key !== " " && (LETTERS.includes(key) || key === ANYTHING)) this.#tap(key);
    else return; // the space bar presses the key that has the focus
    event.preventDefault();
  }

  /** @param {string} letter */
  #tap(letter) {
    if (this.game?.phase !== "open" || (this.taps[letter] ?? 0) >= MOST_TAPS) return;
    this.taps = { ...this.taps, [letter]: (this.taps[letter] ?? 0) + 1 };
    this.history = [...this.history, letter];
    this.#sendSoon();
  }

  #takeBack() {
    const letter = this.history.at(-1);
    if (letter === undefined || this.history.length < 2) return; // an answer can change, not vanish
    this.history = this.history.slice(0, -1);
    const { [letter]: count, ...others } = this.taps;
    this.taps = count > 1 ? { ...others, [letter]: count - 1 } : others;
    this.#sendSoon();
  }

  #sendSoon(wait = WAIT) {
    this.status = "sending";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.#send(), wait);
  }

  async #send() {
    const { room, game, taps, round } = this;
    if (!room || !game) return;
    try {
      await asPlayer(room, "PUT", `games/${game.id}/answer`, { round, taps });
      if (taps === this.taps && round === this.round) this.status = "sent";
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (round !== this.round || taps !== this.taps) return;
      if (["offline", "too_fast", "full"].includes(error.type)) {
        this.#sendSoon(RETRY);
        this.status = "offline";
      } else this.status = error.message;
    }
  }

  /** @override */
  render() {
    const { game } = this;
    if (!game) return nothing;
    const tail = game.text.slice(-90);
    const open = game.phase === "open";
    const next = open
      ? html`<span class="next" aria-hidden="true">?</span>`
      : html`<span class="next" aria-hidden="true">${shown(tail.slice(-1))}</span
          ><span class="unseen">${spoken(tail.slice(-1))}</span>`;
    return html`
      <p class="text">
        <span class="unseen">The text so far:</span>
        <span class="as-is">${game.text.length > 90 ? "…" : ""}${open ? tail : tail.slice(0, -1)}</span>${next}
      </p>
      ${game.phase === "closed" ? this.#end(game) : open ? this.#keyboard() : this.#outcome(game)}
    `;
  }

  #keyboard() {
    const all = total(this.taps);
    const words = /** @type {Record<string, string>} */ ({
      "": "Tap the next letter. More taps, more of your bet.",
      sending: "Sending…",
      sent: "Counted. You may still change it.",
      offline: "No connection. It is sent as soon as there is one.",
    });
    return html`<div class="say">
        <span role="status">${words[this.status] ?? this.status}</span>
        <button class="link" ?disabled=${this.history.length < 2} @click=${this.#takeBack}>take back</button>
      </div>
      <div role="group" aria-label="Letters">
        ${ROWS.map((row) => html`<div class="row">${[...row].map((letter) => this.#key(letter, all))}</div>`)}
        <div class="row">${this.#key(" ", all, "␣ space")} ${this.#key(ANYTHING, all, "anything")}</div>
      </div>
      <p class="hint soft">Not sure? Spread your bet over several letters, or tap “anything” too.</p>`;
  }

  /** @param {string} letter @param {number} all @param {string} [label] */
  #key(letter, all, label) {
    const count = this.taps[letter] ?? 0;
    const share = all ? Math.round((100 * count) / all) : 0;
    return html`<button
      class="key ${label ? "wide" : ""}"
      data-taps=${count || nothing}
      aria-label="${spoken(letter)}${count ? `, ${share} percent` : ""}"
      style="--share:${share}%"
      @click=${() => this.#tap(letter)}
    >
      <i></i>${label ?? letter}${count ? html`<small>${share}%</small>` : nothing}
    </button>`;
  }

  /** @param {Shannon} game */
  #outcome(game) {
    const { last } = game;
    if (!last) return nothing;
    const costs = Object.entries(last.bits).filter(([name]) => ["room", "llm", "ngram-3"].includes(name));
    return html`<p class="say" role="status">
        It was “${spoken(last.letter)}”.
        ${
          this.paid === null
            ? "You said nothing."
            : `You gave it ${Math.round(100 * 2 ** -this.paid)} % and paid ${this.paid.toFixed(1)} bits.`
        }
      </p>
      <dl>
        ${costs.map(
          ([name, cost]) =>
            html`<dt>${nameOf(name, game.llm)}</dt>
              <dd>${cost.toFixed(1)} bits</dd>`,
        )}
      </dl>
      ${this.#score()}`;
  }

  #score() {
    return this.rounds
      ? html`<p class="hint mine">
          You so far: ${(this.sum / this.rounds).toFixed(2)} bits a letter, over ${this.rounds}
          ${this.rounds === 1 ? "letter" : "letters"}.
        </p>`
      : nothing;
  }

  /** @param {Shannon} game */
  #end(game) {
    const costs = Object.entries(game.bits).sort((a, b) => a[1] - b[1]);
    return html`<p class="say" role="status">The game is over. Bits a letter, the fewer the better:</p>
      <dl>
        ${
          this.rounds
            ? html`<dt class="mine">You</dt>
                <dd class="mine">${(this.sum / this.rounds).toFixed(2)}</dd>`
            : nothing
        }
        ${costs.map(
          ([name, cost]) =>
            html`<dt>${nameOf(name, game.llm)}</dt>
              <dd>${cost.toFixed(2)}</dd>`,
        )}
        <dt class="soft">Shannon’s readers, 1951</dt>
        <dd class="soft">0.6–1.3</dd>
      </dl>`;
  }
}

customElements.define("play-shannon", PlayShannon);
