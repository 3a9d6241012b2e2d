/**
 * A finger drawn sideways turns the page; one that scrolls, pinches, or works a demo does not.
 */

const DISTANCE = 48; // CSS pixels
const DURATION = 700; // milliseconds

/**
 * @param {HTMLElement} root
 * @param {(direction: "next" | "previous") => void} turn
 */
export function listenToSwipes(root, turn) {
  /** @type {{ id: number, x: number, y: number, at: number } | null} */
  let start = null;
  let fingers = 0;
  root.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers += 1;
    const zoomed = (visualViewport?.scale ?? 1) > 1.05;
    const alone = fingers === 1 && !zoomed && !event.composedPath().some(isTouched);
    start = alone ? { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
  });
  root.addEventListener("pointerup", (event) => {
    if (event.pointerType !== "touch") return;
    fingers = Math.max(0, fingers - 1);
    if (!start || event.pointerId !== start.id) return;
    const across = event.clientX - start.x;
    const down = event.clientY - start.y;
    const quick = event.timeStamp - start.at < DURATION;
    start = null;
    if (quick && Math.abs(across) > DISTANCE && Math.abs(across) > 1.5 * Math.abs(down))
      turn(across < 0 ? "next" : "previous");
  });
  root.addEventListener("pointercancel", (event) => {
    if (event.pointerType !== "touch") return;
    fingers = Math.max(0, fingers - 1);
    start = null;
  });
}

/**
 * Is this something that a finger works or scrolls by itself?
 *
 * @param {EventTarget} node
 */
function isTouched(node) {
  if (!(node instanceof Element)) return false;
  if (node.matches("input, textarea, select, .ink.active") || /^(?!marp-).*-/.test(node.localName)) return true;
  return (
    node instanceof HTMLElement &&
    node.scrollWidth > node.clientWidth + 1 &&
    /auto|scroll/.test(getComputedStyle(node).overflowX)
  );
}
