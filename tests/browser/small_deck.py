"""Six slides with steps and a demo, in place of the talk's own, under the built site's scripts and styles.

What the deck's shell does is tested on these: the talk may change, and its slides need not have steps.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route, expect

SLIDES = (Path(__file__).parent / "small_deck.html").read_text()
COUNT = SLIDES.count('class="slide')
STEPS = 3  # of slide 2

# A demo as the talk has them: its fields are inside a shadow tree.
DEMO = """customElements.define("test-demo", class extends HTMLElement {
    connectedCallback() {
        const root = this.attachShadow({ mode: "open" });
        for (const [tag, id] of [["input", "field"], ["textarea", "area"], ["button", "go"], ["select", "choice"]]) {
            const node = document.createElement(tag);
            node.id = id;
            node.setAttribute("aria-label", id);
            root.append(node);
        }
        root.querySelector("button").textContent = "Go";
    }
})"""


def use_small_deck(
    context: BrowserContext, root: str, *, notes: str | None = None, demo: bool = True, slides: str = SLIDES
) -> str:
    """Serve the small deck, or other `slides`, below a site's `root` to every page of `context`.

    With `notes` it is served as a speaker's build is.

    Returns the deck's address.
    """
    address = root + "slides/"

    def answer(route: Route) -> None:
        response = route.fetch()
        attributes = ' data-notes="notes.json"' if notes is not None else ""
        main = f'<main id="deck"{attributes}>\n{slides}\n</main>'
        body = re.sub(r'<main id="deck".*?</main>', lambda _: main, response.text(), flags=re.DOTALL)
        assert slides in body, "the page has no deck to replace"
        route.fulfill(response=response, body=body)

    context.route(re.compile(re.escape(address) + r"(\?[^#]*)?(#.*)?$"), answer)
    if notes is not None:
        context.route(address + "notes.json", lambda route: route.fulfill(body=notes, content_type="application/json"))
    if demo:
        context.add_init_script(DEMO)
    return address


def open_deck(page: Page, address: str, place: str = "") -> None:
    """Go to a place of the deck and wait until its script shows it."""
    page.goto(address + place)
    page.wait_for_selector("#deck[data-mode]")


def place_of(page: Page) -> str:
    """The place in the address, such as `#2.1`."""
    return str(page.evaluate("location.hash"))


def wait_for_place(page: Page, place: str) -> None:
    """Until the page is there."""
    expect(page).to_have_url(re.compile(rf"[^#]*{re.escape(place)}$"))
