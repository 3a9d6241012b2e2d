"""The audience follows: a speaker's console and slides on one machine, phones in contexts of their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import Site
from .rooms import PHONE, Server, Talk
from .small_deck import place_of, use_small_deck, wait_for_place
from .test_ngram import READY_MS


def test_a_phone_follows_the_console_and_the_slides(talk: Talk) -> None:
    phone = talk.phone()
    wait_for_place(phone, "#2")
    expect(phone.get_by_text(f"Following {talk.code}")).to_be_visible()
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(phone, "#2.1")
    talk.slides.keyboard.press("End")
    wait_for_place(phone, "#6")
    talk.console.keyboard.press("b")
    expect(phone.locator(".deck-black")).to_be_visible()
    talk.console.keyboard.press("b")
    expect(phone.locator(".deck-black")).to_be_hidden()
    expect(talk.console.get_by_text(f"1 following {talk.code}")).to_be_visible(timeout=10_000)


def test_pointer_and_drawing_reach_the_phone_and_one_who_comes_late(talk: Talk) -> None:
    phone = talk.phone()
    wait_for_place(phone, "#2")
    talk.console.keyboard.press("d")
    box = talk.console.locator(".ink.active").bounding_box()
    assert box
    talk.console.mouse.move(box["x"] + 50, box["y"] + 50)
    talk.console.mouse.down()
    for i in range(20):
        talk.console.mouse.move(box["x"] + 50 + 8 * i, box["y"] + 50 + 4 * i)
    talk.console.mouse.up()
    drawn = talk.console.locator("#s2 .stroke").get_attribute("points")
    expect(phone.locator("#s2 .stroke")).to_have_attribute("points", str(drawn))
    late = talk.phone()
    expect(late.locator("#s2 .stroke")).to_have_attribute("points", str(drawn))
    talk.console.keyboard.press("l")
    talk.console.mouse.move(box["x"] + 60, box["y"] + 60)
    expect(phone.locator("#s2 .laser-dot")).to_be_visible()
    talk.console.keyboard.press("c")
    expect(phone.locator(".stroke")).to_have_count(0)


def test_a_reader_leaves_and_comes_back(talk: Talk) -> None:
    phone = talk.phone()
    wait_for_place(phone, "#2")
    phone.get_by_role("button", name="Next step").click()
    expect(phone.get_by_text("You left the talk")).to_be_visible()
    talk.console.keyboard.press("End")
    wait_for_place(talk.slides, "#6")
    phone.wait_for_timeout(300)
    assert place_of(phone) == "#2.1"
    phone.get_by_role("button", name="Back to the speaker").click()
    wait_for_place(phone, "#6")
    talk.console.keyboard.press("Home")
    wait_for_place(phone, "#1")


@pytest.mark.expects_console("ERR_INTERNET_DISCONNECTED|Failed to load resource")
def test_a_phone_without_network_resumes_where_the_talk_is(talk: Talk) -> None:
    phone = talk.phone()
    wait_for_place(phone, "#2")
    phone.context.set_offline(True)
    phone.evaluate("window.dispatchEvent(new Event('online'))")  # a stream that is open survives set_offline
    expect(phone.get_by_text("No connection. Trying again…")).to_be_visible()
    talk.console.keyboard.press("5")
    talk.console.keyboard.press("Enter")
    phone.context.set_offline(False)
    wait_for_place(phone, "#5")
    expect(phone.get_by_text(f"Following {talk.code}")).to_be_visible()


def with_own_clock(phone: Page, code: str) -> None:
    """The phone follows by a clock that the test can turn, and that is wrong by decades."""
    phone.clock.install(time=dt.datetime(1999, 12, 31, 23, 59, tzinfo=dt.UTC))
    phone.reload()
    expect(phone.get_by_text(f"Following {code}")).to_be_visible()


@pytest.mark.expects_console("ERR_INTERNET_DISCONNECTED|Failed to load resource")
def test_a_connection_that_says_nothing_is_given_up(talk: Talk) -> None:
    """Wi-Fi that goes away closes nothing: the stream stays open, and silent. The server says something every 15 s."""
    phone = talk.phone()
    with_own_clock(phone, talk.code)
    streams: list[str] = []
    phone.on("request", lambda request: streams.append(request.url) if "/events" in request.url else None)
    phone.clock.fast_forward(30_000)
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(phone, "#2.1")  # a word, from which the time counts anew
    phone.clock.fast_forward(30_000)
    assert streams == []
    phone.context.set_offline(True)
    phone.clock.fast_forward(11_000)
    expect(phone.get_by_text("No connection. Trying again…")).to_be_visible()
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(talk.slides, "#2.2")
    phone.context.set_offline(False)
    wait_for_place(phone, "#2.2")
    expect(phone.get_by_text(f"Following {talk.code}")).to_be_visible()


def test_a_phone_that_slept_takes_a_new_connection_and_is_told_nothing_twice(talk: Talk) -> None:
    phone = talk.phone()
    with_own_clock(phone, talk.code)
    screen = """state => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(phone, "#2.1")
    phone.evaluate(screen, "hidden")
    phone.clock.fast_forward(21_000)
    with phone.expect_request(re.compile(r"/events\?after=[1-9]\d*$")):
        phone.evaluate(screen, "visible")
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(phone, "#2.2")


