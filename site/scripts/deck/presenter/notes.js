/**
 * What the speaker says at each slide. It is in no public file: `python build.py --notes` writes `notes.json` beside the
 * deck for the speaker, or the speaker opens such a file here, and it stays in this browser.
 *
 *     parseNotes([["Welcome.", "Timing — 1 minute."], []])   // ["Welcome.\n\nTiming — 1 minute.", ""]
 */
import { recall, remember } from "../memory.js";

const KEPT = "deck:notes";
const MAX_BYTES = 2_000_000;

export class NotesError extends Error {}

/**
 * @param {unknown} document   `[[note, …], …]`: the notes of each slide, in order
 * @returns {string[]} one text a slide
 */
export function parseNotes(document) {
  if (!Array.isArray(document)) throw new NotesError("This is no notes.json of a talk: it holds no list of slides.");
  return document.map((notes) =>
    [notes]
      .flat()
      .filter((note) => typeof note === "string")
      .join("\n\n"),
  );
}

/** Notes that were opened here before. @returns {string[] | null} */
export function keptNotes() {
  const kept = recall(KEPT);
  return Array.isArray(kept) ? parseNotes(kept) : null;
}

/**
 * Notes that the build put beside the deck.
 *
 * @param {string | undefined} address   `data-notes` of the deck; without it there are none
 * @returns {Promise<string[] | null>}
 */
export async function loadNotes(address) {
  if (!address) return null;
  const answer = await fetch(new URL(address, document.baseURI));
  if (!answer.ok) throw new NotesError(`The notes could not be loaded: ${answer.status} ${answer.statusText}.`);
  return parseNotes(await answer.json());
}

/**
 * @param {File} file
 * @returns {Promise<string[]>}
 */
export async function openNotes(file) {
  if (file.size > MAX_BYTES) throw new NotesError("This file is too large for notes.");
  /** @type {unknown} */
  let document;
  try {
    document = JSON.parse(await file.text());
  } catch {
    throw new NotesError(`${file.name} is not JSON. The build writes notes.json with: python build.py --notes`);
  }
  const notes = parseNotes(document);
  remember(KEPT, notes);
  return notes;
}

export const forgetNotes = () => remember(KEPT, null);

/**
 * Paragraphs and lists out of plain text; never markup.
 *
 * @param {string} text
 * @returns {{ kind: "p" | "li", text: string }[]}
 */
export function blocks(text) {
  return text
    .split(/\n\s*\n|\n(?=\s*[-*] )/)
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .map((part) => (/^[-*] /.test(part) ? { kind: "li", text: part.slice(2) } : { kind: "p", text: part }));
}
