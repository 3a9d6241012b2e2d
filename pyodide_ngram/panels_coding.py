"""The lab's requests about compression: what each byte costs, the compressed file, and what other compressors need.

>>> peers(b"tick tock " * 1000)["gzip"] < 0.1                 # bits per byte
True

Their messages are in `panels`.
"""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Generator
from itertools import islice
from typing import TypeVar

from pyodide_ngram import coding, guessing
from pyodide_ngram.bridge import Job, Message, Session, as_bytes, usual
from pyodide_ngram.errors import whole_number

T = TypeVar("T")


async def costs(session: Session, message: Message, job: Job) -> Message:
    data, order = session.text(message), _coding_order(message)
    steps, done, total = coding.costs(data, order), 0, 0.0
    while done < len(data):
        batch = list(islice(steps, 256))
        done += len(batch)
        total += sum(batch)
        job.progress({"costs": batch})
        if not await job.breathe():
            break
    return {
        "bytes": done,
        "bits": total,
        "head": coding.HEAD_BYTES,
        "peers": peers(data[:done]),
        "stopped": job.stopped,
    }


def _coding_order(message: Message) -> int:
    return whole_number("order", usual(message, "order", 6), 1, guessing.MAX_CODING_ORDER)


async def compress(session: Session, message: Message, job: Job) -> Message:
    data = as_bytes("data", message["data"]) if message.get("data") is not None else session.corpus(message).data
    blob = await _stepwise(coding.compressing(data, _coding_order(message)), job, len(data))
    size = len(blob) if blob is not None else None
    return {"blob": blob, "size": size, "original": len(data), "peers": peers(data), "stopped": job.stopped}


async def decompress(_: Session, message: Message, job: Job) -> Message:
    blob = as_bytes("blob", message.get("blob"))
    text = await _stepwise(coding.decompressing(blob), job, coding.inspect(blob).size)
    return {"text_bytes": text, "stopped": job.stopped}


async def _stepwise(steps: Generator[int, None, T], job: Job, total: int) -> T | None:
    """Run a generator of `coding` to its end, with progress; None if it was stopped."""
    done = 0

    def progress() -> Message:
        return {"done": done, "total": total}

    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if not await job.breathe(progress):
            return None


def peers(data: bytes) -> Message:
    """Bits per byte of the compressors of the standard library, each at its best; those that are not there are left
    out.

    gzip is deflate with a head of 18 bytes; Python in the browser has no xz.
    """
    if not data:
        return {}
    found = {"gzip": len(zlib.compress(data, 9)) - 6 + 18, "bz2": len(bz2.compress(data, 9))}
    try:
        import lzma
    except ImportError:
        pass
    else:
        found["xz"] = len(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    return {name: 8 * size / len(data) for name, size in found.items()}
