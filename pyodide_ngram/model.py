"""The n-gram model of the talk: a dictionary of dictionaries that counts what followed what.

>>> model = NgramModel(order=2)
>>> model.learn(b"abracadabra")
>>> model.distribution(b"ab")                # after "ab" came "r", twice
({114: 2}, 2)
>>> model.distribution(b"za")                # "za" was never seen, so back off to "a": b twice, c and d once
({98: 2, 99: 1, 100: 1}, 1)
>>> model.distribution(b"zz")[1]             # not even "z" was seen: order 0 looks at no context at all
0

The outer dictionary is indexed by a context of 0 to `order` bytes, the inner one by the byte that came next. Learning
is counting, so the model can learn more at any time: a lifelong learner. Asked about a context it never saw, it drops
the oldest byte and asks again. That is its inductive bias: the nearer a byte, the more it matters.

`packed` and `suffix` answer the same questions from numpy arrays; `Model` below is what all of them have in common.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from pyodide_ngram.errors import EmptyModel, whole_number

Counts = dict[int, int]  # next byte -> how often it followed

MAX_ORDER = 64  # each further order costs this model as much memory as the text; SuffixModel has no limit


@runtime_checkable
class Model(Protocol):
    """A byte model by counts. `order` is the longest context it looks at, in bytes; `size` the bytes learnt so far."""

    order: int
    size: int

    def learn(self, data: bytes) -> None:
        """Count more text. It goes on where the last ended: learn(a), learn(b) is the same as learn(a + b)."""
        ...

    def counts(self, context: bytes) -> Counts:
        """How often each byte followed exactly this context (at most `order` bytes); empty if none ever did."""
        ...

    def distribution(self, context: bytes) -> tuple[Counts, int]:
        """The counts after the longest suffix of `context` that was seen, and the length of that suffix.

        At most the last `order` bytes of `context` matter. Raises EmptyModel before the first byte was learnt.
        """
        ...

    def count_contexts(self, length: int) -> int:
        """The number of different contexts of `length` bytes (0 to `order`) that were seen with a byte after them."""
        ...


class NgramModel:
    """Dictionary of dictionaries, for orders 0 to 64. Small, plain, and quick to ask; see `packed` for bulk."""

    def __init__(self, order: int) -> None:
        """Raises BadArgument for an order outside 0..64."""
        self.order = whole_number("order", order, 0, MAX_ORDER, "SuffixModel takes any order")
        self.size = 0
        self._after: dict[bytes, Counts] = {}
        self._contexts = [0] * (self.order + 1)  # how many keys of each length
        self._recent = b""  # the last `order` bytes learnt: the contexts of the next call start there

    def learn(self, data: bytes) -> None:
        """Count every byte of `data` under each of the contexts that lead up to it."""
        after, order = self._after, self.order
        text = self._recent + bytes(data)
        for i in range(len(self._recent), len(text)):
            byte = text[i]
            for start in range(max(0, i - order), i + 1):  # the longest context first, the empty one last
                context = text[start:i]
                counts = after.get(context)
                if counts is None:
                    counts = after[context] = {}
                    self._contexts[i - start] += 1
                counts[byte] = counts.get(byte, 0) + 1
        self.size += len(data)
        self._recent = text[max(0, len(text) - order) :]

    def counts(self, context: bytes) -> Counts:
        """How often each byte followed exactly `context`; empty if none ever did."""
        return dict(self._after.get(bytes(context), ()))

    def distribution(self, context: bytes) -> tuple[Counts, int]:
        """Back off by dropping the oldest byte until the context is one that was seen."""
        if not self.size:
            raise EmptyModel
        context = bytes(context[max(0, len(context) - self.order) :])
        while context not in self._after:
            context = context[1:]
        return dict(self._after[context]), len(context)

    def count_contexts(self, length: int) -> int:
        """The number of different contexts of `length` bytes; 0 for a length above the order."""
        return self._contexts[length] if 0 <= length <= self.order else 0
