/**
 * The games' side of the server (`/live/rooms/<code>/…`): requests, and who this phone is.
 *
 *     await asPlayer(room, "PUT", "games/3/answer", { round: 1, choice: 0 });
 *     await asDriver(room, "POST", "games/3/step?round=1", { action: "reveal" });
 */
import { addressOf } from "./hear.js";

/** @typedef {import("./hear.js").Room} Room */

/** The server says no, or nothing at all (`type` "offline"). The message is for the reader. */
export class Refused extends Error {
  /** @param {string} type @param {string} message */
  constructor(type, message) {
    super(message);
    this.type = type;
  }
}

/**
 * @param {Room} room
 * @param {string} method
 * @param {string} path   below the room
 * @param {object | undefined} body
 * @param {string | null} token
 * @returns {Promise<any>} what it answers; null for nothing. Rejects with Refused.
 */
async function ask(room, method, path, body, token) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`${addressOf(room)}/${path}`, {
      method,
      headers: {
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Refused("offline", "No connection.");
  }
  if (answer.status === 204) return null;
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Refused("no_server", "This page’s server does not play games.");
  }
  const said = await answer.json();
  if (!answer.ok) throw new Refused(String(said.error?.type), String(said.error?.message ?? "It did not work."));
  return said;
}

/** @param {Room} room @param {string} method @param {string} path @param {object} [body] */
export const asDriver = (room, method, path, body) => ask(room, method, path, body, room.token);

/**
 * A file of the room that only its driver may have.
 * @param {Room} room @param {string} path
 * @returns {Promise<Blob | null>} null when it cannot be had
 */
export async function fetchFile(room, path) {
  const answer = await fetch(`${addressOf(room)}/${path}`, {
    headers: room.token ? { Authorization: `Bearer ${room.token}` } : {},
  }).catch(() => null);
  return answer?.ok ? answer.blob() : null;
}

/** @typedef {{ id: string, token: string }} Player */

const keyOf = (/** @type {Room} */ room) => `live:player:${room.code}`;
/** Where the browser refuses storage, for as long as the page is open. @type {Map<string, Promise<Player>>} */
const players = new Map();

/** @param {Room} room @returns {Promise<Player>} */
function playerOf(room) {
  const known = players.get(room.code);
  if (known) return known;
  const made = recalled(room) ?? join(room);
  const player = Promise.resolve(made);
  players.set(room.code, player);
  player.catch(() => players.delete(room.code));
  return player;
}

/** @param {Room} room @returns {Player | null} */
function recalled(room) {
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(room)) ?? "null");
    return typeof found?.token === "string" ? found : null;
  } catch {
    return null;
  }
}

/** @param {Room} room @returns {Promise<Player>} */
async function join(room) {
  const { id, token } = await ask(room, "POST", "players", { named: false }, null);
  try {
    localStorage.setItem(keyOf(room), JSON.stringify({ id, token }));
  } catch {
    // this page alone remembers
  }
  return { id, token };
}

/**
 * @param {Room} room
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
export async function asPlayer(room, method, path, body) {
  const { token } = await playerOf(room);
  try {
    return await ask(room, method, path, body, token);
  } catch (error) {
    if (error instanceof Refused && error.type === "not_player") forget(room);
    throw error;
  }
}

/** The room does not know this phone any more. @param {Room} room */
function forget(room) {
  players.delete(room.code);
  try {
    localStorage.removeItem(keyOf(room));
  } catch {
    // nothing was kept
  }
}
