"""A phone as the speaker's clicker, and driving that is shared, handed over and taken away; notes by token."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .rooms import TOKEN, Server, Talk
from .small_deck import use_small_deck, wait_for_place

NOTES = [["Welcome."], ["Say that it is alive."], [], [], ["Nearly done."], []]
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"


def test_a_phone_turns_pages_with_notes_and_time(talk: Talk) -> None:
    (talk.server.data_dir / "notes.json").write_text(json.dumps(NOTES))
    phone = talk.clicker(talk.invite())
    wait_for_place(phone, "#2")
    assert "token" not in phone.url
    expect(phone.get_by_role("region", name="Notes of this slide")).to_have_text("Say that it is alive.")
    for tap, place in (("Step back (←)", "#1"), ("Next step (→)", "#2"), ("Next step (→)", "#2.1")):
        phone.get_by_role("button", name=tap).tap()
        wait_for_place(talk.slides, place)
        wait_for_place(talk.console, place)
    expect(phone.locator(".timer-toggle")).to_have_text("Pause")  # the time runs since the first page was turned
    phone.reload()
    phone.get_by_text(f"following {talk.code}").wait_for()  # the address says #2.1 before the room has said so
    wait_for_place(phone, "#2.1")
    phone.get_by_role("button", name="Black screen (b)").tap()
    expect(talk.slides.locator(".deck-black")).to_be_visible()
    wide = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 1


@pytest.mark.expects_console("403")
def test_driving_is_handed_over_and_taken_away(talk: Talk) -> None:
    phone = talk.clicker(talk.invite())
    rows = talk.console.locator(".drivers li")
    expect(rows).to_contain_text([re.compile("This console, driver"), re.compile("Co-driver")])
    talk.console.get_by_role("button", name=re.compile("^Hand over")).click()
    expect(rows).to_contain_text([re.compile("This console, co-driver"), re.compile("The driver")])
    expect(talk.console.get_by_role("button", name="Add a clicker…")).to_be_hidden()
    phone.get_by_role("button", name="Phones…").tap()
    expect(phone.locator(".drivers li")).to_contain_text([re.compile("Co-driver"), re.compile("This console, driver")])
    phone.get_by_role("button", name=re.compile("^Dismiss")).tap()
    expect(phone.locator(".drivers li")).to_have_count(1)
    phone.keyboard.press("Escape")
    phone.get_by_role("button", name="Next step (→)").tap()
    follower = talk.phone()
    wait_for_place(follower, "#2.1")
    talk.console.keyboard.press("Escape")
    talk.console.keyboard.press("End")
    expect(talk.console.get_by_text("the token has expired")).to_be_visible()
    follower.wait_for_timeout(300)
    wait_for_place(follower, "#2.1")


HELD = """const { fetch } = window;
window.held = [];
window.fetch = (address, options) => /live.rooms.[A-Z0-9]+$/.test(address)
    ? new Promise((resolve) => held.push(() => resolve(fetch(address))))
    : fetch(address, options);"""


def test_what_is_pressed_before_the_connection_is_there_counts_from_where_the_talk_is(talk: Talk) -> None:
    phone = talk.clicker(talk.invite())
    talk.console.keyboard.press("Escape")
    wait_for_place(phone, "#2")
    phone.clock.install()
    phone.clock.pause_at(dt.datetime(2100, 1, 1, tzinfo=dt.UTC))  # however long this machine takes
    phone.add_init_script(HELD)  # it asks for the room, and no answer comes yet
    phone.reload()
    phone.get_by_role("button", name="Next step (→)").tap()
    wait_for_place(phone, "#2.1")
    talk.console.keyboard.press("4")
    talk.console.keyboard.press("Enter")
    wait_for_place(talk.slides, "#4")
    phone.evaluate("held.forEach((answer) => answer())")
    wait_for_place(phone, "#5")
    phone.clock.resume()
    for page in (talk.console, talk.slides):
        wait_for_place(page, "#5")


@pytest.mark.expects_console("status of 409")  # the one that comes second takes the other's place over
def test_two_who_drive_at_once_come_to_one_place(talk: Talk) -> None:
    phone, follower = talk.clicker(talk.invite()), talk.phone()
    talk.console.keyboard.press("Escape")
    for _ in range(10):
        talk.console.keyboard.press("End")
        phone.keyboard.press("Home")
    for page, digit in ((talk.console, "3"), (phone, "5")):  # a number is forgotten after three seconds without Enter
        page.keyboard.press(digit)
        page.keyboard.press("Enter")
    everyone = (talk.console, phone, talk.slides, follower)
    said = f"""fetch("{talk.server.url}live/rooms/{talk.code}").then((answer) => answer.json())"""
    here = f"() => {said}.then(({{ state }}) => [3, 5].includes(state.slide) && location.hash === `#${{state.slide}}`)"
    for page in everyone:
        page.wait_for_function(here)
    place = f"#{talk.console.evaluate(said)['state']['slide']}"
    for page in everyone:
        wait_for_place(page, place)


@pytest.mark.expects_console("ERR_CONNECTION|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY|ERR_SOCKET")
def test_the_console_gets_its_notes_by_the_presenters_token(room_server: Server, new_page: Callable[..., Page]) -> None:
    room_server.data_dir.mkdir(exist_ok=True)
    (room_server.data_dir / "notes.json").write_text(json.dumps(NOTES))
    page = new_page()
    address = use_small_deck(page.context, room_server.url)
    page.goto(f"{address}?view=presenter#token={TOKEN}")
    notes = page.get_by_role("region", name="Notes of this slide")
    expect(notes).to_have_text("Welcome.")
    assert "token" not in page.url
    page.goto(address + "?view=presenter#5")
    expect(notes).to_have_text("Nearly done.")
    page.get_by_role("button", name="Phones…").click()
    expect(page.locator(".room-code")).to_be_visible()  # the token that is kept opens the room as well
    page.keyboard.press("Escape")
    room_server.stop()
    page.evaluate("localStorage.removeItem('deck:room')")
    room_server.start()
    page.reload()
    expect(notes).to_have_text("Nearly done.")


def test_a_server_on_this_machine_alone_says_how_to_let_phones_in(talk: Talk) -> None:
    """The tests' server listens on the loopback address, as `make talk` does without HOST."""
    talk.console.get_by_role("button", name="Phones…").click()
    expect(talk.console.get_by_role("note").first).to_contain_text("make talk HOST=0.0.0.0")
    expect(talk.console.locator(".deck-room > img")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_dialog_of_a_room_and_on_the_clicker(talk: Talk, scheme: str) -> None:
    link = talk.invite()
    phone = talk.clicker(link)
    problems = []
    for page in (talk.console, phone):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(AXE.read_text())
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        problems += [
            f"{page.url}: {v['id']} at {[n['target'] for n in v['nodes'][:3]]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert problems == []
