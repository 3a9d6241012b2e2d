"""The site without a network after one visit, and never a stale page while there is one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sitegen import offline
from sitegen.output import Output
from sitegen.static_server import serve

from .conftest import SUB_PATH
from .test_ngram import finished

KEPT_MS = 120_000
GONE = "ERR_CONNECTION_REFUSED|ERR_FAILED|Failed to load resource"
VERSION = re.compile(r'data-build="\w+"')


class Host:
    """A static host of a copy of the site, which can be changed, and switched off."""

    def __init__(self, dist: Path, folder: Path) -> None:
        shutil.copytree(dist, folder / "site", copy_function=shutil.copyfile)
        self.folder, self.cache = folder / "site", folder / "cache"
        self._open = ExitStack()
        self.url = self._open.enter_context(serve(self.folder, SUB_PATH))

    def deploy(self, version: str, name: str, old: str, new: str) -> None:
        """A new version of the site: one page says something else."""
        page = self.folder / name
        page.write_text(page.read_text().replace(old, new))
        out = Output(self.folder)
        for html in self.folder.rglob("*.html"):
            html.write_text(VERSION.sub(f'data-build="{version}"', html.read_text()))
        out.keep(path for path in self.folder.rglob("*") if path.is_file())
        offline.write(out, version, self.cache)

    def switch_off(self) -> None:
        """The network is gone."""
        self._open.close()


@pytest.fixture
def host(dist: Path, tmp_path: Path) -> Iterator[Host]:
    made = Host(dist, tmp_path)
    yield made
    made.switch_off()


@pytest.fixture
def visitor(new_page: Callable[..., Page]) -> Page:
    """A browser that keeps sites."""
    return new_page(service_workers="allow", reduced_motion="reduce")


def kept(page: Page, how: str = "all") -> None:
    """Until the browser has the site's core, or all of it."""
    selector = ":root[data-kept]" if how == "core" else ":root[data-kept=all]"
    page.wait_for_selector(selector, timeout=KEPT_MS, state="attached")


@pytest.mark.expects_console(GONE)
def test_after_one_visit_everything_works_without_a_network(visitor: Page, host: Host) -> None:
    page = visitor
    page.goto(host.url + "slides/#2")
    kept(page)
    host.switch_off()
    page.reload()
    page.wait_for_selector("#deck[data-mode]")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("#3$"))
    page.goto(host.url + "slides/?view=presenter#4")
    expect(page.locator(".console-notes")).to_be_visible()
    page.goto(host.url + "read/")
    page.locator("#q").fill("temperature")
    expect(page.locator("#search-results a").first).to_be_visible()
    page.goto(host.url + "lab/")
    lab = page.locator("ngram-lab")
    finished(lab)
    assert str(lab.locator("byte-text p.unseen").first.text_content()).strip()
    page.goto(host.url + "nlq/")
    expect(page.locator("nlq-demo .origin")).to_contain_text("Recorded")


def test_a_new_version_is_on_screen_at_the_next_load_and_open_pages_are_told(visitor: Page, host: Host) -> None:
    page = visitor
    page.goto(host.url + "join/")  # the audience's page keeps nothing
    page.wait_for_timeout(500)
    assert page.evaluate("navigator.serviceWorker.controller") is None
    page.goto(host.url)
    kept(page)
    host.deploy("aaaa", "licenses/index.html", "<h1>", "<h1>New: ")
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    show = page.get_by_role("button", name="Show the new version")
    expect(show).to_be_visible(timeout=30_000)
    with page.expect_navigation():
        show.click()
    assert page.locator("html").get_attribute("data-build") == "aaaa"
    expect(show).to_have_count(0)
    host.deploy("bbbb", "licenses/index.html", "<h1>New: ", "<h1>Newest: ")
    page.goto(host.url + "licenses/")
    expect(page.locator("h1")).to_contain_text("Newest: ")
    kept(page, "core")
    names = "caches.keys().then(async ([name]) => (await (await caches.open(name)).keys()).map(({url}) => url))"
    page.wait_for_function(
        f"() => {names}.then(all => all.filter(url => url.includes('/licenses/?')).length === 1)", timeout=30_000
    )  # the window was alone: the new worker took over, and threw away what is old
    expect(show).to_have_count(0)


@pytest.mark.expects_console(GONE)
def test_other_bytes_than_the_builds_are_never_kept(visitor: Page, host: Host) -> None:
    page = visitor
    (host.folder / "favicon.svg").write_text("<svg>a login page</svg>")
    page.goto(host.url)
    page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration().then(found => {"
        " window.seen ||= Boolean(found); return window.seen && !found?.active && !found?.installing; })",
        timeout=30_000,
    )
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("html").get_attribute("data-kept") is None


def test_the_answers_of_a_server_do_not_pass_through_the_worker(visitor: Page, host: Host) -> None:
    page = visitor
    page.goto(host.url)
    kept(page, "core")
    page.reload()
    through: dict[str, bool] = {}
    page.on("response", lambda response: through.update({response.url: response.from_service_worker}))
    page.evaluate("Promise.all(['health', 'favicon.svg'].map(path => fetch(path)))")
    assert through[host.url + "favicon.svg"]
    assert not through[host.url + "health"]
