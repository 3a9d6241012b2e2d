"""Results that cost seconds are made once and found again by what they were made from.

>>> import tempfile
>>> cache, makes = Path(tempfile.mkdtemp()), []
>>> def make(folder: Path) -> None:
...     makes.append(1)
...     _ = (folder / "sum.txt").write_text("4")
>>> [(artefact(cache, "sums", digest(b"2+2"), make) / "sum.txt").read_text() for _ in range(2)], len(makes)
(['4', '4'], 1)
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path


def digest(*parts: bytes | str | Path) -> str:
    """SHA-256 over the parts in order, as hex; a Path counts by its name and content. Raises OSError if unreadable."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            content = part.name.encode() + b"\0" + part.read_bytes()
        else:
            content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "little") + content)
    return total.hexdigest()


def digest_tree(folder: Path, names: Iterable[str]) -> str:
    """SHA-256 over files of `folder`, given by their relative names."""
    return digest(*(part for name in sorted(names) for part in (name, (folder / name).read_bytes())))


def artefact(cache: Path, kind: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder `cache/kind/key`, filled by `make(folder)` if it is not there yet.

    `make` works in a folder beside it that is renamed when complete, so an interrupted build leaves nothing half made.
    """
    place = cache / kind / key[:24]
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{key[:8]}-", dir=place.parent))
    try:
        make(unfinished)
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():  # another build finished the same artefact first: theirs is as good as ours
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return place
