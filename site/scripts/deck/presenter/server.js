/**
 * What the console asks of the talk's own server, and the tokens with which it may.
 *
 *     takeTokens();                                        // at `?view=presenter#token=…`: kept, gone from the address
 *     const said = await ask("live/notes", keptToken());   // null: no server of ours answers
 *
 * The presenter's token opens rooms and reads notes; a driver's token does so in one room. Both stay in this browser,
 * so that a console that crashed drives on.
 */
import { recall, remember } from "../memory.js";

const TOKEN = "deck:token";
const ROOM = "deck:room";

/**
 * @typedef {{ code: string, token: string, clicker: boolean }} Room   `clicker`: this device was invited, it shows no slides
 * @typedef {{ status: number, ok: boolean, body: any }} Answer
 */

const root = () => document.documentElement.dataset.root ?? "../";

/**
 * Keep what the address brings, `?view=presenter&room=K7QFH#token=…`, and take it out of the address bar.
 *
 * @param {"presenter" | "handout"} [view]
 */
export function takeTokens(view = "presenter") {
  const token = /^#token=([\w-]{1,200})$/.exec(location.hash)?.[1];
  if (!token) return;
  const code = new URLSearchParams(location.search).get("room");
  if (code) keepRoom({ code, token, clicker: true });
  else remember(TOKEN, token);
  window.history.replaceState(null, "", `?view=${view}`);
}

/** The presenter's token. @returns {string} "" when none was given here */
export const keptToken = () => String(recall(TOKEN) ?? "");

/** @param {string} token */
export const keepToken = (token) => remember(TOKEN, token);

/** The room that this browser drove last. @returns {Room | null} */
export function keptRoom() {
  const room = /** @type {Partial<Room> | null} */ (recall(ROOM));
  if (typeof room?.code !== "string" || typeof room.token !== "string") return null;
  return { code: room.code, token: room.token, clicker: room.clicker === true };
}

/** @param {Room | null} room */
export const keepRoom = (room) => remember(ROOM, room);

/** @param {string} code */
export const roomPath = (code) => `live/rooms/${encodeURIComponent(code)}`;

/**
 * @param {string} path    below the site's root
 * @param {string} token
 * @param {{ method?: string, body?: object }} [request]   with a body it is a POST
 * @returns {Promise<Answer | null>} null when no server of ours answers
 */
export async function ask(path, token, { body, method = body ? "POST" : "GET" } = {}) {
  /** @type {Record<string, string>} */
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  if (body) headers["Content-Type"] = "application/json";
  const address = new URL(root() + path, document.baseURI);
  const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body) }).catch(() => null);
  if (answer?.status === 204) return { status: 204, ok: true, body: null };
  if (!answer?.headers.get("Content-Type")?.startsWith("application/json")) return null;
  return { status: answer.status, ok: answer.ok, body: await answer.json() };
}
