/**
 * The laser and the pen: a sheet over every slide, in the slide's own coordinates, so that what the speaker draws lies
 * at the same spot in every window whatever its size.
 *
 * Lines are kept by slide until they are wiped. A message about a line says where its points go, so one that comes
 * twice changes nothing.
 */
import { svg } from "./dom.js";

/**
 * @typedef {import("./slides.js").Slide} Slide
 * @typedef {import("./messages.js").Body} Body
 * @typedef {import("./messages.js").Message} Message
 * @typedef {{ slide: number, points: number[], line: SVGElement }} Line
 */

const MAX_LINES = 300; // the oldest go first
const BATCH = 2000; // numbers in one message, below messages.js's limit

export class Ink {
  /** @type {"laser" | "draw" | null} */
  tool = null;
  /** @type {Map<number, SVGElement>} */
  #sheets = new Map();
  /** @type {Map<string, Line>} */
  #lines = new Map();
  /** @type {SVGElement} */
  #dot = svg("circle", { class: "laser-dot", r: 9 });
  #drawn = 0;
  /** @type {string | null} */
  #drawing = null;
  /** @type {Body | null} */
  #waiting = null;

  /**
   * @param {readonly Slide[]} slides
   * @param {string} id       this window's name, the first part of its lines' names
   * @param {(body: Body) => void} post
   */
  constructor(slides, id, post) {
    this.slides = slides;
    this.id = id;
    this.post = post;
  }

  /**
   * Take a tool in hand, or lay it down when it is there already.
   *
   * @param {"laser" | "draw" | null} tool
   * @param {number} current   the slide under it
   */
  take(tool, current) {
    this.tool = this.tool === tool ? null : tool;
    if (this.tool !== "laser") this.#lift();
    this.show(current);
    return this.tool;
  }

  /** The tool moves to another slide. @param {number} current */
  show(current) {
    this.#drawing = null;
    for (const [index, sheet] of this.#sheets)
      sheet.classList.toggle("active", index === current && this.tool !== null);
    if (this.tool) {
      const sheet = this.#sheet(current);
      sheet.classList.add("active");
      sheet.dataset.tool = this.tool;
    }
  }

  /** @param {Message} message   from another window */
  receive(message) {
    if (message.type === "pointer") this.#point(message);
    else if (message.type === "lift") this.#dot.remove();
    else if (message.type === "stroke" && this.slides[message.slide - 1]) this.#extend(message);
    else if (message.type === "clear") this.#wipe(message.slide);
  }

  /** @param {number} slide */
  clear(slide) {
    this.#wipe(slide);
    this.post({ type: "clear", slide });
  }

  /** Send every line again, for a window that has just opened. */
  replay() {
    for (const [id, { slide, points }] of this.#lines) {
      for (let at = 0; at < points.length; at += BATCH) {
        this.post({ type: "stroke", slide, id, at, points: points.slice(at, at + BATCH) });
      }
    }
  }

  #lift() {
    if (!this.#dot.isConnected) return;
    this.#dot.remove();
    this.post({ type: "lift" });
  }

  /** @param {{ slide: number, x: number, y: number }} pointer */
  #point({ slide, x, y }) {
    if (!this.slides[slide - 1]) return;
    const sheet = this.#sheet(slide);
    const { width, height } = boxOf(sheet);
    this.#dot.setAttribute("cx", `${x * width}`);
    this.#dot.setAttribute("cy", `${y * height}`);
    if (this.#dot.parentNode !== sheet) sheet.append(this.#dot);
  }

  /** @param {{ slide: number, id: string, at: number, points: number[] }} stroke */
  #extend({ slide, id, at, points }) {
    let line = this.#lines.get(id);
    if (!line) {
      line = { slide, points: [], line: svg("polyline", { class: "stroke" }) };
      this.#lines.set(id, line);
      this.#sheet(slide).append(line.line);
      const oldest = this.#lines.keys().next().value;
      if (this.#lines.size > MAX_LINES && oldest !== undefined) {
        this.#lines.get(oldest)?.line.remove();
        this.#lines.delete(oldest);
      }
    }
    if (line.slide !== slide || at > line.points.length) return; // a part is missing: better a gap than a wrong line
    line.points.splice(at, points.length, ...points);
    const { width, height } = boxOf(this.#sheet(slide));
    const scaled = line.points.map((value, i) => (value * (i % 2 ? height : width)).toFixed(1));
    line.line.setAttribute("points", scaled.join(" "));
  }

  /** @param {number} slide */
  #wipe(slide) {
    for (const [id, line] of this.#lines) {
      if (line.slide !== slide) continue;
      line.line.remove();
      this.#lines.delete(id);
    }
  }

