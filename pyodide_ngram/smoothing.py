"""Never say never: turning counts into probabilities of all 256 bytes, none of them zero.

>>> from pyodide_ngram.model import NgramModel
>>> model = NgramModel(1)
>>> model.learn(b"aaab")
>>> round(AddOne().probability(model, b"a", ord("a")), 4)          # (2 + 1) of (3 + 256)
0.0116
>>> round(WittenBell().probability(model, b"a", ord("a")), 4)      # 2 of 3 + 2, and a share of order 0's opinion
0.6005
>>> WittenBell().probability(model, b"a", ord("z")) > 0            # never seen anywhere, still possible
True

A model that gives some byte a probability of zero is infinitely surprised when the byte comes. So some mass is taken
from what was seen and handed down to the next shorter context, and at the bottom to the uniform distribution over 256
bytes. The methods differ in how much they take. All but PPM are one recursion over the orders k = 0, 1, …, n:

    p_k(byte) = (discounted count + handed-down mass * p_(k-1)(byte)) / total

and `blend` below is that line for each. It works on numbers and on numpy arrays alike, so `evaluation` can score a
whole text in one go with the same formulas. Source: Chen & Goodman 1998; Cleary & Witten 1984 for PPM.
"""

# ruff: noqa: ARG002 (one formula needs the order, another the lower orders, none needs all)

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol

from pyodide_ngram.errors import BadArgument, EmptyModel, real_number
from pyodide_ngram.model import Counts, Model

UNIFORM = 1 / 256

Number = Any  # a float, or a numpy array of them: the formulas below do not care


@dataclass(frozen=True, slots=True)
class Level:
    """What one order knows about a byte after a context: five counts (numbers, or arrays of one for each position).

    count: times the byte followed. total: times any byte did. distinct: different bytes that did, of which `once`
    did once and `twice` did twice.
    """

    count: Number
    total: Number
    distinct: Number
    once: Number
    twice: Number

    @staticmethod
    def of(counts: Counts, byte: int) -> Level:
        """The level of a counts dictionary."""
        values = list(counts.values())
        return Level(counts.get(byte, 0), sum(values), len(values), values.count(1), values.count(2))


class Smoothing(Protocol):
    """One way to turn counts into probabilities. `name` is what the command line and the lab call it."""

    name: str

    def probability(self, model: Model, context: bytes, byte: int) -> float:
        """P(byte | context), above 0; over the 256 bytes it sums to 1. Raises EmptyModel."""
        ...


class Recursive(ABC):
    """The recursion over orders that all methods but PPM share."""

    name: str

    @abstractmethod
    def blend(self, order: int, level: Level, lower: Number) -> Number:
        """p_k from p_(k-1), for a context that was seen (total > 0)."""

    def counts(self, model: Model, context: bytes, longest: bool) -> Counts:
        """The counts that this method looks at; Kneser-Ney has its own for all but the `longest` context."""
        return model.counts(context)

    def probability(self, model: Model, context: bytes, byte: int) -> float:
        """P(byte | context), from order 0 up to the longest context that was seen."""
        if not model.size:
            raise EmptyModel
        context = context[max(0, len(context) - model.order) :]
        p = UNIFORM
        for order in range(len(context) + 1):
            counts = self.counts(model, context[len(context) - order :], longest=order == model.order)
            if not counts:  # then no longer context was seen either
                break
            p = self.blend(order, Level.of(counts, byte), p)
        return p


class AddOne(Recursive):
    """Laplace: pretend that every byte followed every context once more. Takes far too much from what was seen."""

    name = "add-one"

    def blend(self, order: int, level: Level, lower: Number) -> Number:
        return (level.count + 1) / (level.total + 256)


class WittenBell(Recursive):
    """The more different bytes followed a context, the more room for a new one: distinct/(total + distinct)."""

    name = "witten-bell"

    def blend(self, order: int, level: Level, lower: Number) -> Number:
        return (level.count + level.distinct * lower) / (level.total + level.distinct)


class AbsoluteDiscount(Recursive):
    """Take the same small amount (0 < discount < 1) from every count, and hand it down. Source: Ney et al. 1994."""

    name = "absolute-discount"

    def __init__(self, discount: float = 0.75) -> None:
        self.discount = real_number("discount", discount, 0.001, 0.999)

    def blend(self, order: int, level: Level, lower: Number) -> Number:
        d = self.discount
        kept = level.count - d * (level.count > 0)
        return (kept + d * level.distinct * lower) / level.total


