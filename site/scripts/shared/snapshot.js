/**
 * A part of the page as a drawing: text with its tints, a table with its bars. What is scrolled out of sight is drawn, too.
 *
 *     saveSvg("the-text.svg", snapshot(element))
 *
 * Drawn are what such parts are made of: plain backgrounds, borders, the line that an inset shadow makes at the bottom,
 * text, and SVG inside.
 */
import { inlined } from "./save.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 12;

/** @param {string} name @param {Record<string, string | number>} attributes */
function make(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
  }
  return node;
}

/** Any CSS colour as `rgb(…)` and an opacity: other programs know neither `oklab` nor `color-mix`. */
class Colours {
  constructor() {
    /** @type {Map<string, {rgb: string, opacity: number}>} */
    this.known = new Map();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  }

  /** @param {string} colour */
  read(colour) {
    const known = this.known.get(colour);
    if (known) return known;
    this.pen.clearRect(0, 0, 1, 1);
    this.pen.fillStyle = colour;
    this.pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = this.pen.getImageData(0, 0, 1, 1).data;
    const found = { rgb: `rgb(${red},${green},${blue})`, opacity: Math.round((alpha / 255) * 1000) / 1000 };
    this.known.set(colour, found);
    return found;
  }
}

/** @param {Element} element in a document, on screen @returns {SVGSVGElement} */
export function snapshot(element) {
  const drawing = new Drawing();
  drawing.element(element);
  return drawing.finish(getComputedStyle(element).getPropertyValue("--surface"));
}

class Drawing {
  constructor() {
    this.svg = /** @type {SVGSVGElement} */ (make("svg", {}));
    this.colours = new Colours();
    this.box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  }

  /** @param {Element} element */
  element(element) {
    const style = getComputedStyle(element);
    const own = element.getBoundingClientRect();
    if (style.display === "none" || (style.position === "absolute" && own.width <= 1)) return; // for screen readers
    if (element instanceof HTMLLabelElement) return; // a knob is no part of a picture
    const visible = style.visibility === "visible";
    if (element instanceof SVGSVGElement) {
      if (visible) this.#nested(element, own);
      return;
    }
    if (visible) for (const rect of element.getClientRects()) this.#frame(rect, style);
    const children = element.shadowRoot?.childNodes ?? element.childNodes;
    for (const child of children) {
      if (child instanceof Element) this.element(child);
      else if (child instanceof Text && visible) this.#text(child, style);
    }
  }

  /** @param {string} surface */
  finish(surface) {
    const { left, top, right, bottom } = this.box;
    const [width, height] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN];
    this.svg.setAttribute("viewBox", [left - MARGIN, top - MARGIN, width, height].map(Math.round).join(" "));
    this.svg.dataset.ground = surface.trim() || "#fff";
    return this.svg;
  }

  /** @param {DOMRect} rect @param {Element} node */
  #add({ left, top, right, bottom }, node) {
    const { box } = this;
    box.left = Math.min(box.left, left);
    box.top = Math.min(box.top, top);
    box.right = Math.max(box.right, right);
    box.bottom = Math.max(box.bottom, bottom);
    this.svg.append(node);
  }

  /** Background, border, and a line along the bottom. @param {DOMRect} rect @param {CSSStyleDeclaration} style */
  #frame(rect, style) {
    if (rect.width === 0 || rect.height === 0) return;
    const { left: x, top: y, width, height } = rect;
    const fill = this.colours.read(style.backgroundColor);
    if (fill.opacity > 0) {
      this.#add(rect, make("rect", { x, y, width, height, fill: fill.rgb, "fill-opacity": fill.opacity }));
    }
    const [line, , offset] = /^(.+?) (0px) -([\d.]+)px 0px 0px inset$/.exec(style.boxShadow)?.slice(1) ?? [];
    if (Number(offset) > 0) {
      const { rgb, opacity } = this.colours.read(line);
      const at = { x, y: rect.bottom - Number(offset), width, height: Number(offset) };
      this.#add(rect, make("rect", { ...at, fill: rgb, "fill-opacity": opacity }));
    }
    const thick = (/** @type {string} */ side) =>
      style.getPropertyValue(`border-${side}-style`) === "none"
        ? 0
        : parseFloat(style.getPropertyValue(`border-${side}-width`));
    const bottom = thick("bottom");
    if (bottom === 0) return;
    const stroke = this.colours.read(style.borderBottomColor).rgb;
    const pen = { fill: "none", stroke, "stroke-width": bottom };
    if (thick("left") > 0) this.#add(rect, make("rect", { x, y, width, height, rx: 3, ...pen }));
    else this.#add(rect, make("path", { d: `M${x} ${rect.bottom}H${rect.right}`, ...pen }));
  }

  /** A text, line by line. @param {Text} node @param {CSSStyleDeclaration} style */
  #text(node, style) {
    if (node.data.trim() === "") return;
    for (const { text, rect } of lines(node)) {
      const { rgb } = this.colours.read(style.color);
      const written = make("text", {
        x: rect.left,
        y: rect.top + rect.height / 2,
        "dominant-baseline": "central",
        "xml:space": "preserve",
        "font-family": style.fontFamily,
        "font-size": style.fontSize,
        "font-weight": style.fontWeight,
        fill: rgb,
      });
      written.textContent = text;
      this.#add(rect, written);
    }
  }

  /** @param {SVGSVGElement} svg @param {DOMRect} rect */
  #nested(svg, rect) {
    const copy = inlined(svg);
    const { left: x, top: y, width, height } = rect;
    for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, String(value));
    this.#add(rect, copy);
  }
}

/** The lines that a text is broken into, and where each lies. @param {Text} node @returns {{text: string, rect: DOMRect}[]} */
function lines(node) {
  const { data } = node;
  const [start, end] = [data.length - data.trimStart().length, data.trimEnd().length]; // spaces around it are not drawn
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
  const text = data.slice(start, end);
  if (rects.length <= 1) return rects.map((rect) => ({ text: text.replaceAll(/\s+/g, " "), rect }));
  /** @type {{text: string, rect: DOMRect}[]} */
  const found = [];
  let at = start;
  for (const character of text) {
    range.setStart(node, at);
    at += character.length;
    range.setEnd(node, at);
    const rect = range.getBoundingClientRect();
    if (rect.width === 0) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.rect.top - rect.top) < rect.height / 2 && rect.left >= last.rect.right - 1) {
      last.text += character;
      last.rect = DOMRect.fromRect({ ...box(last.rect), width: rect.right - last.rect.left });
    } else if (character.trim() !== "") found.push({ text: character, rect });
  }
  return found.map(({ text: line, rect }) => ({ text: line.replaceAll(/\s+/g, " ").trimEnd(), rect }));
}

/** @param {DOMRect} rect */
const box = ({ x, y, width, height }) => ({ x, y, width, height });
