"""How long from the press on Ask until the first stage stands on the page, at work, and until it is done.

    .venv/bin/python -m demo_server                            # in another terminal
    python tests/bench/nlq_page.py http://127.0.0.1:8000/ [questions]

Drives a headless Chromium on the question page of a running server. Timed from the click's event to the frame in which
the first stage is shown, and to that in which the server has told that it is done. One client may ask 60 questions a
minute: ask fewer.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from provision.browser import find_or_install

WATCH = """() => {
    const within = (root, name) => {
        for (const one of root.querySelectorAll('*')) {
            if (one.localName === name) return one;
            const below = one.shadowRoot && within(one.shadowRoot, name);
            if (below) return below;
        }
        return null;
    };
    window.first = new Promise((tell) =>
        addEventListener('click', ({ timeStamp }) => {
            let shown;
            const look = () => {
                const stages = within(document, 'nlq-stages');
                const asked = stages?.run?.status === 'running' || stages?.run?.status === 'done';
                if (asked && stages.shadowRoot.querySelector('li')) shown ??= performance.now() - timeStamp;
                if (asked && stages.shadowRoot.querySelector('li.done')) tell([shown, performance.now() - timeStamp]);
                else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
        }, { capture: true, once: true }));
}"""


def main(url: str, questions: int) -> None:
    """Measure and print."""
    spent: list[list[float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        for _ in range(questions):
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(f"{url}nlq/")
            ask = page.get_by_role("button", name="Ask", exact=True)
            page.get_by_label("Your question").fill("How many articles did each author write?")
            page.evaluate(WATCH)
            ask.click()
            spent.append(page.evaluate("() => window.first"))
            page.close()
        browser.close()
    for name, times in zip(("on screen", "done"), zip(*spent, strict=True), strict=True):
        p95 = sorted(times)[int(0.95 * (len(times) - 1))]
        told = f"median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, n {len(times)}"
        print(f"press to the first stage {name}: {told}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20)
