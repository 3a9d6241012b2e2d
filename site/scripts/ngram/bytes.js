/**
 * Bytes as a reader can see them: every one of the 256 has a visible sign and a name that can be spoken.
 *
 *     sign(10)      // "⏎"
 *     sign(0xc3)    // "C3"
 *     spoken(32)    // "space"
 */

const encoder = new TextEncoder();

/** Byte 0–31 and 127: Unicode's control pictures; those that occur in texts have signs that readers know. */
const KNOWN = new Map([
  [9, "⇥"],
  [10, "⏎"],
  [13, "␍"],
  [32, "␣"],
  [127, "␡"],
]);

const NAMES = new Map([
  [9, "tab"],
  [10, "line feed"],
  [13, "carriage return"],
  [32, "space"],
  [40, "left parenthesis"],
  [41, "right parenthesis"],
  [44, "comma"],
  [46, "full stop"],
  [61, "equals sign"],
]);

/** @param {number} byte */
export const hex = (byte) => byte.toString(16).toUpperCase().padStart(2, "0");

/** One visible sign for a byte: itself where it prints, a picture where it does not, hexadecimal above 126. @param {number} byte */
export function sign(byte) {
  const known = KNOWN.get(byte);
  if (known) return known;
  if (byte < 32) return String.fromCharCode(0x2400 + byte);
  return byte < 127 ? String.fromCharCode(byte) : hex(byte);
}

/** The byte's name, for a screen reader. @param {number} byte */
export function spoken(byte) {
  const name = NAMES.get(byte);
  if (name) return name;
  return byte > 32 && byte < 127 ? String.fromCharCode(byte) : `byte ${hex(byte)}`;
}

/** Whether a byte needs a sign that is not itself. @param {number} byte */
export const isHidden = (byte) => byte < 32 || byte > 126;

/** @param {string} text */
export const toBytes = (text) => encoder.encode(text);

/** Text of any bytes: broken UTF-8 becomes U+FFFD, control characters their pictures. @param {Uint8Array | number[]} bytes */
export function toText(bytes) {
  const text = new TextDecoder().decode(bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes));
  // eslint-disable-next-line no-control-regex -- control characters are what is being replaced
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (c) => sign(c.charCodeAt(0)));
}

/** Text of any bytes in one line. @param {Uint8Array | number[]} bytes */
export const toLine = (bytes) => toText(bytes).replaceAll(/[\n\t]/g, (c) => sign(c.charCodeAt(0)));

/** A short run of bytes as signs in one line, for captions. @param {Iterable<number>} bytes */
export function signs(bytes) {
  return [...bytes].map(sign).join("");
}
