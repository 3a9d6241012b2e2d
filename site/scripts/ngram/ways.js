/**
 * Ways to choose the next byte, as a link or an attribute has them: a temperature, the k likeliest, the share p.
 *
 *     readWays("t0-t1-k3-t0.7p0.9")                     // four: greedy, the model as it is, …
 *     told({ temperature: 1, topK: 3, topP: null })     // { name: "Top-k", say: "the 3 likeliest" }
 */
import { formatNumber, formatShort } from "../shared/format.js";

/** @typedef {{temperature: number, topK: number | null, topP: number | null}} Way */

export const USUAL = "t0-t1-k3-p0.8";

/** As many as there is room for side by side. */
const MOST = 4;

/** @param {string} text @returns {Way | undefined} */
function readWay(text) {
  const found = /^(?:t(\d(?:\.\d{1,3})?))?(?:k(\d{1,3}))?(?:p(0\.\d{1,3}|1))?$/.exec(text);
  if (!found || text === "") return undefined;
  const [, t, k, p] = found;
  const way = { temperature: Number(t ?? 1), topK: k ? Number(k) : null, topP: p ? Number(p) : null };
  const { temperature, topK, topP } = way;
  return temperature <= 2 && (topK ?? 1) >= 1 && (topK ?? 1) <= 256 && (topP ?? 1) > 0 ? way : undefined;
}

/** One to four ways; undefined where one of them is none. @param {string} text @returns {Way[] | undefined} */
export function readWays(text) {
  const ways = text.split("-").map(readWay);
  return ways.length <= MOST && ways.every((way) => way !== undefined) ? ways : undefined;
}

/** @param {Way} way */
const writeWay = ({ temperature: t, topK: k, topP: p }) =>
  [t === 1 && (k ?? p) !== null ? "" : `t${t}`, k === null ? "" : `k${k}`, p === null ? "" : `p${p}`].join("");

/** @param {Way[]} ways */
export const writeWays = (ways) => ways.map(writeWay).join("-");

/** What a way is called, and what that means. @param {Way} way @returns {{name: string, say: string}} */
export function told({ temperature: t, topK: k, topP: p }) {
  if (t === 0) return { name: "Greedy", say: "temperature 0" };
  const warmth = `temperature ${formatShort(t)}`;
  if (k === null && p === null) {
    if (t === 1) return { name: "Sampled", say: warmth };
    return { name: `T${warmth.slice(1)}`, say: t < 1 ? "the likely become likelier" : "the unlikely become likelier" };
  }
  const cut = [
    ...(k === null ? [] : [`the ${k} likeliest`]),
    ...(p === null ? [] : [`the fewest with ${formatNumber(100 * p)} %`]),
  ];
  const name = k === null ? "Top-p" : p === null ? "Top-k" : "Top-k and top-p";
  return { name, say: [...(t === 1 ? [] : [warmth]), ...cut].join(", ") };
}
