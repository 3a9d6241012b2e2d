/**
 * A phone in the audience: the deck goes where the speaker goes, until its reader turns a page; then it waits to be
 * called back. Demos are left as the pictures that the build made, so that a phone loads little.
 */
import { element } from "./dom.js";
import { joinRoom } from "./room.js";
import { startDeck } from "./shell.js";
import { windowId } from "./transport.js";

/** @type {Record<import("./room.js").Status, string>} */
const TROUBLES = {
  open: "",
  lost: "No connection. Trying again…",
  ended: "The talk has ended. The slides stay here.",
  unknown: "There is no such room. The slides are here to read.",
  refused: "",
};

/**
 * @param {HTMLElement} root   `#deck`
 * @param {string} code
 */
export function followRoom(root, code) {
  const label = element("span", { role: "status" }, "Joining…");
  const back = element("button", { type: "button", hidden: true, onclick: () => talk.rejoin() }, "Back to the speaker");
  const load = element(
    "button",
    { type: "button", hidden: true, onclick: () => location.reload() },
    "Load the newer slides",
  );
  document.body.append(element("div", { class: "deck-follow" }, label, back, load));
  let trouble = "";
  const say = () => {
    label.textContent = trouble || (talk.away ? "You left the talk" : `Following ${code}`);
    back.hidden = !talk.away;
  };
  const transport = joinRoom(document.documentElement.dataset.root ?? "../", code, windowId(), {
    token: null,
    status(now) {
      trouble = TROUBLES[now];
      say();
    },
    present: (outdated) => (load.hidden = !outdated), // the page is from before the speaker built the talk anew
  });
  const talk = startDeck(root, { transport, following: say });
}
