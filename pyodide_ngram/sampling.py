"""From counts to text: each step weighs the bytes that may come next, turns the knobs, and tosses one coin.

>>> from pyodide_ngram.model import NgramModel
>>> import random
>>> model = NgramModel(3)
>>> model.learn(b"to be or not to be ")
>>> generate(model, b"to", 20, random.Random(1))
b' be or not to be or '

A *weighting* gives each byte a positive number; its share of the sum is its probability. Each knob takes a weighting
and returns another, so a step can be followed by hand:

>>> seen = {97: 6, 98: 3, 99: 1}                      # a six times, b three times, c once
>>> round(shares(temperature(seen, 0.5))[97], 4)      # colder: 36 to 9 to 1, so 'a' gets 36/46
0.7826
>>> top_k(seen, 2)                                    # the two likeliest
{97: 6, 98: 3}
>>> top_p(seen, 0.6)                                  # the fewest that have 60 % between them
{97: 6}
>>> choose(seen, coin=0.65)                           # 0.65 of the way up the stack a a a a a a b b b c
98

The coin is an argument: `rng` is a `random.Random(seed)`, and the same seed gives the same text on every machine and
in the browser. Every byte costs exactly one coin, greedy or not, so two settings can be compared on the same coins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import fsum
from typing import Protocol, runtime_checkable

from pyodide_ngram.beam import beam as beam  # it belongs here, and is a lesson of its own
from pyodide_ngram.errors import real_number, whole_number
from pyodide_ngram.expressions import Coin
from pyodide_ngram.model import MAX_ORDER, Counts, Model

Weighting = dict[int, float]  # byte -> weight, in ascending order of bytes

MAX_BYTES = 10_000_000
_WORTHWHILE = 32  # from so many texts on they are written side by side


@dataclass(frozen=True)
class Knobs:
    """How to choose. Raises BadArgument for a knob out of its range.

    temperature: 1 leaves the model as it is, less is more predictable, 0 always takes the likeliest (greedy).
    top_k: keep only the k likeliest bytes (1 or more). top_p: keep only the fewest bytes whose probabilities reach
    this mass (above 0, up to 1). None leaves either knob alone. They are turned in this order.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None

    def __post_init__(self) -> None:
        real_number("temperature", self.temperature, 0, 1_000, "0 is greedy, 1 is the model as it is")
        if self.top_k is not None:
            whole_number("top_k", self.top_k, 1, 256, "leave it out to keep every byte")
        if self.top_p is not None:
            real_number("top_p", self.top_p, 5e-324, 1, "a share above 0, up to 1; leave it out to keep every byte")

    def stages(self, counts: Counts) -> list[Weighting]:
        """The counts as a weighting, then after temperature, after top-k, and after top-p."""
        weights = [temperature(counts, 1), temperature(counts, self.temperature)]
        weights.append(weights[-1] if self.top_k is None else top_k(weights[-1], int(self.top_k)))
        weights.append(weights[-1] if self.top_p is None else top_p(weights[-1], self.top_p))
        return weights

    def turn(self, counts: Counts) -> Weighting:
        """The weighting after all knobs."""
        return self.stages(counts)[-1]


def temperature(counts: Mapping[int, float], t: float) -> Weighting:
    """Raise each probability to the power 1/t: the softmax of the logits over t. 0 keeps the likeliest byte alone.

    Ties go to the smaller byte. At t = 1 the counts come back as they are, whole numbers and exact.
    """
    if t == 1:
        return {byte: counts[byte] for byte in sorted(counts)}
    if t == 0:
        return top_k(counts, 1)
    most = max(counts.values())  # dividing by it keeps the powers from overflowing
    powers = ((byte, (counts[byte] / most) ** (1 / t)) for byte in sorted(counts))
    return {byte: weight for byte, weight in powers if weight > 0}  # a weight too small for a float is none


def top_k(weights: Mapping[int, float], k: int) -> Weighting:
    """Keep the `k` heaviest bytes; ties go to the smaller byte."""
    kept = sorted(sorted(weights), key=lambda byte: -weights[byte])[:k]
    return {byte: weights[byte] for byte in sorted(kept)}


def top_p(weights: Mapping[int, float], mass: float) -> Weighting:
    """Keep the fewest bytes whose probabilities together reach `mass`; ties go to the smaller byte.

    At least one byte stays. Source: Holtzman et al. 2020, "nucleus" sampling.
    """
    goal, reached, kept = mass * fsum(weights.values()), 0.0, []  # sum() rounds differently since Python 3.12
    for byte in sorted(sorted(weights), key=lambda byte: -weights[byte]):
        kept.append(byte)
        reached += weights[byte]
        if reached >= goal:
            break
    return {byte: weights[byte] for byte in sorted(kept)}


def shares(weights: Mapping[int, float]) -> dict[int, float]:
    """The probabilities behind a weighting: each weight over the sum of all."""
    total = sum(weights.values())
    return {byte: weight / total for byte, weight in weights.items()}


def choose(weights: Mapping[int, float], coin: float) -> int:
    """The byte at `coin` (0 <= coin < 1) of the way up the stack of weights, bytes stacked in ascending order."""
    return _ladder(weights).at(coin)


@dataclass(frozen=True, slots=True)
class _Ladder:
    """Bytes in ascending order and the running sum of their weights, ready for one bisection a coin."""

    symbols: bytes
    tops: list[float]

    def at(self, coin: float) -> int:
        index = bisect_right(self.tops, coin * self.tops[-1])
        return self.symbols[min(index, len(self.symbols) - 1)]


