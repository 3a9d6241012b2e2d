"""How often something may happen, and by which clock: a bucket of tokens for each who asks.

>>> bucket = Buckets(rate=1, burst=2)
>>> [bucket.take("phone", now=0), bucket.take("phone", now=0), bucket.take("phone", now=0)]
[True, True, False]
>>> bucket.take("phone", now=1.5), bucket.take("phone", now=1.5), bucket.take("laptop", now=1.5)
(True, False, True)
>>> wall, since = [1_700_000_000.0], [5.0]
>>> now = steady(lambda: wall[0], lambda: since[0])
>>> wall[0], since[0] = 0.0, 6.5                    # someone sets the clock back by 54 years
>>> now()
1700000001.5
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable


def steady(wall: Callable[[], float] = time.time, since: Callable[[], float] = time.monotonic) -> Callable[[], float]:
    """A clock that starts with the wall's, in seconds since 1970, and goes on without it.

    A laptop whose clock was wrong is set right as soon as it finds a network, in the middle of a talk: no room and no
    token may expire by that.
    """
    offset = wall() - since()
    return lambda: offset + since()


class Buckets:
    """`rate` tokens a second flow into each bucket, at most `burst` stay. The longest unused are forgotten."""

    def __init__(self, rate: float, burst: float, most: int = 10_000) -> None:
        self.rate, self.burst, self.most = rate, burst, most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, now: float, amount: float = 1) -> bool:
        """Take `amount` tokens if they are there. `now` is in seconds; a clock that jumps back gives none."""
        level, then = self._levels.pop(who, (self.burst, now))
        level = min(self.burst, level + max(0.0, now - then) * self.rate)
        allowed = level >= amount
        self._levels[who] = (level - amount if allowed else level, now)
        if len(self._levels) > self.most:
            self._levels.popitem(last=False)
        return allowed
