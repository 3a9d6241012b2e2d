"""Scoring a whole text at once: the formulas of `smoothing` on arrays, one row for each byte of the text.

>>> from pyodide_ngram.packed import PackedModel
>>> model = PackedModel(2)
>>> model.learn(b"abracadabra" * 20)
>>> scorer = Scorer(model, "absolute-discount")
>>> scorer.surprises(b"abra").round(2).tolist()          # bits for a, b, r, a
[1.15, 1.32, 0.0, 0.0]
>>> [round(bits, 2) for bits in scorer.by_order(b"abracadabra")]      # bits/byte with contexts of 0, 1 and 2 bytes
[2.06, 0.78, 0.32]

A dictionary answers one question in a microsecond; a million questions are better asked together. Each order has a
table of its different grams (context and next byte, as one number) in ascending order. Where the context begins and
ends in it, three running sums tell its total, its different bytes, and how many of them came once or twice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pyodide_ngram.errors import BadArgument, EmptyModel
from pyodide_ngram.lookup import Index
from pyodide_ngram.packed import PackedModel, Windows
from pyodide_ngram.smoothing import PPM, UNIFORM, KneserNey, Level, Recursive, by_name, discounts_from

Floats = npt.NDArray[np.float64]


class GramTable:
    """All different grams of `length` bytes, as ascending numbers, and how often each was seen."""

    def __init__(self, grams: Windows, length: int) -> None:
        """grams: every gram of the text, in ascending order, repeated as often as it occurs."""
        starts = changes(grams)
        self.length = length
        self.grams = grams[starts]
        self.counts = np.diff(np.append(starts, len(grams)))
        self._sums = [_running(self.counts), _running(self.counts == 1), _running(self.counts == 2)]

    def fewer(self) -> GramTable:
        """The table for grams one byte shorter that counts the different bytes in front (for Kneser-Ney)."""
        shorter = self.grams & np.uint64((1 << 8 * (self.length - 1)) - 1)
        shorter.sort()
        return GramTable(shorter, self.length - 1)

    def discounts(self) -> tuple[float, float, float]:
        """Kneser-Ney's three discounts for these counts."""
        return discounts_from([int(np.count_nonzero(self.counts == n)) for n in range(5)])

    def level(self, grams: Windows) -> Level:
        """The five counts of each of `grams` (any order, repeats allowed): arrays of the same length."""
        asked, back = np.unique(grams, return_inverse=True)  # ascending questions walk through memory once
        first = asked & ~np.uint64(255)
        low = np.searchsorted(self.grams, first)
        high = np.searchsorted(self.grams, first | np.uint64(255), "right")
        total, once, twice = (running[high] - running[low] for running in self._sums)
        at, after = np.searchsorted(self.grams, asked), np.searchsorted(self.grams, asked, "right")
        count = self._sums[0][after] - self._sums[0][at]  # 0 where the gram itself was never seen
        return Level(count[back], total[back], (high - low)[back], once[back], twice[back])


class Shares:
    """The plain counts of a packed model, asked about whole texts. Made for the model as it is now.

    >>> model = PackedModel(1)
    >>> model.learn(b"abracadabra")
    >>> Shares(model).of(b"abcz").tolist()             # b after a: 2 of 4; c after b: never; z after c: never
    [0.5, 0.0, 0.0]
    """

    def __init__(self, model: PackedModel) -> None:
        """Raises EmptyModel."""
        if not model.size:
            raise EmptyModel
        self._order, grams = model.order, model.all_grams(model.order + 1)
        starts = changes(grams)
        counts = np.diff(np.append(starts, len(grams)))
        contexts = changes(grams[starts] >> np.uint64(8))
        totals = np.add.reduceat(counts, contexts) if len(counts) else counts
        self._index = Index(grams[starts])
        shares = counts / np.repeat(totals, np.diff(np.append(contexts, len(counts))))
        self._shares = np.append(shares, 0.0)  # the last one is for grams that never came

    def of(self, data: bytes) -> Floats:
        """P(byte | the `order` bytes before it) for each byte of `data` that has so many before it.

        The byte's share of the counts: nothing is smoothed, and no context made shorter. 0 for a byte that never came.
        """
        if len(data) <= self._order:
            return np.empty(0)
        return self._shares[self._index.find(grams_of(data, self._order))]


