"""The same model for bulk: every 8 bytes of the text as one number, sorted once, asked by bisection.

>>> model = PackedModel(order=2)
>>> model.learn(b"abracadabra")
>>> model.distribution(b"ab"), model.distribution(b"za")       # as NgramModel answers
(({114: 2}, 2), ({98: 2, 99: 1, 100: 1}, 1))

A window of 8 bytes, read as a big-endian number, sorts like the text it holds. So all windows that start with the same
context lie side by side, and within them those with the same next byte. How often `ab` was followed by `r` is the
number of windows from `abr\\0\\0\\0\\0\\0` up to `abr\\xff\\xff\\xff\\xff\\xff`: two bisections. One array answers for
every order from 0 to 7, at 8 bytes of memory a byte of text, where the dictionaries need some hundred.

The price: sorting happens when the first question comes after learning, and one answer takes longer than a
dictionary's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pyodide_ngram.errors import EmptyModel, whole_number
from pyodide_ngram.expressions import Coin
from pyodide_ngram.model import Counts

WIDTH = 8  # bytes in a window
MAX_PACKED_ORDER = WIDTH - 1  # the last byte of a window is the one that followed
_FEW = 48  # up to so many windows, looking at each is quicker than 257 bisections (measured natively and in Pyodide)

_BYTES = [bytes([byte]) for byte in range(256)]

Windows = npt.NDArray[np.uint64]


def windows(text: bytes) -> Windows:
    """The number in every 8 bytes of `text`, in order: uint64 of length len(text) - 7 (none for a shorter text)."""
    count = max(0, len(text) - WIDTH + 1)
    answer = np.empty(count, np.uint64)
    for offset in range(min(WIDTH, count)):  # every eighth window is an aligned read at this offset
        part = answer[offset::WIDTH]
        part[:] = np.frombuffer(text, ">u8", len(part), offset)
    return answer


def first_and_last(context: bytes) -> tuple[int, int]:
    """The smallest and the largest window that starts with `context`."""
    free = 8 * (WIDTH - len(context))
    low = int.from_bytes(context, "big") << free
    return low, low | ((1 << free) - 1)


class PackedModel:
    """Sorted windows, for orders 0 to 7: learns about a hundred times as fast as the dictionaries."""

    def __init__(self, order: int) -> None:
        """Raises BadArgument for an order outside 0..7."""
        self.order = whole_number("order", order, 0, MAX_PACKED_ORDER, "NgramModel takes 64, SuffixModel any order")
        self.size = 0
        self._sorted: Windows = np.empty(0, np.uint64)
        self._view = self._sorted.data
        self._new: list[bytes] = []  # text learnt but not sorted yet
        self._tail = b""  # the last 7 bytes: too short for a window, counted one by one

    def learn(self, data: bytes) -> None:
        """Remember `data`; it is sorted in when the next question comes."""
        if data:
            self._new.append(bytes(data))
            self.size += len(data)

    def settle(self) -> None:
        """Sort what was learnt since the last question; done by every question, here for whoever measures time."""
        if not self._new:
            return
        text = self._tail + b"".join(self._new)
        self._new.clear()
        fresh = windows(text)
        fresh.sort()
        if len(self._sorted):
            fresh = np.concatenate([self._sorted, fresh])
            fresh.sort(kind="stable")  # two sorted runs: a merge
        self._sorted = fresh
        self._view = fresh.data
        self._tail = text[max(0, len(text) - WIDTH + 1) :]

    def counts(self, context: bytes) -> Counts:
        """How often each byte followed exactly `context` (at most 7 bytes); empty if none ever did."""
        self.settle()
        return self._count(bytes(context), *self._range(bytes(context)))

    def distribution(self, context: bytes) -> tuple[Counts, int]:
        """Back off by dropping the oldest byte until the context is one that was seen."""
        context, low, high = self._longest(context)
        return self._count(context, low, high), len(context)

    def draw(self, context: bytes, coin: float) -> int:
        """The byte at `coin` of the way up the stack of counts: what `sampling.choose` would say, and quicker.

        The windows of a context lie in the order of their next byte, so they *are* the stack.
        """
        context, low, high = self._longest(context)
        if self._in_tail(context):
            from pyodide_ngram.sampling import choose  # here, since sampling is read after this module

            return choose(self._count(context, low, high), coin)
        index = low + int(coin * (high - low))
        return (self._view[index] >> (8 * (MAX_PACKED_ORDER - len(context)))) & 255

    def stream(self, context: bytes, n: int, rng: Coin) -> Iterator[int]:
        """`n` bytes drawn one after the other, as `draw` would draw them, for long texts.

        Ranges are remembered by context, since text comes back to its contexts; the first two bytes of a window are
        looked up in a table instead of bisected for.
        """
        self.settle()
        order, view, toss = self.order, self._view, rng.random
        thumb = np.searchsorted(self._sorted, np.arange(0, 1 << 16, dtype=np.uint64) << np.uint64(48)).tolist()
        thumb.append(len(view))
        shifts = [8 * (MAX_PACKED_ORDER - k) for k in range(WIDTH)]  # bring the byte after k bytes to the end
        in_tail = {self._tail[i : i + k] for k in range(order + 1) for i in range(len(self._tail) - k)}
        known: dict[bytes, tuple[int, int, int]] = {}
        context = bytes(context[max(0, len(context) - order) :])
        for _ in range(n):
            found = known.get(context)
            if found is None:
                used, low, high = context, 0, 0
                while True:
                    first, last = first_and_last(used)
                    low = bisect_left(view, first, thumb[first >> 48], thumb[(first >> 48) + 1])
                    high = bisect_right(view, last, low, thumb[(last >> 48) + 1])
                    if low < high or used in in_tail:
                        break
                    used = used[1:]
                found = known[context] = (low, high - low, -1 if used in in_tail else shifts[len(used)])
            low, many, shift = found
            byte = (view[low + int(toss() * many)] >> shift) & 255 if shift >= 0 else self.draw(context, toss())
            yield byte
            context = (context + _BYTES[byte])[-order:] if order else b""

    def count_contexts(self, length: int) -> int:
        """The number of different contexts of `length` bytes that were seen with a byte after them."""
        self.settle()
        if not 0 <= length <= self.order or not self.size:
            return 0
        if length == 0:
            return 1
        prefixes = self._sorted >> np.uint64(8 * (WIDTH - length))
        seen = int(np.count_nonzero(prefixes[1:] != prefixes[:-1])) + (len(prefixes) > 0)
        ends = {self._tail[i : i + length] for i in range(len(self._tail) - length)}
        return seen + sum(low == high for low, high in map(self._range, ends))

    def all_grams(self, length: int) -> Windows:
        """Every gram of `length` bytes (1 to 8) in the text, as ascending numbers, repeated as often as seen."""
        self.settle()
        ends = [self._tail[i : i + length] for i in range(len(self._tail) - length + 1)]
        grams = self._sorted >> np.uint64(8 * (WIDTH - length))
        extra = np.array([int.from_bytes(end, "big") for end in ends], np.uint64)
        extra.sort()
        return np.insert(grams, np.searchsorted(grams, extra), extra)

    def _range(self, context: bytes) -> tuple[int, int]:
        """Where the windows that start with `context` lie: from index low up to, without, high."""
        first, last = first_and_last(context)
        low = bisect_left(self._view, first)
        return low, bisect_right(self._view, last, low)

    def _longest(self, context: bytes) -> tuple[bytes, int, int]:
        """The longest suffix of `context` that was seen, and its range."""
        if not self.size:
            raise EmptyModel
        self.settle()
        context = bytes(context[max(0, len(context) - self.order) :])
        while True:
            low, high = self._range(context)
            if low < high or self._in_tail(context):
                return context, low, high
            context = context[1:]

    def _in_tail(self, context: bytes) -> bool:
        """Whether the last 7 bytes hold `context` with a byte after it."""
        return self._tail.find(context, 0, len(self._tail) - 1) >= 0 if self._tail else False

    def _count(self, context: bytes, low: int, high: int) -> Counts:
        length = len(context)
        counts: Counts = {}
        if high - low <= _FEW:
            shift = 8 * (MAX_PACKED_ORDER - length)
            for window in self._view[low:high]:
                byte = (window >> shift) & 255
                counts[byte] = counts.get(byte, 0) + 1
        else:
            start, step = first_and_last(context)[0], 1 << 8 * (MAX_PACKED_ORDER - length)
            firsts = np.uint64(start) + np.arange(1, 256, dtype=np.uint64) * np.uint64(step)
            edges = np.concatenate([[0], np.searchsorted(self._sorted[low:high], firsts), [high - low]])
            many = np.diff(edges)
            counts = {int(byte): int(many[byte]) for byte in np.flatnonzero(many)}
        for i in range(len(self._tail) - length):
            if self._tail[i : i + length] == context:
                byte = self._tail[i + length]
                counts[byte] = counts.get(byte, 0) + 1
        return counts
