"""The same model for any order: a suffix array, all places of the text sorted by what follows them.

>>> model = SuffixModel()
>>> model.learn(b"abracadabra")
>>> [b"abracadabra"[i:].decode() for i in model.places(b"a")]       # every place of "a", in the order of its suffix
['abra', 'abracadabra', 'acadabra', 'adabra']
>>> model.distribution(b"cadab"), model.distribution(b"zab")        # the longest match, however long
(({114: 1}, 5), ({114: 2}, 2))

All places that continue with the same context lie side by side in the array, as the windows do in `packed`, but here
the comparison goes on to the end of the text. It costs 4 bytes of memory a byte of text. At unbounded order the
longest match decides, and sampling soon quotes the training text word for word: the model has become the text.

The array is built when the first question comes after learning: sort by the first 8 bytes, then double, with the rank
of the place 8 bytes on, then 16, …, but only where there are still ties. Source: Manber & Myers 1990; Larsson &
Sadakane 2007 for leaving the sorted groups alone. infini-gram (Liu et al. 2024) asks suffix arrays of trillions of
tokens.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pyodide_ngram.errors import EmptyModel, whole_number
from pyodide_ngram.expressions import Coin
from pyodide_ngram.model import Counts
from pyodide_ngram.packed import WIDTH, windows

UNBOUNDED = 2**31 - 1  # longer than any text that fits
_FEW = 4096  # up to so many places, gathering their next bytes is quicker than bisecting for each

Places = npt.NDArray[np.int32]


def suffix_array(text: bytes, depth: int = UNBOUNDED) -> Places:
    """All places of `text`, sorted by the bytes that follow (a suffix before its own continuation).

    Places that agree in their first `depth` bytes or more may come in any order. Length and values: 0..len(text)-1.
    """
    n = len(text)
    keys = windows(
        text + bytes(WIDTH - 1)
    )  # the end is filled with zeros; the first doubling tells them from real ones
    array = np.argsort(keys, kind="stable").astype(np.int64)
    keys = keys[array]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if n else np.empty(0, np.int64)
    rank = np.empty(n, np.int64)  # of each place: where its group of still equal places begins in the array
    rank[array] = np.repeat(starts, np.diff(np.append(starts, n)))
    sizes = np.diff(np.append(starts, n))
    tied = np.flatnonzero(np.repeat(sizes > 1, sizes))  # the positions in the array that are not settled yet
    step = WIDTH
    while len(tied) and step < depth + WIDTH:
        places = array[tied]
        ahead = places + step
        inside = ahead < n
        second = n - ahead - 1  # past the end: below every rank, and the shorter suffix first
        second[inside] = rank[ahead[inside]]
        pairs = rank[places] * (n + WIDTH + 1) + (second + WIDTH + 1)
        order = np.argsort(pairs, kind="stable")
        pairs, places = pairs[order], places[order]
        array[tied] = places
        new = np.concatenate([[True], pairs[1:] != pairs[:-1]])
        begins = np.flatnonzero(new)
        sizes = np.diff(np.append(begins, len(tied)))
        rank[places] = np.repeat(tied[begins], sizes)
        tied = tied[np.repeat(sizes > 1, sizes)]
        step *= 2
    return array.astype(np.int32)


class SuffixModel:
    """A suffix array over all that was learnt; `order` bounds the context, and without it the longest match counts."""

    def __init__(self, order: int = UNBOUNDED) -> None:
        """Raises BadArgument for a negative order."""
        self.order = whole_number("order", order, 0, UNBOUNDED)
        self.size = 0
        self._pieces: list[bytes] = []
        self._text = b""
        self._bytes: npt.NDArray[np.uint8] = np.empty(0, np.uint8)
        self._array: Places = np.empty(0, np.int32)
        self._view = self._array.data

    def learn(self, data: bytes) -> None:
        """Remember `data`; the array is built anew when the next question comes."""
        if data:
            self._pieces.append(bytes(data))
            self.size += len(data)

    def settle(self) -> None:
        """Build the array if there is new text; done by every question, here for whoever measures time."""
        if not self._pieces:
            return
        self._text = b"".join([self._text, *self._pieces])
        self._pieces.clear()
        self._bytes = np.frombuffer(self._text, np.uint8)
        self._array = suffix_array(self._text, self.order + 1)
        self._view = self._array.data

    def places(self, context: bytes) -> list[int]:
        """Every place where `context` begins with a byte after it, in the order of what follows."""
        self.settle()
        low, high = self._range(bytes(context))
        return self._array[low:high].tolist()  # type: ignore[no-any-return]

    def counts(self, context: bytes) -> Counts:
        """How often each byte followed exactly `context`; empty if none ever did."""
        self.settle()
        return self._count(len(context), *self._range(bytes(context)))

    def distribution(self, context: bytes) -> tuple[Counts, int]:
        """The counts after the longest suffix of `context` that was seen, of at most `order` bytes."""
        length, low, high = self._longest(context)
        return self._count(length, low, high), length

    def draw(self, context: bytes, coin: float) -> int:
        """The byte at `coin` of the way up the stack of counts: the array *is* the stack, as in `PackedModel.draw`."""
        length, low, high = self._longest(context)
        return self._text[self._view[low + int(coin * (high - low))] + length]

    def stream(self, context: bytes, n: int, rng: Coin) -> Iterator[int]:
        """`n` bytes drawn one after the other, as `draw` would draw them, for long texts.

        The match can grow by one byte at most, and its places are among those of the match before: so where `draw`
        searches the whole text, this halves its way through a range that is mostly small.
        """
        length, low, high = self._longest(context)
        text, view, order = self._text, self._view, self.order
        for _ in range(n):
            place = view[low + int(rng.random() * (high - low))]
            byte = text[place + length]
            yield byte
            matched = text[place : place + length + 1]
            if length < order:
                low = bisect_left(view, byte, low, high, key=lambda p: text[p + length])
                high = bisect_right(view, byte, low, high, key=lambda p: text[p + length])
                length += 1
                if view[low] + length == len(text):
                    low += 1  # here the text ends
            else:
                low, high = self._range(matched[1:])
            if low == high:  # nothing ever followed: drop the oldest byte, and so on
                length, low, high = self._longest(matched)

    def count_contexts(self, length: int) -> int:
        """The number of different contexts of `length` bytes that were seen with a byte after them."""
        self.settle()
        if not 0 <= length <= self.order or self.size <= length:
            return 0
        places = self._array[self._array < self.size - length].astype(np.int64)
        here, before = places[1:], places[:-1]
        same = np.ones(len(here), bool)  # does a place agree with the one before it in the array, so far?
        keys = windows(self._text + bytes(WIDTH - 1))
        for offset in range(0, length, WIDTH):
            free = np.uint64(8 * max(0, WIDTH - (length - offset)))
            still = np.flatnonzero(same)
            same[still] = keys[here[still] + offset] >> free == keys[before[still] + offset] >> free
        return int(np.count_nonzero(~same)) + 1

    def _range(self, context: bytes) -> tuple[int, int]:
        """Where the places that continue with `context` lie in the array, without the one where the text ends."""
        text, length = self._text, len(context)
        low = bisect_left(self._view, context, key=lambda place: text[place : place + length])
        high = bisect_right(self._view, context, low, key=lambda place: text[place : place + length])
        if low < high and self._view[low] + length == len(text):
            low += 1  # the suffix that is the context itself comes first, and nothing follows it
        return low, high

    def _longest(self, context: bytes) -> tuple[int, int, int]:
        """The length of the longest suffix of `context` that was seen, and its range.

        If a context was seen, so was each of its suffixes. So the lengths are doubled until one was not seen, then
        halved in between: a few looks even where the match is thousands of bytes long.
        """
        if not self.size:
            raise EmptyModel
        self.settle()
        context = bytes(context[max(0, len(context) - self.order) :])
        best, unseen = (0, *self._range(b"")), len(context) + 1
        length = 1
        while best[0] + 1 < unseen:
            length = min(length, unseen - 1)
            low, high = self._range(context[len(context) - length :])
            if low < high:
                best = (length, low, high)
            else:
                unseen = length
            length = 2 * length if unseen > len(context) else (best[0] + unseen) // 2
        return best

    def _count(self, length: int, low: int, high: int) -> Counts:
        if high - low <= _FEW:
            following = self._bytes[self._array[low:high] + length]
            many = np.bincount(following)
            return {int(byte): int(many[byte]) for byte in np.flatnonzero(many)}
        text, counts = self._text, {}
        while low < high:  # hop from each next byte to the first place of the following one
            byte = text[self._view[low] + length]
            end = bisect_right(self._view, byte, low, high, key=lambda place: text[place + length])
            counts[byte] = end - low
            low = end
        return counts
