"""Shares with their intervals, percentiles, and what confidence is worth.

>>> share = Share(51, 62)
>>> round(share.value, 3), [round(end, 2) for end in share.interval()]
(0.823, [0.71, 0.9])
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Z95 = 1.959964
"""The normal distribution's 97.5 % point: two-sided 95 %."""


@dataclass(frozen=True)
class Share:
    """`hits` of `n`."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share itself, None of nothing."""
        return self.hits / self.n if self.n else None

    def interval(self, z: float = Z95) -> tuple[float, float] | None:
        """Wilson's score interval, which stays within 0 and 1 also for few and for all (Wilson 1927)."""
        if not self.n:
            return None
        p, n = self.hits / self.n, self.n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def public(self) -> dict[str, Any]:
        """As a report has it: counts, the share and its interval, rounded to a thousandth."""
        ends = self.interval()
        return {
            "hits": self.hits,
            "n": self.n,
            "share": None if self.value is None else round(self.value, 3),
            "interval": None if ends is None else [round(end, 3) for end in ends],
        }


def percentile(values: Sequence[float], p: float) -> float | None:
    """The smallest value that at least `p` percent of them do not exceed (nearest rank), None of nothing.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 50), percentile([1.0, 2.0, 3.0, 4.0], 95)
    (2.0, 4.0)
    """
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(p / 100 * len(values)) - 1)]


def handed_back(sure: Sequence[tuple[float, bool]], portion: float) -> Share:
    """How many are right among those kept when the least sure `portion` is handed back to the asker.

    >>> handed_back([(0.9, True), (0.8, True), (0.7, True), (0.2, False)], 0.25)
    Share(hits=3, n=3)
    """
    kept = sorted(sure, key=lambda pair: -pair[0])[: len(sure) - math.floor(portion * len(sure))]
    return Share(sum(right for _, right in kept), len(kept))


def calibration(sure: Sequence[tuple[float, bool]], bins: int = 5) -> list[dict[str, Any]]:
    """Confidence said and accuracy had, in `bins` groups of the same size, from the least to the most sure.

    >>> [(group["said"], group["right"]["share"]) for group in calibration([(0.2, False), (0.9, True)], bins=2)]
    [(0.2, 0.0), (0.9, 1.0)]
    """
    ranked = sorted(sure)
    groups = [ranked[len(ranked) * at // bins : len(ranked) * (at + 1) // bins] for at in range(bins)]
    return [
        {
            "said": round(sum(confidence for confidence, _ in group) / len(group), 3),
            "right": Share(sum(right for _, right in group), len(group)).public(),
        }
        for group in groups
        if group
    ]
