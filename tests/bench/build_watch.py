"""From saving a slide to seeing it, with `--watch`: `python tests/bench/build_watch.py` (needs a Chromium).

A copy of the repository is watched; a title is changed a dozen times, and the time runs from the write of the file to
the first frame in which an open deck shows it.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
RUNS = 12
GOAL_S = 0.3
FOLDERS = ("slides", "site", "sitegen", "pyodide_ngram", "provision")
SEEN = """async (mark) => {
    while (!document.querySelector("#deck").textContent.includes(mark)) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
}"""


def copy_of_the_project(folder: Path) -> None:
    """What the build reads, with the installed packages linked."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "pyproject.toml", "package.json"):
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Print the median and the worst time."""
    sys.path.insert(0, str(ROOT))
    from sitegen.browser import find

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, port = Path(name), free_port()
        copy_of_the_project(folder)
        watcher = subprocess.Popen(
            [sys.executable, "build.py", "--watch", "--port", str(port)], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        browser = playwright.chromium.launch(executable_path=str(find("bench")), args=["--no-sandbox"])
        try:
            assert watcher.stderr is not None
            while "Watching" not in watcher.stderr.readline():
                pass
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/slides/")
            page.wait_for_load_state("load")
            slide = sorted((folder / "slides").glob("[0-9]*.md"))[-1]
            text = slide.read_text()
            times = []
            for run in range(RUNS):
                time.sleep(3)  # the whole build that follows a change is over
                mark = f"marked-{run}"
                start = time.perf_counter()
                slide.write_text(text.replace("\n## ", f"\n## {mark} ", 1))
                page.evaluate(SEEN, mark)
                times.append(time.perf_counter() - start)
        finally:
            browser.close()
            watcher.terminate()
            watcher.wait()
    print(f"slide on screen after {statistics.median(times):.3f} s (median), {max(times):.3f} s (worst of {RUNS})")
    print(f"goal: median <= {GOAL_S} s: {'met' if statistics.median(times) <= GOAL_S else 'missed'}")


if __name__ == "__main__":
    main()
