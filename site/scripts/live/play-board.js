/** `<play-board>`: ask the speaker, or propose a question for an index; vote for what others asked. */
import { LitElement, css, html, nothing } from "lit";
import { Refused, asPlayer } from "./api.js";
import { look } from "./look.js";

/** @import { Board, Entry, Mine } from "./types.js" */

const MOST = 200; // characters

export class PlayBoard extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    game: { attribute: false },
    mine: { attribute: false },
    votes: { state: true },
    waiting: { state: true },
    status: { state: true },
  };

  /** @override */
  static styles = [
    look,
    css`
      form {
        display: grid;
        gap: 0.5rem;
        margin-bottom: 1rem;
      }
      label {
        font-weight: 600;
      }
      textarea {
        resize: vertical;
        min-height: 4.2rem;
      }
      ol {
        list-style: none;
        padding: 0;
        display: grid;
        gap: 0.5rem;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.75rem;
        align-items: center;
        padding: 0.5rem 0.7rem;
        border-radius: var(--radius);
        background: var(--surface);
        border: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      li.answered {
        opacity: 0.75;
      }
      li button[aria-pressed="true"] {
        background: var(--accent-soft);
        border-color: var(--accent);
      }
      small {
        display: block;
      }
      .status {
        min-height: 1.5em;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Board | undefined} */
    this.game = undefined;
    /** @type {Mine | undefined} */
    this.mine = undefined;
    /** @type {import("./hear.js").Room | null} */
    this.room = null;
    /** @type {Set<number>} */
    this.votes = new Set();
    /** Questions of this phone. @type {Entry[]} */
    this.waiting = [];
    this.status = "";
    this.gameId = 0;
  }

  /** @override */
  willUpdate() {
    const { game, mine } = this;
    if (!game || !mine || game.id === this.gameId) return;
    this.gameId = game.id;
    this.votes = new Set(mine.votes);
    this.waiting = mine.entries.filter(({ status }) => status === "waiting");
  }

  /** @param {SubmitEvent} event */
  async #enter(event) {
    event.preventDefault();
    const { room, game } = this;
    const form = /** @type {HTMLFormElement} */ (event.target);
    const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    const index = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("index"));
    if (!room || !game || !text.value.trim()) return;
    this.status = "Sending…";
    try {
      const body = { text: text.value, ...(index ? { index: index.value } : {}) };
      const { id } = await asPlayer(room, "POST", `games/${game.id}/entries`, body);
      const entry = { id, text: text.value.trim(), index: index?.value ?? null, votes: 0 };
      this.waiting = [...this.waiting, { ...entry, status: "waiting" }];
      text.value = "";
      this.status = "Sent. The speaker reads it before the room does.";
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {number} id */
  async #vote(id) {
    const { room, game } = this;
    if (!room || !game) return;
    const up = !this.votes.has(id);
    this.#mark(id, up);
    try {
      await asPlayer(room, "PUT", `games/${game.id}/entries/${id}/vote`, { up });
      this.status = "";
    } catch (error) {
      this.#mark(id, !up);
      this.#failed(error);
    }
  }

  /** @param {number} id @param {boolean} up */
  #mark(id, up) {
    const votes = new Set(this.votes);
    if (up) votes.add(id);
    else votes.delete(id);
    this.votes = votes;
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!(error instanceof Refused)) throw error;
    this.status = error.message;
  }

  /** @override */
  render() {
    const { game } = this;
    if (!game) return nothing;
    const seen = new Set(game.entries.map(({ id }) => id));
    const own = this.waiting.filter(({ id }) => !seen.has(id));
    return html`${game.phase === "open" ? this.#form(game) : html`<p class="soft">No more questions are taken.</p>`}
      <ol aria-label="Questions">
        ${own.map(
          (entry) =>
            html`<li>
              <span>${entry.text}<small class="soft">waits for the speaker</small></span>
            </li>`,
        )}
        ${game.entries.map((entry) => this.#entry(game, entry))}
      </ol>`;
  }

  /** @param {Board} game */
  #form(game) {
    return html`<form @submit=${this.#enter}>
      ${
        game.indexes
          ? html`<label for="index">About</label>
              <select id="index" name="index">
                ${game.indexes.map((index) => html`<option>${index}</option>`)}
              </select>`
          : nothing
      }
      <label for="text">${game.indexes ? "What should the index be asked?" : "Your question"}</label>
      <textarea id="text" name="text" required maxlength=${MOST} rows="2"></textarea>
      <button class="main" type="submit">Send</button>
      <p class="status soft" role="status">${this.status}</p>
    </form>`;
  }

  /** @param {Board} game @param {Entry} entry */
  #entry(game, entry) {
    const voted = this.votes.has(entry.id);
    return html`<li class=${entry.status}>
      <span
        >${entry.text} ${entry.index ? html`<small class="soft">${entry.index}</small>` : nothing}
        ${entry.status === "answered" ? html`<small class="soft">${game.indexes ? "was asked" : "answered"}</small>` : nothing}
      </span>
      <button
        aria-pressed=${voted}
        aria-label="Vote for: ${entry.text}. ${entry.votes} ${entry.votes === 1 ? "vote" : "votes"}"
        ?disabled=${game.phase !== "open" || entry.status === "answered"}
        @click=${() => this.#vote(entry.id)}
      >
        ▲ ${entry.votes}
      </button>
    </li>`;
  }
}

customElements.define("play-board", PlayBoard);
