/** Where in a JSON text the cursor is, also while the text is half written: inside what, behind which name.
 *
 * `placeAt('{"size": 3, "query": {"ma', 25)` is inside the object of `query`, where a name is being written: `ma`.
 */

/**
 * @typedef {object} Frame an object or array that is open
 * @property {"object" | "array"} type
 * @property {string | null} key the name whose value comes next, or came last
 * @property {string[]} keys the names in it, those behind the cursor too
 * @property {Record<string, string>} words its values that are texts, by name
 */
/**
 * @typedef {object} Place
 * @property {Frame[]} frames from the outermost in
 * @property {"key" | "value"} expects
 * @property {string} partial what is written of it
 * @property {string} whole the word that the cursor is in, as it was read
 * @property {number} from where that begins, its quote included
 * @property {number} to where the word ends that the cursor is in
 */
/** @typedef {{type: "key" | "string", start: number, end: number, text: string, frames: Frame[]}} Told */

const STRING = /"(?:[^"\\\n]|\\.)*"?/y;
const BARE = /[\w.+-]+/y;

/** @param {string} whole as it is written, its quotes included */
function unquoted(whole) {
  const closed = whole.length > 1 && whole.endsWith('"');
  try {
    return String(JSON.parse(closed ? whole : `${whole}"`));
  } catch {
    return whole.slice(1); // a bad escape, or half of one: what is there is what was meant
  }
}

/**
 * Go through a text, well formed or not.
 * @param {string} text
 * @param {{
 *   gap?: (at: number, frames: Frame[], expects: "key" | "value" | "none") => void,
 *   word: (word: {start: number, end: number, text: string, quoted: boolean, frames: Frame[], expects: "key" | "value"}) => void,
 * }} heard `word`: each name and value; `gap`: each place between them
 */
function scan(text, { gap = () => {}, word }) {
  /** @type {Frame[]} */
  const frames = [];
  /** @type {"key" | "value" | "none"} */
  let expects = "value";
  let at = 0;
  while (at < text.length) {
    gap(at, frames, expects);
    const sign = text[at];
    const pattern = sign === '"' ? STRING : BARE;
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) {
      const quoted = sign === '"';
      const frame = frames.at(-1);
      const said = quoted ? unquoted(found) : found;
      const kind = expects === "key" ? "key" : "value";
      word({ start: at, end: at + found.length, text: said, quoted, frames, expects: kind });
      if (frame && kind === "key") {
        frame.key = said;
        frame.keys.push(said);
      } else if (frame?.type === "object" && frame.key !== null && quoted) frame.words[frame.key] = said;
      expects = "none";
      at += found.length;
      continue;
    }
    if (sign === "{" || sign === "[") {
      frames.push({ type: sign === "{" ? "object" : "array", key: null, keys: [], words: {} });
      expects = sign === "{" ? "key" : "value";
    } else if (sign === "}" || sign === "]") {
      frames.pop();
      expects = "none";
    } else if (sign === ":") expects = "value";
    else if (sign === ",") expects = frames.at(-1)?.type === "object" ? "key" : "value";
    at += 1;
  }
  gap(at, frames, expects);
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {Place | null} null where neither a name nor a value can stand
 */
export function placeAt(text, at) {
  /** @type {Place | null} */
  let place = null;
  scan(text, {
    gap: (here, frames, expects) => {
      if (here === at && expects !== "none" && !place)
        place = { frames: held(frames), expects, partial: "", whole: "", from: at, to: at };
    },
    word: ({ start, end, text: whole, quoted, frames, expects }) => {
      const closed = quoted && end - start > 1 && text[end - 1] === '"';
      if (start >= at || at > end || (closed && at === end)) return;
      const partial = quoted ? unquoted(text.slice(start, at)) : text.slice(start, at);
      // A text without its closing quote goes on to the end of the line: what follows the cursor is no part of it.
      place = { frames: held(frames), expects, partial, whole, from: start, to: quoted && !closed ? at : end };
    },
  });
  return place;
}

/** The frames as they are now; the names that still come into them are heard of. @param {Frame[]} frames */
const held = (frames) => frames.map((frame) => Object.create(frame, { key: { value: frame.key } }));

/**
 * Every name and text, with where it stands.
 * @param {string} text
 * @returns {Told[]}
 */
export function told(text) {
  /** @type {Told[]} */
  const found = [];
  scan(text, {
    word: ({ start, end, text: said, quoted, frames, expects }) => {
      if (quoted)
        found.push({ type: expects === "key" ? "key" : "string", start, end, text: said, frames: held(frames) });
    },
  });
  return found;
}
