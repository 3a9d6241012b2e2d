"""How long from a key press to the slide on screen, and from the console's key to the audience's window.

    python tests/bench/deck_latency.py dist          # medians and 95th percentiles, in milliseconds

Serves the built site itself and drives a headless Chromium. A change is timed from the key event to the frame after
the slide was shown; the two windows share the machine's clock.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from provision.browser import find_or_install
from sitegen.static_server import serve

TURNS = 100
WATCH = """() => {
    window.shown = [];
    window.pressed = [];
    const now = () => performance.timeOrigin + performance.now();
    const press = (e) => e.key.startsWith('Arrow') && pressed.push(performance.timeOrigin + e.timeStamp);
    addEventListener('keydown', press, true);
    document.addEventListener('slide:shown', () => requestAnimationFrame(() => shown.push(now())));
}"""


def turn(page: Page, watched: Page) -> None:
    """There and back again, one turn at a time, until `watched` has shown each."""
    for i in range(TURNS):
        page.keyboard.press("Shift+ArrowRight" if i % 2 == 0 else "Shift+ArrowLeft")
        watched.wait_for_function("n => shown.length === n", arg=i + 1)


def report(name: str, pressed: list[float], shown: list[float]) -> None:
    """One line."""
    times = sorted(b - a for a, b in zip(pressed, shown, strict=True))
    p95 = times[int(0.95 * len(times))]
    print(f"{name:34} median {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms   n {len(times)}")


def main(folder: Path) -> None:
    """Measure the site in `folder`."""
    with serve(folder) as url, sync_playwright() as playwright:
        address = f"{url}slides/"
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        slides = context.new_page()
        slides.goto(address + "#12")
        slides.wait_for_selector("#deck[data-mode]")
        slides.evaluate(WATCH)
        turn(slides, slides)
        report("key to slide", slides.evaluate("pressed"), slides.evaluate("shown"))
        console = context.new_page()
        console.goto(address + "?view=presenter#12")
        console.wait_for_selector(".in-step")
        console.evaluate(WATCH)
        slides.evaluate("shown.length = 0")
        turn(console, slides)
        report("console's key to the other window", console.evaluate("pressed"), slides.evaluate("shown"))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
