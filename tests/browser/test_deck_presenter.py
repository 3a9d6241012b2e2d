"""The presenter's console and the slides, two windows of one browser with no server between them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .small_deck import COUNT, open_deck, place_of, use_small_deck, wait_for_place

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
CONSOLE = "?view=presenter"
CURRENT = "document.querySelector('.slide[data-current]').dataset.index"
EVENING = dt.datetime(2026, 3, 1, 19, 30, tzinfo=dt.UTC)
NEXT = "document.querySelector('.slide[data-next]')"


@dataclass
class Stage:
    """The window with the slides and the one with the console."""

    slides: Page
    console: Page
    address: str


@pytest.fixture
def address(page: Page, site: Site) -> str:
    """The small deck, as a public build has it: no notes."""
    return use_small_deck(page.context, site.url)


@pytest.fixture
def stage(page: Page, address: str) -> Stage:
    """A deck at slide 2 and, opened by its key, the console."""
    open_deck(page, address, "#2")
    with page.expect_popup() as popup:
        page.keyboard.press("p")
    console = popup.value
    console.set_viewport_size({"width": 1280, "height": 720})
    console.wait_for_selector(".in-step")
    return Stage(page, console, address)


def test_the_console_shows_the_slide_and_what_comes_next(stage: Stage) -> None:
    console = stage.console
    assert console.evaluate(CURRENT) == "2"
    assert console.evaluate(f"{NEXT}.dataset.index") == "2"  # the next step is on the same slide
    assert console.evaluate(f"[...{NEXT}.querySelectorAll('[data-fragment]')].map(f => f.dataset.fragment)") == [
        "newest",
        "hidden",
        "hidden",
    ]
    expect(console.get_by_role("heading", name="Next: step 1")).to_be_visible()
    for _ in range(3):
        console.keyboard.press("ArrowRight")
    assert place_of(console) == "#2.3"
    assert console.evaluate(f"{NEXT}.dataset.index") == "3"
    expect(console.get_by_role("heading", name="Next: A demo")).to_be_visible()
    console.keyboard.press("End")
    assert console.evaluate(NEXT) is None
    expect(console.get_by_role("heading", name="End of the talk")).to_be_visible()


def test_both_windows_drive_and_stay_in_step(stage: Stage) -> None:
    stage.console.keyboard.press("ArrowRight")
    wait_for_place(stage.slides, "#2.1")
    stage.slides.keyboard.press("ArrowRight")
    wait_for_place(stage.console, "#2.2")
    stage.console.keyboard.type("5")
    stage.console.keyboard.press("Enter")
    wait_for_place(stage.slides, "#5")
    for _ in range(20):
        stage.console.keyboard.press("Home")
        stage.slides.keyboard.press("End")
    stage.slides.wait_for_timeout(200)
    assert place_of(stage.slides) == place_of(stage.console)


def test_black_screen_is_told_to_both(stage: Stage) -> None:
    stage.console.keyboard.press("b")
    expect(stage.slides.locator(".deck-black")).to_be_visible()
    expect(stage.console.get_by_text("The audience sees a black screen")).to_be_visible()
    assert stage.console.locator("#s2 section").is_visible()
    stage.slides.keyboard.press("b")
    expect(stage.console.get_by_text("The audience sees a black screen")).to_be_hidden()
    expect(stage.slides.locator(".deck-black")).to_be_hidden()


def test_the_laser_is_at_the_same_spot_of_the_slide(stage: Stage) -> None:
    stage.console.keyboard.press("l")
    stage.console.wait_for_selector(".ink.active")
    box = stage.console.locator("#s2 section").bounding_box()
    assert box
    stage.console.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    dot = stage.slides.locator("#s2 .laser-dot")
    expect(dot).to_be_visible()
    assert float(str(dot.get_attribute("cx"))) == pytest.approx(320, abs=2)
    assert float(str(dot.get_attribute("cy"))) == pytest.approx(360, abs=2)
    stage.console.keyboard.press("l")
    expect(dot).to_have_count(0)


def draw(page: Page) -> None:
    """A line on the slide that is shown."""
    page.keyboard.press("d")
    sheet = page.locator(".ink.active")
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for i in range(12):
        page.mouse.move(box["x"] + 40 + 10 * i, box["y"] + 40 + 3 * i)
    page.mouse.up()
    page.keyboard.press("d")


STROKES = "[...document.querySelectorAll('.stroke')].map(s => s.getAttribute('points'))"


def test_drawings_are_seen_by_the_audience_and_by_windows_opened_later(stage: Stage) -> None:
    draw(stage.console)
    expect(stage.slides.locator("#s2 .stroke")).to_be_visible()
    drawn = stage.console.evaluate(STROKES)
    stage.slides.wait_for_function(f"drawn => JSON.stringify({STROKES}) === JSON.stringify(drawn)", arg=drawn)
    late = stage.slides.context.new_page()
    open_deck(late, stage.address)
    wait_for_place(late, "#2")
    late.wait_for_function(f"drawn => JSON.stringify({STROKES}) === JSON.stringify(drawn)", arg=drawn)
    assert stage.console.evaluate(STROKES) == drawn  # replayed to the newcomer, doubled nowhere
    assert stage.slides.evaluate(STROKES) == drawn
    stage.slides.keyboard.press("c")
    expect(late.locator(".stroke")).to_have_count(0)
    expect(stage.console.locator(".stroke")).to_have_count(0)


def test_reloading_either_window_loses_nothing(stage: Stage) -> None:
    stage.console.keyboard.type("4")
    stage.console.keyboard.press("Enter")
    draw(stage.console)
    expect(stage.slides.locator("#s4 .stroke")).to_be_visible()
    stage.slides.keyboard.press("b")
    stage.slides.reload()
    wait_for_place(stage.slides, "#4")
    expect(stage.slides.locator(".deck-black")).to_be_visible()
    expect(stage.slides.locator("#s4 .stroke")).to_have_count(1)
    stage.console.reload()
    wait_for_place(stage.console, "#4")
    expect(stage.console.locator("#s4 .stroke")).to_have_count(1)
    stage.console.keyboard.press("ArrowRight")
    wait_for_place(stage.slides, "#5")


def test_a_console_that_crashed_finds_its_place_alone(stage: Stage) -> None:
    stage.console.keyboard.type("5")
    stage.console.keyboard.press("Enter")
    wait_for_place(stage.slides, "#5")
    context = stage.slides.context
    stage.console.close()
    stage.slides.close()
    again = context.new_page()
    again.goto(stage.address + CONSOLE)
    wait_for_place(again, "#5")
    late = context.new_page()
    open_deck(late, stage.address)
    wait_for_place(late, "#5")
    assert place_of(again) == "#5"


def test_two_readers_tabs_leave_each_other_alone(page: Page, address: str) -> None:
    open_deck(page, address, "#2")
    other = page.context.new_page()
    open_deck(other, address, "#4")
    page.keyboard.press("End")
    other.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    assert (place_of(page), place_of(other)) == (f"#{COUNT}", "#5")


def test_messages_that_are_not_of_the_talk_change_nothing(stage: Stage) -> None:
    junk = [
        None,
        "next",
        {"type": "state"},
        {"v": 1, "from": "x", "type": "state", "clock": 99, "slide": 1e9, "step": 0, "black": False},
        {"v": 1, "from": "x", "type": "state", "clock": 99, "slide": 5, "step": 0, "black": "yes"},
        {"v": 1, "from": "x", "type": "state", "clock": "99", "slide": 5, "step": 0, "black": True},
        {"v": 2, "from": "x", "type": "state", "clock": 99, "slide": 5, "step": 0, "black": True},
        {"v": 1, "from": "<b>", "type": "state", "clock": 99, "slide": 5, "step": 0, "black": True},
        {"v": 1, "from": "x", "type": "constructor"},
        {"v": 1, "from": "x", "type": "stroke", "slide": 2, "id": "a", "at": 0, "points": [0.1] * 9000},
        {"v": 1, "from": "x", "type": "stroke", "slide": 2, "id": "a", "at": 0, "points": [0.1, 7]},
        {"v": 1, "from": "x", "type": "stroke", "slide": 2, "id": "a", "at": 8, "points": [0.1, 0.2]},
        {"v": 1, "from": "x", "type": "pointer", "slide": 900, "x": 0.5, "y": 0.5},
    ]
    stage.console.evaluate(
        """junk => {
            const channel = new BroadcastChannel(`talk:${location.pathname}`);
            for (const message of junk) channel.postMessage(message);
        }""",
        junk,
    )
    stage.console.keyboard.press("l")  # a message that counts, after those
    stage.console.keyboard.press("ArrowRight")
    wait_for_place(stage.slides, "#2.1")
    assert stage.slides.locator(".deck-black").is_hidden()
    assert stage.slides.evaluate(f"{STROKES}.filter(Boolean)") == []
    assert stage.slides.locator(".laser-dot").count() == 0


def test_without_notes_the_console_says_what_to_do(stage: Stage) -> None:
    notes = stage.console.get_by_role("region", name="Notes of this slide")
    expect(notes).to_contain_text("This deck holds no notes")
    expect(notes).to_contain_text("python build.py --notes")


NOTES = json.dumps(
    [["Welcome.", "Timing — 1 minute."], ["- one\n- two"], [], ["<img src=x onerror='document.title=1'>"], ["five"], []]
)


def test_notes_of_a_speakers_build_follow_the_slide(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page()
    page.goto(use_small_deck(page.context, site.url, notes=NOTES) + CONSOLE)
    notes = page.get_by_role("region", name="Notes of this slide")
    expect(notes.locator("p")).to_have_text(["Welcome.", "Timing — 1 minute."])
    page.keyboard.press("PageDown")
    expect(notes.locator("p.item")).to_have_text(["one", "two"])
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(notes).to_have_text("No notes for this slide.")
    page.keyboard.press("PageDown")
    expect(notes).to_have_text("<img src=x onerror='document.title=1'>")
    assert notes.locator("img").count() == 0


def test_notes_can_be_opened_from_a_file_and_forgotten(page: Page, address: str) -> None:
    page.goto(address + CONSOLE + "#5")
    notes = page.get_by_role("region", name="Notes of this slide")
    for content, complaint in ((b"not json", "is not JSON"), (b'"text"', "holds no list of slides")):
        page.locator("input[type=file]").set_input_files(
            {"name": "notes.json", "mimeType": "application/json", "buffer": content}
        )
        expect(notes.get_by_role("alert")).to_contain_text(complaint)
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.json", "mimeType": "application/json", "buffer": NOTES.encode()}
    )
    expect(notes).to_have_text("five")
    page.reload()
    expect(notes).to_have_text("five")
    page.get_by_role("button", name="Forget").click()
    expect(notes).to_contain_text("This deck holds no notes")
    page.reload()
    expect(notes).to_contain_text("This deck holds no notes")


def test_a_notes_file_is_dropped_on_the_console(page: Page, address: str) -> None:
    page.goto(address + CONSOLE + "#5")
    file = page.evaluate_handle(
        "text => { const data = new DataTransfer();"
        " data.items.add(new File([text], 'notes.json', { type: 'application/json' })); return data; }",
        NOTES,
    )
    panel = page.locator(".console-notes")
    for event in ("dragover", "drop"):
        panel.dispatch_event(event, {"dataTransfer": file})
    expect(page.get_by_role("region", name="Notes of this slide")).to_have_text("five")
    assert page.url.endswith("#5")


@pytest.mark.expects_console("404")
def test_a_static_host_has_no_notes_for_a_token(page: Page, address: str) -> None:
    page.goto(address + CONSOLE)
    page.get_by_label("Presenter’s token").fill("any")
    page.get_by_role("button", name="Get the notes").click()
    expect(page.get_by_role("alert")).to_contain_text("No notes came")
    page.reload()
    expect(page.get_by_label("Presenter’s token")).to_be_visible()


def test_the_size_of_notes_is_remembered(page: Page, address: str) -> None:
    page.goto(address + CONSOLE)
    notes = page.get_by_role("region", name="Notes of this slide")
    size = "el => parseFloat(getComputedStyle(el).fontSize)"
    before = notes.evaluate(size)
    page.get_by_role("button", name="Larger notes").click()
    page.keyboard.press("+")
    larger = notes.evaluate(size)
    assert larger > before
    page.reload()
    assert notes.evaluate(size) == larger


def still_clock(page: Page) -> None:
    """Time stands still in this page until the test lets it run."""
    page.clock.install(time=EVENING)
    page.clock.pause_at(EVENING + dt.timedelta(minutes=5))


def test_time_runs_from_the_first_turned_page_and_tells_behind_from_ahead(page: Page, address: str) -> None:
    """The deck plans 4 for its first two slides, then 4, 1, 2 and 1 minutes; over 24 the third has minutes 8 to 16."""
    still_clock(page)
    page.goto(address + CONSOLE)
    page.get_by_label("Minutes of the talk").fill("24")
    page.keyboard.press("Enter")
    spent, left, pace = (page.locator(f".console-time .{name}") for name in ("spent", "left", "pace"))
    expect(pace).to_have_text("not started")
    page.clock.run_for(60_000)
    expect(spent).to_have_text("0:00")
    page.locator(".audience").click()  # away from the field
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(pace).to_have_text("4:00 ahead")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    for milliseconds, elapsed, remaining, words in (
        (61_000, "1:01", "22:59", "6:59 ahead"),
        (540_000, "10:01", "13:59", "on time"),
        (390_000, "16:31", "7:29", "0:31 behind"),
        (480_000, "24:31", "−0:31", "8:31 behind"),
    ):
        page.clock.run_for(milliseconds)
        expect(spent).to_have_text(elapsed)
        expect(left).to_have_text(remaining)
        expect(pace).to_have_text(words)
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(30_000)
    expect(spent).to_have_text("24:31")
    page.reload()
    expect(spent).to_have_text("24:31")
    page.get_by_role("button", name="Reset").click()
    expect(spent).to_have_text("0:00")


def test_a_running_timer_survives_a_crash(page: Page, address: str) -> None:
    still_clock(page)
    page.goto(address + CONSOLE)
    page.get_by_role("button", name="Start").click()
    page.clock.run_for(90_000)
    page.reload()
    page.clock.run_for(30_000)
    expect(page.locator(".console-time .spent")).to_have_text("2:00")


def test_overview_search_and_help_work_in_the_console(stage: Stage) -> None:
    console = stage.console
    console.keyboard.press("o")
    console.get_by_role("button", name="5: Nearly there").click()
    wait_for_place(stage.slides, "#5")
    assert console.evaluate(CURRENT) == "5"
    console.keyboard.press("/")
    console.get_by_role("combobox").fill("wombats")
    console.keyboard.press("Enter")
    wait_for_place(stage.slides, "#4")
    console.keyboard.press("?")
    expect(console.get_by_role("dialog", name="Keys").get_by_text("Larger notes")).to_be_visible()
    console.keyboard.press("Escape")
    expect(console.get_by_role("dialog")).to_have_count(0)


def test_the_console_notices_when_the_slides_close_and_open(stage: Stage) -> None:
    expect(stage.console.locator(".spent")).to_have_text("0:00")  # opening a window is no start of the talk
    stage.slides.close()
    link = stage.console.get_by_role("link", name="Open the slides")
    expect(link).to_be_visible()
    stage.console.keyboard.press("ArrowRight")
    with stage.console.expect_popup() as popup:
        link.click()
    wait_for_place(popup.value, "#2.1")
    stage.console.wait_for_selector(".in-step")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_console_and_the_dialogs(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    problems = []
    for view, key in ((CONSOLE, ""), ("", "o"), ("", "?"), ("", "/")):
        page.goto("about:blank")
        page.goto(address + view + "#2.1")
        page.wait_for_selector("#deck[data-mode]")
        if key:
            page.keyboard.press(key)
            page.wait_for_selector(".pick, dialog")
        if key == "/":
            page.get_by_role("combobox").fill("wombat")
            page.wait_for_selector("[role=option]")
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        problems += [
            f"{view or key}: {v['id']} at {[n['target'] for n in v['nodes'][:3]]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert problems == []


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (390, 844)])
def test_the_console_needs_no_scrolling(page: Page, address: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address + CONSOLE + "#2")
    page.wait_for_selector(".console-notes")
    for selector in (
        ".console-time",
        ".console-plan",
        ".slide[data-current] section",
        ".console-notes",
        ".console-tools",
    ):
        box = page.locator(selector).bounding_box()
        assert box, selector
        assert box["x"] >= 0, selector
        assert box["x"] + box["width"] <= size[0] + 1, selector
        assert box["y"] + box["height"] <= size[1] + 1, selector