  /**
   * @param {number} index
   * @returns {SVGElement}
   */
  #sheet(index) {
    let sheet = this.#sheets.get(index);
    if (!sheet) {
      const slide = this.slides[index - 1].element;
      const frame = slide.querySelector("svg[data-marpit-svg]");
      sheet = svg("svg", {
        class: "ink",
        viewBox: frame?.getAttribute("viewBox") ?? "0 0 1280 720",
        preserveAspectRatio: frame?.getAttribute("preserveAspectRatio"),
        "aria-hidden": "true",
      });
      slide.append(sheet);
      this.#sheets.set(index, sheet);
      this.#listen(sheet, index);
    }
    return sheet;
  }

  /**
   * @param {SVGElement} sheet
   * @param {number} slide
   */
  #listen(sheet, slide) {
    sheet.addEventListener("pointerdown", (event) => {
      if (this.tool !== "draw" || event.button !== 0) return;
      sheet.setPointerCapture(event.pointerId);
      this.#drawing = `${this.id}-${++this.#drawn}`;
      this.#draw(sheet, slide, event);
    });
    sheet.addEventListener("pointermove", (event) => {
      if (this.tool === "laser") this.#aim({ type: "pointer", slide, ...place(sheet, event) });
      else if (this.#drawing)
        for (const part of event.getCoalescedEvents?.() ?? [event]) this.#draw(sheet, slide, part);
    });
    sheet.addEventListener("pointerup", () => (this.#drawing = null));
    sheet.addEventListener("pointercancel", () => (this.#drawing = null));
    sheet.addEventListener("pointerleave", () => this.tool === "laser" && this.#lift());
  }

  /** At most one message a frame. @param {Body & import("./messages.js").Pointer} pointer */
  #aim(pointer) {
    this.#point(pointer);
    if (!this.#waiting) {
      requestAnimationFrame(() => {
        if (this.#waiting && this.#dot.isConnected) this.post(this.#waiting);
        this.#waiting = null;
      });
    }
    this.#waiting = pointer;
  }

  /**
   * @param {SVGElement} sheet
   * @param {number} slide
   * @param {PointerEvent} event
   */
  #draw(sheet, slide, event) {
    const id = this.#drawing;
    if (!id) return;
    const { x, y } = place(sheet, event);
    const at = this.#lines.get(id)?.points.length ?? 0;
    /** @type {Body} */
    const stroke = { type: "stroke", slide, id, at, points: [x, y] };
    this.#extend(stroke);
    this.post(stroke);
  }
}

/** @param {SVGElement} sheet */
const boxOf = (sheet) => /** @type {SVGSVGElement} */ (sheet).viewBox.baseVal;

/**
 * Where on the slide, from 0 to 1 both ways.
 *
 * @param {SVGElement} sheet
 * @param {PointerEvent} event
 */
function place(sheet, event) {
  const matrix = /** @type {SVGSVGElement} */ (sheet).getScreenCTM()?.inverse();
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  const { width, height } = boxOf(sheet);
  const unit = (/** @type {number} */ value) => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
  return { x: unit(x / width), y: unit(y / height) };
}
