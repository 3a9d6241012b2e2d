"""Shannon's guessing game, played by n-grams: name the likeliest byte, then the next, until it is right.

>>> game, meter = Guesser(order=6), Meter()
>>> for byte in b"to be or not to be, that is the question; to be or not to be":
...     _ = game.play(meter, byte)
>>> meter.bits < 8 * 60 * 0.7                             # most of the second half was guessed at once
True

In 1951 Claude Shannon had people guess a text letter by letter and counted their guesses; the fewer, the more they
knew. Here the guesses come from the counts of contexts of several lengths, as in `model`, and from two kinds of word
context. For each guess every context says how sure it is, and a small network, learning as it goes, decides whom to
believe:

    counts -> chance         *experience*: how often was a guess with such counts right so far?
    chance -> stretch        s = ln(p / (1 - p)), so that near-certainty weighs more than a hunch
    mix                      p = 1 / (1 + exp(-(w1 s1 + w2 s2 + …)))
    refine                   correct p by what really happened when p was said after this byte
    learn                    w_i += rate * (answer - p) * s_i: one step of gradient descent on the bits paid

Each answer is one yes or no with a known probability, and `coding` turns those into a compressed file. Whoever decodes
plays the same game, learns the same, and so knows every probability before hearing the answer. That needs the
arithmetic to be the same on every machine: only + - * / on floats, in a fixed order, and rounded tables in place of
exp and log.

Source: Shannon 1951, "Prediction and entropy of printed English"; Mahoney's PAQ for mixing in the logistic domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, log2
from typing import NamedTuple, Protocol

from pyodide_ngram.errors import whole_number

ONE = 1 << 16  # probabilities are told to the coder as whole numbers from 1 to ONE - 1
MAX_CODING_ORDER = 8

# Found on Moby Dick and the King James Bible (tests/bench/ngram_coding.py); none of them matters by more than 1 %.
_MOST_GUESSES = 48  # then the byte is spelt out
_HOPELESS = 0.02  # if not even the best guess has this chance, spell at once: random data would cost 128 guesses a byte
_ENOUGH = 0.02  # rank with shorter contexts only until so much of the mass is given out
_MOST_TOTAL = 2040  # counts are halved at this sum, so that what is recent weighs more
_RATE, _LEAST_RATE, _COOLING = 0.02, 0.001, 20_000
_REFINE_RATE = 0.02
_PATIENCE = 250  # experience is a mean over about so many answers
_FIRST_WEIGHT, _BIAS = 0.25, 0.4

_EDGES = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 29, 38, 50, 66, 88, 116, 154, 205, 273, 364, 500, 1000)
_BUCKETS = len(_EDGES)
_COLUMN = [4 * (sum(n >= edge for edge in _EDGES) - 1) for n in range(_MOST_TOTAL + 2)]  # experience: a table of
_ROW = [_BUCKETS * column for column in _COLUMN]  # bucket of count (row) by bucket of the rest (column) by 4 moods
_FINE = 4096
_STRETCH = [round(1024 * log((i + 0.5) / (_FINE - i - 0.5))) / 1024 for i in range(_FINE)]
_REACH, _STEPS = 12, 64  # squash is tabulated from -12 to 12 in steps of 1/64
_SQUASH = [round(2**30 / (1 + exp(-i / _STEPS))) / 2**30 for i in range(-_REACH * _STEPS, _REACH * _STEPS + 2)]
_KNOTS = 33  # refining curves have a knot at every half from -8 to 8
_STRAIGHT = [_SQUASH[(_REACH * 2 + i - 16) * _STEPS // 2] for i in range(_KNOTS)]

_LETTERS = bytes(byte | 32 if chr(byte).isalpha() and byte < 128 else byte if byte >= 128 else 0 for byte in range(256))


class Coder(Protocol):
    """Who hears the answers: an encoder writes them down, a decoder reads them, a meter adds up their cost."""

    def code(self, chance: int, answer: bool | None) -> bool:
        """Deal with one answer that is yes with probability chance/ONE; the decoder is given None and returns it."""
        ...


class Meter:
    """Adds up what the answers cost: `bits`, in bits."""

    def __init__(self) -> None:
        self.bits = 0.0

    def code(self, chance: int, answer: bool | None) -> bool:
        assert answer is not None
        self.bits -= log2((chance if answer else ONE - chance) / ONE)
        return answer


class _Seen:
    """What followed one context: counts, their total, and the latest byte."""

    __slots__ = ("counts", "latest", "total")

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.total = 0
        self.latest = -1

    def add(self, byte: int) -> None:
        self.counts[byte] = self.counts.get(byte, 0) + 1
        self.total += 1
        self.latest = byte
        if self.total > _MOST_TOTAL:
            self.counts = {b: (count + 1) // 2 for b, count in self.counts.items()}
            self.total = sum(self.counts.values())


_PRIOR = [(a + 0.4) / (a + b + 1) if a else 0.05 for a in _EDGES for b in _EDGES for _ in range(4)]
_ORDERS_AND_WORDS = 3  # kinds of contexts beside the orders 1, 2, …: order 0, the word, the word and the one before


class Guesser:
    """An adaptive model of a stream of bytes: `play` one byte after the other, encoding or decoding."""

    def __init__(self, order: int = 6) -> None:
        """order: the longest context of bytes, 1 to 8. Raises BadArgument."""
        self.order = whole_number("order", order, 1, MAX_CODING_ORDER)
        self._kinds = self.order + _ORDERS_AND_WORDS
        self._after: list[dict[object, _Seen]] = [{} for _ in range(self._kinds)]
        # long contexts first; the letters of the word so far say more than the last three bytes, whatever they are
        self._ranking = [*range(self.order, 3, -1), self.order + 2, self.order + 1, *range(min(3, self.order), -1, -1)]
        self._experience = _PRIOR * self._kinds
        self._answers = [0] * len(self._experience)
        self._weights: dict[tuple[int, int, bool], list[float]] = {}
        self._curves: dict[tuple[object, ...], list[float]] = {}
        self._recent = self._word = self._word_before = b""
        self._played = 0

    def play(self, coder: Coder, byte: int | None) -> int:
        """Guess until the answer is yes, then learn it. `byte` is the truth, or None when the coder knows it."""
        recent = self._recent
        keys: list[object] = [recent[len(recent) - k :] if k <= len(recent) else None for k in range(self.order + 1)]
        keys += [self._word, (self._word_before, self._word)]
        seen = [after.get(key) for after, key in zip(self._after, keys, strict=True)]
        found = self._guess(coder, byte, seen)
        for after, key, context in zip(self._after, keys, seen, strict=True):
            if key is not None:
                if context is None:
                    context = after[key] = _Seen()
                context.add(found)
        self._recent = (recent + bytes([found]))[-self.order :]
        if _LETTERS[found]:
            self._word = (self._word + bytes([_LETTERS[found]]))[-32:]
        elif self._word:
            self._word_before, self._word = self._word, b""
        self._played += 1
        return found

    def _guess(self, coder: Coder, byte: int | None, seen: list[_Seen | None]) -> int:
        """Name candidates, likeliest first, until one is right; spell the byte when there are none left."""
        voices = [_Voice(kind, context) for kind, context in enumerate(seen) if context is not None]
        longest = max((voice.kind for voice in voices if voice.kind <= self.order), default=0)
        refused: set[int] = set()
        for symbol, source in self._candidates(seen, refused):
            memory = self._judge(symbol, voices, (longest, source, bool(refused)))
            answer = coder.code(memory.told, None if byte is None else byte == symbol)
            self._learn(memory, answer)
            if answer:
                return symbol
            refused.add(symbol)
            for voice in voices:
                count = voice.counts.get(symbol, 0)
                if count:
                    voice.total -= count
                    voice.distinct -= 1
        return _spell(coder, byte, refused, seen[0])

    def _candidates(self, seen: list[_Seen | None], refused: set[int]) -> Iterator[tuple[int, int]]:
        """Bytes worth guessing, likeliest first, each with the kind of context that proposed it.

        Scores blend the contexts from long to short (Witten-Bell, as in `smoothing`), and only as far as needed: while
        the longer ones leave little mass for the others, those are asked only after all their candidates were refused.
        """
        left, scores, source = 1.0, dict[int, float](), dict[int, int]()
        for kind in self._ranking:
            context = seen[kind]
            if context is not None:
                share = left / (context.total + len(context.counts))
                for symbol, count in context.counts.items():
                    if symbol in scores:
                        scores[symbol] += share * count
                    elif symbol not in refused:
                        scores[symbol] = share * count
                        source[symbol] = kind
                left = share * len(context.counts)
            if scores and (left < _ENOUGH or kind == 0):
                ranked = sorted(scores, key=lambda symbol: (-scores[symbol], symbol))
                if not refused and scores[ranked[0]] < _HOPELESS:
                    return
                for symbol in ranked:
                    if len(refused) == _MOST_GUESSES:
                        return
                    yield symbol, source[symbol]
                scores.clear()

    def _judge(self, symbol: int, voices: list[_Voice], selector: tuple[int, int, bool]) -> _Memory:
        """The chance that `symbol` is right, and all that is needed to learn from the answer."""
        weights = self._weights.get(selector)
        if weights is None:
            weights = self._weights[selector] = [_FIRST_WEIGHT] * (self._kinds + 1)
        experience, stretch = self._experience, _STRETCH
        inputs, mix = [], _BIAS * weights[-1]
        for voice in voices:
            total = voice.total
            if total:  # else all that this context knows was refused, and it has nothing to say
                count = voice.counts.get(symbol, 0)
                if count:
                    mood = (2 if voice.latest == symbol else 0) + (voice.distinct > 2)
                else:
                    mood = min(voice.distinct, 4) - 1
                slot = voice.base + _ROW[count] + _COLUMN[total - count] + mood
                stretched = stretch[int(experience[slot] * _FINE)]
                kind = voice.kind
                inputs.append((slot, kind, stretched))
                mix += weights[kind] * stretched
        mix = min(max(mix, -_REACH), _REACH)
        mixed = _SQUASH[int((mix + _REACH) * _STEPS)]
        place = (min(max(mix, -7.999), 7.999) + 8) * 2
        knot = int(place)
        part = place - knot
        curves = (self._curve((self._recent[-1:], symbol)), self._curve((self._recent[-2:], symbol, 2)))
        refined = mixed + mixed
        for curve in curves:
            refined += curve[knot] * (1 - part) + curve[knot + 1] * part
        told = min(max(int(refined / 4 * ONE), 1), ONE - 1)
        return _Memory(told, mixed, weights, inputs, curves, knot + (part > 0.5))

    def _learn(self, memory: _Memory, answer: bool) -> None:
        """Move everything that had a part in the chance towards the answer."""
        experience, answers, weights = self._experience, self._answers, memory.weights
        rate = max(_LEAST_RATE, _RATE / (1 + self._played / _COOLING))
        step = (answer - memory.mixed) * rate
        for slot, kind, stretched in memory.inputs:
            n = answers[slot]
            experience[slot] += (answer - experience[slot]) / (n + 1.5)
            if n < _PATIENCE:
                answers[slot] = n + 1
            weights[kind] += step * stretched
        weights[-1] += step * _BIAS
        for curve in memory.curves:
            curve[memory.knot] += (answer - curve[memory.knot]) * _REFINE_RATE

    def _curve(self, key: tuple[object, ...]) -> list[float]:
        curve = self._curves.get(key)
        if curve is None:
            curve = self._curves[key] = list(_STRAIGHT)
        return curve


class _Voice:
    """One context's say in the present round: its counts, less the candidates that were refused."""

    __slots__ = ("base", "counts", "distinct", "kind", "latest", "total")

    def __init__(self, kind: int, seen: _Seen) -> None:
        self.kind = kind
        self.base = kind * len(_PRIOR)
        self.counts = seen.counts
        self.total = seen.total
        self.distinct = len(seen.counts)
        self.latest = seen.latest


class _Memory(NamedTuple):
    """What a guess needs to learn from its answer."""

    told: int  # the chance, out of ONE, that the coder was told
    mixed: float  # the chance before refining, which is what the weights answer for
    weights: list[float]
    inputs: list[tuple[int, int, float]]  # place in the experience table, kind of context, what it said (stretched)
    curves: tuple[list[float], ...]
    knot: int


def _spell(coder: Coder, byte: int | None, refused: set[int], everything: _Seen | None) -> int:
    """Tell one of the bytes that were not refused in eight answers, from its first bit to its last."""
    counts = everything.counts if everything is not None else {}
    weights = [0 if symbol in refused else 1 + counts.get(symbol, 0) for symbol in range(256)]
    low, high = 0, 256
    while high - low > 1:
        middle = (low + high) // 2
        upper, both = sum(weights[middle:high]), sum(weights[low:high])
        if upper in (0, both):  # only one half is possible
            answer = upper > 0
        else:
            chance = min(max(upper * ONE // both, 1), ONE - 1)
            answer = coder.code(chance, None if byte is None else byte >= middle)
        low, high = (middle, high) if answer else (low, middle)
    return low
