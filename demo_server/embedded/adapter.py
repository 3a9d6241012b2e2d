"""Can a LoRA adapter be used with a model? Asked before llama.cpp, which aborts the process on a damaged file.

An adapter that this project makes (`python -m demo_server finetune`) names the sha256 of its base, for one made for
another base loads without complaint and ruins every answer.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

MAGIC = b"GGUF"
TEXT, ARRAY = 8, 9
SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
BYTES_OF_TYPE = {0: 4, 1: 2}
"""32- and 16-bit floats, the two that an adapter is stored in."""
MOST_TEXT = 1 << 20
BASE_KEY = "llm_talk.base_sha256"


class AdapterError(Exception):
    """The adapter cannot be used; the message says why."""


def digest(path: Path) -> str:
    """The sha256 of a file, by which a base and an adapter are named."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(adapter: Path, base: Path) -> None:
    """Raise AdapterError for a file that is no adapter, is damaged or cut short, or is made for another base."""
    try:
        with adapter.open("rb") as source:
            read = _read(source)
        size = adapter.stat().st_size
    except OSError as error:
        raise AdapterError(f"the adapter {adapter} cannot be read: {error.strerror}") from error
    except (struct.error, ValueError, OverflowError) as error:
        raise AdapterError(f"the adapter {adapter} is damaged: {error}") from error
    if read.facts.get("general.type") != "adapter":
        raise AdapterError(f"{adapter} is a GGUF file, but no adapter")
    if size < read.end:
        raise AdapterError(f"the adapter {adapter} is cut short: {size} bytes of {read.end}")
    made_for = read.facts.get(BASE_KEY)
    if made_for is not None and made_for != digest(base):
        raise AdapterError(f"the adapter {adapter} was made for another model than {base.name}")


def numbers_at(adapter: Path) -> int:
    """Where in an adapter that `check` lets pass the numbers of its matrices begin; before it stands what they are.

    Raises AdapterError if they are not of 16 bits each.
    """
    with adapter.open("rb") as source:
        read = _read(source)
    if read.bytes_each != {2}:
        raise AdapterError(f"the numbers of {adapter} are not of 16 bits")
    return read.start


class _Header(NamedTuple):
    """What a file's header says: its facts, where the first tensor begins and the last one ends, and their numbers."""

    facts: dict[str, Any]
    start: int
    end: int
    bytes_each: set[int]


def _read(source: BinaryIO) -> _Header:
    if source.read(4) != MAGIC:
        raise ValueError("it does not begin like a GGUF file")
    version, tensors, facts_count = _unpacked(source, "<IQQ")
    if version not in (2, 3) or tensors > 100_000 or facts_count > 10_000:
        raise ValueError("its header makes no sense")
    facts = {}
    for _ in range(facts_count):
        key = _text(source)
        (kind,) = _unpacked(source, "<I")
        facts[key] = _value(source, kind)
    ends, bytes_each = [0], set()
    for _ in range(tensors):
        _text(source)
        (dimensions,) = _unpacked(source, "<I")
        if dimensions > 4:
            raise ValueError("a tensor has more than four dimensions")
        amount = 1
        for size in _unpacked(source, f"<{dimensions}Q"):
            amount *= size
        kind, offset = _unpacked(source, "<IQ")
        if kind not in BYTES_OF_TYPE:
            raise ValueError("a tensor is neither in 16 nor in 32 bits")
        bytes_each.add(BYTES_OF_TYPE[kind])
        ends.append(offset + amount * BYTES_OF_TYPE[kind])
    alignment = facts.get("general.alignment", 32)
    start = -(-source.tell() // alignment) * alignment
    return _Header(facts, start, start + max(ends), bytes_each)


def _unpacked(source: BinaryIO, form: str) -> tuple[Any, ...]:
    return struct.unpack(form, source.read(struct.calcsize(form)))


def _text(source: BinaryIO) -> str:
    (size,) = _unpacked(source, "<Q")
    if size > MOST_TEXT:
        raise ValueError("a text in its header is too long")
    return source.read(size).decode()


def _value(source: BinaryIO, kind: int) -> Any:
    if kind == TEXT:
        return _text(source)
    if kind == ARRAY:
        inner, amount = _unpacked(source, "<IQ")
        if amount > MOST_TEXT:
            raise ValueError("a list in its header is too long")
        return [_value(source, inner) for _ in range(amount)]
    if kind not in SCALARS:
        raise ValueError("a value in its header is of no known type")
    return _unpacked(source, "<" + SCALARS[kind])[0]
