"""Many texts at once: one step of all of them together, in a handful of look-ups.

>>> import random
>>> model = PackedModel(3)
>>> model.learn(b"to be or not to be, that is the question; to see or not to see, ")
>>> Writer(model).texts(b"to ", 16, 3, random.Random(3))
[b'be or not to be ', b'see, the questio', b'be or not to be,']

A text is a chain: each byte has to be known before the next can be drawn. But a thousand texts are a thousand chains
side by side, and a step of all of them is the same few operations on numpy arrays. All grams (a context and the byte
that followed) lie in one sorted list, those of one context side by side:

    where a text is       the first gram of its context in the list, and how many there are: its *stack*
    a coin for each text  points to one gram of the stack
    that gram             says which byte is written, and, since its last bytes are the next context, the next stack

First, many and byte are kept as one number a gram, so that a step reads the list once. The coins are those of one
`random.Random`: first all of the first text, then all of the second. So the texts are, byte for byte, those that
`sampling.generate` writes one after the other.
"""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

from pyodide_ngram.bulk import changes
from pyodide_ngram.errors import BadArgument, EmptyModel, whole_number
from pyodide_ngram.expressions import Coin
from pyodide_ngram.lookup import Index
from pyodide_ngram.packed import PackedModel
from pyodide_ngram.sampling import MAX_BYTES, generate

_BYTE, _MANY = 8, 28  # bits; the rest of 63 is for `first`
_FIRST = _BYTE + _MANY
MAX_GRAMS = 1 << 63 - _FIRST
_COINS, _LEAST = 1 << 20, 256  # coins that are tossed at a time, and texts that are written at a time, at least

Numbers = npt.NDArray[np.int64]
Grams = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]


class Writer:
    """A packed model, ready to write many texts from its counts as they are. Made for the model as it is now."""

    def __init__(self, model: PackedModel) -> None:
        """Takes 8 bytes of memory a byte of text. Raises EmptyModel, and BadArgument for a text of 128 MB or more."""
        if not model.size:
            raise EmptyModel
        if model.size >= MAX_GRAMS:
            raise BadArgument(f"{model.size:,} bytes are too many", hint="a part of the text will do")
        self._model = model
        grams = model.all_grams(model.order + 1)
        starts = changes(grams >> np.uint64(8)).astype(np.int64)  # in the browser an index has 32 bits
        self._contexts = Index(grams[starts] >> np.uint64(8))
        stacks = starts << _FIRST | np.diff(np.append(starts, len(grams))) << _BYTE
        self._stacks = np.append(stacks, 0)  # the last one is for contexts that nothing ever followed
        different = changes(grams)
        leads = self._stacks_of(grams[different] & _mask(model.order)) | (grams[different] & np.uint64(255)).astype(
            np.int64
        )
        self._leads = np.repeat(leads, np.diff(np.append(different, len(grams))))

    def texts(self, prompt: bytes, n: int, many: int, rng: Coin) -> list[bytes]:
        """`many` texts of `n` bytes after `prompt`, which is not part of them.

        Raises BadArgument for more than 10,000,000 bytes in all.
        """
        n, many = whole_number("n", n, 0, MAX_BYTES), whole_number("many", many, 0, MAX_BYTES)
        whole_number("n times many", n * many, 0, MAX_BYTES)
        if len(self._stacks) == 1:  # a text of `order` bytes or less has no gram to point to
            return [generate(self._model, prompt, n, rng) for _ in range(many)]
        together = max(_LEAST, _COINS // max(1, n))
        groups = (self._group(prompt, n, min(together, many - start), rng) for start in range(0, many, together))
        return [text for group in groups for text in group]

    def _group(self, prompt: bytes, n: int, many: int, rng: Coin) -> list[bytes]:
        coins = np.ascontiguousarray(tosses(rng, n * many).reshape(many, n).T)
        written = np.empty((n, many), np.uint8)
        at = self._stacks_of(np.full(many, _number(prompt, self._model.order), np.uint64))
        if len(prompt) < self._model.order:
            at[:] = 0
        for i, coin in enumerate(coins):
            left = at >> _BYTE & (1 << _MANY) - 1
            lost = np.flatnonzero(left == 0)  # its context was never seen, or was the end of the training text
            drawn = (at >> _FIRST) + (coin * left).astype(np.int64)
            np.take(self._leads, drawn.astype(np.intp, copy=False), out=at, mode="clip")
            written[i] = at & 255
            if len(lost):
                at[lost] = self._back_off(prompt, written, i, lost, coin[lost])
        return [text.tobytes() for text in np.ascontiguousarray(written.T)]

    def _back_off(self, prompt: bytes, written: Bytes, i: int, lost: Numbers, coins: Floats) -> Numbers:
        """Write byte `i` of the texts `lost` as the model does, one different context at a time; their next stacks."""
        order = self._model.order
        length = min(order, len(prompt) + i)
        contexts = np.full(len(lost), _number(prompt, max(0, length - i)), np.uint64)
        for row in written[max(0, i - length) : i]:
            contexts = contexts << np.uint64(8) | row[lost]
        for context in np.unique(contexts):
            counts = self._model.distribution(int(context).to_bytes(length, "big"))[0]
            of = np.flatnonzero(contexts == context)
            symbols = np.array(sorted(counts), np.uint8)
            tops = np.cumsum([counts[int(symbol)] for symbol in symbols])
            written[i, lost[of]] = symbols[np.searchsorted(tops, coins[of] * tops[-1], "right")]
        if length + 1 < order:
            return np.zeros(len(lost), np.int64)
        return self._stacks_of((contexts << np.uint64(8) | written[i, lost]) & _mask(order))

    def _stacks_of(self, contexts: Grams) -> Numbers:
        """The stack of each context, without a byte; 0 for one that nothing ever followed."""
        return self._stacks[self._contexts.find(contexts)]


def tosses(rng: Coin, many: int) -> Floats:
    """The next `many` coins of `rng`, the same as from `rng.random()`, which has moved on by as many.

    >>> one, other = random.Random(5), random.Random(5)
    >>> tosses(one, 3).tolist() == [other.random() for _ in range(3)], one.random() == other.random()
    (True, True)
    """
    if type(rng) is not random.Random:
        return np.array([rng.random() for _ in range(many)], np.float64)
    version, state, gauss = rng.getstate()  # numpy has the same generator, and makes its floats in the same way
    twin = np.random.RandomState()
    twin.set_state(("MT19937", np.array(state[:-1], np.uint32), state[-1], 0, 0.0))
    coins: Floats = twin.random_sample(many)
    _, key, position, *_ = twin.get_state()
    rng.setstate((version, (*map(int, key), int(position)), gauss))
    return coins


def _mask(length: int) -> np.uint64:
    return np.uint64((1 << 8 * length) - 1)


def _number(text: bytes, length: int) -> int:
    """The last `length` bytes of `text` as a number."""
    return int.from_bytes(text[max(0, len(text) - length) :], "big")
