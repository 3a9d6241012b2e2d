"""A talk in an open room: a real server, the speaker's slides and console, and phones in contexts of their own.

The server here is the live rooms and the built site, without Elasticsearch and the language model.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.conftest import free_port

from .small_deck import open_deck, use_small_deck

TOKEN = "only-the-presenter-knows"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class Server:
    """The site and the rooms on a port of their own; can be stopped and started again with the same data."""

    def __init__(self, site: Path, data_dir: Path) -> None:
        self.site, self.data_dir = site, data_dir
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        app = f"tests.browser.room_app:create({str(self.site)!r}, {str(self.data_dir)!r}, {TOKEN!r})"
        options = ["--worker-class", "gevent", "--bind", f"127.0.0.1:{self.port}", "--log-level", "warning"]
        command = [sys.executable, "-m", "gunicorn", *options, "--graceful-timeout", "1", app]
        self._process = subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2])
        while self._process.poll() is None:
            with suppress(OSError), urllib.request.urlopen(self.url + "slides/", timeout=5):
                return
            time.sleep(0.05)
        raise AssertionError(f"the server ended with {self._process.returncode}")

    def stop(self) -> None:
        """Stop it; every stream breaks."""
        self._process.terminate()
        self._process.wait(10)

    @property
    def url(self) -> str:
        """The site's root."""
        return f"http://127.0.0.1:{self.port}/"


@dataclass
class Talk:
    """A speaker with slides and console at slide 2, and the code of the room. `deck`: the slides, as HTML."""

    slides: Page
    console: Page
    code: str
    server: Server
    new_page: Callable[..., Page]
    deck: str

    def phone(self, **options: object) -> Page:
        """Someone who scanned the code."""
        page = self.new_page(**{**PHONE, **options})
        use_small_deck(page.context, self.server.url, slides=self.deck)
        page.goto(f"{self.server.url}join/?room={self.code}")
        page.get_by_text(f"Following {self.code}").wait_for()
        return page

    def invite(self) -> str:
        """The address behind the QR code that the console shows for a clicker; the dialog stays open."""
        self.console.get_by_role("button", name="Phones…").click()
        self.console.get_by_role("button", name="Add a clicker…").click()
        return str(self.console.locator(".invitation .room-address").text_content())

    def clicker(self, link: str) -> Page:
        """The speaker's own phone, which scanned that code."""
        phone = self.new_page(**PHONE)
        use_small_deck(phone.context, self.server.url, slides=self.deck)
        phone.goto(link)
        phone.get_by_text(f"following {self.code}").wait_for()
        return phone


def put_game(deck: str, place: int, kind: str, attributes: str = "") -> str:
    """The slides with a game in place of what slide `place` shows."""
    game = f'<h2>{kind}</h2><live-game kind="{kind}" {attributes}><p>Nobody plays here.</p></live-game>'
    return re.sub(rf'(<section id="{place}"[^>]*>).*?(</section)', rf"\1{game}\2", deck, flags=re.DOTALL)


def open_console(slides: Page, presses: int = 3) -> Page:
    """The console that `p` opens. The key is pressed again where the press met the old window, just closing."""
    for _ in range(presses - 1):
        with suppress(PlaywrightTimeout):
            with slides.expect_popup(timeout=3000) as popup:
                slides.keyboard.press("p")
            return popup.value
    with slides.expect_popup() as popup:
        slides.keyboard.press("p")
    return popup.value


def open_talk(server: Server, new_page: Callable[..., Page], deck: str) -> Talk:
    """Open slides, console and a room, as a speaker does."""
    slides = new_page()
    open_deck(slides, use_small_deck(slides.context, server.url, slides=deck), "#2")
    console = open_console(slides)
    console.set_viewport_size({"width": 1280, "height": 720})
    console.get_by_role("button", name="Phones…").click()
    dialog = console.get_by_role("dialog", name="Let phones follow")
    dialog.get_by_label("Presenter’s token").fill(TOKEN)
    dialog.get_by_role("button", name="Open a room").click()
    code = str(console.locator(".room-code").text_content())
    console.keyboard.press("Escape")
    console.get_by_text(f"following {code}").wait_for()
    return Talk(slides, console, code, server, new_page, deck)
