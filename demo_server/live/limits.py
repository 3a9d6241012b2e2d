"""How often something may happen: a bucket of tokens for each who asks.

>>> bucket = Buckets(rate=1, burst=2)
>>> [bucket.take("phone", now=0), bucket.take("phone", now=0), bucket.take("phone", now=0)]
[True, True, False]
>>> bucket.take("phone", now=1.5), bucket.take("phone", now=1.5), bucket.take("laptop", now=1.5)
(True, False, True)
"""

from __future__ import annotations

from collections import OrderedDict


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
