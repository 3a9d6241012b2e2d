/**
 * `<byte-text>`: a text byte by byte, each tinted by the order of context that chose it; a click chooses a byte.
 *
 *     html`<byte-text .prompt=${toBytes("sum(")} .steps=${steps} .shown=${40} .selected=${12} .order=${5}></byte-text>`
 *
 * Fires `choose` with the index in `detail`. Spans are kept and only added to: thousands of bytes stay quick. A slider of
 * the panel around it is the way for keyboards and screen readers; the tinted bytes are hidden from the latter, which get
 * the text as text.
 */
import { LitElement, css, html } from "lit";
import { isHidden, sign, toText } from "./bytes.js";
import { bitsShare, orderShare, orderStyles, panelStyles } from "./styles.js";

/** @typedef {{byte: number, order_used: number, candidates?: import("./step-view.js").Candidate[], bits?: number}} TintedByte */

/** Spans added at a time: more would keep a frame waiting. */
const BATCH = 400;

/** Bytes of a UTF-8 sequence by its first byte; 1 for what starts none. @param {number} byte */
const sequence = (byte) => (byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 1);

/** How many bits the model itself (before the knobs) is surprised by its byte. @param {TintedByte} step */
function surprise({ byte, candidates = [] }) {
  const found = candidates.find(([other]) => other === byte);
  return found ? -Math.log2(found[2]) : 0;
}

export class ByteText extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    prompt: { attribute: false },
    steps: { attribute: false },
    shown: { type: Number },
    selected: { type: Number },
    order: { type: Number },
    tint: {},
    copies: { attribute: false },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [
    panelStyles,
    orderStyles,
    css`
      :host {
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      .text {
        font-family: var(--font-code);
        font-size: var(--byte-size, 1.0625rem);
        line-height: 1.62;
        overflow-wrap: anywhere;
        cursor: pointer;
        padding: 2px;
      }
      .prompt,
      .bytes {
        white-space: pre-wrap;
      }
      .prompt {
        color: var(--ink-soft);
        border-bottom: 1px dashed var(--ink-soft);
      }
      i {
        font-style: normal;
        padding-block: 0.12em;
      }
      i.hex {
        font-size: 0.62em;
        margin-inline: 1px;
        vertical-align: 0.12em;
        color: var(--ink-soft);
      }
      i.part {
        padding-inline-end: 0.16em;
      }
      [data-copied] {
        background: color-mix(in oklab, var(--chart-4) 24%, transparent);
        box-shadow: inset 0 -0.14em 0 var(--chart-4);
      }
      i:hover {
        outline: 1px solid var(--ink-soft);
      }
      i.selected {
        outline: 2px solid var(--ink);
        outline-offset: 0;
        border-radius: 2px;
      }
      .caret {
        border-left: 2px solid var(--accent);
        margin-left: 1px;
      }
    `,
  ];

  constructor() {
    super();
    this.prompt = new Uint8Array();
    /** @type {TintedByte[]} */
    this.steps = [];
    this.shown = 0;
    this.selected = -1;
    this.order = 0;
    /** What the tint tells: `order` (how far the model backed off), `surprise` (bits) or `copied`. */
    this.tint = "order";
    /** Passages that stand like this in the training text, as index ranges. @type {{start: number, end: number}[]} */
    this.copies = [];
    /** @type {HTMLElement[]} */
    this.spans = [];
    /** The frame in which the next batch is added; 0 where none is waiting. */
    this.frame = 0;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** @override */
  render() {
    const whole = this.shown >= this.steps.length;
    return html`<div class="text" aria-hidden="true" @click=${this.#click}>
        <span class="prompt">${toText(this.prompt)}</span><span class="bytes"></span>${
          whole ? "" : html`<span class="caret"></span>`
        }
      </div>
      <p class="unseen">
        ${whole ? `${toText(this.prompt)}${toText(this.steps.map(({ byte }) => byte))}` : "The text is being written."}
      </p>`;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    const bytes = /** @type {HTMLElement} */ (this.renderRoot.querySelector(".bytes"));
    if (
      changed.has("steps") ||
      changed.has("order") ||
      changed.has("tint") ||
      changed.has("copies") ||
      this.spans.length > this.shown
    ) {
      bytes.replaceChildren();
      this.spans = [];
    }
    if (this.spans.length < this.shown) {
      const all = Math.min(this.shown, this.steps.length);
      const end = Math.min(all, this.spans.length + BATCH);
      if (end < all && this.frame === 0) {
        this.frame = requestAnimationFrame(() => {
          this.frame = 0;
          this.requestUpdate();
        });
      }
      const fresh = [];
      for (let i = this.spans.length; i < end; i++) {
        const span = this.#span(i);
        this.spans.push(span);
        fresh.push(span);
        this.#join(i);
      }
      const grows = this.shown < this.steps.length; // only then is the place looked up: that costs a layout
      const atEnd = grows && this.scrollHeight - this.clientHeight - this.scrollTop < 40;
      bytes.append(...fresh);
      if (atEnd) this.scrollTo({ top: this.scrollHeight });
    }
    this.renderRoot.querySelector(".selected")?.classList.remove("selected");
    const chosen = this.spans[this.selected];
    chosen?.classList.add("selected");
    if (changed.has("selected") && chosen && this.spans.length >= this.steps.length) this.#intoView(chosen);
  }

  /** @param {number} index */
  #span(index) {
    const step = this.steps[index];
    const { byte } = step;
    const span = document.createElement("i");
    span.dataset.index = String(index);
    if (this.tint === "copied") {
      if (this.copies.some(({ start, end }) => index >= start && index < end)) span.dataset.copied = "";
    } else if (this.tint === "surprise") {
      span.dataset.bits = "";
      span.style.cssText = bitsShare(step.bits ?? surprise(step));
    } else {
      span.dataset.order = String(step.order_used);
      span.style.cssText = orderShare(step.order_used, this.order);
    }
    if (byte === 10) span.textContent = "⏎\n";
    else if (byte === 32) span.textContent = " ";
    else span.textContent = sign(byte);
    if (isHidden(byte)) span.className = "hex";
    return span;
  }

  /** Shows the character where bytes up to `index` complete one: the first byte carries it. @param {number} index */
  #join(index) {
    if (this.steps[index].byte < 0x80 || this.steps[index].byte >= 0xc0) return;
    for (let start = index - 1; start >= Math.max(0, index - 3); start--) {
      const length = sequence(this.steps[start].byte);
      if (length === 1) continue;
      if (start + length !== index + 1) return;
      const bytes = this.steps.slice(start, index + 1).map(({ byte }) => byte);
      const text = new TextDecoder().decode(Uint8Array.from(bytes));
      if (text.includes("\ufffd")) return;
      this.spans[start].textContent = text;
      this.spans[start].className = "";
      for (let i = start + 1; i <= index; i++) {
        this.spans[i].textContent = "";
        this.spans[i].className = "part";
      }
      return;
    }
  }

  /** Scrolls the text alone, never the page or the deck. @param {HTMLElement} span */
  #intoView(span) {
    const top = span.offsetTop - this.offsetTop;
    if (top < this.scrollTop || top > this.scrollTop + this.clientHeight - 40) {
      this.scrollTo({ top: top - this.clientHeight / 2 });
    }
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const { index } = /** @type {HTMLElement} */ (event.target).dataset;
    if (index !== undefined) this.dispatchEvent(new CustomEvent("choose", { detail: Number(index) }));
  }
}

customElements.define("byte-text", ByteText);
