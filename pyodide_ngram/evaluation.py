"""How good is a model? Surprise in bits per byte, and the other questions that can be answered by counting.

>>> from pyodide_ngram.model import NgramModel
>>> model = NgramModel(2)
>>> model.learn(b"abracadabra" * 20)
>>> round(bits_per_byte(model, b"abracadabra"), 2)        # it knows this text by heart
0.32
>>> round(bits_per_byte(model, b"hocus pocus"), 1)        # and is worse than a uniform guess (8 bits) on another
12.9

A byte that the model gave probability p costs -log2(p) bits: 1 bit for an even chance, 8 for one of 256 alike. The mean
over a text is its cross-entropy; 2 to that power is the perplexity. No model can be below the entropy of the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from pyodide_ngram.errors import BadArgument
from pyodide_ngram.model import Model
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
