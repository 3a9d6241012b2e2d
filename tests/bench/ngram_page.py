"""The lab while it learns all State of the Union addresses: is the page alive, and how much memory does it take?

    python tests/bench/ngram_page.py dist

Serves the built site, opens `/lab/` in a headless Chromium, lets every address (10.8 MB) be learnt at order 7, and
prints the seconds that it took, the long tasks of the main thread meanwhile (`PerformanceObserver` hears of those over
50 ms), the longest gap between two frames, and the size of the worker's WebAssembly memory.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from provision.browser import find_or_install
from sitegen.static_server import serve

ALL = "state-of-the-union-1790-2021"
GOAL_S, GOAL_TASK_MS, GOAL_HEAP = 5, 50, 300e6
LIMIT_MS = 300_000
WATCH = """() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((e) => [e.startTime, e.duration])))
      .observe({ type: "longtask", buffered: true });
    window.gap = 0;
    let last = performance.now();
    const frame = (now) => {
      window.gap = Math.max(window.gap, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""
MEMORY = """async () => {
    const { bytes } = await document.querySelector("ngram-lab").sampler.client.request("memory", {});
    return bytes;
}"""


def main(folder: Path) -> None:
    """Measure the site in `folder`."""
    with serve(folder) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{url}lab/?corpus=expressions&order=7&seed=7&n=200&pace=once")
        sampler = page.locator("ngram-sampler")
        expect(sampler.get_by_role("button", name="Sample")).to_be_visible(timeout=LIMIT_MS)
        page.wait_for_timeout(6000)  # numpy comes by itself a moment later
        before = page.evaluate(MEMORY)
        page.evaluate(WATCH)
        start = page.evaluate("performance.now()")
        page.evaluate(f"document.querySelector('ngram-lab').sampler.change({{ corpus: '{ALL}' }})")
        expect(sampler.get_by_text(re.compile(r"Trained on 10\.\d MB"))).to_be_visible(timeout=LIMIT_MS)
        told = sampler.get_by_text(re.compile(r"Trained on 10\.\d MB")).inner_text()
        expect(sampler.get_by_role("button", name="Sample")).to_be_visible(timeout=LIMIT_MS)
        tasks, gap = page.evaluate("[window.tasks, window.gap]")
        tasks = [(at - start, ms) for at, ms in tasks if at + ms >= start]
        heap = page.evaluate(MEMORY)
        seconds = page.evaluate("document.querySelector('ngram-lab').sampler.model.seconds")
        browser.close()
    longest = max((duration for _, duration in tasks), default=0.0)
    print(f"{' '.join(told.split())}; goal <= {GOAL_S} s: {'met' if seconds <= GOAL_S else 'missed'}")
    print(f"long tasks of the main thread: {[(round(at), round(ms)) for at, ms in tasks]} (at ms, ms)")
    print(f"longest {longest:.0f} ms; goal none over {GOAL_TASK_MS}: {'met' if longest <= GOAL_TASK_MS else 'missed'}")
    print(f"longest gap between two frames {gap:.0f} ms")
    print(
        f"worker memory {before / 1e6:.0f} MB before, {heap / 1e6:.0f} MB after; goal <= {GOAL_HEAP / 1e6:.0f}",
        end=": ",
    )
    print("met" if heap <= GOAL_HEAP else "missed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
