/**
 * The deck as the audience and the reader see it: one slide fitted to the window, or all in a column on a phone held
 * upright, with the controls around it.
 */
import { Column } from "./column.js";
import { Controls } from "./controls.js";
import { element } from "./dom.js";
import { recall, remember } from "./memory.js";
import { formatPlace } from "./place.js";
import { Stage } from "./stage.js";
import { listenToSwipes } from "./swipe.js";
import { Talk } from "./talk.js";
import { followTheme } from "./theme.js";

/** The same words are in deck.css, for the time before this runs. */
const UPRIGHT = "(max-width: 600px) and (orientation: portrait)";

/**
 * @param {HTMLElement} root   `#deck`
 * @param {ConstructorParameters<typeof Talk>[2]} [options]
 */
export function startDeck(root, options = {}) {
  const talk = new Talk(root, "deck", options);
  const { slides } = talk;
  const name = document.title;
  const announcer = element("p", { class: "visually-hidden", role: "status" });
  root.tabIndex = -1; // where the skip link leads
  const black = element("div", { class: "deck-black", hidden: true });
  document.body.append(announcer, black);

  const stage = new Stage(root, slides, announcer);
  const controls = new Controls(slides, (command) => talk.run(command));
  const column = new Column(slides, (slide) => talk.go({ slide, step: 0 }, "replace"));
  const upright = matchMedia(UPRIGHT);
  /** @type {boolean | null} */
  let inColumnNow = null;

  /** Column or single slides: what the reader chose, else what the window suggests. */
  function arrange() {
    const chosen = options.following ? inColumnNow : recall("deck:column");
    const inColumn = typeof chosen === "boolean" ? chosen : upright.matches && !options.following;
    if (root.dataset.mode && inColumn === column.open) return;
    talk.steps = slides.map(({ steps }) => (inColumn ? 0 : steps));
    if (inColumn) {
      stage.stop();
      column.start();
    } else column.stop();
    root.dataset.mode = inColumn ? "column" : "single";
    document.documentElement.dataset.deck = root.dataset.mode;
    controls.showMode(inColumn);
  }

  talk.commands.set("scroll", () => {
    inColumnNow = !column.open;
    if (!options.following) remember("deck:column", inColumnNow);
    arrange();
    talk.go(talk.place, "replace", true);
  });
  talk.commands.set("presenter", () => {
    window.open(`?view=presenter${formatPlace(talk.place)}`, "talk-presenter", "popup,width=1280,height=760");
  });
  arrange();
  upright.addEventListener("change", () => {
    arrange();
    talk.go(talk.place, "replace", true);
  });
  talk.start(
    {
      show(place) {
        if (column.open) column.show(place.slide);
        else stage.show(place);
        controls.show(place.slide);
        document.title = `${place.slide} · ${slides[place.slide - 1].title} · ${name}`;
      },
      showBlack: (on) => (black.hidden = !on),
      showTool: (tool) => (root.dataset.tool = tool ?? ""),
      showTyped: (digits) => controls.showTyped(digits),
      restore: () => (column.open ? column.scroll() : stage.show(talk.place)),
    },
    talk.place,
  );
  followTheme(() => stage.paintBackdrop());
  listenToSwipes(root, (way) => !column.open && talk.run(way));
  return talk;
}
