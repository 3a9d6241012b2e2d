"""How long a warm `python build.py` takes against bare marp-cli on the same slides: `python tests/bench/build_time.py`.

Runs alternate, so that a machine that slows down slows both; the medians and their ratio are printed. "Bare" is
`npx --no-install marp` with its own defaults and our theme, writing one HTML file: no site, no search, no checks.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 7
GOAL = 2.0


def seconds(command: Sequence[str | Path]) -> float:
    """Wall-clock time of a command that must succeed."""
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print both medians and the ratio."""
    sys.path.insert(0, str(ROOT))
    from sitegen.recipe import THEME, source

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "talk.md").write_text(source())
        bare = ["npx", "--no-install", "marp", "--theme-set", THEME, "-o", folder / "talk.html", folder / "talk.md"]
        ours = [sys.executable, "build.py", "--out", folder / "dist"]
        seconds(ours)  # fills the cache and the folder
        marp, build = [], []
        for _ in range(RUNS):
            marp.append(seconds(bare))
            build.append(seconds(ours))
    ratio = statistics.median(build) / statistics.median(marp)
    print(
        f"bare marp {statistics.median(marp):.2f} s   whole build {statistics.median(build):.2f} s   ratio {ratio:.2f}"
    )
    print(f"goal: ratio <= {GOAL}: {'met' if ratio <= GOAL else 'missed'}")


if __name__ == "__main__":
    main()
