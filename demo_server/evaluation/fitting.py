"""Weights for the confidence, fitted on judged answers: a logistic regression, held back a little (L2).

>>> rows = [({"sign": 0.0}, True), ({"sign": 0.1}, True), ({"sign": 2.0}, False), ({"sign": 1.9}, False)] * 10
>>> weights = fit(rows)
>>> weights["bias"] > 0 > weights["sign"]
True

A sign speaks for an answer or against it by what it is (`FOR`). Where the answers say the other way round, as they do
by chance of a sign that few have, it weighs nothing:

>>> fit([*rows, ({"sign": 5.0}, True)] * 5)["sign"] < 0, fit([({"sign": 0.0}, False), ({"sign": 1.0}, True)])["sign"]
(True, 0.0)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

HELD_BACK = 1.0
"""The penalty on standardised weights: some two hundred answers do not bear six free ones."""
ROUNDS = 50
FOR = frozenset({"log_probability", "least_likely"})
"""Signs that are higher where an answer is more likely right; all others speak against it."""


def fit(rows: Sequence[tuple[Mapping[str, float], bool]]) -> dict[str, float]:
    """A weight for each sign and the bias. Raises ValueError where all answers are right, or none is."""
    if len({right for _, right in rows}) < 2:
        raise ValueError("confidence can only be fitted where some answers are right and some are wrong")
    names = list(rows[0][0])
    while True:
        weights = _fitted(rows, names)
        contrary = {name for name in names if (weights[name] > 0) != (name in FOR) and weights[name]}
        if not contrary:
            return weights | {name: 0.0 for name in rows[0][0] if name not in names}
        names = [name for name in names if name not in contrary]


def _fitted(rows: Sequence[tuple[Mapping[str, float], bool]], names: Sequence[str]) -> dict[str, float]:
    """The weights of these signs, by Newton's method."""
    signs = np.array([[found[name] for name in names] for found, _ in rows])
    right = np.array([float(one) for _, one in rows])
    middle, spread = signs.mean(0), signs.std(0)
    spread[spread == 0] = 1.0
    x = np.hstack([np.ones((len(rows), 1)), (signs - middle) / spread])
    penalty = np.diag([0.0] + [HELD_BACK] * len(names))
    weights = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        said = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (said - right) + penalty @ weights
        bend = (x * (said * (1 - said))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(bend, slope)
    own = weights[1:] / spread
    bias = weights[0] - float(own @ middle)
    return {"bias": round(bias, 4), **{name: round(float(w), 4) for name, w in zip(names, own, strict=True)}}
