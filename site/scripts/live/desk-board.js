/**
 * `<desk-board>`: questions as the speaker sees them. Nothing that a stranger wrote is on the big screen before it was
 * let through here.
 */
import { LitElement, css, html, nothing } from "lit";
import { Refused, asDriver } from "./api.js";
import { look } from "./look.js";

/** @import { Board, Entry } from "./types.js" */

const ORDER = { waiting: 0, shown: 1, answered: 2, hidden: 3 };

export class DeskBoard extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = { game: { attribute: false }, entries: { state: true }, status: { state: true } };

  /** @override */
  static styles = [
    look,
    css`
      ol {
        list-style: none;
        padding: 0;
        margin-top: 0.6rem;
        display: grid;
        gap: 0.5rem;
      }
      li {
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        overflow-wrap: anywhere;
      }
      li.waiting {
        border-color: var(--warm);
      }
      li.hidden > span {
        color: var(--ink-soft);
        text-decoration: line-through;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
        margin-top: 0.4rem;
      }
      .buttons button {
        min-height: 2.1rem;
        font-size: 0.9rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Board | undefined} */
    this.game = undefined;
    /** @type {import("./hear.js").Room | null} */
    this.room = null;
    /** @type {Entry[]} */
    this.entries = [];
    this.status = "";
  }

  /** @override @param {import("lit").PropertyValues} changed */
  updated(changed) {
    if (changed.has("game")) void this.#look();
  }

  /** The questions that wait are not in what everyone hears. */
  async #look() {
    const { room, game } = this;
    if (!room || !game) return;
    try {
      const { entries } = await asDriver(room, "GET", `games/${game.id}/desk`);
      if (game === this.game) this.entries = entries;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.status = error.message;
    }
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #do(method, path, body) {
    if (!this.room) return;
    this.status = "";
    try {
      await asDriver(this.room, method, path, body);
      await this.#look();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.status = error.message;
    }
  }

  /** @param {Entry} entry @param {Entry["status"]} status */
  #moderate(entry, status) {
    return this.#do("PUT", `games/${this.game?.id}/entries/${entry.id}`, { status });
  }

  /** The question demo of the slide on screen answers; without one, a window of its own. @param {Entry} entry */
  #run(entry) {
    const again = entry.status === "answered";
    if (again || !document.querySelector("#deck [data-current]:has(live-game[kind=ask][over]) nlq-demo")) {
      const root = document.documentElement.dataset.root ?? "../";
      const place = new URLSearchParams({ index: entry.index ?? "", question: entry.text });
      window.open(`${root}nlq/?${place}`, "talk-nlq");
    }
    if (!again) void this.#moderate(entry, "answered");
  }

  /** @override */
  render() {
    const entries = this.entries.toSorted((a, b) => ORDER[a.status] - ORDER[b.status] || b.votes - a.votes);
    return html`${this.status ? html`<p class="fault" role="alert">${this.status}</p>` : nothing}
      <ol aria-label="Questions">
        ${entries.map((entry) => this.#entry(entry))}
      </ol>`;
  }

  /** @param {Entry} entry */
  #entry(entry) {
    const about = [entry.index, `${entry.votes} ${entry.votes === 1 ? "vote" : "votes"}`, entry.status, entry.name];
    const is = (/** @type {Entry["status"][]} */ ...statuses) => statuses.includes(entry.status);
    return html`<li class=${entry.status}>
      <span>${entry.text}</span> <small class="soft">${about.filter((part) => part).join(" · ")}</small>
      <div class="buttons">
        ${is("waiting", "hidden") ? html`<button @click=${() => this.#moderate(entry, "shown")}>Show</button>` : nothing}
        ${is("waiting", "shown") ? html`<button @click=${() => this.#moderate(entry, "hidden")}>Hide</button>` : nothing}
        ${
          is("shown") && entry.index === null
            ? html`<button @click=${() => this.#moderate(entry, "answered")}>Answered</button>`
            : nothing
        }
        ${
          entry.index !== null && !is("hidden")
            ? html`<button class="main" @click=${() => this.#run(entry)}>
                ${is("answered") ? "Open it" : "Run it"}
              </button>`
            : nothing
        }
        <button @click=${() => this.#do("PUT", `players/${entry.player}`, { muted: true })}>Mute this phone</button>
        <button @click=${() => this.#do("DELETE", `players/${entry.player}`)}>Remove this phone</button>
      </div>
    </li>`;
  }
}

customElements.define("desk-board", DeskBoard);
