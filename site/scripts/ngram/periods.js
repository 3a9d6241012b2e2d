/**
 * The State of the Union by period: the addresses of any years, put together from the parts that the site carries.
 *
 *     periodOf("state-of-the-union-1861-1865")            // { from: 1861, to: 1865 }
 *     await addressesOf({ from: 1861, to: 1865 }, get)    // their bytes, in the order of the years
 */

/** @typedef {{from: number, to: number}} Period */
/** @typedef {[year: number, start: number, president: string]} Speech */
/** @typedef {{file: string, bytes: number, speeches: Speech[]}} Part */

/** Between two addresses, as the build joins them. */
const BETWEEN = new TextEncoder().encode("\n\n");

/** Times that differ in their language; all years can be chosen. @type {{name: string, from: number, to: number}[]} */
export const ERAS = [
  { name: "The young republic", from: 1790, to: 1828 },
  { name: "To the Civil War", from: 1829, to: 1865 },
  { name: "The Gilded Age", from: 1866, to: 1900 },
  { name: "Two world wars", from: 1901, to: 1945 },
  { name: "The Cold War", from: 1946, to: 1991 },
  { name: "Since then", from: 1992, to: 2021 },
];

/** The years in a corpus's id; undefined where there are none, or none in order. @param {string} id @returns {Period | undefined} */
export function periodOf(id) {
  const found = /^state-of-the-union-(\d{4})-(\d{4})$/.exec(id);
  const [from, to] = found ? [Number(found[1]), Number(found[2])] : [1, 0];
  return from <= to ? { from, to } : undefined;
}

/** @param {Period} period */
export const idOf = ({ from, to }) => `state-of-the-union-${from}-${to}`;

/** @param {Period} period */
export const titleOf = ({ from, to }) => `State of the Union ${from === to ? from : `${from}–${to}`}`;

/** The first and the last year of all parts. @param {Part[]} parts @returns {Period} */
export function span(parts) {
  const years = parts.flatMap(({ speeches }) => speeches.map(([year]) => year));
  return { from: Math.min(...years), to: Math.max(...years) };
}

/** Where the addresses of a period lie in a part: from byte to byte, or undefined. @param {Part} part @param {Period} period */
function slice({ bytes, speeches }, { from, to }) {
  const first = speeches.findIndex(([year]) => year >= from && year <= to);
  if (first < 0) return undefined;
  const after = speeches.find(([year]) => year > to);
  return { start: speeches[first][1], end: after ? after[1] - BETWEEN.length : bytes };
}

/**
 * The addresses of a period as bytes; empty where nobody spoke.
 * @param {Part[]} parts @param {Period} period
 * @param {(file: string) => Promise<ArrayBuffer>} get a file of `corpora/`
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function addressesOf(parts, period, get) {
  const wanted = parts.flatMap((part) => {
    const place = slice(part, period);
    return place ? [{ file: part.file, ...place }] : [];
  });
  const texts = await Promise.all(
    wanted.map(async ({ file, start, end }) => new Uint8Array(await get(file), start, end - start)),
  );
  const pieces = texts.flatMap((text, i) => (i === 0 ? [text] : [BETWEEN, text]));
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Who spoke in a period, each once, in order. @param {Part[]} parts @param {Period} period */
export function speakers(parts, { from, to }) {
  const spoke = parts.flatMap(({ speeches }) => speeches.filter(([year]) => year >= from && year <= to));
  return { count: spoke.length, presidents: [...new Set(spoke.map(([, , president]) => president))] };
}
