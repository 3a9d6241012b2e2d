"""One time limit from a question's arrival to its answer, handed down to every part that waits.

>>> clock = iter([0.0, 1.0, 31.0]).__next__
>>> deadline = Deadline(30.0, clock)
>>> deadline.left(at_most=5.0)
5.0
>>> deadline.left()
Traceback (most recent call last):
demo_server.nlq.deadline.OutOfTime: no time is left of 30 seconds
"""

from __future__ import annotations

import time
from collections.abc import Callable


class OutOfTime(Exception):
    """The whole time for an answer is used up."""


class Deadline:
    """Counts down from `seconds`."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def left(self, at_most: float = float("inf")) -> float:
        """The seconds left, but not more than `at_most`; always above 0. Raises OutOfTime when there are none."""
        seconds = self._end - self._clock()
        if seconds <= 0:
            raise OutOfTime(f"no time is left of {self.seconds:g} seconds")
        return min(seconds, at_most)
