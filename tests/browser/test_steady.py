"""Pages stand still while they load, and a reader's place outlives the tab."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import Site
from .rooms import PHONE
from .small_deck import open_deck, use_small_deck, wait_for_place

# A formula's accents settle when its font arrives: 0.0008 on slide 9. What a reader would see jump is far more.
SHIFTS = """
window.moved = [];
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput && entry.value > 0.002)
        window.moved.push([entry.value, ...entry.sources.map(({ node }) => node?.className || node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("device", [{}, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("path", ["slides/", "slides/#9", "read/", "join/"])
def test_nothing_moves_while_a_page_loads(
    new_page: Callable[..., Page], site: Site, path: str, device: dict[str, object]
) -> None:
    page = new_page(**device)
    page.add_init_script(SHIFTS)
    page.goto(site.url + path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    assert page.evaluate("moved") == []


def test_a_reload_and_a_restored_tab_return_to_the_step(page: Page, site: Site) -> None:
    open_deck(page, use_small_deck(page.context, site.url), "#2")
    page.keyboard.press("ArrowRight")
    wait_for_place(page, "#2.1")
    page.reload()
    wait_for_place(page, "#2.1")
    restored = page.context.new_page()  # a browser that restores a killed tab opens its last address
    restored.goto(page.url)
    restored.wait_for_selector("#deck[data-mode]")
    assert restored.evaluate("document.querySelector('[data-fragment=newest]').dataset.marpitFragment") == "1"
