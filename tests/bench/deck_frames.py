"""How smooth the deck is while a demo works: frames a second, by what the demo does.

    python tests/bench/deck_frames.py dist

| line     | what goes on                                                                                   |
|----------|------------------------------------------------------------------------------------------------|
| no demo  | the first slide, in which nothing runs: what the machine gives                                 |
| loads    | a slide with a model is shown: Python boots in its worker, the build's text is on screen       |
| trains   | the worker learns the talk's expressions, then all of Moby Dick                                |
| writes   | bytes appear one by one, each with how it was chosen; the worker rests                         |
| rests    | all is written                                                                                 |

Frames are counted by requestAnimationFrame in a headless Chromium without a graphics processor, whose display runs at
60 a second; a frame is late when it comes more than a frame and a half after the one before it. A task is long when it
keeps the page's own thread for more than 50 ms: that would be the page's own fault, all else is the machine's.
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
PHASES = ("no demo", "loads", "trains", "writes", "rests")
COUNT = """() => {
    window.frames60 = [];
    window.tasks = [];
    const note = ({ startTime, duration }) => tasks.push({ at: startTime, took: duration });
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "longtask" });
    const sampler = document.querySelector("ngram-sampler");
    const phase = () => {
        if (!sampler.closest("[data-current]")) return "no demo";
        if (sampler.client?.status !== "ready") return "loads";
        return sampler.busy === "Training" ? "trains" : sampler.reveal.running ? "writes" : "rests";
    };
    let before = performance.now();
    const tick = (now) => {
        frames60.push({ phase: phase(), at: now, took: now - before });
        before = now;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
}"""
DONE = """() => {
    const { shown, steps, busy } = document.querySelector("ngram-sampler");
    return steps?.length > 0 && shown === steps.length && !busy;
}"""
MORE = "document.querySelector('ngram-sampler').change({ corpus: 'moby-dick' })"


def report(name: str, frames: list[float], tasks: list[float]) -> None:
    """One line."""
    late = sum(frame > 1.5 * FRAME for frame in frames)
    rate = 1000 * len(frames) / sum(frames)
    print(
        f"{name:8} {rate:5.1f} frames/s for {sum(frames) / 1000:4.1f} s   median {statistics.median(frames):5.1f} ms   "
        f"late {late} of {len(frames)}   longest {max(frames):4.0f} ms   long tasks {len(tasks)}, {sum(tasks):.0f} ms"
    )


def measure(page: Page) -> None:
    """Look at the demo, and count."""
    page.evaluate(COUNT)
    page.wait_for_timeout(3000)
    slide = page.evaluate("document.querySelector('ngram-sampler').closest('.slide').dataset.index")
    page.evaluate("slide => { location.hash = `#${slide}`; }", slide)
    page.wait_for_function(DONE, timeout=60_000)
    page.evaluate(MORE)
    page.wait_for_timeout(500)
    page.wait_for_function(DONE, timeout=60_000)
    page.wait_for_timeout(3000)
    frames, tasks = page.evaluate("[frames60, tasks]")
    for phase in PHASES:
        own = [frame for frame in frames if frame["phase"] == phase]
        ends = {frame["at"] for frame in own}
        long = [
            task["took"]
            for task in tasks
            if min((frame["at"] for frame in frames if frame["at"] >= task["at"]), default=None) in ends
        ]
        report(phase, [frame["took"] for frame in own], long)


def main(folder: Path) -> None:
    """Measure the site in `folder`."""
    with serve(folder) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_or_install()), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 720}, service_workers="block")
        page = context.new_page()
        page.goto(f"{url}slides/")
        page.wait_for_selector("#deck[data-mode]")
        measure(page)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
