"""How good is a model? Surprise in bits per byte, and the other questions that can be answered by counting.

>>> from pyodide_ngram.model import NgramModel
>>> model = NgramModel(2)
>>> model.learn(b"abracadabra" * 20)
>>> round(bits_per_byte(model, b"abracadabra"), 2)        # it knows this text by heart
0.32
>>> round(bits_per_byte(model, b"hocus pocus"), 1)        # and is worse than a uniform guess (8 bits) on another
12.9
>>> states(model)[2]                                      # of 65,536 contexts of two bytes it has seen eight
States(length=2, seen=8, possible=65536)

A byte that the model gave probability p costs -log2(p) bits: 1 bit for an even chance, 8 for one of 256 alike. The mean
over a text is its cross-entropy; 2 to that power is the perplexity. No model can be below the entropy of the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from pyodide_ngram.errors import BadArgument
from pyodide_ngram.model import Model
from pyodide_ngram.process import Process
from pyodide_ngram.smoothing import AbsoluteDiscount, Smoothing


def surprises(model: Model, data: bytes, smoothing: Smoothing | None = None, context: bytes = b"") -> Iterator[float]:
    """The cost of each byte of `data` in bits, given the bytes before it (`context` stands before the first).

    The model does not learn from `data`. smoothing: AbsoluteDiscount(0.75) unless told. Raises EmptyModel.
    """
    smoothing = smoothing or AbsoluteDiscount()
    text = bytes(context) + bytes(data)
    for i in range(len(context), len(text)):
        yield -log2(smoothing.probability(model, text[max(0, i - model.order) : i], text[i]))


def bits_per_byte(model: Model, data: bytes, smoothing: Smoothing | None = None) -> float:
    """The mean cost of a byte of `data` in bits: the model's cross-entropy. Raises BadArgument for an empty text."""
    if not data:
        raise BadArgument("there is no text to measure", hint="give at least one byte")
    return sum(surprises(model, data, smoothing)) / len(data)


def lifelong(model: Model, data: bytes, smoothing: Smoothing | None = None) -> Iterator[float]:
    """As `surprises`, but the model learns each byte right after it was scored: it never stops learning."""
    smoothing = smoothing or AbsoluteDiscount()
    recent = b""
    for byte in data:
        one = bytes([byte])
        # a model that has learnt nothing has nothing to go by: each of 256 bytes alike
        yield -log2(smoothing.probability(model, recent, byte)) if model.size else 8.0
        model.learn(one)
        recent = (recent + one)[-model.order :] if model.order else b""


# --- states ---


@dataclass(frozen=True)
class States:
    """How many different contexts of `length` bytes were seen, of 256**length possible ones."""

    length: int
    seen: int
    possible: int


def states(model: Model, longest: int = 16) -> list[States]:
    """States by length, from 0 to the model's order (at most `longest`)."""
    return [States(k, model.count_contexts(k), 256**k) for k in range(min(model.order, longest) + 1)]


def orders_used(model: Model, data: bytes) -> list[int]:
    """How often each order from 0 to the model's order answered, over the bytes of `data`.

    The share of contexts of k bytes never seen is the share of bytes that an order below k answered.
    """
    used = Counter(model.distribution(data[max(0, i - model.order) : i])[1] for i in range(len(data)))
    return [used[k] for k in range(max(used, default=0) + 1)]


# --- the distance from the process ---


@dataclass(frozen=True)
class Distance:
    """Bits per byte: what the text costs the process, what it costs the model, and the divergence between the two.

    On a long text `model` is about `floor + divergence`; the divergence weighs *all* next bytes at each place, so it
    knows the distance better than the one byte that happened to come.
    """

    floor: float
    model: float
    divergence: float


def distance(model: Model, process: Process, text: bytes, smoothing: Smoothing | None = None) -> Distance:
    """Compare a model with the process that wrote `text` (which must start at the start of an expression).

    Raises NotOfTheProcess if it could not have, BadArgument for an empty text, EmptyModel.
    """
    if not text:
        raise BadArgument("there is no text to measure", hint="give at least one expression")
    smoothing = smoothing or AbsoluteDiscount()
    floor = cost = divergence = 0.0
    for i, truth in enumerate(process.walk(text)):
        context = text[max(0, i - model.order) : i]
        for byte, p in truth.items():
            q = smoothing.probability(model, context, byte)
            divergence += p * log2(p / q)
            if byte == text[i]:
                floor -= log2(p)
                cost -= log2(q)
    return Distance(floor / len(text), cost / len(text), divergence / len(text))


# --- it remembers, it does not compute ---


@dataclass(frozen=True)
class Answer:
    """What the model says after `expression=`: its greedy answer, and the probability of the true result."""

    expression: str
    truth: str
    answer: str
    probability: float
    seen: bool  # whether training held this very expression

    @property
    def right(self) -> bool:
        return self.answer == self.truth


def answer(model: Model, sentence: str, seen: bool) -> Answer:
    """Ask for the result of one sentence of `expressions.corpus`, such as `max(2,5)=5.`; the rest is looked up."""
    expression, truth = sentence.rstrip(".").split("=")
    text, said = f"{expression}=".encode(), bytearray()
    for _ in range(len(truth) + 8):  # whoever has not stopped by then is wrong
        counts = model.distribution(text + bytes(said))[0]
        byte = min(counts, key=lambda b: (-counts[b], b))
        if byte == ord("."):
            break
        said.append(byte)
    probability = 1.0
    for i, byte in enumerate(f"{truth}.".encode()):
        counts = model.distribution(text + truth.encode()[:i])[0]
        probability *= counts.get(byte, 0) / sum(counts.values())
    return Answer(expression, truth, said.decode(errors="replace"), probability, seen)


@dataclass(frozen=True)
class Score:
    """How many answers were right, by whether the expression was in training, and what always guessing one would
    get."""

    seen: int
    seen_right: int
    unseen: int
    unseen_right: int
    majority: str  # the most frequent result of the training text
    majority_right: int


def sentences(text: bytes) -> list[str]:
    """The whole sentences of an expression corpus, each with its full stop."""
    return [f"{part}." for part in text.decode(errors="replace").split(".")[:-1] if part.count("=") == 1]


def score(answers: Iterable[Answer], training: bytes) -> Score:
    """Add up answers; the majority is that of `training`, the text that the model learnt from."""
    results = Counter(sentence.rstrip(".").split("=")[1] for sentence in sentences(training))
    majority = min(results, key=lambda result: (-results[result], result)) if results else ""
    rows = list(answers)
    known, new = [row for row in rows if row.seen], [row for row in rows if not row.seen]
    return Score(
        len(known),
        sum(row.right for row in known),
        len(new),
        sum(row.right for row in new),
        majority,
        sum(row.truth == majority for row in rows),
    )
