/** The intervals of a date histogram as places on an axis: `placeOf("year", 0)` is 1970, `nameOf("month", 23641)` "1970-02". */

/** @typedef {"year" | "quarter" | "month" | "week" | "day"} Interval */

const DAY_MS = 86_400_000;
/** Days from the Monday before it to the day that times are counted from, a Thursday. */
const MONDAY = 3;
/** Empty intervals are drawn up to so many; a line through more is the same to the eye. */
const MOST = 5_000;

/**
 * The number of an interval, so that the next one's is greater by 1: of a year its own, of others counted from 1970 or 0.
 * @param {Interval} interval
 * @param {number} start
 */
export function placeOf(interval, start) {
  const date = new Date(start);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth();
  if (interval === "year") return date.getUTCFullYear();
  if (interval === "quarter") return Math.floor(months / 3);
  if (interval === "month") return months;
  return interval === "week" ? Math.floor((start / DAY_MS + MONDAY) / 7) : Math.floor(start / DAY_MS);
}

/**
 * What the axis says of an interval's number.
 * @param {Interval} interval
 * @param {number} place
 */
export function nameOf(interval, place) {
  if (interval === "year") return String(place);
  if (interval === "week" || interval === "day") {
    const days = interval === "week" ? place * 7 - MONDAY : place;
    return new Date(days * DAY_MS).toISOString().slice(0, 10);
  }
  const month = interval === "quarter" ? place * 3 : place;
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}

/**
 * The points of a line: an interval that no document falls into has no bucket, and its count is 0.
 * @param {{interval: Interval, series: string[], buckets: {start: number, values: (number | null)[]}[]}} spec
 * @returns {[number, number][]}
 */
export function points({ interval, series, buckets }) {
  /** @type {[number, number][]} */
  const known = buckets.flatMap(({ start, values: [value] }) =>
    value === null ? [] : [[placeOf(interval, start), value]],
  );
  const [first, last] = [known[0]?.[0] ?? 0, known.at(-1)?.[0] ?? 0];
  const counted = series.length === 1; // of an interval without documents, a count is 0 and a measure is none
  if (!counted || last - first >= MOST) return known;
  const by = new Map(known);
  return Array.from({ length: last - first + 1 }, (_, i) => [first + i, by.get(first + i) ?? 0]);
}
