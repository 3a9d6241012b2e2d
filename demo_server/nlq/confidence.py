"""How sure an answer is: from the model's own probabilities, and from checks by rule of what a right query would have.

>>> query = {"query": {"range": {"year": {"gt": 1950}}}}
>>> found = signs("films by Welles after 1950", query, [Link("Welles", "director", "Orson Welles")], [-0.1, -0.7], 3, 1)
>>> found["unused_values"], found["unused_numbers"], round(found["least_likely"], 2)
(1.0, 0.0, -0.7)

The signs are weighed by a logistic regression that `python -m demo_server evaluate --fit-confidence` fits on the
development half and writes to `confidence.json`; nothing is said for a strategy that was not fitted.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from demo_server.nlq.links import Link

FILE = Path(__file__).with_name("confidence.json")

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def signs(
    question: str,
    query: dict[str, Any],
    links: Sequence[Link],
    scores: Sequence[float],
    total: int | None,
    attempts: int,
    agreement: float = 1.0,
) -> dict[str, float]:
    """What can be told of an answer without knowing the right one.

    `scores`: the logarithm of each token's probability; `total`: documents found, None if it was not run; `agreement`:
    the share of further answers, where some were asked for, that are the same.
    """
    return {
        "log_probability": sum(scores),
        "least_likely": min(scores, default=0.0),
        **unused(question, query, links),
        "found_nothing": float(total == 0 and "aggs" not in query),
        "further_attempts": float(attempts - 1),
        "disagreement": 1.0 - agreement,
    }


def unused(question: str, query: dict[str, Any], links: Sequence[Link]) -> dict[str, float]:
    """What the question says and the query does not: values that were found for its words, and numbers."""
    written = json.dumps(query, ensure_ascii=False)
    meant: dict[str, set[str]] = {}
    for link in links:
        if link.value:  # words that a text holds need not be meant as its words
            meant.setdefault(link.said, set()).add(link.value)
    numbers = [text.replace(",", "").rstrip(".") for text in _NUMBER.findall(question)]
    values = (any(json.dumps(value, ensure_ascii=False) in written for value in values) for values in meant.values())
    return {
        "unused_values": float(sum(not used for used in values)),
        "unused_numbers": float(sum(number not in written for number in numbers)),
    }


def confidence(strategy: str, found: Mapping[str, float]) -> float | None:
    """The probability that an answer with these signs is right; None for a strategy that was not fitted."""
    weights = fitted().get(strategy)
    if weights is None:
        return None
    return weighed(found, weights["weights"])


def weighed(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted sum, `weights["bias"]` included."""
    total = weights["bias"] + sum(weights[name] * value for name, value in found.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)


@cache
def fitted() -> dict[str, Any]:
    """The weights by strategy, with where they are from."""
    if not FILE.exists():
        return {}
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read
