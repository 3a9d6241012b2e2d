"""A `.br` and a `.gz` beside every text-like file, made once: what did not change is not compressed again.

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "a.txt").write_text("slides " * 400)
>>> sorted(path.name for path in compress([folder / "a.txt"], folder / "cache"))
['a.txt.br', 'a.txt.gz']
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]

SUFFIXES = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".wasm", ".xml", ".webmanifest"}
LARGE = 2_000_000  # bytes; above it brotli 11 takes tens of seconds for 3 % less (pyodide.asm.wasm)
SMALLEST = 500  # bytes; below it the headers weigh more than what compression saves


def packings(data: bytes) -> dict[str, Callable[[], bytes]]:
    """How a file's bytes are packed, by suffix; gzip without a date, so equal input gives equal bytes."""
    quality = 9 if len(data) > LARGE else 11
    return {
        ".br": lambda: brotli.compress(data, quality=quality),
        ".gz": lambda: gzip.compress(data, 9, mtime=0),
    }


def wanted(path: Path) -> bool:
    """Whether a file is worth compressing: text-like, and not tiny."""
    return path.suffix in SUFFIXES and path.stat().st_size >= SMALLEST


def compress(files: Iterable[Path], cache: Path, advance: Callable[[], None] = lambda: None) -> list[Path]:
    """Pack every wanted file; returns the packed files' paths, changed or not. `advance` is called once a file.

    A pack is up to date while it is newer than its file; else it comes from the cache, by the file's hash.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both compressors let go of the interpreter lock
        packed = pool.map(lambda path: _pack(path, cache, advance), [path for path in files if wanted(path)])
        return [pack for packs in packed for pack in packs]


def _pack(path: Path, cache: Path, advance: Callable[[], None]) -> list[Path]:
    packs = [path.with_name(path.name + suffix) for suffix in (".br", ".gz")]
    changed = path.stat().st_mtime_ns
    if not all(pack.is_file() and pack.stat().st_mtime_ns > changed for pack in packs):
        data = path.read_bytes()
        key = hashlib.sha256(data).hexdigest()
        for pack, (suffix, make) in zip(packs, packings(data).items(), strict=True):
            pack.write_bytes(_cached(cache / key[:2] / (key + suffix), make))
    advance()
    return packs


def _cached(path: Path, make: Callable[[], bytes]) -> bytes:
    if path.is_file():
        return path.read_bytes()
    data = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return data
