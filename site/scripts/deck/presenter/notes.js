/**
 * What the speaker says at each slide. It is in no public file: the talk's own server gives it to who holds a token, or
 * the speaker opens or drops the file here, and it stays in this browser; a build with `--notes` has it beside the deck.
 *
 *     parseNotes([["Welcome.", "Timing — 1 minute."], []])   // ["Welcome.\n\nTiming — 1 minute.", ""]
 */
import { recall, remember } from "../memory.js";
import { ask, keptRoom, keptToken, roomPath } from "./server.js";

const KEPT = "deck:notes";
const SERVED = "deck:served-notes";
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

/** Does this browser hold a token with which the server gives notes? */
export const mayAsk = () => keptToken() !== "" || keptRoom() !== null;

/**
 * Notes from the server, by the token of the room that is driven or the presenter's; without a connection, those that
 * it gave the last time.
 *
 * @returns {Promise<string[] | null>} null when the server has none, or gives none to this token
 */
export async function servedNotes() {
  const room = keptRoom();
  const answers = [];
  if (room) answers.push(await ask(`${roomPath(room.code)}/notes`, room.token));
  if (keptToken() && !answers[0]?.ok) answers.push(await ask("live/notes", keptToken()));
  const answer = answers.find((one) => one?.ok);
  if (answer) {
    const notes = parseNotes(answer.body);
    remember(SERVED, notes.length ? notes : null);
    return notes.length ? notes : null;
  }
  const before = recall(SERVED);
  return answers.includes(null) && Array.isArray(before) ? parseNotes(before) : null;
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
    throw new NotesError(`${file.name} is not JSON. The build writes it: python build.py --notes-file notes.json`);
  }
  const notes = parseNotes(document);
  remember(KEPT, notes);
  return notes;
}

export function forgetNotes() {
  remember(KEPT, null);
  remember(SERVED, null);
}

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
