"""The audience takes part: a speaker's slides and console, phones in contexts of their own, a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Site
from .rooms import Talk, put_game
from .small_deck import SLIDES, use_small_deck

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
KINDS = ("shannon", "temperature", "poll", "questions", "ask")
FIRST, SECOND = re.compile("^The first"), re.compile("^The second")  # the sampled text goes on in the button's name
ATTRIBUTES = {
    "shannon": 'text="the cat sat on the mat"',
    "temperature": 'cold="0.4" hot="1.2"',
    "poll": 'question="Does it understand?" options="Yes | No | What is that?"',
    "questions": "",
    "ask": 'indexes="articles, movies"',
}


def deck_of_games() -> str:
    """The small deck with a game on each slide from the second on."""
    slides = SLIDES
    for place, kind in enumerate(KINDS, 2):
        slides = put_game(slides, place, kind, ATTRIBUTES[kind])
    return slides


@pytest.fixture
def talk_slides() -> str:
    return deck_of_games()


def go_to(talk: Talk, kind: str) -> Locator:
    """Everyone goes to the slide of a game; the desk is open. Returns the desk."""
    talk.console.keyboard.press("Escape")
    talk.console.locator("body").press(str(KINDS.index(kind) + 2))
    talk.console.keyboard.press("Enter")
    talk.console.get_by_role("button", name="Games…").click()
    return talk.console.get_by_role("dialog", name="Games")


def start(talk: Talk, kind: str) -> Locator:
    """Start what is on the slide. Returns the desk."""
    desk = go_to(talk, kind)
    desk.get_by_role("button", name="Start", exact=True).click()
    return desk


def game_of(talk: Talk, kind: str) -> Locator:
    """The game on the speaker's slide."""
    return talk.slides.locator(f'live-game[kind="{kind}"]')


def play(phone: Page) -> Locator:
    """The sheet on a phone."""
    return phone.get_by_role("region", name="Take part")


def test_the_shannon_game_from_the_first_letter_to_the_chart(talk: Talk) -> None:
    ann, bob = talk.phone(), talk.phone()
    desk = start(talk, "shannon")
    game = game_of(talk, "shannon")
    expect(game).to_contain_text("What is the next letter?")
    expect(play(ann)).to_contain_text("the cat ")
    # sat: Ann is sure, Bob spreads his bet
    play(ann).get_by_role("button", name="s", exact=True).click()
    play(bob).get_by_role("button", name="s", exact=True).click()
    play(bob).get_by_role("button", name="i", exact=True).click()
    for phone in (ann, bob):
        expect(play(phone)).to_contain_text("Counted.")
    expect(game).to_contain_text("2 of 2 have answered")
    desk.get_by_role("button", name="Reveal the letter").click()
    # (0.90 + 0.45 + …) by hand: Ann 0.9 + 0.1/27, Bob 0.45 + 0.1/27
    expect(play(ann)).to_contain_text("You gave it 90 % and paid 0.1 bits")
    expect(play(bob)).to_contain_text("You gave it 45 % and paid 1.1 bits")
    expect(game).to_contain_text("It was “s”")
    expect(game).to_contain_text("The room together")
    expect(game).to_contain_text("n-gram, order 5")
    expect(game).to_contain_text("No language model plays")  # this server has none
    desk.get_by_role("button", name="Next letter").click()
    expect(play(ann)).to_contain_text("the cat s")
    desk.get_by_role("button", name="Give the rest of the word").click()
    expect(play(ann)).to_contain_text("the cat sat ")
    desk.get_by_role("button", name="Close the game").click()
    chart = game.locator("bits-chart")
    expect(chart.get_by_role("img")).to_contain_text("Shannon’s readers 0.6–1.3")
    expect(play(bob)).to_contain_text("0.6–1.3")
    with talk.console.expect_download() as download:
        desk.get_by_role("button", name="JSON").click()
    result = json.loads(Path(download.value.path()).read_text())
    assert result["text"] == "the cat sat on the mat"
    assert result["rows"][0]["answers"] == 2
    assert result["people"] == [pytest.approx(0.1458, abs=1e-3), pytest.approx(1.1402, abs=1e-3)]


@pytest.mark.expects_console("ERR_|Failed to load")
def test_a_poll_outlives_the_server_and_minds_may_change(talk: Talk) -> None:
    ann, bob = talk.phone(), talk.phone()
    desk = start(talk, "poll")
    game = game_of(talk, "poll")
    play(ann).get_by_role("button", name="Yes").click()
    play(bob).get_by_role("button", name="No").click()
    expect(game).to_contain_text("2 answers")
    talk.server.stop()
    talk.server.start()
    expect(talk.console.get_by_text(f"following {talk.code}")).to_be_visible(timeout=20_000)
    play(ann).get_by_role("button", name="What is that?").click()
    expect(play(ann)).to_contain_text("Counted.", timeout=20_000)
    bob.reload()
    expect(play(bob).get_by_role("button", name="No")).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("button", name="Take no more answers").click()
    bars = game.locator(".bar b")
    expect(bars).to_have_text(["0", "1", "1"])
    expect(play(bob).get_by_role("button", name="Yes")).to_be_disabled()


