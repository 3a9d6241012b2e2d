"""The lab's requests about compression: what each byte costs, the compressed file, and what other compressors need.

>>> compressors(b"tick tock " * 1000)["gzip"] < 0.1                 # bits per byte
True

Their messages are in `panels`.
"""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Awaitable, Callable, Generator
from itertools import islice

from pyodide_ngram import coding, guessing
from pyodide_ngram.bridge import Job, Message, Session, T, as_bytes, usual
from pyodide_ngram.errors import whole_number


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
        "peers": await peers(session, data[:done], job),
        "stopped": job.stopped,
    }


def _coding_order(message: Message) -> int:
    return whole_number("order", usual(message, "order", 6), 1, guessing.MAX_CODING_ORDER)


async def compress(session: Session, message: Message, job: Job) -> Message:
    data = as_bytes("data", message["data"]) if message.get("data") is not None else session.corpus(message).data
    blob = await _stepwise(coding.compressing(data, _coding_order(message)), job, len(data))
    size = len(blob) if blob is not None else None
    others = await peers(session, data, job)
    return {"blob": blob, "size": size, "original": len(data), "peers": others, "stopped": job.stopped}


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


async def peers(session: Session, data: bytes, job: Job) -> Message:
    """Bits per byte of other compressors, each at its best; in the browser xz is another one's LZMA, and so named."""
    found = compressors(data)
    if "xz" not in found and session.xz is not None and data:
        size = await job.wait_for(_told(session.xz, data))
        if size is not None:
            found["≈ xz"] = 8 * size / len(data)
    return found


async def _told(size_of: Callable[[bytes], Awaitable[int | None]], data: bytes) -> int | None:
    return await size_of(data)


def compressors(data: bytes) -> Message:
    """Bits per byte of the compressors of the standard library; those that are not there are left out.

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