def test_a_phone_with_slides_of_before_is_offered_the_new_ones(talk: Talk) -> None:
    phone = talk.phone()
    load = phone.get_by_role("button", name="Load the newer slides")
    expect(load).to_be_hidden()
    phone.evaluate("document.documentElement.dataset.build = 'before'")
    phone.evaluate("window.dispatchEvent(new Event('online'))")  # connects anew, as after a restart of the server
    expect(load).to_be_visible()
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(phone, "#2.1")  # it follows meanwhile: most slides are where they were
    load.click()
    expect(phone.get_by_text(f"Following {talk.code}")).to_be_visible()
    expect(load).to_be_hidden()
    wait_for_place(phone, "#2.1")


@pytest.mark.expects_console("Cross-Origin-Opener-Policy header has been ignored")
def test_the_lab_works_for_a_phone_on_the_local_network(room_server: Server, new_page: Callable[..., Page]) -> None:
    """An address such as http://192.168.… is no secure context: no service worker, no `crypto.subtle`, no clipboard."""
    phone = new_page(**PHONE, reduced_motion="reduce")
    laptop = "http://192.0.2.7:8000/"  # an address for documentation, answered by the test's own server

    def answer(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(laptop, room_server.url)))

    phone.context.route(laptop + "**", answer)
    phone.goto(laptop + "lab/")
    assert not phone.evaluate("isSecureContext")
    text = phone.locator("ngram-lab byte-text p.unseen").first
    text.wait_for(state="attached", timeout=READY_MS)
    expect(text).to_have_text(re.compile(r"\w{2}"))


@pytest.mark.expects_console(
    "ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY|ERR_CONNECTION|ERR_SOCKET"
)
def test_a_restarted_server_has_room_and_place(talk: Talk) -> None:
    phone = talk.phone()
    talk.console.keyboard.press("4")
    talk.console.keyboard.press("Enter")
    wait_for_place(phone, "#4")
    talk.server.stop()
    expect(phone.get_by_text("No connection. Trying again…")).to_be_visible()
    talk.console.keyboard.press("ArrowRight")
    assert place_of(talk.console) == "#5"
    talk.server.start()
    wait_for_place(phone, "#5")
    late = talk.phone()
    wait_for_place(late, "#5")


def test_a_console_that_was_reloaded_drives_on(talk: Talk) -> None:
    phone = talk.phone()
    talk.console.keyboard.press("3")
    talk.console.keyboard.press("Enter")
    wait_for_place(phone, "#3")
    talk.console.reload()
    talk.console.get_by_text(f"following {talk.code}").wait_for()
    wait_for_place(talk.console, "#3")
    talk.console.keyboard.press("ArrowRight")
    wait_for_place(phone, "#4")


def test_the_card_shows_how_to_join_and_goes_away(talk: Talk) -> None:
    talk.console.get_by_role("button", name="Phones…").click()
    show = talk.console.get_by_role("button", name="Show it to the audience")
    show.click()
    card = talk.slides.get_by_role("complementary", name="Join on your phone")
    expect(card).to_contain_text(talk.code)
    expect(card).to_contain_text("/join/")
    expect(card.locator("img")).not_to_have_js_property("naturalWidth", 0)
    show.click()
    expect(card).to_have_count(0)


def test_a_closed_room_lets_everyone_keep_the_slides(talk: Talk) -> None:
    phone = talk.phone()
    wait_for_place(phone, "#2")
    talk.console.get_by_role("button", name="Phones…").click()
    talk.console.get_by_role("button", name="Close the room").click()
    expect(phone.get_by_text("The talk has ended.")).to_be_visible()
    phone.get_by_role("button", name="Next step").click()
    assert place_of(phone) == "#2.1"
    expect(talk.console.get_by_text("following")).to_have_count(0)


@pytest.mark.expects_console("403")
def test_a_wrong_token_opens_nothing(room_server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(use_small_deck(page.context, room_server.url) + "?view=presenter")
    page.get_by_role("button", name="Phones…").click()
    dialog = page.get_by_role("dialog", name="Let phones follow")
    dialog.get_by_label("Presenter’s token").fill("a guess")
    dialog.get_by_role("button", name="Open a room").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Only the presenter")


@pytest.mark.expects_console("404|501")
def test_join_says_what_is_wrong(room_server: Server, new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(**PHONE)
    page.goto(room_server.url + "join/")
    page.get_by_label("Code").fill("zzzzz")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("There is no such room.")).to_be_visible()
    static = new_page(**PHONE)
    static.goto(site.url + "join/?room=ZZZZZ")
    expect(static.get_by_text("nobody can be followed here")).to_be_visible()


def test_a_phone_loads_little(talk: Talk) -> None:
    """All that a follower's page asks for, as the build compressed it: ≤ 150 KB before any demo."""
    page = talk.new_page(**PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{talk.server.url}slides/?room={talk.code}")
    page.get_by_text(f"Following {talk.code}").wait_for()
    page.evaluate("document.fonts.ready")
    total = 0
    for url in dict.fromkeys(asked):
        name = url.removeprefix(talk.server.url).split("#")[0].split("?")[0]
        if name.startswith("live/"):
            continue
        file = talk.server.site / name
        file = file / "index.html" if file.is_dir() else file
        packed = file.with_name(file.name + ".br")
        total += (packed if packed.exists() else file).stat().st_size
    assert total <= 150_000
