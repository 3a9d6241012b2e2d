"""What a phone in the room meets first, on a slow network: nothing moves under the finger, axe finds nothing at all.

How soon it is painted depends on the machine: `python -m tests.bench.first_paint`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.bench.first_paint import MOVED, NETWORK, PAGES, WATCH

from .rooms import PHONE, Server

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
LAPTOP: dict[str, object] = {"viewport": {"width": 1280, "height": 720}}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_while_a_phone_loads(room_server: Server, new_page: Callable[..., Page], path: str) -> None:
    page = new_page(**PHONE)
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", NETWORK)
    page.add_init_script(WATCH)
    page.goto(room_server.url + path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    assert page.evaluate(MOVED) == 0
    page.evaluate("document.body.prepend(Object.assign(document.createElement('div'), {style: 'height: 9rem'}))")
    page.wait_for_function(f"() => {MOVED} > 0")  # or the line above would prove nothing


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_at_all(room_server: Server, new_page: Callable[..., Page], path: str, scheme: str) -> None:
    found = []
    for size in (PHONE, LAPTOP):
        page = new_page(**size, color_scheme=scheme, reduced_motion="reduce")
        page.goto(room_server.url + path)
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE.read_text())
        violations = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        found += [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes'][:3]]}" for v in violations]
    assert found == []
