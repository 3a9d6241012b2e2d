"""Prediction is compression: an arithmetic coder turns the guesses of `guessing` into a file, and back.

>>> text = b"It was the best of times, it was the worst of times. " * 4
>>> blob = compress(text)
>>> len(text), len(blob)
(212, 56)
>>> decompress(blob) == text
True

An answer that was given probability p should cost -log2(p) bits, which is mostly less than one. Arithmetic coding gets
there by treating the whole file as one number: it holds an interval, splits it in the ratio of yes to no, and goes on
in the part of the true answer. In the end any number inside the interval tells all answers. The interval is kept in
32 bits: whenever its two ends agree in their first byte, that byte is final and is written.

A file is: b"NG", a version, the order, the number of bytes, checksums, then the number. A file that was cut or changed
is found out before it is decoded. Source: Witten, Neal & Cleary 1987; Mahoney's carry-less coder of lpaq.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar
from zlib import compress as deflate
from zlib import crc32

from pyodide_ngram.errors import BadArgument, CorruptBlob, whole_number
from pyodide_ngram.guessing import MAX_CODING_ORDER, Guesser, Meter

MAGIC, VERSION, STORED = b"NG", 1, 0
_HEADER = struct.Struct(
    ">2sBBIII"
)  # magic, version, order (0: stored as it is), bytes of text, its CRC, CRC of the rest
HEAD_BYTES = _HEADER.size
_ALL, _TOP = 0xFFFFFFFF, 0xFF000000
_WORTH_A_LOOK = 1000  # from so many bytes on, text that deflate cannot shrink at all is stored as it is
MAX_TEXT = 64 * 1024 * 1024
PACE = 2048  # bytes between two yields of the generators

T = TypeVar("T")


class Encoder:
    """Writes answers: the Coder that knows them."""

    def __init__(self) -> None:
        self._low, self._high = 0, _ALL
        self.out = bytearray()

    def code(self, chance: int, answer: bool | None) -> bool:
        """Narrow the interval to the part of `answer`; yes is the lower part, chance/65536 of it."""
        middle = (
            self._low
            + ((self._high - self._low) >> 16) * chance
            + ((((self._high - self._low) & 0xFFFF) * chance) >> 16)
        )
        if answer:
            self._high = middle
        else:
            self._low = middle + 1
        while not (self._low ^ self._high) & _TOP:
            self.out.append(self._high >> 24)
            self._low = (self._low << 8) & _ALL
            self._high = ((self._high << 8) & _ALL) | 255
        return bool(answer)

    def finish(self) -> bytes:
        """Write the shortest number inside the interval, taking it that zeros follow the end of a file."""
        for length in range(4):
            free = 8 * (4 - length)
            number = -(-self._low >> free) << free  # rounded up to its first `length` bytes
            if number <= self._high:
                break
        self.out += number.to_bytes(4, "big")[:length]
        return bytes(self.out)


class Decoder:
    """Reads answers: the Coder that does not know them."""

    def __init__(self, blob: bytes) -> None:
        self._low, self._high = 0, _ALL
        self._blob, self._next = blob, 4
        self._number = int.from_bytes(blob[:4].ljust(4, b"\0"), "big")

    def code(self, chance: int, answer: bool | None = None) -> bool:
        """See in which part of the interval the number lies."""
        middle = (
            self._low
            + ((self._high - self._low) >> 16) * chance
            + ((((self._high - self._low) & 0xFFFF) * chance) >> 16)
        )
        answer = self._number <= middle
        if answer:
            self._high = middle
        else:
            self._low = middle + 1
        while not (self._low ^ self._high) & _TOP:
            self._low = (self._low << 8) & _ALL
            self._high = ((self._high << 8) & _ALL) | 255
            following = self._blob[self._next] if self._next < len(self._blob) else 0
            self._number = ((self._number << 8) & _ALL) | following
            self._next += 1
        return answer


def compressing(data: bytes, order: int = 6) -> Generator[int, None, bytes]:
    """`compress`, in steps: yields the bytes done so far every now and then, and returns the blob."""
    whole_number("order", order, 1, MAX_CODING_ORDER)
    if len(data) > MAX_TEXT:
        raise BadArgument(f"{len(data):,} bytes are too many", hint=f"the limit is {MAX_TEXT:,}; cut the text")
    if len(data) >= _WORTH_A_LOOK and len(deflate(data, 1)) >= len(data):
        return _pack(STORED, data, data)
    encoder, game = Encoder(), Guesser(order)
    for done, byte in enumerate(data):
        if done % PACE == 0:
            yield done
        game.play(encoder, byte)
    return _pack(order, data, encoder.finish() if data else b"")


def decompressing(blob: bytes) -> Generator[int, None, bytes]:
    """`decompress`, in steps: yields the bytes done so far every now and then, and returns the text."""
    header = inspect(blob)
    payload = blob[_HEADER.size :]
    if header.order == STORED:
        text = payload
    else:
        decoder, game, written = Decoder(payload), Guesser(header.order), bytearray()
        while len(written) < header.size:
            if len(written) % PACE == 0:
                yield len(written)
            written.append(game.play(decoder, None))
        text = bytes(written)
    if len(text) != header.size or crc32(text) != header.checksum:
        raise CorruptBlob(
            "the text does not match its checksum", hint="the file was made by another version, or damaged"
        )
    return text


def compress(data: bytes, order: int = 6) -> bytes:
    """Compress `data` (any bytes, also none) with contexts of up to `order` bytes (1 to 8).

    Takes about 60 microseconds and 200 bytes of memory a byte of text. Raises BadArgument for an order out of range or
    a text over 64 MB.
    """
    return _finish(compressing(data, order))


def decompress(blob: bytes) -> bytes:
    """Give back exactly what was compressed. Raises CorruptBlob for anything that `compress` did not write."""
    return _finish(decompressing(blob))


@dataclass(frozen=True)
class Header:
    """The facts at the head of a compressed file: order (0: stored), bytes of text, and its CRC-32."""

    order: int
    size: int
    checksum: int


def inspect(blob: bytes) -> Header:
    """Read the head of a compressed file and check the whole of it. Raises CorruptBlob."""
    if len(blob) < _HEADER.size or blob[:2] != MAGIC:
        if MAGIC.startswith(blob[:2]) and blob:
            raise CorruptBlob("the file is cut short", hint="fetch or copy it again, whole")
        raise CorruptBlob("this is no file of this compressor", hint="open one that it wrote; they start with NG")
    _, version, order, size, checksum, rest = _HEADER.unpack_from(blob)
    if version != VERSION:
        raise CorruptBlob(f"the file is of version {version}, and this is version {VERSION}")
    if rest != _checksum(order, size, checksum, blob[_HEADER.size :]):
        raise CorruptBlob("the file was cut or changed", hint="fetch or copy it again, whole")
    if not 0 <= order <= MAX_CODING_ORDER or size > MAX_TEXT:
        raise CorruptBlob("the head of the file makes no sense")
    return Header(order, size, checksum)


def costs(data: bytes, order: int = 6) -> Iterator[float]:
    """What each byte of `data` costs the compressor, in bits: its sum is the size of the file, less its head."""
    meter, game = Meter(), Guesser(order)
    for byte in data:
        before = meter.bits
        game.play(meter, byte)
        yield meter.bits - before


def _pack(order: int, data: bytes, payload: bytes) -> bytes:
    checksum = crc32(data)
    rest = _checksum(order, len(data), checksum, payload)
    return _HEADER.pack(MAGIC, VERSION, order, len(data), checksum, rest) + payload


def _checksum(order: int, size: int, checksum: int, payload: bytes) -> int:
    return crc32(payload, crc32(struct.pack(">BII", order, size, checksum)))


def _finish(steps: Generator[int, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
