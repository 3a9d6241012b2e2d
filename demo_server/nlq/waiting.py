"""A line before something that serves few at a time: first come, first served, and everyone knows their place.

>>> line = Line(at_once=1, longest=9)
>>> with line.join() as first, line.join() as second, line.join() as third:
...     first.place(), third.place()
(Place(place=0, waiting=2), Place(place=2, waiting=2))

A turn is a context: leaving it, by whatever way, moves the line on.
"""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

from demo_server.nlq.deadline import Deadline, OutOfTime
from demo_server.profiles import Profile

LOOK_SECONDS = 0.5
"""How often one who waits is looked for: work for somebody who has left is dropped within that time."""
REMEMBERED = 15
"""Turns whose median time tells how long the line will take."""


class LineFull(Exception):
    """So many wait that one more would not be served in time; `retry_after` in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AskerLeft(Exception):
    """The one who asked is gone, so nobody needs the answer."""


@dataclass(frozen=True)
class Place:
    """Where one stands: `place` 1 is next, `place` 0 is being served; `waiting` is how long the line is."""

    place: int
    waiting: int

    def public(self) -> dict[str, int]:
        """As the API shows it."""
        return asdict(self)


class Line:
    """Serves `at_once` turns at the same time; at most `longest` wait, the rest are told to come back."""

    def __init__(self, at_once: int, longest: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.at_once = at_once
        self.longest = longest
        self._clock = clock
        self._moved = threading.Condition()
        self._served: dict[Turn, float] = {}
        self._waiting: list[Turn] = []
        self._spent: deque[float] = deque(maxlen=REMEMBERED)

    def join(self, seconds: float = math.inf) -> Turn:
        """A turn, at the line's end. Raises LineFull when too many wait, or the wait would be longer than `seconds`."""
        with self._moved:
            turn = Turn(self)
            if len(self._served) < self.at_once:
                self._served[turn] = self._clock()
                return turn
            ahead = len(self._waiting)
            wanted = self._expected(ahead + 1)
            if ahead >= self.longest or wanted > seconds:
                long = f", and an answer would take about {math.ceil(wanted)} seconds" if wanted > seconds else ""
                raise LineFull(f"{ahead} are waiting already{long}", max(1, math.ceil(self._expected(ahead))))
            self._waiting.append(turn)
            return turn

    def _expected(self, ahead: int) -> float:
        """Seconds until so many turns are served, as the last ones went; 0 before the first has ended."""
        return statistics.median(self._spent) * ahead / self.at_once if self._spent else 0.0

    def _place(self, turn: Turn) -> Place:
        waiting = len(self._waiting)
        return Place(0 if turn in self._served else self._waiting.index(turn) + 1, waiting)

    def _leave(self, turn: Turn) -> None:
        with self._moved:
            if turn in self._served:
                self._spent.append(self._clock() - self._served.pop(turn))
            else:
                self._waiting.remove(turn)
            while self._waiting and len(self._served) < self.at_once:
                self._served[self._waiting.pop(0)] = self._clock()
            self._moved.notify_all()

    def lengths(self) -> tuple[int, int]:
        """How many are served, and how many wait."""
        with self._moved:
            return len(self._served), len(self._waiting)


class Turn:
    """One place in a line, from joining it to having been served."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def __enter__(self) -> Turn:
        return self

    def __exit__(self, *_: object) -> None:
        self._line._leave(self)

    def place(self) -> Place:
        """Where it stands now."""
        with self._line._moved:
            return self._line._place(self)

    def wait(self, deadline: Deadline, here: Callable[[], bool]) -> Iterator[Place]:
        """Each place on the way to the front, as it changes; ends when it is this one's turn, at once if it is already.

        Raises OutOfTime, and AskerLeft once `here` says that nobody waits any more.
        """
        shown = None
        while True:
            with self._line._moved:
                now = self._line._place(self)
                if now == shown:
                    self._line._moved.wait(_left(deadline, now))
                    now = self._line._place(self)
            if now.place == 0:
                return
            if not here():
                raise AskerLeft
            if now != shown:
                yield now
                shown = now


def _left(deadline: Deadline, now: Place) -> float:
    try:
        return deadline.left(LOOK_SECONDS)
    except OutOfTime as error:
        raise OutOfTime(f"after {deadline.seconds:g} seconds {now.place - 1} were still ahead in the line") from error


class Lines:
    """One line for each model, since each serves as many at once as its profile says."""

    def __init__(self, profiles: tuple[Profile, ...], longest: int) -> None:
        self.by_profile: Mapping[str, Line] = {profile.name: Line(profile.at_once, longest) for profile in profiles}

    def join(self, profile: Profile, deadline: Deadline) -> Turn:
        """A turn at a model. Raises LineFull, deadline.OutOfTime."""
        return self.by_profile[profile.name].join(deadline.left())
