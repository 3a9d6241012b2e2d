/**
 * Numbers as a reader wants to see them: one way to write each quantity, for every page.
 *
 *     formatBytes(1204997)   // "1.20 MB"
 *     formatCount(1204997)   // "1,204,997"
 *     formatPercent(0.0034)  // "0.34 %"
 */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @param {number} n @param {number} [digits] fixed number of decimals */
export function formatNumber(n, digits = 0) {
  return new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n);
}

/** A whole number with its thousands apart. @param {number} n */
export function formatCount(n) {
  return whole.format(n);
}

/** Three significant digits at most, never "1.00": for axis ticks and bar values. @param {number} n */
export function formatShort(n) {
  if (n === 0) return "0";
  const size = Math.abs(n);
  if (size >= 1e4 || size < 1e-3) {
    return new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(n);
  }
  return new Intl.NumberFormat("en", { maximumSignificantDigits: size >= 1000 ? 4 : 3 }).format(n);
}

/** Bytes in decimal units (1 MB = 1,000,000 bytes), as disks and networks count. @param {number} n */
export function formatBytes(n) {
  if (n < 1000) return `${whole.format(n)} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = n;
  let unit = "";
  for (unit of units) {
    value /= 1000;
    if (value < 999.5) break;
  }
  return `${formatNumber(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

/** Bytes a second, in MB/s. @param {number} bytesPerSecond */
export function formatRate(bytesPerSecond) {
  const value = bytesPerSecond / 1e6;
  return `${formatNumber(value, value < 1 ? 2 : 1)} MB/s`;
}

/** A share between 0 and 1 in percent, with two significant digits at least. @param {number} share */
export function formatPercent(share) {
  const percent = share * 100;
  if (percent === 0) return "0 %";
  if (percent < 0.01) return "< 0.01 %";
  if (percent > 99.95 && percent < 100) return "> 99.9 %";
  return `${formatNumber(percent, percent < 1 ? 2 : percent < 10 ? 1 : 0)} %`;
}

/** A duration. @param {number} seconds */
export function formatSeconds(seconds) {
  if (seconds < 0.9995) return `${formatNumber(seconds * 1000, 0)} ms`;
  if (seconds < 60) return `${formatNumber(seconds, seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${formatNumber(Math.round(seconds % 60), 0)} s`;
}
