"""What was learnt of an index, kept for a while: as long as its mapping is the same, and no longer than some seconds.

>>> from demo_server.nlq.mapping import from_properties
>>> notes, now = from_properties("notes", {"by": {"type": "keyword"}}), 0.0
>>> kept = Remembered(60, lambda: now)
>>> kept.of(notes, lambda: "learnt"), kept.of(notes, lambda: "not asked again")
('learnt', 'learnt')
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from demo_server.nlq.mapping import IndexMapping

T = TypeVar("T")


class Remembered(Generic[T]):
    """One thing for each index. `seconds`: how old it may get."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._known: dict[str, tuple[float, IndexMapping, T]] = {}

    def of(self, mapping: IndexMapping, learn: Callable[[], T]) -> T:
        """What is known of an index, learnt now if need be. Raises what `learn` raises, and keeps nothing then."""
        known = self._known.get(mapping.index)
        if known and known[0] > self._clock() and known[1] == mapping:
            return known[2]
        found = learn()
        self._known[mapping.index] = (self._clock() + self._seconds, mapping, found)
        return found
