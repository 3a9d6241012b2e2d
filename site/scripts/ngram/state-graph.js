/**
 * The states of a Markov chain on a circle: size tells how often the walk comes by, darkness of a line how often it is taken.
 *
 *     html`${stateGraph({ states, moves, stationary, current: 3, previous: 0 })}`
 */
import { nothing, svg } from "lit";
import { sign, signs } from "./bytes.js";

/** @typedef {[from: number, byte: number, to: number, probability: number]} Move */
/** @typedef {{states: Uint8Array[], moves: Move[], stationary: number[]}} Chain */

/** More would not be told apart. */
export const MOST = 40;
const SIZE = 560;
const RADIUS = 225;

/** The states that are visited most, in the order in which they are drawn. @param {Chain} chain */
export function drawn({ states, stationary }) {
  return states
    .map((_, i) => i)
    .sort((a, b) => stationary[b] - stationary[a])
    .slice(0, MOST)
    .sort((a, b) => compare(states[a], states[b]));
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** @param {Chain & {current: number, previous: number}} graph */
export function stateGraph({ states, moves, stationary, current, previous }) {
  const shown = drawn({ states, moves, stationary });
  const place = new Map(
    shown.map((state, i) => {
      const angle = (i / shown.length) * 2 * Math.PI - Math.PI / 2;
      return [state, { x: SIZE / 2 + RADIUS * Math.cos(angle), y: SIZE / 2 + RADIUS * Math.sin(angle), angle }];
    }),
  );
  const flows = moves
    .filter(([from, , to]) => place.has(from) && place.has(to))
    .map(([from, , to, p]) => ({ from, to, flow: stationary[from] * p }));
  const most = Math.max(...flows.map(({ flow }) => flow), 1e-9);
  const biggest = Math.max(...shown.map((state) => stationary[state]), 1e-9);
  return svg`<svg viewBox="0 0 ${SIZE} ${SIZE}" role="img"
      aria-label="The ${shown.length} states visited most and the moves between them">
    ${flows
      .filter(({ flow }) => flow > most / 200)
      .map(({ from, to, flow }) =>
        line(
          at(place, from),
          at(place, to),
          0.08 + 0.7 * Math.sqrt(flow / most),
          1 + 3 * (flow / most),
          "var(--chart-1)",
        ),
      )}
    ${
      place.has(previous) && place.has(current)
        ? line(at(place, previous), at(place, current), 1, 4, "var(--chart-2)")
        : nothing
    }
    ${shown.map((state) => {
      const { x, y, angle } = at(place, state);
      const radius = 4 + 12 * Math.sqrt(stationary[state] / biggest);
      const text = states[state].length === 0 ? "∅" : signs(states[state]);
      const flip = Math.cos(angle) < 0;
      // A 6 on its head is a 9: what is short enough stays upright.
      const upright = text.length <= 2;
      const turn = upright ? "0" : ((angle * 180) / Math.PI + (flip ? 180 : 0)).toFixed(1);
      const [tx, ty] = [SIZE / 2 + (RADIUS + 22) * Math.cos(angle), SIZE / 2 + (RADIUS + 22) * Math.sin(angle)];
      return svg`<g>
        <title>${text}: ${(stationary[state] * 100).toFixed(2)} % of the time</title>
        <circle cx=${x} cy=${y} r=${radius} style="fill:${state === current ? "var(--chart-2)" : "var(--chart-1)"};stroke:var(--surface)"
          stroke-width="2"></circle>
        <text x=${tx} y=${ty} text-anchor=${upright ? "middle" : flip ? "end" : "start"} dominant-baseline="central"
          transform="rotate(${turn} ${tx.toFixed(1)} ${ty.toFixed(1)})" style="font-weight:${state === current ? 700 : 400}">${text}</text>
      </g>`;
    })}
  </svg>`;
}

/** The moves between the states that are drawn, the most frequent first. @param {Chain} chain */
export function movesTable(chain) {
  const shown = new Set(drawn(chain));
  const name = (/** @type {number} */ i) => signs(chain.states[i]) || "∅";
  const rows = chain.moves
    .filter(([from, , to]) => shown.has(from) && shown.has(to))
    .map(([from, byte, to, p]) => ({ from, byte, to, p, flow: chain.stationary[from] * p }))
    .sort((a, b) => b.flow - a.flow)
    .map(({ from, byte, to, p, flow }) => [
      name(from),
      sign(byte),
      name(to),
      Number(p.toPrecision(4)),
      Number(flow.toPrecision(4)),
    ]);
  return { head: ["state", "byte", "next state", "probability", "share of all moves"], rows };
}

/** @param {Map<number, {x: number, y: number, angle: number}>} place @param {number} state */
const at = (place, state) => /** @type {{x: number, y: number, angle: number}} */ (place.get(state));

/**
 * A line that bends towards the middle; a loop outwards where it comes back to its own state.
 * @param {{x: number, y: number, angle: number}} a @param {{x: number, y: number, angle: number}} b
 * @param {number} opacity @param {number} width @param {string} colour
 */
function line(a, b, opacity, width, colour) {
  const middle = SIZE / 2;
  const bent = 0.35;
  const curve =
    a === b
      ? `M${a.x} ${a.y} C${turned(a, 0.25)} ${turned(a, -0.25)} ${a.x} ${a.y}`
      : `M${a.x} ${a.y} Q${middle + ((a.x + b.x) / 2 - middle) * bent} ${middle + ((a.y + b.y) / 2 - middle) * bent} ${b.x} ${b.y}`;
  return svg`<path d=${curve} fill="none" style="stroke:${colour}" stroke-opacity=${opacity.toFixed(2)}
    stroke-width=${width.toFixed(1)}></path>`;
}

/** @param {{angle: number}} place @param {number} by */
function turned({ angle }, by) {
  const radius = RADIUS - 60;
  return `${(SIZE / 2 + radius * Math.cos(angle + by)).toFixed(1)} ${(SIZE / 2 + radius * Math.sin(angle + by)).toFixed(1)}`;
}
