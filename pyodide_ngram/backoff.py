"""The same counts with another inductive bias: what if the oldest byte were not the one to drop?

>>> oldest, newest = SkipModel(2, "oldest"), SkipModel(2, "newest")
>>> for model in (oldest, newest):
...     model.learn(b"abracadabra")
>>> oldest.distribution(b"xb")               # "xb" was not seen: keep the b right before
({114: 2}, 1)
>>> newest.distribution(b"bz")               # "bz" was not seen: keep the b *two* places before
({97: 2}, 1)

`NgramModel` backs off by forgetting the farthest byte first. That is a belief about the world: near is what matters. On
text it is a good one; the same model with the opposite belief, or with one drawn by lot, costs more bits per byte on
the very same data. Source: the talk, "Inductive bias: throwing away oldest bytes is a strong inductive bias".
"""

from __future__ import annotations

import random

from pyodide_ngram.errors import BadArgument, EmptyModel, whole_number
from pyodide_ngram.model import Counts

RULES = ("oldest", "newest", "random")
MAX_SKIP_ORDER = 16


class SkipModel:
    """An n-gram model that drops context bytes in the order of its rule, for orders 0 to 16.

    A context is seen as a *view*: the bytes that are left, oldest first, at the distances that are left. With rule
    "random" the order of dropping is drawn once, from `seed`, and is the same for every question.
    """

    def __init__(self, order: int, rule: str = "oldest", seed: int = 0) -> None:
        """Raises BadArgument for an order outside 0..16 or an unknown rule."""
        self.order = whole_number("order", order, 0, MAX_SKIP_ORDER)
        if rule not in RULES:
            raise BadArgument(f"unknown rule {rule!r}", hint=f"there are {', '.join(RULES)}")
        self.rule = rule
        self.size = 0
        farthest_first = list(range(self.order, 0, -1))  # distances from the byte to predict
        drops = {"oldest": farthest_first, "newest": farthest_first[::-1]}.get(rule)
        if drops is None:
            coin = random.Random(seed)
            drops = sorted(farthest_first, key=lambda _: coin.random())
        # views[k]: the k distances that are left when all but k bytes were dropped, farthest first
        self.views = [tuple(sorted(drops[self.order - k :], reverse=True)) for k in range(self.order + 1)]
        self._after: list[dict[bytes, Counts]] = [{} for _ in self.views]
        self._recent = b""

    def learn(self, data: bytes) -> None:
        """Count every byte under each view of the bytes before it; goes on where the last call ended."""
        text = self._recent + bytes(data)
        for i in range(len(self._recent), len(text)):
            for view, after in zip(self.views, self._after, strict=True):
                if view and view[0] > i:  # the text does not reach back so far
                    continue
                counts = after.setdefault(bytes([text[i - distance] for distance in view]), {})
                counts[text[i]] = counts.get(text[i], 0) + 1
        self.size += len(data)
        self._recent = text[max(0, len(text) - self.order) :]

    def counts(self, context: bytes) -> Counts:
        """How often each byte followed `context`, whose bytes stand for the distances of the view of that length."""
        return dict(self._after[len(context)].get(bytes(context), ())) if len(context) <= self.order else {}

    def chain(self, context: bytes) -> list[Counts]:
        """The counts of all views of `context` that were seen, from the one that sees nothing up to the fullest."""
        seen = []
        for view, after in zip(self.views, self._after, strict=True):
            if view and view[0] > len(context):
                continue
            counts = after.get(bytes([context[-distance] for distance in view]))
            if counts is None:
                break
            seen.append(counts)
        return seen

    def distribution(self, context: bytes) -> tuple[Counts, int]:
        """The counts of the fullest view that was seen, and the number of bytes in it. Raises EmptyModel."""
        if not self.size:
            raise EmptyModel
        for k in range(self.order, -1, -1):
            view = self.views[k]
            if not view or view[0] <= len(context):
                counts = self._after[k].get(bytes([context[-distance] for distance in view]))
                if counts is not None:
                    return dict(counts), k
        raise AssertionError("the view that sees nothing was always seen")

    def count_contexts(self, length: int) -> int:
        """The number of different contexts seen through the view of `length` bytes."""
        return len(self._after[length]) if 0 <= length <= self.order else 0

    def probability(self, context: bytes, byte: int, discount: float = 0.75) -> float:
        """P(byte | context) by absolute discounting along the views: as `smoothing`, for this order of dropping."""
        if not self.size:
            raise EmptyModel
        p = 1 / 256
        for counts in self.chain(context):
            total, count = sum(counts.values()), counts.get(byte, 0)
            p = (max(count - discount, 0) + discount * len(counts) * p) / total
        return p
