"""The deck as a reader and a speaker use it: places, keys, fingers, overview, search, screen readers, paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from .conftest import Site
from .small_deck import COUNT, STEPS, open_deck, place_of, use_small_deck, wait_for_place

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
VISIBLE = "[...document.querySelectorAll('.slide')].filter(s => s.firstElementChild.checkVisibility()).map(s => s.id)"
REVEALED = (
    "[...document.querySelectorAll('#s2 li')].filter(li => getComputedStyle(li).visibility === 'visible')"
    ".map(li => li.textContent)"
)


@pytest.fixture
def deck(page: Page, site: Site) -> str:
    """The address of a small deck that `page` can open."""
    return use_small_deck(page.context, site.url)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768), (2560, 1080), (700, 1000)])
def test_one_slide_fills_the_window_at_any_ratio(page: Page, deck: str, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    open_deck(page, deck, "#4")
    assert page.evaluate(VISIBLE) == ["s4"]
    box = page.locator("#s4 section").bounding_box()
    assert box is not None
    scale = min(width / 1280, height / 720)
    assert box["width"] == pytest.approx(1280 * scale, abs=1)
    assert box["x"] == pytest.approx((width - 1280 * scale) / 2, abs=1)
    assert box["y"] == pytest.approx((height - 720 * scale) / 2, abs=1)
    assert page.evaluate("document.documentElement.scrollHeight") == height


def test_steps_are_revealed_one_by_one_and_a_slide_entered_backwards_is_whole(page: Page, deck: str) -> None:
    open_deck(page, deck, "#2")
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(REVEALED) == []
    page.keyboard.press("ArrowRight")
    assert place_of(page) == "#2.1"
    assert page.evaluate(REVEALED) == ["first thing"]
    page.keyboard.press("Shift+ArrowRight")
    assert place_of(page) == "#3"
    page.keyboard.press("ArrowLeft")
    assert place_of(page) == f"#2.{STEPS}"
    assert page.evaluate(REVEALED) == ["first thing", "second thing", "third thing"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("#2.2", "#2.2"),
        ("#s4", "#4"),
        ("#99", f"#{COUNT}"),
        ("#2.99", f"#2.{STEPS}"),
        ("#0", "#1"),
        ("#nonsense", "#1"),
    ],
)
def test_a_link_leads_to_its_place_or_the_nearest(page: Page, deck: str, asked: str, shown: str) -> None:
    open_deck(page, deck, asked)
    assert place_of(page) == shown
    assert page.evaluate(VISIBLE) == [f"s{shown[1]}"]


def test_an_address_edited_by_hand_is_obeyed(page: Page, deck: str) -> None:
    open_deck(page, deck, "#5")
    page.evaluate("location.hash = '#2'")
    page.wait_for_selector("#s2[data-current]")
    assert page.evaluate(REVEALED) == []
    assert page.evaluate(VISIBLE) == ["s2"]
    page.evaluate("location.hash = '#deck'")  # the skip link
    wait_for_place(page, "#2")


def test_back_and_forward_turn_pages_but_not_steps(page: Page, deck: str) -> None:
    open_deck(page, deck, "#1")
    for _ in range(STEPS + 2):
        page.keyboard.press("ArrowRight")
    assert place_of(page) == "#3"
    page.go_back()
    wait_for_place(page, f"#2.{STEPS}")
    page.go_back()
    wait_for_place(page, "#1")
    page.go_forward()
    wait_for_place(page, f"#2.{STEPS}")
    assert page.evaluate(VISIBLE) == ["s2"]


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["Space"], "#4"),
        (["PageDown"], "#4"),
        (["ArrowDown"], "#4"),
        (["n"], "#4"),
        (["PageUp"], f"#2.{STEPS}"),
        (["Shift+Space"], f"#2.{STEPS}"),
        (["Shift+ArrowLeft"], "#2"),
        (["Home"], "#1"),
        (["End"], f"#{COUNT}"),
        (["5", "Enter"], "#5"),
        (["0", "5", "Enter"], "#5"),
        (["9", "9", "Enter"], f"#{COUNT}"),
        (["Tab", "Tab", "5", "Enter"], "#5"),
        (["5", "Escape", "Enter"], "#3"),
        (["Control+ArrowRight"], "#3"),
        (["Alt+n"], "#3"),
    ],
)
def test_keys_go_where_they_say(page: Page, deck: str, keys: list[str], place: str) -> None:
    open_deck(page, deck, "#3")
    for key in keys:
        page.keyboard.press(key)
    assert place_of(page) == place


def test_typing_in_a_demo_never_turns_the_page(page: Page, deck: str) -> None:
    open_deck(page, deck, "#3")
    for field in ("field", "area"):
        page.locator(f"test-demo #{field}").click()
        page.keyboard.type("no 12b/?fot")
        for key in ("ArrowRight", "ArrowLeft", "PageDown", "PageUp", "Home", "End"):
            page.keyboard.press(key)
        assert page.locator(f"test-demo #{field}").input_value() == "no 12b/?fot"
    page.locator("test-demo #choice").focus()
    page.keyboard.press("ArrowDown")
    page.locator("test-demo #go").click()
    for key in ("ArrowRight", "Space", "n", "b"):
        page.keyboard.press(key)
    assert place_of(page) == "#3"
    assert page.locator("dialog").count() == 0
    assert page.locator(".deck-black").is_hidden()


def test_a_clicker_and_escape_lead_out_of_a_demo(page: Page, deck: str) -> None:
    open_deck(page, deck, "#3")
    page.locator("test-demo #go").click()
    page.keyboard.press("PageDown")  # what a presenter's remote sends
    assert place_of(page) == "#4"
    open_deck(page, deck, "#3")
    page.locator("test-demo #field").click()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    assert place_of(page) == "#4"


def test_components_hear_when_their_slide_comes_and_goes(page: Page, deck: str) -> None:
    open_deck(page, deck, "#1")
    page.evaluate(
        "window.heard = []; for (const type of ['shown', 'hidden', 'near'])"
        " document.addEventListener(`slide:${type}`, e => heard.push(`${type} ${e.target.id}`))"
    )
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    assert page.evaluate("heard") == ["hidden s1", "shown s5", "near s6"]


def test_overview_is_worked_by_keys_alone(page: Page, deck: str) -> None:
    open_deck(page, deck, "#2.1")
    page.keyboard.press("o")
    picks = page.get_by_role("button", name="Three steps")
    expect(picks).to_be_focused()
    assert page.evaluate(VISIBLE) == [f"s{i + 1}" for i in range(COUNT)]
    assert page.evaluate(REVEALED) == ["first thing", "second thing", "third thing"]
    assert page.get_by_role("heading", name="Middle").is_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="5: Nearly there")).to_be_focused()
    page.keyboard.press("Enter")
    assert place_of(page) == "#5"
    assert page.evaluate(VISIBLE) == ["s5"]
    page.keyboard.press("o")
    page.wait_for_selector(".pick")
    page.keyboard.press("Escape")
    assert page.evaluate(VISIBLE) == ["s5"]
    assert page.evaluate("document.activeElement.id") == "s5"
    assert page.locator("[inert]").count() == 0


def test_search_finds_words_titles_and_numbers(page: Page, deck: str) -> None:
    open_deck(page, deck, "#1")
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    field.fill("WOMBAT")
    assert page.get_by_role("option").all_inner_texts()[0].startswith("4")
    assert page.get_by_role("option").count() == 2
    field.fill("zoe cafe")
    assert page.get_by_role("option").count() == 1
    field.fill("<img src=x onerror=alert(1)>")
    expect(page.get_by_text("No slide says that.")).to_be_visible()
    field.fill("wombat")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert place_of(page) == "#5"
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("3")
    page.keyboard.press("Enter")
    assert place_of(page) == "#3"


def test_help_lists_the_keys_in_a_dialog_that_gives_the_focus_back(page: Page, deck: str) -> None:
    open_deck(page, deck, "#1")
    button = page.get_by_role("button", name="Keys")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    for words in ("Next step", "Search the slides", "Laser pointer on or off", "Black screen, and back"):
        assert dialog.get_by_text(words, exact=True).is_visible()
    page.keyboard.press("ArrowRight")
    assert place_of(page) == "#1"
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_theme_is_remembered_and_shared_by_windows(page: Page, deck: str) -> None:
    page.emulate_media(color_scheme="light")
    open_deck(page, deck)
    other = page.context.new_page()
    open_deck(other, deck)
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    other.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("localStorage.getItem('theme')") == "dark"


def test_black_screen_and_back(page: Page, deck: str) -> None:
    open_deck(page, deck, "#3")
    page.keyboard.press("b")
    expect(page.locator(".deck-black")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".deck-black")).to_be_hidden()
    page.keyboard.press(".")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".deck-black")).to_be_hidden()
    assert place_of(page) == "#4"


def test_screen_readers_meet_one_slide_and_hear_its_name(page: Page, deck: str) -> None:
    open_deck(page, deck, "#1")
    tree = page.locator("#deck").aria_snapshot()
    assert "A small deck" in tree
    assert "Nearly there" not in tree
    page.keyboard.press("ArrowRight")
    expect(page.locator(".visually-hidden[role=status]")).to_have_text(f"Slide 2 of {COUNT}: Three steps")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".visually-hidden[role=status]")).to_have_text("first thing")
    page.get_by_role("group", name=f"2 of {COUNT}: Three steps").wait_for()


def test_tab_reaches_the_slide_and_the_controls_but_no_hidden_slide(page: Page, deck: str) -> None:
    open_deck(page, deck, "#4")
    reached = []
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.closest('.slide')?.id ?? document.activeElement.ariaLabel")
        )
    assert "s4" in reached
    assert {name for name in reached if name and name.startswith("s") and name[1:].isdigit()} == {"s4"}
    assert any(name and name.startswith("Overview") for name in reached)


def test_focus_inside_a_slide_moves_on_with_it(page: Page, deck: str) -> None:
    open_deck(page, deck, "#4")
    page.get_by_role("link", name="reads").focus()
    page.keyboard.press("ArrowRight")
    assert place_of(page) == "#5"
    assert page.evaluate("document.activeElement.id") == "s5"


def test_the_browsers_own_search_leads_to_a_slide(page: Page, deck: str) -> None:
    open_deck(page, deck, "#1")
    assert page.locator("#s5").get_attribute("hidden") == "until-found"
    page.evaluate("document.querySelector('#s5').dispatchEvent(new Event('beforematch', { bubbles: true }))")
    assert place_of(page) == "#5"


def test_reduced_motion_stills_everything(page: Page, deck: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_deck(page, deck, "#1")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("getComputedStyle(document.querySelector('#s2')).animationName") == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('#s2 li')).transitionDuration") in ("0s", "1e-05s")


def test_paper_has_every_slide_whole(page: Page, deck: str) -> None:
    open_deck(page, deck, "#2")
    page.emulate_media(media="print")
    assert page.evaluate(VISIBLE) == [f"s{i + 1}" for i in range(COUNT)]
    assert len(page.evaluate(REVEALED)) == STEPS
    assert page.locator(".deck-bar").is_hidden()
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == COUNT


def test_without_scripts_the_slides_lie_below_one_another(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(use_small_deck(page.context, site.url, demo=False))
    tops = [box["y"] for box in (s.bounding_box() for s in page.locator(".slide").all()) if box]
    assert len(tops) == COUNT
    assert tops == sorted(tops)
    assert tops[1] - tops[0] > 500
    assert page.get_by_text("second thing").is_visible()


def swipe(session: CDPSession, start: tuple[int, int], end: tuple[int, int]) -> None:
    """One finger drawn over the screen."""
    send = session.send
    send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for i in range(1, 5):
        x, y = (a + (b - a) * i / 4 for a, b in zip(start, end, strict=True))
        send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_turns_the_page_sideways_only(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(viewport={"width": 844, "height": 390}, is_mobile=True, has_touch=True)
    open_deck(page, use_small_deck(page.context, site.url), "#4")
    touch = page.context.new_cdp_session(page)
    swipe(touch, (600, 200), (400, 210))
    wait_for_place(page, "#5")
    swipe(touch, (400, 300), (420, 100))
    assert place_of(page) == "#5"
    swipe(touch, (400, 200), (600, 200))
    wait_for_place(page, "#4")
    open_deck(page, page.url.split("#")[0], "#3")
    field = page.locator("test-demo #area").bounding_box()
    assert field
    swipe(
        touch, (int(field["x"] + field["width"] - 2), int(field["y"] + 4)), (int(field["x"]) - 90, int(field["y"] + 4))
    )
    page.keyboard.press("End")
    assert place_of(page) == f"#{COUNT}"


def test_a_phone_held_upright_scrolls_and_may_have_single_slides(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(**PHONE)
    address = use_small_deck(page.context, site.url)
    open_deck(page, address)
    assert page.evaluate(VISIBLE) == [f"s{i + 1}" for i in range(COUNT)]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert place_of(page) == "#1"
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    wait_for_place(page, f"#{COUNT}")
    page.get_by_role("button", name="One slide at a time").click()
    assert page.evaluate(VISIBLE) == [f"s{COUNT}"]
    open_deck(page, address, "#2")
    page.reload()
    assert page.evaluate(VISIBLE) == ["s2"]
    page.get_by_role("button", name="All slides in one column").click()
    assert page.evaluate(VISIBLE) == [f"s{i + 1}" for i in range(COUNT)]
    assert place_of(page) == "#2"


def test_a_link_in_a_column_scrolls_to_its_slide(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(**PHONE)
    open_deck(page, use_small_deck(page.context, site.url), "#5")
    box = page.locator("#s5").bounding_box()
    assert box
    assert 0 <= box["y"] <= 844 - box["height"]
    page.wait_for_timeout(100)  # a scroll event that would lead elsewhere
    assert place_of(page) == "#5"


def test_drawing_lies_where_it_was_drawn_and_is_wiped(page: Page, deck: str) -> None:
    open_deck(page, deck, "#4")
    page.keyboard.press("d")
    page.wait_for_selector(".ink.active")
    page.mouse.move(640, 360)
    page.mouse.down()
    page.mouse.move(768, 432)
    page.mouse.up()
    points = str(page.locator("#s4 .stroke").get_attribute("points")).split()
    assert points[:2] == ["640.0", "360.0"]
    assert points[-2:] == ["768.0", "432.0"]
    page.keyboard.press("ArrowRight")
    expect(page.locator("#s4 .stroke")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#s4 .stroke")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#s4 .stroke")).to_have_count(0)
