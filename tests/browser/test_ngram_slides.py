"""Every slide of the n-gram act holds a panel with a preset: the build's own result first, and room for all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_ngram import READY_MS, page
from tests.browser.test_ngram_panels import Native, table_of

__all__ = ["page"]

ACT = ("07-ngram.md", "08-machines.md")
PANEL = re.compile(r"^<(ngram-[a-z]+)([^>]*)>", re.MULTILINE)
SLIDES = Path(__file__).resolve().parents[2] / "slides"
# The button that starts a panel; a sampler and a step begin by themselves.
BUTTONS = {
    "ngram-source": "Write a text",
    "ngram-compare": "Compare",
    "ngram-answers": "Ask 300 expressions",
    "ngram-backoff": "Compare the rules",
    "ngram-lifelong": "Read the stream",
    "ngram-states": "Count",
    "ngram-compress": "Predict and count",
    "ngram-quality": "Measure",
    "ngram-machine": "Build the machine",
}
# What sticks out of its slide or has to be scrolled, lists aside, which may: the panel, and the cards in it.
OVERFLOWING = """panel => {
    const inside = panel.renderRoot.querySelectorAll(".panel, .card, .cards, .pane.step");
    const slide = panel.closest("section").getBoundingClientRect();
    const box = panel.getBoundingClientRect();
    const out = box.bottom > slide.bottom + 1 || box.right > slide.right + 1 ? ["the panel"] : [];
    for (const node of inside)
      if (node.scrollHeight > node.clientHeight + 1) out.push(`${node.className}: ${node.scrollHeight} px`);
    return out;
}"""


def slides_of(file: str) -> list[str]:
    return re.split(r"^---$", (SLIDES / file).read_text(), flags=re.MULTILINE)


def panel_on(page: Page, site: Site, tag: str) -> Locator:
    """The panel on its slide, which is on screen and alive."""
    html = (site.folder / "slides/index.html").read_text()
    parts = re.findall(r'<div class="slide" id="s(\d+)"(.*?)(?=<div class="slide" id="s|\Z)', html, re.DOTALL)
    number = next(number for number, body in parts if f"<{tag} " in body)
    page.goto(f"{site.url}slides/#{number}")
    return page.locator(f"#s{number} {tag}")


@pytest.mark.parametrize("file", ACT)
def test_every_slide_of_the_act_has_its_panel_with_a_preset(file: str) -> None:
    for slide in slides_of(file):
        found = PANEL.findall(slide)
        assert len(found) == 1, slide[:200]
        assert found[0][1].strip(), f"{found[0][0]} has no preset"


def test_the_deck_is_no_longer_than_it_may_be(site: Site) -> None:
    html = (site.folder / "slides/index.html").read_text()
    assert html.count('<div class="slide" id="s') <= 60


@pytest.mark.parametrize("tag", BUTTONS)
def test_a_slide_shows_the_builds_result_then_runs_and_all_of_it_fits(page: Page, site: Site, tag: str) -> None:
    panel = panel_on(page, site, tag)
    expect(panel.get_by_text("Computed when this page was built")).to_be_visible(timeout=READY_MS)
    button = panel.get_by_role("button", name=BUTTONS[tag], exact=True)
    expect(button).to_be_visible(timeout=READY_MS)
    expect(panel.get_by_text("Computed when this page was built")).to_be_visible()
    assert panel.evaluate(OVERFLOWING) == []
    button.click()
    expect(panel.get_by_text("Computed when this page was built")).to_be_hidden(timeout=READY_MS)
    expect(button).to_be_visible(timeout=READY_MS)
    assert panel.evaluate(OVERFLOWING) == []


def test_a_panel_on_a_slide_finds_what_the_build_found(page: Page, site: Site) -> None:
    panel = panel_on(page, site, "ngram-backoff")
    built = panel.locator(".demo-bars .much")
    expect(built).to_have_count(3)
    bits = [text.strip() for text in built.all_text_contents()]
    panel.get_by_role("button", name="Compare the rules").click(timeout=READY_MS)
    expect(panel.get_by_text("Computed when this page was built")).to_be_hidden(timeout=READY_MS)
    assert [row[1] for row in table_of(panel, "Surprise by the rule of backing off")] == bits


def test_a_step_on_a_slide_fits_at_its_last_stage(page: Page, site: Site) -> None:
    panel = panel_on(page, site, "ngram-step")
    further = panel.get_by_role("button", name="Next stage")
    expect(further).to_be_visible(timeout=READY_MS)
    for stage in range(2, 8):
        further.click()
        expect(panel).to_contain_text(f"{stage} of 7.")
    assert panel.evaluate(OVERFLOWING) == []


def test_a_text_in_the_slide_is_what_is_compressed(page: Page, site: Site) -> None:
    panel = panel_on(page, site, "ngram-compress")
    panel.get_by_role("button", name="Predict and count").click(timeout=READY_MS)
    text = panel.get_attribute("text") or ""
    size = Native().ask("compress", data=text.encode(), order=6)["size"]
    expect(panel.get_by_role("img", name="Size of the compressed file")).to_contain_text(f"{size} B", timeout=READY_MS)
