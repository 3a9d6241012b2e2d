/**
 * Where games reach a page: the stream of a room hands them over, and whoever shows or plays one listens here.
 *
 *     hearGames(source, { root: "../", code: "K7QFH", token: null });     // room.js, once for each connection
 *     const stop = onGames((room, games) => …);                           // at once with what is known, then at changes
 *
 * A phone of the audience gets the panel to play in (`play.js`), a console the desk (`desk.js`); both are loaded when
 * first needed, so that a room in which nobody plays costs nothing.
 */

/** @typedef {{ root: string, code: string, token: string | null }} Room */
/** @typedef {import("./types.js").Game} Game */
/** @typedef {(room: Room, games: Map<string, Game>) => void} Listener */

/** The latest game of each kind. @type {Map<string, Game>} */
const games = new Map();
/** @type {Room | null} */
let room = null;
/** @type {Set<Listener>} */
const listeners = new Set();

/**
 * @param {EventSource} source
 * @param {Room} own
 */
export function hearGames(source, own) {
  if (room?.code !== own.code) games.clear();
  room = own;
  if (own.token) import("./desk-button.js").then(({ showDeskButton }) => showDeskButton());
  source.addEventListener("game", (event) => hear(/** @type {MessageEvent<string>} */ (event).data));
  source.addEventListener("closed", () => {
    games.clear();
    tell();
  });
}

/** @param {string} data */
function hear(data) {
  /** @type {Game} */
  const game = JSON.parse(data);
  const known = games.get(game.kind);
  if (known && known.id > game.id) return; // an older one of its kind
  if (game.phase === "gone") games.delete(game.kind);
  else games.set(game.kind, game);
  if (room && !room.token && !document.querySelector("live-play")) {
    import("./play.js").then(() => {
      if (!document.querySelector("live-play")) document.body.append(document.createElement("live-play"));
    });
  }
  tell();
}

function tell() {
  if (room) for (const listener of listeners) listener(room, games);
}

/**
 * @param {Listener} listener
 * @returns {() => void} stops
 */
export function onGames(listener) {
  listeners.add(listener);
  if (room) listener(room, games);
  return () => listeners.delete(listener);
}

/**
 * The room of this window: the one it follows or drives, else the one that this browser's console drives.
 * @returns {Room | null}
 */
export function roomHere() {
  if (room) return room;
  const root = document.documentElement.dataset.root ?? "../";
  try {
    const { code, token } = JSON.parse(localStorage.getItem("deck:room") ?? "{}");
    return typeof code === "string" ? { root, code, token: typeof token === "string" ? token : null } : null;
  } catch {
    return null; // refused, or written by something else
  }
}

/**
 * For a window with slides beside the console: it is in no room itself, so it opens a stream of its own to the room that
 * the console drives, now or as soon as there is one.
 */
export function watchRoom() {
  if (watching || room) return;
  watching = true;
  window.addEventListener("storage", ({ key }) => key === "deck:room" && openWatch());
  openWatch();
}

let watching = false;
/** @type {EventSource | null} */
let source = null;
let retry = 0;

function openWatch() {
  source?.close();
  clearTimeout(retry);
  const before = room?.code;
  room = null;
  const found = roomHere();
  if (found?.code !== before) games.clear();
  room = found;
  if (!found) return;
  const now = new EventSource(`${addressOf(found)}/events`);
  source = now;
  now.addEventListener("game", (event) => hear(/** @type {MessageEvent<string>} */ (event).data));
  now.onerror = () => {
    now.close();
    if (now === source) retry = setTimeout(openWatch, 2000 + 1000 * Math.random());
  };
  tell();
}

/** @param {Room} of */
export const addressOf = ({ root, code }) =>
  new URL(`${root}live/rooms/${encodeURIComponent(code)}`, document.baseURI).href;
