/**
 * What every n-gram panel does alike: it shows the build's result until the model is there, starts the model when it is
 * seen, keeps what is typed into it to itself, and turns every failure into words with a way out.
 *
 * A panel extends `NgramPanel`, says what it does once the model is ready (`whenReady`) and draws itself (`view`).
 */
import { LitElement, html, nothing } from "lit";
import { NgramError, client } from "./client.js";
import "./loading.js";
import { panelStyles } from "./styles.js";

/** The panel that shows how loading goes, for all of a page: the first one seen, as long as it is visible. @type {NgramPanel | undefined} */
let teller;

/** Panels that are to be drawn for the first time: one a frame, so that a page of many stays alive. @type {NgramPanel[]} */
const waiting = [];

/** @param {NgramPanel} panel */
function inTurn(panel) {
  waiting.push(panel);
  if (waiting.length > 1) return;
  const draw = () => {
    const [first] = waiting;
    first.begun = true;
    waiting.shift();
    if (waiting.length > 0) requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
}

/** Elements in which keys have a meaning of their own. */
const FIELDS = "input, select, textarea, [contenteditable], [role='slider']";

export class NgramPanel extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    failure: { state: true },
    busy: { state: true },
    said: { state: true },
    begun: { state: true },
    /** Whether it lies on a slide, where it has the whole room and no more. */
    slide: { type: Boolean, reflect: true },
    progress: { state: true },
    /** Starts the model as soon as the panel is seen; "off" waits for a press. */
    autostart: { type: String },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = panelStyles;

  constructor() {
    super();
    /** @type {NgramError | undefined} */
    this.failure = undefined;
    /** What is going on, in words; empty when nothing is. */
    this.busy = "";
    /** What the live region says. */
    this.said = "";
    this.autostart = "on";
    this.slide = false;
    /** How far the work is. @type {{done: number, total: number, bytes_per_second?: number, loading?: string} | undefined} */
    this.progress = undefined;
    this.client = client();
    /** @type {AbortController | undefined} */
    this.running = undefined;
    /** Generation of the worker that `whenReady` has run for. */
    this.served = -1;
    this.seen = false;
    /** Does nothing before it is asked to: such a panel is drawn as soon as the model is there, seen or not. */
    this.quiet = true;
    /** Whether it shows itself, and no more what the build put in its place. */
    this.begun = false;
    this.onChange = () => this.#changed();
    this.onShown = (/** @type {Event} */ event) => {
      if (!(/** @type {Node} */ (event.target).contains(this))) return;
      if (this.seen && !this.ready) this.#start();
      this.#see();
    };
    this.onHidden = (/** @type {Event} */ event) => {
      if (/** @type {Node} */ (event.target).contains(this)) this.pause();
    };
    this.observer = new IntersectionObserver((entries) => this.#intersected(entries[entries.length - 1]));
    for (const type of ["keydown", "keyup", "keypress"]) {
      this.addEventListener(type, (event) => this.#keepKey(/** @type {KeyboardEvent} */ (event)));
    }
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.slide = this.closest("foreignObject") !== null;
    this.client.addEventListener("change", this.onChange);
    this.observer.observe(this);
    document.addEventListener("slide:shown", this.onShown);
    document.addEventListener("slide:hidden", this.onHidden);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.client.removeEventListener("change", this.onChange);
    this.observer.disconnect();
    document.removeEventListener("slide:shown", this.onShown);
    document.removeEventListener("slide:hidden", this.onHidden);
    this.running?.abort();
  }

  get ready() {
    return this.client.status === "ready";
  }

  /** Runs once for every worker that becomes ready. @returns {void | Promise<void>} */
  whenReady() {}

  /** Called when the slide that holds the panel is left. */
  pause() {}

  /** How charts are drawn here: in larger type on a slide, and without what only a page has room for. */
  get look() {
    return this.slide ? { size: 16, tools: false, height: 255 } : { size: 13, tools: true, height: undefined };
  }

  /** In place of a result that nobody has asked for yet: words, or on a slide the build's own result. @param {string} words */
  instead(words) {
    return this.slide ? html`<slot></slot>` : html`<div class="card soft">${words}</div>`;
  }

  /** The panel itself. @returns {unknown} */
  view() {
    return nothing;
  }

  /**
   * Runs one piece of work at a time: an older one is stopped first. Failures become `failure`.
   * @param {string} busy what is going on, in words
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  async run(busy, work) {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.busy = busy;
    this.failure = undefined;
    try {
      await work(running.signal);
    } catch (error) {
      if (running !== this.running) return;
      if (!(error instanceof NgramError)) throw error;
      this.failure = error;
      this.said = `${error.message} ${error.hint}`;
    } finally {
      if (running === this.running) {
        this.busy = "";
        this.progress = undefined;
      }
    }
  }

  /**
   * Work beside the panel's own, which it leaves alone: a reader may have pressed the button before the panel was seen.
   * @param {() => Promise<void>} work
   */
  async beside(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NgramError)) throw error;
      if (!this.ready) return; // the model's own end is told once, by the panel that tells of the model
      this.failure = error;
      this.said = `${error.message} ${error.hint}`;
    }
  }

  /**
   * A request that shows how far it is. @param {string} type @param {Record<string, unknown>} payload @param {AbortSignal} signal
   * @param {(reply: import("./client.js").Reply) => void} [onProgress]
   */
  ask(type, payload, signal, onProgress) {
    return this.client.request(type, payload, {
      signal,
      onProgress: (reply) => {
        if (signal.aborted) return;
        if (reply.total) this.progress = { done: reply.done, total: reply.total, loading: reply.loading };
        onProgress?.(reply);
      },
    });
  }

  /** The reader turns a knob of the panel's own; the lab keeps it for its link, and for Undo. @param {string} name @param {string | number} value */
  turn(name, value) {
    Object.assign(this, { [name]: value });
    this.dispatchEvent(new CustomEvent("knob", { detail: { name, value }, bubbles: true, composed: true }));
  }

  stop() {
    this.running?.abort();
  }

  /** @override */
  render() {
    const started = this.begun;
    const { status, stages } = this.client;
    const error = this.#told();
    const waits = html`<p class="soft">${this.seen ? "Waits for the model." : ""}</p>`;
    const stopped = status === "idle" || (status === "failed" && !error);
    return html`<div class="panel">
      ${started ? this.view() : html`<slot>${waits}</slot>`}
      ${
        error || (status === "loading" && teller === this)
          ? html`<ngram-loading class="loading" .stages=${stages} .error=${error} @retry=${this.retry}></ngram-loading>`
          : nothing
      }
      ${
        stopped && (started || this.autostart === "off")
          ? html`<p class="restart">
              <button class="main" @click=${this.retry}>
                ${started ? "Start the model again" : "Start the model"}
              </button>
            </p>`
          : nothing
      }
      <div class="unseen" role="status">${this.said}</div>
    </div>`;
  }

  /** The failure that is this panel's to tell: its own, or the model's where no panel has been told of it. */
  #told() {
    const { status, error } = this.client;
    if (status === "ready") return this.failure;
    if (status !== "failed") return undefined;
    return this.failure ?? (teller === this ? error : undefined);
  }

  retry() {
    if (this.ready) {
      this.failure = undefined;
      void this.whenReady();
      return;
    }
    this.failure = undefined;
    this.seen = true;
    this.#start(true);
  }

  /** @param {boolean} [asked] by the reader, who looks here */
  #start(asked = false) {
    const before = teller;
    if (asked || !before?.isConnected || !before.checkVisibility({ visibilityProperty: true })) teller = this;
    before?.requestUpdate();
    // The client keeps the error and shows it through its change event.
    this.client.start().catch((error) => {
      if (!(error instanceof NgramError)) throw error;
      this.said = `${error.message} ${error.hint}`;
    });
  }

  /** @param {IntersectionObserverEntry} entry */
  #intersected(entry) {
    if (entry.isIntersecting) this.#see();
  }

  /** A deck may stack hidden slides at one place: they intersect, yet nobody sees them. */
  #see() {
    if (this.seen || this.autostart === "off" || !this.checkVisibility({ visibilityProperty: true })) return;
    this.seen = true;
    this.observer.disconnect();
    this.#start();
    this.#changed();
  }

  #changed() {
    // The build's result stays until the first worker is ready, so that a slide is never empty.
    if (this.ready && !this.begun && !waiting.includes(this) && (this.seen || this.quiet)) {
      if (this.quiet && !this.seen) inTurn(this);
      else this.begun = true;
    }
    if (this.ready && this.seen && this.served !== this.client.generation) {
      this.served = this.client.generation;
      void this.whenReady();
    }
    this.requestUpdate();
  }

  /**
   * Keys that mean something here stay here; Escape leaves the field, so that the deck has its keys again.
   * @param {KeyboardEvent} event
   */
  #keepKey(event) {
    const at = /** @type {Element} */ (event.composedPath()[0]);
    const inField = at.matches?.(FIELDS);
    if (event.key === "Escape" && event.type === "keydown") {
      if (at instanceof HTMLElement) at.blur();
      event.stopPropagation();
      return;
    }
    // From a button, a presenter's clicker and the arrows still turn the page.
    const turns = ["PageUp", "PageDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key);
    if (inField || !turns) event.stopPropagation();
  }
}