def test_which_text_is_hotter(talk: Talk) -> None:
    ann, bob = talk.phone(), talk.phone()
    desk = start(talk, "temperature")
    game = game_of(talk, "temperature")
    expect(game.locator(".texts .code")).to_have_count(2)
    texts = game.locator(".texts .code").all_text_contents()
    assert all(len(text) > 100 for text in texts)
    play(ann).get_by_role("button", name=FIRST).click()
    play(bob).get_by_role("button", name=SECOND).click()
    expect(game).to_contain_text("2 answers")
    expect(game).not_to_contain_text("temperature 1.2")
    desk.get_by_role("button", name="Reveal the temperatures").click()
    expect(game).to_contain_text("temperature 1.2")
    hot = 0 if "temperature 1.2" in str(game.locator(".texts li").first.text_content()) else 1
    expect(play(ann if hot == 0 else bob)).to_contain_text("You were right.")
    expect(play(bob if hot == 0 else ann)).to_contain_text("It was the other one.")
    desk.get_by_role("button", name="Two new texts").click()
    expect(play(ann).get_by_role("button", name=FIRST)).to_be_enabled()
    expect(game).not_to_contain_text(texts[0])


@pytest.mark.expects_console("403")  # a muted phone is told so
def test_questions_reach_the_screen_only_through_the_speaker(talk: Talk) -> None:
    ann, bob = talk.phone(), talk.phone()
    desk = start(talk, "ask")
    game = game_of(talk, "ask")
    hostile = "<img src=x onerror=alert(1)> films about whales?"
    play(ann).get_by_label("About").select_option("movies")
    play(ann).get_by_label("What should the index be asked?").fill(hostile)
    play(ann).get_by_role("button", name="Send").click()
    expect(play(ann)).to_contain_text("waits for the speaker")
    expect(desk).to_contain_text(hostile)
    expect(game).not_to_contain_text("whales")
    expect(play(bob)).not_to_contain_text("whales")
    desk.get_by_role("button", name="Show").click()
    expect(game).to_contain_text(hostile)
    play(bob).get_by_role("button", name="Vote for").click()
    expect(game).to_contain_text("1 votes")
    with talk.console.expect_popup() as popup:
        desk.get_by_role("button", name="Run it").click()
    expect(popup.value).to_have_url(re.compile(r"/nlq/\?index=movies&question=%3Cimg"))
    popup.value.close()
    expect(play(bob)).to_contain_text("was asked")
    desk.get_by_role("button", name="Mute this phone").click()
    play(ann).get_by_label("What should the index be asked?").fill("once more")
    play(ann).get_by_role("button", name="Send").click()
    expect(play(ann)).to_contain_text("wants to read nothing more")
    desk.get_by_role("button", name="Remove this phone").click()
    expect(game).not_to_contain_text("whales")


ASKED = "How many articles did each author write?"  # recorded: this server has no index
OVER_A_DEMO = put_game(SLIDES, 4, "ask", 'indexes="articles" over').replace(
    "<live-game", f'<nlq-demo index="articles" question="{ASKED}"></nlq-demo><live-game', 1
)


@pytest.mark.expects_console("404")  # where no API is, the demo plays what was recorded
@pytest.mark.parametrize("talk_slides", [OVER_A_DEMO])
def test_a_game_lies_over_its_slide_and_what_the_speaker_runs_is_answered_there(talk: Talk) -> None:
    slides, console = talk.slides, talk.console
    console.locator("body").press("4")
    console.keyboard.press("Enter")
    demo, game = slides.locator("nlq-demo"), slides.locator("live-game")
    expect(demo.get_by_role("button", name="Ask")).to_be_enabled()
    console.get_by_role("button", name="Games…").click()
    desk = console.get_by_role("dialog", name="Games")
    desk.get_by_role("button", name="Start", exact=True).click()
    expect(game).to_contain_text("What should we ask about articles?")
    assert slides.evaluate("document.querySelector('nlq-demo').inert")
    ann = talk.phone()
    play(ann).get_by_label("What should the index be asked?").fill(ASKED)
    play(ann).get_by_role("button", name="Send").click()
    desk.get_by_role("button", name="Run it").click()
    expect(demo.locator("nlq-result, .result, bar-chart").first).to_be_visible()
    expect(play(ann)).to_contain_text("was asked")
    assert len(console.context.pages) == 2  # slides and console: no window on the wrong screen
    game.get_by_role("button", name="What the room asks").click()
    expect(game).to_contain_text(ASKED)
    game.get_by_role("button", name="Show the slide").click()
    assert not slides.evaluate("document.querySelector('nlq-demo').inert")
    desk.get_by_role("button", name="Close the game").click()
    desk.get_by_role("button", name="Take it away").click()
    expect(game.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_slide_phone_and_desk(talk: Talk, scheme: str) -> None:
    ann = talk.phone()
    start(talk, "shannon")
    play(ann).get_by_role("button", name="s", exact=True).click()
    expect(play(ann)).to_contain_text("Counted.")
    for page, part in ((ann, "live-play"), (talk.console, "dialog"), (talk.slides, "#deck")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(AXE.read_text())
        found = page.evaluate("async (part) => (await axe.run(part, {resultTypes: ['violations']})).violations", part)
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
    width = ann.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def test_a_static_host_shows_what_the_build_put_there(site: Site, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(use_small_deck(page.context, site.url, slides=deck_of_games()) + "#2")
    page.wait_for_function("customElements.get('live-game') !== undefined")
    expect(page.get_by_text("Nobody plays here.").first).to_be_visible()
