"""What a teacher may use: calls, tokens and money, and never more than that, the next call included.

>>> from demo_server.profiles import Profile
>>> strong = Profile("strong", "http://llm/v1", "m", price_in=2.0, price_out=10.0)
>>> budget = Budget(strong, Limits(calls=2, cost=0.01))
>>> budget.refusal(tokens_in=1_000, tokens_out=500)
>>> budget.spend(1_000, 400)
>>> f"{budget.cost:.4f}", budget.refusal(tokens_in=1_000, tokens_out=500)
('0.0060', 'the next call could bring the cost to 0.0130, over the limit of 0.01')
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from demo_server.profiles import Profile

MILLION = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The most that may be used; `cost` in the currency of the profile's prices, None: no limit but the others."""

    calls: int = 20
    tokens: int = 200_000
    cost: float | None = None


class Budget:
    """What has been used, by whichever thread; with `period` (seconds) it begins anew after each."""

    def __init__(
        self,
        profile: Profile,
        limits: Limits,
        period: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.profile = profile
        self.limits = limits
        self.calls = self.tokens_in = self.tokens_out = 0
        self._period = period
        self._clock = clock
        self._begun = clock()
        self._lock = threading.Lock()

    @property
    def cost(self) -> float | None:
        """What has been used, in money; None where the profile has no prices."""
        return self._cost(self.tokens_in, self.tokens_out)

    def refusal(self, tokens_in: int, tokens_out: int) -> str | None:
        """Why a call of at most so many tokens may not be made; None: it may."""
        with self._lock:
            if self._period is not None and self._clock() - self._begun >= self._period:
                self.calls = self.tokens_in = self.tokens_out = 0
                self._begun = self._clock()
            if self.calls >= self.limits.calls:
                return f"the limit of {self.limits.calls} calls is reached"
            tokens = self.tokens_in + self.tokens_out + tokens_in + tokens_out
            if tokens > self.limits.tokens:
                return f"the next call could bring the tokens to {tokens}, over the limit of {self.limits.tokens}"
            cost = self._cost(self.tokens_in + tokens_in, self.tokens_out + tokens_out)
            if self.limits.cost is not None and (cost is None or cost > self.limits.cost):
                if cost is None:
                    return f"the profile '{self.profile.name}' has no price_in and price_out, so its cost is not known"
                return f"the next call could bring the cost to {cost:.4f}, over the limit of {self.limits.cost:g}"
        return None

    def spend(self, tokens_in: int, tokens_out: int) -> None:
        """Note a call."""
        with self._lock:
            self.calls += 1
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out

    def _cost(self, tokens_in: int, tokens_out: int) -> float | None:
        profile = self.profile
        if profile.price_in is None or profile.price_out is None:
            return None
        return (tokens_in * profile.price_in + tokens_out * profile.price_out) / MILLION
