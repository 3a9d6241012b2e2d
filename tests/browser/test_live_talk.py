"""A whole short talk: speaker, clicker, three followers, a game, a dropped network, a server that starts again.

One test, told in the order in which an evening goes; what each part does in detail is in the files beside this one.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .rooms import Talk, open_console, put_game
from .small_deck import SLIDES, place_of, use_small_deck, wait_for_place

SENTENCE = "the cat sat on the mat"
NOTES = [["Welcome."], ["Three things."], [], [], ["Now the room guesses."], ["Thank them."]]


@pytest.fixture
def talk_slides() -> str:
    return put_game(SLIDES, 5, "shannon", f'text="{SENTENCE}"')


def sheet(phone: Page) -> Locator:
    """Where a phone takes part."""
    return phone.get_by_role("region", name="Take part")


def guess(phone: Page, letter: str) -> None:
    """Put everything on one letter, and see it counted."""
    sheet(phone).get_by_role("button", name=letter, exact=True).click()
    expect(sheet(phone)).to_contain_text("Counted.")


def lose_network(phone: Page) -> None:
    """As when Wi-Fi goes: nothing new gets through, and the stream that was open is given up."""
    phone.context.set_offline(True)
    phone.evaluate("window.dispatchEvent(new Event('online'))")  # an open stream would outlive set_offline
    expect(phone.get_by_text("No connection. Trying again…")).to_be_visible()


@pytest.mark.expects_console("ERR_|Failed to load resource")
def test_an_evening(talk: Talk) -> None:
    server, console, slides = talk.server, talk.console, talk.slides
    (server.data_dir / "notes.json").write_text(json.dumps(NOTES))
    ann, bob, cyd = talk.phone(), talk.phone(), talk.phone()
    clicker = talk.clicker(talk.invite())
    console.keyboard.press("Escape")
    everyone = (ann, bob, cyd, slides, console, clicker)
    expect(clicker.get_by_role("region", name="Notes of this slide")).to_have_text("Three things.")
    expect(console.get_by_text(f"following {talk.code}")).to_be_visible()

    # The speaker walks about with the phone in hand; one reader stays behind for a moment.
    for place in ("#2.1", "#2.2", "#2.3"):
        clicker.get_by_role("button", name="Next step (→)").tap()
        for page in everyone:
            wait_for_place(page, place)
    cyd.get_by_role("button", name="Step back").click()
    expect(cyd.get_by_text("You left the talk")).to_be_visible()
    console.keyboard.press("4")
    console.keyboard.press("Enter")
    for page in (ann, bob, slides, clicker):
        wait_for_place(page, "#4")
    assert place_of(cyd) == "#2.2"
    cyd.get_by_role("button", name="Back to the speaker").click()
    wait_for_place(cyd, "#4")

    # A line on the slide, once on every phone.
    console.keyboard.press("d")
    box = console.locator(".ink.active").bounding_box()
    assert box
    console.mouse.move(box["x"] + 60, box["y"] + 60)
    console.mouse.down()
    console.mouse.move(box["x"] + 260, box["y"] + 120, steps=12)
    console.mouse.up()
    drawn = str(console.locator("#s4 .stroke").get_attribute("points"))
    for phone in (ann, bob, cyd):
        expect(phone.locator("#s4 .stroke")).to_have_attribute("points", drawn)
    console.keyboard.press("Escape")

    # The game. Bob's network goes while the first letter is guessed, and comes back after it was shown.
    clicker.get_by_role("button", name="Next step (→)").tap()
    for page in everyone:
        wait_for_place(page, "#5")
    console.get_by_role("button", name="Games…").click()
    desk = console.get_by_role("dialog", name="Games")
    desk.get_by_role("button", name="Start", exact=True).click()
    game = slides.locator("live-game")
    expect(sheet(bob)).to_contain_text("the cat ")
    lose_network(bob)
    guess(ann, "s")
    guess(cyd, "p")
    expect(game).to_contain_text("2 of 3 have answered")
    desk.get_by_role("button", name="Reveal the letter").click()
    expect(sheet(ann)).to_contain_text("You gave it 90 %")
    bob.context.set_offline(False)
    expect(sheet(bob)).to_contain_text("It was “s”")
    desk.get_by_role("button", name="Next letter").click()

    # The server dies while the second letter is guessed. All are where they were, and no answer counts twice.
    guess(bob, "a")
    expect(game).to_contain_text("1 of 3 have answered")
    server.stop()
    for phone in (ann, bob, cyd):
        expect(phone.get_by_text("No connection. Trying again…")).to_be_visible()
    server.start()
    for phone in (ann, bob, cyd):
        expect(phone.get_by_text(f"Following {talk.code}")).to_be_visible()
        expect(sheet(phone)).to_contain_text("the cat s")
    guess(ann, "a")
    guess(cyd, "a")
    expect(game).to_contain_text("3 of 3 have answered")
    desk.get_by_role("button", name="Reveal the letter").click()
    expect(game).to_contain_text("It was “a”")
    desk.get_by_role("button", name="Close the game").click()
    with console.expect_download() as download:
        desk.get_by_role("button", name="JSON").click()
    result = json.loads(Path(download.value.path()).read_text())
    assert [row["answers"] for row in result["rows"]] == [2, 3, 5]  # two letters, and all

    # The console's window crashes; a new one has room, place and token.
    console.close()
    console = open_console(slides)
    console.get_by_text(f"following {talk.code}").wait_for()
    wait_for_place(console, "#5")
    console.keyboard.press("End")
    for page in (ann, bob, cyd, slides, clicker):
        wait_for_place(page, "#6")
    for phone in (ann, bob, cyd):
        expect(phone.locator("#s4 .stroke")).to_have_count(1)  # nothing was replayed twice

    # Good night.
    console.get_by_role("button", name="Phones…").click()
    console.get_by_role("button", name="Close the room").click()
    for phone in (ann, bob, cyd):
        expect(phone.get_by_text("The talk has ended.")).to_be_visible()
    late = talk.new_page()
    use_small_deck(late.context, server.url)
    late.goto(f"{server.url}join/?room={talk.code}")
    expect(late.get_by_text("There is no such room.")).to_be_visible()
