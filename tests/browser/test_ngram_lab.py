"""The lab as a whole: its link, Undo, what it lets you take home, its texts by period, its limits."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from sitegen import corpora
from tests.browser.conftest import Site
from tests.browser.test_ngram import READY_MS, page, sampler_of, written
from tests.browser.test_ngram_panels import Native, panel_of, press, table_of

__all__ = ["page"]

QUICK = "corpus=expressions&order=2&seed=7&n=20&pace=once&prompt="
SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, panel: Locator, button: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        panel.get_by_role("button", name=button, exact=True).click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_bytes()


def test_any_years_of_the_state_of_the_union_can_be_learnt(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?{QUICK}")
    sampler, picker = sampler_of(page), page.locator("period-picker")
    written(sampler)
    page.locator("ngram-data").scroll_into_view_if_needed()
    picker.get_by_role("spinbutton", name="From").fill("1861", timeout=READY_MS)
    picker.get_by_role("spinbutton", name="From").press("Enter")
    picker.get_by_role("spinbutton", name="To").fill("1865")
    picker.get_by_role("spinbutton", name="To").press("Enter")
    expect(picker).to_contain_text("Abraham Lincoln")
    picker.get_by_role("button", name="Learn these years").click()
    expect(page).to_have_url(re.compile("corpus=state-of-the-union-1861-1865&"))
    size = len(corpora.text("state-of-the-union-1861-1865", Path("unused")))
    expect(sampler.get_by_text(f"{size / 1000:.0f} kB")).to_be_visible(timeout=READY_MS)

    # across two files of the site, and one year of two addresses
    for first, last in ((1859, 1862), (1953, 1953)):
        page.goto(f"{site.url}lab/?corpus=state-of-the-union-{first}-{last}&order=2&n=20&pace=once")
        sampler = sampler_of(page)
        written(sampler)
        learnt = sampler.evaluate("sampler => sampler.model.bytes_seen")
        assert learnt == len(corpora.text(f"state-of-the-union-{first}-{last}", Path("unused")))


def test_panels_own_knobs_are_in_the_link_and_can_be_undone(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-backoff", QUICK)
    slider = panel.get_by_role("slider", name="Order")
    slider.fill("2", timeout=READY_MS)
    expect(page).to_have_url(re.compile(r"backoff\.order=2"))
    page.wait_for_timeout(800)  # changes that come together are undone as one
    page.locator("ngram-quality").get_by_label("Smoothing").select_option("ppm")
    expect(page).to_have_url(re.compile(r"quality\.smoothing=ppm&backoff\.order=2"))

    undo = page.get_by_role("button", name="Undo", exact=True)
    undo.click()
    expect(page.locator("ngram-quality").get_by_label("Smoothing")).to_have_value("absolute-discount")
    expect(page).not_to_have_url(re.compile("quality"))
    undo.click()
    expect(slider).to_have_value("4")
    assert "backoff" not in page.url


def test_a_panels_link_is_copied_with_its_place(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = panel_of(page, site, "ngram-machine", QUICK)
    panel.get_by_role("slider", name="Order").fill("3", timeout=READY_MS)
    page.get_by_role("button", name="Copy link to A machine").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert "machine.order=3" in link
    assert link.endswith("#machine")


def test_a_link_opens_every_panel_as_it_was(page: Page, site: Site) -> None:
    knobs = "machine.order=2&compare.width=5&answers.kind=wrong&lifelong.second=expressions&compress.order=3"
    panel = panel_of(page, site, "ngram-machine", f"{QUICK}&{knobs}")
    expect(panel.get_by_role("slider", name="Order")).to_have_value("2", timeout=READY_MS)
    assert page.locator("ngram-compare").evaluate("panel => panel.width") == 5
    assert page.locator("ngram-answers").evaluate("panel => panel.kind") == "wrong"
    assert page.locator("ngram-lifelong").evaluate("panel => panel.second") == "expressions"
    assert page.locator("ngram-compress").evaluate("panel => panel.order") == 3
    expect(page.get_by_text("could not be read")).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (
            "machine.order=99&quality.smoothing=%3Cscript%3E&compare.width=NaN",
            "compare.width, quality.smoothing, machine.order",
        ),
        ("corpus=no-such-book", "corpus"),
        ("corpus=state-of-the-union-1700-1701", "corpus"),
        ("lifelong.first=..%2F..%2Fsecret&backoff.order=", "backoff.order, lifelong.first"),
        ("lifelong.second=no-such-book", "lifelong.second"),
    ],
)
def test_a_damaged_link_opens_with_defaults_and_says_what_was_damaged(
    page: Page, site: Site, query: str, named: str
) -> None:
    page.goto(f"{site.url}lab/?order=2&n=20&pace=once&{query}")
    expect(page.get_by_text(f"Part of this link could not be read ({named})")).to_be_visible(timeout=READY_MS)
    assert written(sampler_of(page))
    assert page.locator("ngram-lab").evaluate("lab => lab.sampler.corpus") == "expressions"


def test_the_beam_and_the_machine_can_be_taken_home_and_read_as_tables(page: Page, site: Site, tmp_path: Path) -> None:
    panel = panel_of(page, site, "ngram-compare", QUICK.replace("prompt=", "prompt=max("))
    press(panel, "Compare")
    native = Native()
    corpus = native.ask("corpus", kind="expressions", count=4000, depth=2, branching=4, max_value=9, seed=1)["corpus"]
    model = native.ask("train", corpus=corpus, order=2)["model"]
    tree = native.ask("beam", model=model, prompt="max(", n=14, width=3)
    beam = panel.get_by_role("region", name="Beam search", exact=True)
    drawing = ElementTree.fromstring(saved(page, beam, "SVG", tmp_path))
    circles = list(drawing.iter(f"{SVG}circle"))
    drawn = [node for node in tree["nodes"] if node[1] < 0 or node[4] or node[5]]
    assert len(circles) == len(drawn)
    assert not any("var(" in value for node in drawing.iter() for value in node.attrib.values())
    rows = list(csv.reader(io.StringIO(saved(page, beam, "CSV", tmp_path).decode())))
    assert len(rows) == len(drawn)  # the root is no beginning, and there is a head
    best = [row for row in rows[1:] if row[3] == "yes"][-1]
    assert best[1] == tree["best"].decode()
    assert float(best[2]) == pytest.approx(-tree["log2_probability"], abs=1e-3)
    assert saved(page, beam, "PNG", tmp_path).startswith(b"\x89PNG")

    panel = page.locator("ngram-machine")
    panel.scroll_into_view_if_needed()
    press(panel, "Build the machine")
    graph = panel.locator(".card").first
    drawing = ElementTree.fromstring(saved(page, graph, "SVG", tmp_path))
    states = panel.evaluate("panel => panel.machine.states.length")
    assert sum(1 for _ in drawing.iter(f"{SVG}circle")) == states
    graph.get_by_text("Table", exact=True).click()
    moves = table_of(graph, "The machine")
    assert len(moves) == panel.evaluate("panel => panel.machine.moves.length")
    assert sum(float(move[4]) for move in moves) == pytest.approx(1, abs=1e-2)


def test_people_are_a_band_where_the_text_is_english_and_ppm_is_a_smoothing(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-quality", "corpus=state-of-the-union-1861-1861&order=2&n=20&pace=once")
    panel.get_by_label("Smoothing").select_option("ppm", timeout=READY_MS)
    press(panel, "Measure")
    panel.get_by_text("Table", exact=True).click()
    shown = table_of(panel, "Surprise by order")
    assert shown[0][-1] == "0.6 to 1.3"
    native, data = Native(), corpora.text("state-of-the-union-1861-1861", Path("unused"))
    end = len(data) * 9 // 10
    train = native.ask("corpus", kind="text", name="train", bytes=data[:end])["corpus"]
    test = native.ask("corpus", kind="text", name="test", bytes=data[end:])["corpus"]
    found = native.ask("orders", train=train, test=test, order=7, smoothing="ppm")
    assert [float(row[2]) for row in shown] == pytest.approx(found["test"], rel=1e-5)

    page.locator("ngram-sampler").get_by_role("combobox", name="Corpus").select_option("expressions")
    press(panel, "Measure")
    panel.get_by_text("Table", exact=True).click()
    expect(panel.get_by_role("columnheader", name="people (Shannon 1951)")).to_have_count(0)


def test_a_file_that_is_too_large_is_told_before_it_is_read(page: Page, site: Site, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    panel = panel_of(page, site, "ngram-data", QUICK)
    panel.get_by_label("Open a file").set_input_files(large, timeout=READY_MS)
    expect(panel.get_by_role("alert")).to_contain_text("200 MB: 24.0 MB at most", timeout=READY_MS)
    assert written(sampler_of(page))

    panel = page.locator("ngram-compress")
    panel.get_by_label("Open a text, or a compressed file").set_input_files(large)
    expect(panel.get_by_role("alert")).to_contain_text("200 MB are too many. Take 2.00 MB at most", timeout=READY_MS)


def test_the_page_stays_alive_while_it_learns(page: Page, site: Site) -> None:
    """The clock of the page ticks while the worker learns; how long a tick may take is a bench's business."""
    page.goto(f"{site.url}lab/?{QUICK}")
    sampler = sampler_of(page)
    written(sampler)
    page.evaluate("window.ticks = 0; setInterval(() => { window.ticks += 1; }, 20)")
    sampler.get_by_role("combobox", name="Corpus").select_option("state-of-the-union")
    expect(sampler.get_by_text("2.14 MB")).to_be_visible(timeout=READY_MS)
    assert page.evaluate("window.ticks") > 5


def test_the_lab_works_from_the_keyboard(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-backoff", QUICK)
    button = panel.get_by_role("button", name="Compare the rules")
    expect(button).to_be_visible(timeout=READY_MS)
    panel.get_by_role("slider", name="Order").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"backoff\.order=3"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("img", name="Surprise by the rule of backing off")).to_be_visible(timeout=READY_MS)
    expect(panel.locator("[role=status]")).to_contain_text("Dropping the newest byte")
