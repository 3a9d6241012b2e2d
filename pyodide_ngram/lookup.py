"""A dictionary of two arrays: a million keys looked up in one go.

>>> index = Index(np.array([3, 10, 700], np.uint64))
>>> index.find(np.array([10, 11, 3], np.uint64)).tolist()       # where each key lies among the given ones; -1: nowhere
[1, -1, 0]

Python's own dictionary finds a key in some fifty nanoseconds, but its question, a tuple or a slice of bytes, takes
twenty times as long to make. Here the questions are numbers in an array, so nothing has to be made. Each key has a
*slot*, the first bits of its product with a large odd number, which spreads keys that are alike; where another key was
there before, it lies in the next free slot. A third of the slots are taken at most, so few keys need a second look.
Source: Knuth, The Art of Computer Programming 3, section 6.4 (multiplicative hashing, linear probing).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]
Slots = npt.NDArray[np.intp]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, made odd
_TOGETHER = 1 << 15  # keys whose intermediate results stay in the processor's cache


class Index:
    """Different keys, each with its place in the array that they came in."""

    def __init__(self, keys: Keys) -> None:
        """keys: all different, of any length and in any order. Takes 36 to 72 bytes of memory a key."""
        bits = max(1, (3 * len(keys)).bit_length())
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._keys = np.zeros(1 << bits, np.uint64)
        self._places = np.full(1 << bits, -1, np.int32)
        homeless, slots = np.arange(len(keys), dtype=np.int32), self._slots(keys)
        while len(homeless):
            free = self._places[slots] < 0
            self._places[slots[free]] = homeless[free]  # of several for one slot the last one stays
            housed = self._places[slots] == homeless
            self._keys[slots[housed]] = keys[homeless[housed]]
            homeless, slots = homeless[~housed], (slots[~housed] + 1) & self._last

    def find(self, keys: Keys) -> Places:
        """Where each of `keys` (any order, repeats allowed) lies among the given ones; -1 for a key that was not."""
        found = np.empty(len(keys), np.int32)
        for start in range(0, len(keys), _TOGETHER):
            asked = keys[start : start + _TOGETHER]
            slots = self._slots(asked)
            places = self._places.take(slots)
            open_ = np.flatnonzero((self._keys.take(slots) != asked) & (places >= 0))
            while len(open_):  # another key lies there: look at the next slot
                slots[open_] = (slots[open_] + 1) & self._last
                places[open_] = self._places[slots[open_]]
                open_ = open_[(self._keys[slots[open_]] != asked[open_]) & (places[open_] >= 0)]
            found[start : start + _TOGETHER] = places
        return found

    def _slots(self, keys: Keys) -> Slots:
        return (keys * _SPREAD >> self._shift).astype(np.intp)  # 32 bits in the browser, whose indices are no wider
