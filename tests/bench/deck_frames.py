"""How smooth the deck is while a demo trains: frames a second from the moment that a slide with a model is shown.

    python tests/bench/deck_frames.py dist          # boot, training and writing; then the same slide at rest

Frames are counted by requestAnimationFrame in a headless Chromium, whose display runs at 60 a second; a frame is late
when it comes more than a frame and a half after the one before it.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from provision.browser import find_or_install
from sitegen.static_server import serve

FRAME = 1000 / 60
COUNT = """() => {
    window.frames60 = [];
    let before = performance.now();
    const tick = (now) => { frames60.push(now - before); before = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""
WRITTEN = """() => {
    const texts = (root) => [...root.querySelectorAll('*')].flatMap((node) => [
        ...(node.matches('p.unseen') && root.host?.localName === 'byte-text' ? [node.textContent.trim()] : []),
        ...(node.shadowRoot ? texts(node.shadowRoot) : []),
    ]);
    const written = texts(document.querySelector('.slide[data-current]'));
    return written.length && written.every((text) => text && text !== 'The text is being written.');
}"""


def report(name: str, frames: list[float]) -> None:
    """One line."""
    late = sum(frame > 1.5 * FRAME for frame in frames)
    rate = 1000 * len(frames) / sum(frames)
    print(
        f"{name:20} {rate:5.1f} frames/s   median {statistics.median(frames):5.1f} ms   "
        f"late {late} of {len(frames)}   longest {max(frames):5.0f} ms"
    )


def taken(page: Page) -> list[float]:
    """The frames since the last call."""
    frames: list[float] = page.evaluate("frames60.splice(0)")
    return frames


def main(folder: Path) -> None:
    """Measure the site in `folder`."""
    with serve(folder) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 720}, service_workers="block")
        page = context.new_page()
        page.goto(f"{url}slides/")
        page.wait_for_selector("#deck[data-mode]")
        slide = page.evaluate("document.querySelector('ngram-sampler').closest('.slide').dataset.index")
        page.evaluate(COUNT)
        page.evaluate("slide => { location.hash = `#${slide}`; }", slide)
        page.wait_for_function(WRITTEN, timeout=60_000)
        report("while it trains", taken(page))
        page.wait_for_timeout(3000)
        report("at rest", taken(page))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
