"""A real Chromium on the built site (under a sub-path, as a static host serves it) and on the live server.

The `page` fixture is strict: a console error, an uncaught exception or a request that leaves the site fails the test.
A test in which a failure is the point says so: `@pytest.mark.expects_console("503")`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from provision.browser import find_or_install
from sitegen.static_server import serve
from tests.conftest import LiveServer

from .rooms import Server, Talk, open_talk
from .small_deck import SLIDES

SUB_PATH = "/some/path/"
expect.set_options(timeout=20_000)  # how long a busy machine may take; what is there at once costs nothing
LOCAL_SCHEMES = {"data", "blob", "about"}


@dataclass(frozen=True)
class Site:
    """Where a built site is served, and the folder behind it."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def site(dist: Path) -> Iterator[Site]:
    """The built site on a plain static server, under a sub-path."""
    with serve(dist, SUB_PATH) as url:
        yield Site(url, dist)


@pytest.fixture(scope="session")
def live(live_server: LiveServer) -> Site:
    """The live server, seen as a site."""
    return Site(live_server.url, live_server.data_dir)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session: the machine's own, or one that the test command fetched."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(find_or_install()),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in its own context with the options of `browser.new_context`, and checks them at the end."""
    marker = request.node.get_closest_marker("expects_console")
    expected = re.compile(marker.args[0]) if marker else None
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not (expected and expected.search(message.text)):
            problems.append(f"console: {message.text} ({message.location.get('url')})")

    def make(**options: object) -> Page:
        # A service worker would answer in place of routes that a test lays; its own tests allow it.
        usual = {"viewport": {"width": 1280, "height": 720}, "service_workers": "block"}
        context = browser.new_context(**{**usual, **options})  # type: ignore[arg-type]
        contexts.append(context)
        origins: set[str] = set()

        def on_request(asked: Request) -> None:
            url = urlsplit(asked.url)
            if url.scheme in LOCAL_SCHEMES:
                return
            if asked.is_navigation_request() and not origins:
                origins.add(url.netloc)
            if url.netloc not in origins:
                problems.append(f"request leaves the site: {asked.url}")

        context.on("request", on_request)
        page = context.new_page()
        page.on("console", on_console)
        page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One strict page at 1280×720."""
    return new_page()


@pytest.fixture
def room_server(dist: Path, tmp_path: Path) -> Iterator[Server]:
    """The built site and the live rooms; ends after the pages, so that none sees its stream break."""
    made = Server(dist, tmp_path / "data")
    yield made
    made.stop()


@pytest.fixture
def talk_slides() -> str:
    """The slides of `talk`; a file of tests may have its own."""
    return SLIDES


@pytest.fixture
def talk(room_server: Server, new_page: Callable[..., Page], talk_slides: str) -> Talk:
    """A speaker with slides, console and an open room."""
    return open_talk(room_server, new_page, talk_slides)