def _ladder(weights: Mapping[int, float]) -> _Ladder:
    symbols = sorted(weights)
    return _Ladder(bytes(symbols), list(accumulate(weights[byte] for byte in symbols)))


@dataclass(frozen=True, slots=True)
class Step:
    """One traced step: what was looked at, what was counted, what the knobs made of it, and the coin that decided.

    context: the bytes that the model used (`order_used` of them). counts: what followed them in training.
    stages: the weighting before the knobs, after temperature, after top-k, after top-p; `shares` of each are the
    probabilities there.
    """

    context: bytes
    order_used: int
    counts: Counts
    stages: list[Weighting]
    coin: float
    byte: int

    @property
    def weights(self) -> Weighting:
        """After all knobs: what the coin met."""
        return self.stages[-1]

    @property
    def probability(self) -> float:
        """The probability of the chosen byte after the knobs."""
        return self.weights[self.byte] / sum(self.weights.values())

    @property
    def raw_probability(self) -> float:
        """The probability of the chosen byte before the knobs: its share of the counts."""
        return self.counts[self.byte] / sum(self.counts.values())


def trace(
    model: Model,
    prompt: bytes,
    n: int,
    rng: Coin,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Iterator[Step]:
    """Generate `n` bytes after `prompt`, one `Step` at a time; the same bytes as `generate` for the same coins.

    Arguments are checked at once, before the first step. Raises BadArgument for a knob or `n` out of range; EmptyModel.
    """
    knobs, n = Knobs(temperature, top_k, top_p), whole_number("n", n, 0, MAX_BYTES)
    model.distribution(b"")  # an empty model is an error here, not at the first step
    return _steps(model, bytes(prompt), n, rng, knobs)


def _steps(model: Model, prompt: bytes, n: int, rng: Coin, knobs: Knobs) -> Iterator[Step]:
    text = _tail(prompt, model.order)
    for _ in range(n):
        counts, order_used = model.distribution(bytes(text))
        stages = knobs.stages(counts)
        coin = rng.random()
        byte = choose(stages[-1], coin)
        yield Step(bytes(text[len(text) - order_used :]), order_used, counts, stages, coin, byte)
        text.append(byte)
        if len(text) > 2 * model.order + 64:
            del text[: len(text) - model.order]


def generate(
    model: Model,
    prompt: bytes,
    n: int,
    rng: Coin,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> bytes:
    """Generate `n` bytes after `prompt` (which is not part of the answer).

    The same bytes as `trace` for the same coins, only faster: a context met twice is weighed once.
    Raises BadArgument for a knob or `n` out of range, EmptyModel for a model that has learnt nothing.
    """
    return bytes(stream(model, prompt, n, rng, Knobs(temperature, top_k, top_p)))


def generate_many(
    model: Model,
    prompt: bytes,
    n: int,
    many: int,
    rng: Coin,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> list[bytes]:
    """What `generate` gives when it is called `many` times with the same `rng`.

    Without knobs, a `PackedModel` writes all of them side by side (`many`), fifty times as fast as one after another.
    Raises BadArgument for a knob, `n` or `many` out of range; EmptyModel.
    """
    knobs, many = Knobs(temperature, top_k, top_p), whole_number("many", many, 0, MAX_BYTES)
    if many >= _WORTHWHILE and knobs == Knobs() and isinstance(model, Streaming):
        from pyodide_ngram.many import Writer  # here, since both build on this module, and a page may have no numpy
        from pyodide_ngram.packed import PackedModel

        if isinstance(model, PackedModel):
            return Writer(model).texts(prompt, n, many, rng)
    return [generate(model, prompt, n, rng, temperature, top_k, top_p) for _ in range(many)]


def stream(model: Model, prompt: bytes, n: int, rng: Coin, knobs: Knobs) -> Iterator[int]:
    """`generate`, byte by byte, for whoever wants to stop in between."""
    n = whole_number("n", n, 0, MAX_BYTES)
    model.distribution(b"")
    if knobs == Knobs() and isinstance(model, Streaming):
        return model.stream(bytes(prompt), n, rng)  # the counts as they are: no need to weigh them
    return _bytes(model, bytes(prompt), n, rng, knobs)


@runtime_checkable
class Streaming(Protocol):
    """A model with a quicker way of its own to sample from its counts as they are."""

    def stream(self, context: bytes, n: int, rng: Coin) -> Iterator[int]:
        """The same bytes as `trace` for the same coins."""
        ...


def _bytes(model: Model, prompt: bytes, n: int, rng: Coin, knobs: Knobs) -> Iterator[int]:
    order, toss = model.order, rng.random
    known: dict[bytes, _Ladder] = {}
    context = bytes(_tail(prompt, order))
    for _ in range(n):
        ladder = known.get(context)
        if ladder is None:
            ladder = _ladder(knobs.turn(model.distribution(context)[0]))
            if order <= MAX_ORDER:  # longer contexts hardly ever come back
                known[context] = ladder
        byte = ladder.at(toss())
        yield byte
        context = (context + _BYTES[byte])[-order:] if order else b""


_BYTES = [bytes([byte]) for byte in range(256)]


def _tail(prompt: bytes, order: int) -> bytearray:
    return bytearray(prompt[max(0, len(prompt) - order) :])
