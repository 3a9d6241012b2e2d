/**
 * The audience's door: a room's code, from the address (`?room=`, as in the QR code) or typed, leads to the slides that
 * follow the speaker. The code is asked about first, so that a wrong one is said here.
 */

const root = document.documentElement.dataset.root ?? "../";

export function startJoin() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector(".join-form"));
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#join-code"));
  if (!form || !field) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    join(field.value, field);
  });
  const scanned = new URLSearchParams(location.search).get("room");
  if (scanned) {
    field.value = scanned;
    join(scanned, field);
  } else field.focus();
}

/**
 * @param {string} typed
 * @param {HTMLInputElement} field
 */
async function join(typed, field) {
  const code = typed.toUpperCase().replace(/[^A-Z0-9]/g, "");
  say("Looking for the room…");
  const answer = await fetch(new URL(`${root}live/rooms/${code || "-"}`, document.baseURI)).catch(() => null);
  if (answer?.ok) return location.replace(`${root}slides/?room=${code}`);
  field.focus();
  field.select();
  if (!answer) say("There is no connection. Check the network and try again.");
  else if (answer.status === 404 && answer.headers.get("Content-Type")?.startsWith("application/json")) {
    say("There is no such room. Is the code right? It may also have ended.");
  } else if (answer.status === 429) say("Too many wrong codes. Wait a minute.");
  else say("This site is not the speaker’s server: nobody can be followed here.");
}

/** @param {string} words */
function say(words) {
  const state = document.querySelector(".join-state");
  if (state) state.textContent = words;
}
