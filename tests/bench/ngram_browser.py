"""The models in the browser's Python, under Node: `python tests/bench/ngram_browser.py`.

Trains on Moby Dick (order 5) and on all State of the Union addresses (10.8 MB, order 7), asks, samples one text and a
thousand side by side, and compresses a piece of Moby Dick. Times are
of the process's own processor; the ratio is to the dictionaries. Needs Node and `npm ci`.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = "node_modules/@stdlib"
CHUNK = 16 * 1024
PIECE = 60_000  # bytes that are compressed
GOALS = "goals: packed 7 MB/s, suffix array 2 MB/s, 150,000 sampled bytes/s, 10.8 MB in 5 s and 300 MB of heap"


def measure(project: str, clock: Callable[[], float], heap: Callable[[], int]) -> None:
    """Print a line for each model; runs inside Pyodide."""
    sys.path.insert(0, project)
    from pyodide_ngram.coding import compress, decompress
    from pyodide_ngram.model import NgramModel
    from pyodide_ngram.packed import PackedModel
    from pyodide_ngram.sampling import generate, generate_many
    from pyodide_ngram.suffix import SuffixModel

    moby = (Path(project) / DATA / "datasets-moby-dick/data/data.txt").read_bytes()
    speeches = b"".join(
        path.read_bytes() for path in sorted((Path(project) / DATA / "datasets-sotu/data").glob("*.txt"))
    )
    plain = 0.0
    for name, make, text in (
        ("dictionaries, order 5", lambda: NgramModel(5), moby[:300_000]),
        ("packed, order 5", lambda: PackedModel(5), moby),
        ("packed, order 7", lambda: PackedModel(7), speeches),
        ("suffix array, any order", lambda: SuffixModel(), moby),
    ):
        model = make()
        model.learn(b"warm up" * 100)
        model.distribution(b"")
        model = make()
        start = clock()
        for at in range(0, len(text), CHUNK):
            model.learn(text[at : at + CHUNK])
        model.distribution(b"")
        train = clock() - start
        rate = len(text) / train / 1e6
        plain = plain or rate
        rng = random.Random(1)
        asked = [text[i - 6 : i] for i in (rng.randrange(6, len(text)) for _ in range(2000))]
        start = clock()
        for context in asked:
            model.distribution(context)
        question = (clock() - start) / len(asked) * 1e6
        sampled = 150_000
        start = clock()
        generate(model, b"the ", sampled, random.Random(1))
        sample = sampled / (clock() - start)
        print(
            f"{name:24} {len(text) / 1e6:5.1f} MB in {train:5.2f} s: {rate:6.2f} MB/s ({rate / plain:5.1f} x), "
            f"a question {question:6.1f} us, sampling {sample:9,.0f} bytes/s, heap {heap() / 1e6:4.0f} MB"
        )
        if isinstance(model, PackedModel):
            start = clock()
            generate_many(model, b"the ", 1000, 1000, random.Random(1))
            print(f"{'':24} a thousand texts of 1,000 bytes side by side: {1e6 / (clock() - start):,.0f} bytes/s")
    text = moby[-PIECE:]
    start = clock()
    blob = compress(text)
    middle = clock()
    back = decompress(blob)
    end = clock()
    told = f"{1e6 * (middle - start) / PIECE:.0f} us a byte to compress, {1e6 * (end - middle) / PIECE:.0f} to open"
    exact = "exact" if back == text else "LOST"
    print(f"{'compression':24} {PIECE:,} bytes became {len(blob):,}: {told}; round trip {exact}")


def main() -> None:
    """Run `measure` in Pyodide."""
    sys.path.insert(0, str(ROOT))
    from provision import fetch

    script = Path(__file__).with_suffix(".mjs")
    wheel = fetch("pyodide-numpy")
    subprocess.run(["node", str(script), str(ROOT / "node_modules/pyodide"), str(ROOT), str(wheel)], check=True)
    print(GOALS)


if __name__ == "__main__":
    main()
