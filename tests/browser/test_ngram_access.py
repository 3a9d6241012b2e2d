"""Every panel of the lab after it ran: for a screen reader, on a phone, in both themes; and every picture as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_ngram import READY_MS, page, sampler_of, written
from tests.browser.test_ngram_faults import BUTTONS
from tests.browser.test_ngram_panels import press

__all__ = ["page"]

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
# A few expressions at a low order: every panel is done in a moment.
QUICK = (
    "corpus=expressions-2-4-9-500-1&order=2&seed=7&n=60&pace=once&prompt=max("
    "&lifelong.first=expressions-2-4-9-400-1&lifelong.second=expressions-3-2-99-200-1"
)
SVG = "{http://www.w3.org/2000/svg}"
# The pictures that each panel has once it ran: how many buttons save one as SVG (and as many as PNG).
PICTURES = {
    "ngram-sampler": 2,  # the text, and how a byte was chosen
    "ngram-step": 1,
    "ngram-source": 1,
    "ngram-compare": 5,  # four texts and the tree
    "ngram-quality": 1,
    "ngram-answers": 1,
    "ngram-states": 3,
    "ngram-backoff": 1,
    "ngram-compress": 2,
    "ngram-lifelong": 1,
    "ngram-machine": 2,
}
LEAST_WORDS = 3  # texts in a drawing that shows anything


def run_all(page: Page, site: Site) -> None:
    """Open the lab and let every panel do its work."""
    page.goto(f"{site.url}lab/?{QUICK}")
    written(sampler_of(page))
    for name in PICTURES:
        run(page.locator(name), name)


def run(panel: Locator, name: str) -> None:
    panel.scroll_into_view_if_needed(timeout=READY_MS)
    if name in BUTTONS:
        press(panel, BUTTONS[name])
    elif name == "ngram-step":
        further = panel.get_by_role("button", name="Next stage")
        expect(further).to_be_visible(timeout=READY_MS)
        for stage in range(2, 8):
            further.click()
            expect(panel).to_contain_text(f"{stage} of 7.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panels_that_ran_are_for_everyone_and_every_picture_can_be_taken_home(
    new_page: Callable[..., Page], site: Site, tmp_path: Path, scheme: str
) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce")
    run_all(page, site)
    for table in page.get_by_text("Table", exact=True).all():
        table.click()
    page.locator("ngram-machine").get_by_role("button", name="❚❚ Pause").click()  # nothing changes under axe's eyes
    page.add_script_tag(path=AXE)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        assert [(one["id"], [node["target"] for node in one["nodes"]][:4]) for one in found] == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 800})
    for name, many in PICTURES.items():
        panel = page.locator(name)
        for kind, check in (("SVG", is_drawing), ("PNG", is_photo)):
            buttons = panel.locator("button", has_text=kind)
            assert buttons.count() == many, f"{name}: {kind}"
            for button in buttons.all():
                check(saved(page, button, tmp_path), f"{name} {kind}")
        for button in panel.locator("button", has_text="CSV").all():
            rows = list(csv.reader(io.StringIO(saved(page, button, tmp_path).decode())))
            assert len(rows) > 1, name
            assert len({len(row) for row in rows}) == 1, name


def saved(page: Page, button: Locator, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        button.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_bytes()


def is_drawing(data: bytes, what: str) -> None:
    """Well-formed, of a size, with words in it, without a colour or a number that only this page knows."""
    drawing = ElementTree.fromstring(data)
    assert drawing.tag == f"{SVG}svg"
    width, height = (float(drawing.attrib[side]) for side in ("width", "height"))
    assert 40 < width < 4000, what
    assert 20 < height < 20_000, what
    for node in drawing.iter():
        for key, value in node.attrib.items():
            assert not any(word in value for word in ("var(", "color-mix", "oklab", "undefined", "NaN")), (
                what,
                key,
                value,
            )
    assert sum(bool((node.text or "").strip()) for node in drawing.iter(f"{SVG}text")) >= LEAST_WORDS, what


def is_photo(data: bytes, what: str) -> None:
    assert data.startswith(b"\x89PNG"), what
    assert len(data) > 500, what


def test_a_text_as_a_picture_holds_every_byte_and_its_tint(page: Page, site: Site, tmp_path: Path) -> None:
    """Also what has to be scrolled to; and bytes that print nothing have their signs."""
    page.goto(f"{site.url}lab/?{QUICK.replace('n=60', 'n=3000')}")
    sampler = sampler_of(page)
    text = written(sampler)
    button = sampler.locator("button", has_text="SVG").first
    drawing = ElementTree.fromstring(saved(page, button, tmp_path))
    words = "".join(node.text or "" for node in drawing.iter(f"{SVG}text"))
    assert squeezed(words) == squeezed(text)
    assert len(list(drawing.iter(f"{SVG}rect"))) > 3000

    heading = sampler.get_by_role("heading", name="Byte").inner_text()
    drawing = ElementTree.fromstring(saved(page, sampler.locator("button", has_text="SVG").nth(1), tmp_path))
    parts = list(drawing.iter(f"{SVG}text"))[:4]
    assert squeezed(heading).startswith(squeezed("".join(part.text or "" for part in parts)))
    places = [float(part.attrib["x"]) for part in parts]
    assert places == sorted(places)
    assert len({part.attrib["y"] for part in parts[:2]}) == 1
    assert not any((part.text or "").startswith(" ") for part in parts)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
