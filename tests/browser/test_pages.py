"""What the pages do besides showing text: search, theme, commands to copy, pages that are not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site


def test_search_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(site.url + "read/")
    expect(page.locator("form[role=search]")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("temperature")
    results = page.locator("#search-results a")
    expect(results.first).to_contain_text("Temperature", ignore_case=True)
    expect(page.locator("#search-status")).to_contain_text("slides")
    page.keyboard.press("ArrowDown")
    expect(results.first).to_be_focused()
    target = results.first.get_attribute("href")
    page.keyboard.press("Enter")
    assert target is not None
    assert page.url.endswith(target)
    expect(page.locator("#search-results")).to_be_hidden()


def test_search_finds_what_is_misspelt_and_says_when_there_is_nothing(page: Page, site: Site) -> None:
    page.goto(site.url + "read/")
    field = page.locator("#q")
    field.fill("temperture")
    expect(page.locator("#search-results a").first).to_be_visible()
    field.fill("zzzzqqqq")
    expect(page.locator("#search-status")).to_contain_text("Nothing found")
    field.press("Escape")
    expect(field).to_have_value("")


def test_what_one_types_is_shown_as_text(page: Page, site: Site) -> None:
    page.goto(site.url + "read/")
    page.locator("#q").fill("<img src=x onerror=alert(1)> (model")
    expect(page.locator("#search-status")).not_to_be_empty()
    assert page.locator("#search-results img").count() == 0


@pytest.mark.expects_console("Failed to load resource")
def test_search_without_its_index_says_so_and_tries_again(page: Page, site: Site) -> None:
    page.goto(site.url + "read/")
    page.route("**/search-*.json", lambda route: route.fulfill(status=503))
    page.locator("#q").fill("model")
    expect(page.locator("#search-status")).to_contain_text("Search is not available")
    page.unroute("**/search-*.json")
    page.locator("#q").fill("models")
    expect(page.locator("#search-results a").first).to_be_visible()


def test_the_theme_is_kept_from_page_to_page(page: Page, site: Site) -> None:
    page.goto(site.url)
    page.get_by_role("button", name="Use the dark theme").click()
    page.goto(site.url + "read/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 26)"
    page.goto(site.url + "slides/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_nothing_that_needs_scripts_is_shown_without_them(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.url + "read/")
    expect(page.locator("form[role=search]")).to_be_hidden()
    expect(page.locator("[data-action=theme]")).to_be_hidden()
    page.goto(site.url)
    expect(page.locator("[data-action=copy]").first).to_be_hidden()


def test_the_pages_keep_a_strict_content_security_policy(page: Page, site: Site) -> None:
    """KaTeX draws with style attributes and Pyodide compiles WebAssembly; nothing else is let through."""
    policy = (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'"
    )

    def guard(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})  # type: ignore[attr-defined]

    page.route("**/*", guard)
    for path in ("", "slides/", "read/", "licenses/"):
        page.goto(site.url + path)
        page.wait_for_load_state("networkidle")


def test_print_leaves_out_what_paper_cannot_use(page: Page, site: Site) -> None:
    page.goto(site.url + "read/")
    page.emulate_media(media="print")
    for hidden in (".site-header", ".contents", "form[role=search]", ".site-footer"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("article")).to_be_visible()
