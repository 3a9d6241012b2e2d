/**
 * Elements without markup in strings: `element("button", { type: "button", onclick: next }, "Next")`.
 *
 * Text becomes text nodes, functions become listeners, everything else an attribute (false and null leave it out).
 */

/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Value */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Value>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, attributes, children);
  return node;
}

/**
 * @param {string} tag
 * @param {Record<string, Value>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  assign(node, attributes, children);
  return node;
}

/**
 * @param {Element} node
 * @param {Record<string, Value>} attributes
 * @param {(Node | string | null)[]} children
 */
function assign(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : `${value}`);
  }
  node.append(...children.filter((child) => child !== null));
}

/** Strokes on a 24 × 24 grid. @type {Record<string, string>} */
const icons = {
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  overview: "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z",
  theme: "M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17",
  fullscreen: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  presenter: "M3 5h18v11H3zM12 16v4M8 20h8",
  help: "M9 9.2a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 2.1M12 17.4v.2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  scroll: "M6 3h12v6H6zM6 12h12v9H6z",
  single: "M3 6h18v12H3z",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
  black: "M3 5h18v14H3zM3 5l18 14",
  laser: "M12 12m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0M12 3v4M12 17v4M3 12h4M17 12h4",
  pen: "M4 20l1-4L16 5l3 3L8 19zM13 8l3 3",
  clear: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  smaller: "M3 19L8.5 5 14 19M5 14h7M16 12h6",
  larger: "M3 19L8.5 5 14 19M5 14h7M16 12h6M19 9v6",
  close: "M6 6l12 12M18 6L6 18",
};

/** @param {string} name */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: icons[name] }));
}

/**
 * A button that is an icon: its label is read aloud and shown as a tip.
 *
 * @param {string} name
 * @param {string} label
 * @param {(event: MouseEvent) => void} onclick
 */
export function iconButton(name, label, onclick) {
  return element(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick },
    icon(name),
  );
}

/**
 * An icon button that runs a command of the talk (`keys.js`); styles find it by `data-command`.
 *
 * @param {string} name
 * @param {string} label
 * @param {string} command
 * @param {(command: string) => void} run
 */
export function commandButton(name, label, command, run) {
  const button = iconButton(name, label, () => run(command));
  button.dataset.command = command;
  return button;
}
