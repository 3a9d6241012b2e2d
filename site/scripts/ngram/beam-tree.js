/**
 * The tree of a beam search: a column a byte, a line a beginning that was kept; the winner in colour.
 *
 *     html`${beamTree({ best, log2_probability: -12.5, nodes })}`
 */
import { svg } from "lit";
import { sign, toText } from "./bytes.js";

/** @typedef {[byte: number, parent: number, depth: number, log2: number, kept: boolean, best: boolean]} Node */
/** @typedef {{best: Uint8Array, log2_probability: number, nodes: Node[]}} Tree */

const STEP = 44;
const ROW = 30;

/** @param {Tree} tree */
export function beamTree({ best, nodes }) {
  const places = layout(nodes);
  const depth = Math.max(...[...places.keys()].map((i) => nodes[i][2]));
  const rows = Math.max(...[...places.values()].map(({ y }) => y));
  const [width, height] = [(depth + 1) * STEP + 20, (rows + 1) * ROW + 10];
  const x = (/** @type {number} */ i) => nodes[i][2] * STEP + 18;
  const y = (/** @type {number} */ i) => (places.get(i)?.y ?? 0) * ROW + 20;
  const drawn = [...places.keys()];
  return svg`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img"
      aria-label="The beginnings that were kept at each byte; the winner reads ${toText(best)}">
    ${drawn.map((i) => {
      const [, parent, , , , isBest] = nodes[i];
      if (parent < 0) return svg``;
      const middle = (x(parent) + x(i)) / 2;
      return svg`<path d="M${x(parent)} ${y(parent)} C${middle} ${y(parent)} ${middle} ${y(i)} ${x(i)} ${y(i)}" fill="none"
        style="stroke:${isBest ? "var(--chart-2)" : "var(--line)"}" stroke-width=${isBest ? 3 : 1.5}></path>`;
    })}
    ${drawn.map((i) => {
      const [byte, parent, , log2, kept, isBest] = nodes[i];
      const text = parent < 0 ? "●" : sign(byte);
      return svg`<g opacity=${kept || isBest || parent < 0 ? 1 : 0.45}>
        <title>${text}: ${(-log2).toFixed(1)} bits so far</title>
        <circle cx=${x(i)} cy=${y(i)} r="12" style="fill:var(--surface);stroke:${isBest ? "var(--chart-2)" : "var(--ink-soft)"}"
          stroke-width=${isBest ? 2.5 : 1}></circle>
        <text x=${x(i)} y=${y(i)} text-anchor="middle" dominant-baseline="central"
          style="font-size:${text.length > 1 ? 10 : 14}px">${text}</text>
      </g>`;
    })}
  </svg>`;
}

/** The tree as a table: every beginning that was kept, by length, the likeliest first. @param {Tree} tree */
export function beamTable({ nodes }) {
  /** @type {(i: number) => number[]} */
  const bytes = (i) => (nodes[i][1] < 0 ? [] : [...bytes(nodes[i][1]), nodes[i][0]]);
  const rows = nodes
    .map((node, i) => ({ node, i }))
    .filter(({ node }) => node[1] >= 0 && (node[4] || node[5]))
    .sort((a, b) => a.node[2] - b.node[2] || b.node[3] - a.node[3])
    .map(({ node: [, , depth, log2, , best], i }) => [
      depth,
      toText(bytes(i)),
      Number((-log2).toFixed(3)),
      best ? "yes" : "",
    ]);
  return { head: ["bytes", "beginning", "bits so far", "of the winner"], rows };
}

/** The nodes that are drawn (kept ones and the winner), each on a row: a child stays on its parent's row where it can. @param {Node[]} nodes */
function layout(nodes) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  const drawn = (/** @type {number} */ i) => nodes[i][1] < 0 || nodes[i][4] || nodes[i][5];
  nodes.forEach(([, parent], i) => {
    if (parent >= 0 && drawn(i)) children.set(parent, [...(children.get(parent) ?? []), i]);
  });
  /** @type {Map<number, {y: number}>} */
  const places = new Map();
  let next = 0;
  const place = (/** @type {number} */ i) => {
    places.set(i, { y: next });
    const own = (children.get(i) ?? []).toSorted((a, b) => Number(nodes[b][5]) - Number(nodes[a][5]));
    own.forEach((child, rank) => {
      if (rank > 0) next += 1;
      place(child);
    });
  };
  place(nodes.findIndex(([, parent]) => parent < 0));
  return places;
}
