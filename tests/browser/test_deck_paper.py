"""The handout, a slide's own link, how slides come in, and an overview that starts no model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser

from .conftest import Site
from .small_deck import COUNT, open_deck, use_small_deck, wait_for_place

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"


def test_the_handout_has_every_slide_with_words_and_runs_no_demo(page: Page, site: Site) -> None:
    page.goto(site.url + "slides/?view=handout")
    rows = page.locator(".handout-row")
    expect(rows.first).to_be_visible()
    assert rows.count() == page.locator(".slide").count() >= 45
    described = page.locator(".handout-row:has(svg.figure[role=img])").first
    figure = described.locator("svg.figure[role=img]").first
    expect(described.locator(".handout-words p").first).to_have_text(str(figure.get_attribute("aria-label")))
    assert page.evaluate("customElements.get('ngram-sampler')") is None
    expect(page.get_by_label("my notes beside the slides")).to_be_hidden()
    page.emulate_media(media="print")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 1
    page.emulate_media(media="screen", reduced_motion="reduce")
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    assert [f"{v['id']} at {[n['target'] for n in v['nodes'][:3]]}" for v in found] == []


def test_a_speakers_handout_has_the_notes_when_asked_for(page: Page, site: Site) -> None:
    notes = json.dumps([["Welcome."], ["- one\n- two"], [], [], [], []])
    page.goto(use_small_deck(page.context, site.url, notes=notes, demo=False) + "?view=handout")
    expect(page.locator(".handout-row")).to_have_count(COUNT)
    expect(page.get_by_text("Welcome.")).to_have_count(0)
    page.get_by_label("my notes beside the slides").check()
    expect(page.locator(".handout-row").first).to_contain_text("Welcome.")
    expect(page.locator(".handout-row").nth(1).locator(".item")).to_have_text(["one", "two"])


def test_each_slide_has_an_address_with_its_own_title_that_leads_to_it(page: Page, site: Site) -> None:
    page.goto(site.url + "slides/#12")
    page.wait_for_selector("#deck[data-mode]")
    title = page.locator(".slide[data-current]").get_attribute("data-title")
    page.keyboard.press("k")
    address = page.get_by_label("Address").input_value()
    assert address == site.url + "slides/12/"
    shared = LexborHTMLParser((site.folder / "slides/12/index.html").read_text())
    card = {node.attributes.get("property"): node.attributes.get("content") for node in shared.css("meta[property]")}
    assert card["og:title"] == title
    assert len(str(card["og:description"])) > 20
    assert (site.folder / "slides/12" / str(card["og:image"])).resolve().is_file()
    page.goto(address)
    page.wait_for_selector("#deck[data-mode]", timeout=60_000)
    wait_for_place(page, "#12")


def test_the_link_is_copied_or_at_least_selected(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    open_deck(page, use_small_deck(page.context, site.url), "#3")
    page.keyboard.press("k")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == site.url + "slides/3/"


ANIMATION = "getComputedStyle(document.querySelector('.slide[data-current]')).animationName"


@pytest.mark.parametrize(
    ("motion", "names"), [("no-preference", ["deck-push", "deck-fade", "none"]), ("reduce", ["none"] * 3)]
)
def test_slides_come_in_as_they_say_and_stand_still_for_who_asks(
    new_page: Callable[..., Page], site: Site, motion: str, names: list[str]
) -> None:
    page = new_page(reduced_motion=motion)
    open_deck(page, use_small_deck(page.context, site.url), "#1")
    page.evaluate("s2.dataset.transition = 'push'; s4.dataset.transition = 'none'")
    seen = []
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
        seen.append(page.evaluate(ANIMATION))
    assert seen == names


def test_the_overview_starts_no_model(page: Page, site: Site) -> None:
    page.goto(site.url + "slides/#1")
    page.wait_for_selector("#deck[data-mode]")
    page.keyboard.press("o")
    page.wait_for_selector(".pick")
    page.locator(".slide:has(ngram-sampler)").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    assert page.evaluate("customElements.get('ngram-sampler')") is None
    page.locator(".slide:has(ngram-sampler) .pick").first.click()
    page.wait_for_function("Boolean(customElements.get('ngram-sampler'))")
