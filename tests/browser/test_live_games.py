"""The audience takes part: a speaker's slides and console, phones in contexts of their own, a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Site
from .small_deck import SLIDES
from .test_deck_room import PHONE, TOKEN, Server

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
KINDS = ("shannon", "temperature", "poll", "questions", "ask")
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
        game = f'<h2>{kind}</h2><live-game kind="{kind}" {ATTRIBUTES[kind]}><p>Nobody plays here.</p></live-game>'
        slides = re.sub(rf'(<section id="{place}"[^>]*>).*?(</section)', rf"\1{game}\2", slides, flags=re.DOTALL)
    return slides


def use_games(page: Page, url: str) -> None:
    """Serve the deck of games at `slides/`."""

    def answer(route: Route) -> None:
        response = route.fetch()
        body = re.sub(
            r'<main id="deck".*?</main>',
            lambda _: f'<main id="deck">{deck_of_games()}</main>',
            response.text(),
            flags=re.DOTALL,
        )
        route.fulfill(response=response, body=body)

    page.context.route(re.compile(re.escape(url + "slides/") + r"(\?[^#]*)?(#.*)?$"), answer)


@pytest.fixture
def server(dist: Path, tmp_path: Path) -> Iterator[Server]:
    made = Server(dist, tmp_path / "data")
    yield made
    made.stop()


@dataclass
class Talk:
    """A speaker with slides and console, in an open room."""

    slides: Page
    console: Page
    code: str
    server: Server
    new_page: Callable[..., Page]

    def phone(self) -> Page:
        """Someone who scanned the code."""
        page = self.new_page(**PHONE)
        use_games(page, self.server.url)
        page.goto(f"{self.server.url}join/?room={self.code}")
        page.get_by_text(f"Following {self.code}").wait_for()
        return page

    def to(self, kind: str) -> Locator:
        """Everyone goes to the slide of a game; the desk is open. Returns the desk."""
        self.console.keyboard.press("Escape")
        self.console.locator("body").press(str(KINDS.index(kind) + 2))
        self.console.keyboard.press("Enter")
        self.console.get_by_role("button", name="Games…").click()
        return self.console.get_by_role("dialog", name="Games")

    def start(self, kind: str) -> Locator:
        """Start what is on the slide."""
        desk = self.to(kind)
        desk.get_by_role("button", name="Start", exact=True).click()
        return desk

    def game(self, kind: str) -> Locator:
        """The game on the speaker's slide."""
        return self.slides.locator(f'live-game[kind="{kind}"]')


@pytest.fixture
def talk(server: Server, new_page: Callable[..., Page]) -> Talk:
    slides = new_page()
    use_games(slides, server.url)
    slides.goto(server.url + "slides/#1")
    slides.wait_for_selector("#deck[data-mode]")
    with slides.expect_popup() as popup:
        slides.keyboard.press("p")
    console = popup.value
    console.set_viewport_size({"width": 1280, "height": 720})
    console.get_by_role("button", name="Phones…").click()
    dialog = console.get_by_role("dialog", name="Let phones follow")
    dialog.get_by_label("Presenter’s token").fill(TOKEN)
    dialog.get_by_role("button", name="Open a room").click()
    code = str(console.locator(".room-code").text_content())
    console.keyboard.press("Escape")
    console.get_by_text(f"following {code}").wait_for()
    return Talk(slides, console, code, server, new_page)


def play(phone: Page) -> Locator:
    """The sheet on a phone."""
    return phone.get_by_role("region", name="Take part")


def test_the_shannon_game_from_the_first_letter_to_the_chart(talk: Talk) -> None:
    ann, bob = talk.phone(), talk.phone()
    desk = talk.start("shannon")
    game = talk.game("shannon")
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
    desk = talk.start("poll")
    game = talk.game("poll")
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
    desk = talk.start("temperature")
    game = talk.game("temperature")
    expect(game.locator(".texts .code")).to_have_count(2)
    texts = game.locator(".texts .code").all_text_contents()
    assert all(len(text) > 100 for text in texts)
    play(ann).get_by_role("button", name="The first").click()
    play(bob).get_by_role("button", name="The second").click()
    expect(game).to_contain_text("2 answers")
    expect(game).not_to_contain_text("temperature 1.2")
    desk.get_by_role("button", name="Reveal the temperatures").click()
    expect(game).to_contain_text("temperature 1.2")
    hot = 0 if "temperature 1.2" in str(game.locator(".texts li").first.text_content()) else 1
    expect(play(ann if hot == 0 else bob)).to_contain_text("You were right.")
    expect(play(bob if hot == 0 else ann)).to_contain_text("It was the other one.")
    desk.get_by_role("button", name="Two new texts").click()
    expect(play(ann).get_by_role("button", name="The first")).to_be_enabled()
    expect(game).not_to_contain_text(texts[0])


@pytest.mark.expects_console("403")  # a muted phone is told so
def test_questions_reach_the_screen_only_through_the_speaker(talk: Talk) -> None:
    ann, bob = talk.phone(), talk.phone()
    desk = talk.start("ask")
    game = talk.game("ask")
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_slide_phone_and_desk(talk: Talk, scheme: str) -> None:
    ann = talk.phone()
    talk.start("shannon")
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
    use_games(page, site.url)
    page.goto(site.url + "slides/#2")
    page.wait_for_function("customElements.get('live-game') !== undefined")
    expect(page.get_by_text("Nobody plays here.").first).to_be_visible()