class KneserNey(Recursive):
    """Modified Kneser-Ney: three discounts an order, and short contexts count *contexts*, not occurrences.

    How likely is a byte after a short context, given that the longer one has never seen it? Not how often it occurred,
    but in how many different surroundings: "Francisco" is frequent, yet only after "San". So all orders below the
    longest count the different bytes seen in front of context and byte.

    fewer: for each order below the longest, those counts by context (see `continuations`); discounts: three for each
    order, the longest last. `KneserNey.of(model)` finds both. Source: Chen & Goodman 1998, section 4.1.6, interpolated.
    """

    name = "kneser-ney"

    def __init__(self, discounts: list[tuple[float, float, float]], fewer: list[dict[bytes, Counts]]) -> None:
        self.discounts = discounts
        self._fewer = fewer

    @classmethod
    def of(cls, model: Model) -> KneserNey:
        """The tables for `model` as it is now: ask again after it has learnt more. Raises EmptyModel."""
        if not model.size:
            raise EmptyModel
        tables = [continuations(model, order) for order in range(model.order)]
        return cls([discounts(table) for table in [*tables, dict(grams(model, model.order))]], tables)

    def counts(self, model: Model, context: bytes, longest: bool) -> Counts:
        """Occurrences after the longest context, surroundings after the shorter ones."""
        return model.counts(context) if longest else self._fewer[len(context)].get(context, {})

    def blend(self, order: int, level: Level, lower: Number) -> Number:
        d1, d2, d3 = self.discounts[order]
        often = level.distinct - level.once - level.twice
        taken = d1 * (level.count == 1) + d2 * (level.count == 2) + d3 * (level.count > 2)
        return (level.count - taken + (d1 * level.once + d2 * level.twice + d3 * often) * lower) / level.total


def grams(model: Model, length: int) -> list[tuple[bytes, Counts]]:
    """Every context of `length` bytes that was seen, with its counts, found by growing shorter ones at the front."""
    contexts = [b""]
    heads = [bytes([byte]) for byte in model.counts(b"")]
    for _ in range(length):
        contexts = [head + context for context in contexts for head in heads if model.counts(head + context)]
    return [(context, model.counts(context)) for context in contexts]


def continuations(model: Model, length: int) -> dict[bytes, Counts]:
    """For every context of `length` bytes and every next byte: in front of them, how many different bytes were seen?"""
    table: dict[bytes, Counts] = {}
    for context, counts in grams(model, length + 1):
        row = table.setdefault(context[1:], {})
        for byte in counts:
            row[byte] = row.get(byte, 0) + 1
    return table


def discounts(table: dict[bytes, Counts]) -> tuple[float, float, float]:
    """How much to take from a count of 1, of 2, and of 3 or more, estimated from how many counts are 1, 2, 3 and 4."""
    having = [0] * 5
    for counts in table.values():
        for count in counts.values():
            if count <= 4:
                having[count] += 1
    return discounts_from(having)


def discounts_from(having: list[int]) -> tuple[float, float, float]:
    """The same from the numbers of counts that are 1, 2, 3, 4 (`having[1:5]`); 0.5, 1, 1.5 where there are too few.

    Source: Chen & Goodman 1998, equation 26; the fall-back values are those of KenLM.
    """
    n1, n2, n3, n4 = having[1:5]
    if not (n1 and n2 and n3):
        return 0.5, 1.0, 1.5
    y = n1 / (n1 + 2 * n2)
    found = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    if any(not 0 <= d <= k for k, d in enumerate(found, 1)):
        return 0.5, 1.0, 1.5
    return found


class PPM:
    """Prediction by partial matching: escape to a shorter context only for bytes that the longer one has not seen.

    The escape has probability distinct/(total + distinct) (method C); the bytes of the longer context are then
    excluded, since they would have been coded there.
    """

    name = "ppm"

    def probability(self, model: Model, context: bytes, byte: int) -> float:
        """P(byte | context)."""
        return self._escaping(self._rows(model, context), byte)

    def by_order(self, model: Model, context: bytes, byte: int) -> list[float]:
        """P(byte | context) with contexts of at most 0, 1, …, order bytes: as many models asked at once."""
        rows = self._rows(model, context)
        found = [self._escaping(rows[: k + 1], byte) for k in range(len(rows))]
        return found + found[-1:] * (model.order + 1 - len(rows))  # the text before is too short for a longer one

    def _rows(self, model: Model, context: bytes) -> list[Counts]:
        """The counts after the last 0, 1, …, order bytes of `context`."""
        if not model.size:
            raise EmptyModel
        longest = min(model.order, len(context))
        return [model.counts(context[len(context) - k :]) for k in range(longest + 1)]

    def _escaping(self, rows: list[Counts], byte: int) -> float:
        """From the longest context down, until one has seen the byte."""
        p, excluded = 1.0, set[int]()
        for counts in reversed(rows):
            left = {b: c for b, c in counts.items() if b not in excluded}
            if not left:
                continue
            every_byte = len(excluded) + len(left) == 256  # nothing to escape to
            total = sum(left.values()) + (0 if every_byte else len(left))
            if byte in left:
                return p * left[byte] / total
            p *= len(left) / total
            excluded.update(left)
        return p / (256 - len(excluded))


SMOOTHINGS = (AddOne.name, WittenBell.name, AbsoluteDiscount.name, KneserNey.name, PPM.name)


def by_name(name: str, model: Model) -> Smoothing:
    """The smoothing called `name`, ready for `model`. Raises BadArgument for a name that is none of SMOOTHINGS."""
    if name == KneserNey.name:
        return KneserNey.of(model)
    for kind in (AddOne, WittenBell, AbsoluteDiscount, PPM):
        if name == kind.name:
            return kind()
    raise BadArgument(f"unknown smoothing {name!r}", hint=f"there are {', '.join(SMOOTHINGS)}")


def whole_distribution(smoothing: Smoothing, model: Model, context: bytes) -> list[float]:
    """The probabilities of all 256 bytes after `context`."""
    return [smoothing.probability(model, context, byte) for byte in range(256)]
