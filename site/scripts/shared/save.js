/**
 * Taking things home: a text or a table as a file, a chart as SVG or PNG, a link on the clipboard.
 *
 *     saveFile("sample.txt", bytes, "text/plain")
 *     await saveSvg("counts.svg", svgElement)
 */

/**
 * @param {string} name
 * @param {BlobPart} data
 * @param {string} type a MIME type
 */
export function saveFile(name, data, type) {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file's name from a picture's title. @param {string} title @param {string} ending */
export function fileName(title, ending) {
  const stem = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return `${stem.slice(0, 60) || "chart"}.${ending}`;
}

/**
 * A table as RFC 4180 CSV; a cell that a spreadsheet would run as a formula is quoted with a leading apostrophe.
 * @param {(string | number)[][]} rows
 */
export function toCsv(rows) {
  const cell = (/** @type {string | number} */ value) => {
    let text = String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/**
 * Puts text on the clipboard. False where the browser refuses (no permission, an insecure origin).
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}

/** Properties that a drawing takes from the page's style sheet, written into the copy so that it stands alone. */
const INLINED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];

/** A copy that needs no style sheet: every colour resolved. @param {SVGSVGElement} svg in a document */
export function inlined(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const property of INLINED) {
      const value = style.getPropertyValue(property);
      if (value) copies[i].setAttribute(property, value);
    }
    copies[i].removeAttribute("style");
    copies[i].removeAttribute("class");
  });
  return copy;
}

/**
 * The drawing as text that stands alone, on the page's own ground, or on the one that it names (`data-ground`).
 * @param {SVGSVGElement} svg
 */
export function svgText(svg) {
  const copy = inlined(svg);
  const { x, y, width, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x, y, width, height })) ground.setAttribute(name, String(value));
  ground.setAttribute("fill", svg.dataset.ground ?? (getComputedStyle(svg).getPropertyValue("--surface") || "#fff"));
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {string} name @param {SVGSVGElement} svg */
export function saveSvg(name, svg) {
  saveFile(name, svgText(svg), "image/svg+xml");
}

/**
 * @param {string} name
 * @param {SVGSVGElement} svg
 * @param {number} [scale] pixels a unit
 */
export async function savePng(name, svg, scale = 2) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = svg.viewBox.baseVal.width * scale;
  canvas.height = svg.viewBox.baseVal.height * scale;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((/** @type {BlobCallback} */ resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) saveFile(name, blob, "image/png");
}
