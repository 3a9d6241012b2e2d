"""How sure an answer is: from the model's own probabilities, and from checks by rule of what a right query would have.

>>> found = signs({"unused_values": 1.0}, [-0.1, -0.7], total=3, attempts=1)
>>> found["unused_values"], found["found_nothing"], round(found["least_likely"], 2)
(1.0, 0.0, -0.7)

The signs are weighed by a logistic regression that `python -m demo_server evaluate --fit-confidence` fits on the
development half and writes to `confidence.json`; nothing is said for a strategy that was not fitted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("confidence.json")


def signs(
    flaws: Mapping[str, float], scores: Sequence[float], total: int | None, attempts: int, agreement: float = 1.0
) -> dict[str, float]:
    """What can be told of an answer without knowing the right one.

    `flaws`: see nlq.flaws; `scores`: the logarithm of each token's probability; `total`: documents found, None where
    that says nothing; `agreement`: the share of further answers, where some were asked for, that are the same.
    """
    return {
        "log_probability": sum(scores),
        "least_likely": min(scores, default=0.0),
        **flaws,
        "found_nothing": float(total == 0),
        "further_attempts": float(attempts - 1),
        "disagreement": 1.0 - agreement,
    }


def confidence(strategy: str, found: Mapping[str, float]) -> float | None:
    """The probability that an answer with these signs is right; None for a strategy that was not fitted."""
    weights = fitted().get(strategy)
    if weights is None:
        return None
    return weighed(found, weights["weights"])


def weighed(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted sum, `weights["bias"]` too; what was not fitted weighs nothing."""
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)


@cache
def fitted() -> dict[str, Any]:
    """The weights by strategy, with where they are from."""
    if not FILE.exists():
        return {}
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read
