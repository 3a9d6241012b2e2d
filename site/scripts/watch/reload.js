/**
 * The watcher's end in the page: a changed slide is put in place, anything else reloads. Served by sitegen/watch.py only;
 * it is in no built site.
 */
const events = new EventSource(new URL("events", import.meta.url));
const onDeck = document.getElementById("deck") !== null;

/** @param {MessageEvent<string>} event */
function patch(event) {
  if (!onDeck) return;
  const { slides } = JSON.parse(event.data);
  for (const { index, svg } of slides) {
    const fresh = new DOMParser().parseFromString(svg, "text/html").body.firstElementChild;
    const old = document.querySelector(`#s${index} > svg[data-marpit-svg]`);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
  if (slides.length === 1) location.hash = `#${slides[0].index}`; // look at what is being written
}

/** @param {MessageEvent<string>} event */
function built(event) {
  const { whole } = JSON.parse(event.data);
  if (whole || !onDeck) location.reload();
}

events.addEventListener("slides", patch);
events.addEventListener("built", built);
events.addEventListener("failed", (event) => console.warn(`The build failed: ${event.data}`));
