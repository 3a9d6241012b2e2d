/**
 * What every chart has around its drawing: a caption, a title and description for a screen reader, its numbers as a
 * table, and the buttons that save it. A chart extends `ChartFrame` and says how to draw and what its table holds.
 */
import { LitElement, css, html, nothing } from "lit";
import { pictureTools, toolStyles } from "./picture-tools.js";
import { unseen } from "./unseen.js";

/** @typedef {import("./picture-tools.js").Table} Table */

let made = 0;

/** Colours of the series, in order; they follow the theme. */
export const SERIES = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"].map((name) => `var(${name})`);

export const chartStyles = css`
  :host {
    display: block;
    min-width: 0;
    color: var(--ink);
    font-family: var(--font-text);
  }
  figure {
    margin: 0;
  }
  figcaption {
    font-size: var(--chart-caption, 0.875rem);
    font-weight: 600;
    margin-bottom: 0.35em;
  }
  figcaption small {
    font-weight: 400;
    font-size: 1em;
    color: var(--ink-soft);
  }
  svg {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
  }
  svg text {
    font-family: var(--font-text);
    font-size: var(--chart-size, 13px);
    fill: var(--ink);
  }
  svg text.soft {
    fill: var(--ink-soft);
  }
  svg text.code {
    font-family: var(--font-code);
  }
  svg text.strong {
    font-weight: 700;
  }
  .grid {
    stroke: var(--line);
    stroke-width: 1;
  }
  .axis {
    stroke: var(--ink-soft);
    stroke-width: 1;
  }
  :focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
    border-radius: 2px;
  }
  ${unseen}
  .empty {
    color: var(--ink-soft);
    margin: 0.5rem 0;
  }
`;

/**
 * @template {{title: string, desc?: string, unit?: string}} Spec
 */
export class ChartFrame extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    spec: { attribute: false },
    compact: { type: Boolean, reflect: true },
    tools: { attribute: false },
    size: { type: Number },
    width: { state: true },
  };

  /** @override @type {import("lit").CSSResultGroup} */
  static styles = [chartStyles, toolStyles];

  constructor() {
    super();
    /** @type {Spec | undefined} */
    this.spec = undefined;
    /** Where there is no room: no caption, no buttons, the table for screen readers only. */
    this.compact = false;
    /** Whether the buttons and the table are on screen; the table is always there for screen readers. */
    this.tools = true;
    /** Type size in CSS pixels; the drawing makes room for it. */
    this.size = 13;
    /** In CSS pixels of the page's own layout: inside a scaled slide getBoundingClientRect would lie. */
    this.width = 0;
    this.ids = `chart-${++made}`;
    this.observer = new ResizeObserver((entries) => {
      const width = Math.round(entries[0].contentRect.width);
      if (width > 0) this.width = width;
    });
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  /**
   * The drawing in a box of `width` units; its height is its own choice.
   * @param {Spec} spec @param {number} width
   * @returns {{height: number, content: unknown}}
   */
  draw(spec, width) {
    throw new Error(`draw(${spec.title}, ${width}) is each chart's own`);
  }

  /** @param {Spec} spec @returns {Table} */
  table(spec) {
    throw new Error(`table(${spec.title}) is each chart's own`);
  }

  get svg() {
    return /** @type {SVGSVGElement | null} */ (this.renderRoot.querySelector("svg"));
  }

  /** @override */
  render() {
    const { spec } = this;
    if (!spec || !this.width) return nothing;
    const { height, content } = this.draw(spec, this.width);
    const table = this.table(spec);
    return html`<figure style="--chart-size:${this.size}px">
      ${
        this.compact
          ? nothing
          : html`<figcaption>${spec.title} ${spec.unit ? html`<small>(${spec.unit})</small>` : nothing}</figcaption>`
      }
      ${
        table.rows.length === 0
          ? html`<p class="empty">Nothing to draw yet.</p>`
          : html`<svg
              role="img"
              viewBox="0 0 ${this.width} ${height}"
              aria-labelledby="${this.ids}-title ${this.ids}-desc"
            >
              <title id="${this.ids}-title">${spec.title}</title>
              <desc id="${this.ids}-desc">${spec.desc ?? ""}</desc>
              ${content}
            </svg>`
      }
      ${pictureTools({
        title: spec.title,
        table,
        svg: () => this.svg,
        hidden: this.compact || !this.tools,
      })}
    </figure>`;
  }
}