class Scorer:
    """A packed model with one smoothing, ready to score texts. Made for the model as it is now."""

    def __init__(self, model: PackedModel, smoothing: str) -> None:
        """Raises EmptyModel, and BadArgument for a smoothing that is unknown, or PPM, which goes byte by byte."""
        if not model.size:
            raise EmptyModel
        if smoothing == PPM.name:
            raise BadArgument("PPM can't be scored in bulk", hint="evaluation.surprises scores it byte by byte")
        self.order = model.order
        self._raw = [GramTable(model.all_grams(length), length) for length in range(1, model.order + 2)]
        self._tables = self._raw
        if smoothing == KneserNey.name:
            self._tables = [*(table.fewer() for table in self._raw[1:]), self._raw[-1]]
            self._method: Recursive = KneserNey([table.discounts() for table in self._tables], [])
        else:
            method = by_name(smoothing, model)
            assert isinstance(method, Recursive)
            self._method = method

    def surprises(self, data: bytes) -> Floats:
        """The cost of each byte of `data` in bits, given the bytes before it: as `evaluation.surprises`."""
        return -np.log2(self._probabilities(data)[-1])

    def by_order(self, data: bytes) -> list[float]:
        """Bits per byte with contexts of at most 0, 1, …, order bytes.

        For Kneser-Ney only the last is a model of its own: its shorter contexts count surroundings.
        Raises BadArgument for an empty text.
        """
        if not data:
            raise BadArgument("there is no text to measure", hint="give at least one byte")
        return [float(-np.log2(p).mean()) for p in self._probabilities(data)]

    def unseen(self, data: bytes) -> list[float]:
        """The share of bytes of `data` whose context of 0, 1, …, order bytes was never seen, or cut by its start."""
        shares = []
        for order, table in enumerate(self._raw):
            seen = np.count_nonzero(table.level(grams_of(data, order)).total) if len(data) > order else 0
            shares.append(1 - int(seen) / max(1, len(data)))
        return shares

    def _probabilities(self, data: bytes) -> list[Floats]:
        """P(byte) at each position, by contexts of at most 0, 1, …, order bytes."""
        p = np.full(len(data), UNIFORM)
        answers = []
        for order, table in enumerate(self._tables):
            p = p.copy()
            if len(data) > order:
                level = table.level(grams_of(data, order))
                seen = level.total > 0
                level = Level(
                    *(
                        np.asarray(part)[seen]
                        for part in (level.count, level.total, level.distinct, level.once, level.twice)
                    )
                )
                tail = p[order:]  # the first `order` bytes have no context so long
                tail[seen] = self._method.blend(order, level, tail[seen])
            answers.append(p)
        return answers


def changes(ascending: Windows) -> npt.NDArray[np.int64]:
    """Where each different number of an ascending row comes first.

    >>> changes(np.array([7, 7, 7, 9, 12, 12], np.uint64)).tolist()
    [0, 3, 4]
    """
    new = np.ones(len(ascending), bool)
    new[1:] = ascending[1:] != ascending[:-1]
    return np.flatnonzero(new)


def grams_of(data: bytes, order: int) -> Windows:
    """Each byte of `data` from `order` on with the `order` bytes before it, as one number."""
    array = np.frombuffer(data, np.uint8)
    count = len(data) - order
    grams = np.zeros(count, np.uint64)
    for offset in range(order + 1):
        grams = (grams << np.uint64(8)) | array[offset : offset + count]
    return grams


def _running(values: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """Running sums with a leading 0, so that sums[high] - sums[low] is the sum of values[low:high]."""
    return np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
