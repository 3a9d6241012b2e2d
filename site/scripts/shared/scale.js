/**
 * Scales and ticks for charts: from a value to a place on the screen, and which values deserve a mark.
 *
 *     niceTicks(0, 97, 5)                       // [0, 20, 40, 60, 80, 100]
 *     linear([0, 100], [0, 300])(50)            // 150
 *     logarithmic([1, 1000], [0, 300])(10)      // 100
 */

/**
 * Round values (1, 2 or 5 times a power of ten) that cover `low`..`high`.
 * @param {number} low
 * @param {number} high
 * @param {number} [about] how many are wanted
 * @returns {number[]}
 */
export function niceTicks(low, high, about = 5) {
  if (!(high > low)) return [low, low + 1];
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten that cover `low`..`high` (both above zero), thinned to about `about`. @param {number} low @param {number} high */
export function logTicks(low, high, about = 6) {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const step = Math.max(1, Math.ceil((last - first) / about));
  const ticks = [];
  for (let power = first; power < last + step; power += step) ticks.push(10 ** power);
  return ticks;
}

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @returns {(value: number) => number}
 */
export function linear([d0, d1], [r0, r1]) {
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (value) => r0 + (value - d0) * slope;
}

/**
 * @param {[number, number]} domain both above zero
 * @param {[number, number]} range
 * @returns {(value: number) => number}
 */
export function logarithmic([d0, d1], range) {
  const inner = linear([Math.log10(d0), Math.log10(d1)], range);
  return (value) => inner(Math.log10(Math.max(value, d0)));
}
