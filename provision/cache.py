"""The cache folder: files are known by their hash, arrive whole, and one process at a time brings them.

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> (folder / "half").write_bytes(b"abc")
3
>>> place(folder / "half", folder / "whole")
>>> matches(folder / "whole", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
True
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """The folder that everything fetched lands in: `$LLM_TALK_CACHE`, or the user's cache folder for `llm-talk`.

    It need not exist yet.
    """
    chosen = os.environ.get("LLM_TALK_CACHE")
    return Path(chosen).expanduser().absolute() if chosen else platformdirs.user_cache_path("llm-talk")


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal. Raises OSError if it cannot be read."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def matches(path: Path, size: int, sha256: str) -> bool:
    """Whether a file is there, has this size in bytes and this hash. Raises OSError if it is there but unreadable."""
    try:
        # The size first: a half-downloaded file need not be read to be known as such.
        return path.stat().st_size == size and sha256_of(path) == sha256
    except (FileNotFoundError, NotADirectoryError):
        return False


def place(source: Path, target: Path) -> None:
    """Move a finished file to its place in one step, so that nobody ever sees half of it.

    Both must lie on one file system. Raises OSError if the place cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as finished:
        os.fsync(finished.fileno())
    source.replace(target)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between processes; wait for whoever holds it. It falls with the process, however that dies.

    Raises OSError if the lock file cannot be made (a read-only cache, say).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
