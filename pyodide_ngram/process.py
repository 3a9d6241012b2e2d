"""What the expression process itself would bet on: the exact next-byte distribution, and the floor below every model.

>>> from pyodide_ngram.expressions import Shape
>>> p = Process(Shape(depth=1, branching=3, max_value=9))
>>> p.distribution(b"su")                         # an s may become sum or srt, but su is decided
{109: 1.0}
>>> p.distribution(b"max(3,4")                    # two or three arguments, each as likely
{44: 0.5, 41: 0.5}
>>> p.distribution(b"max(3,4)=")                  # arithmetic leaves no choice
{52: 1.0}
>>> round(p.entropy_rate(), 3)                    # bits a byte that no model of this text can do without
0.845

Everything random about a sentence `expr=result.` lies in its expression; the result costs a reader who can compute
nothing. So the entropy of a sentence is the entropy of its tree, and the floor in bits per byte is that number over the
mean length of a sentence. Both follow from short recursions over the levels of the tree, with no sampling and no fit.
Source: Shannon 1948 for the entropy rate; the grammar is the talk's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from math import log2

from pyodide_ngram.errors import BadArgument, NotOfTheProcess
from pyodide_ngram.expressions import FEWEST_ARGUMENTS, OPERATORS, TALK, Shape, value

_LARGEST_SUM = 4_000  # keeps the recursions within a second or two
_COMMA, _CLOSE, _EQUALS, _STOP, _OPEN = b",)=.("


@dataclass
class _Reader:
    """Where in a sentence we are: the open operators, the word being spelt, or the rest of the known result."""

    text: bytearray = field(default_factory=bytearray)  # the sentence so far
    arguments: list[int] = field(default_factory=list)  # for each open operator: how many arguments have begun
    word: str | None = ""  # letters or digits since the last mark; None right after a closing bracket
    result: str = ""  # what must still come, once the expression is complete


class Process:
    """The source of `expressions.corpus`, able to say what it will do next.

    Distributions are dicts from byte to probability, without the impossible bytes, summing to 1.
    """

    def __init__(self, shape: Shape = TALK) -> None:
        self.shape = shape
        numbers = [str(n) for n in range(1, shape.max_value + 1)]
        self._spelling = {
            True: _spelling([f"{name}(" for name in OPERATORS]),
            False: _spelling([f"{n}$" for n in numbers]),
        }

    def distribution(self, history: bytes) -> dict[int, float]:
        """The probability of each next byte after `history`, which must start where a sentence starts.

        Only what follows the last full stop matters. Raises NotOfTheProcess if no run of the process begins like that.
        """
        sentence = history[history.rfind(b".") + 1 :]
        reader = _Reader()
        for byte in sentence:
            self._advance(reader, byte)
        return self._next(reader)

    def probabilities(self, text: bytes) -> list[float]:
        """The probability of each byte of `text` just before it was written; `text` starts where a sentence starts.

        Raises NotOfTheProcess at the first byte that the process could not have written.
        """
        reader, answer = _Reader(), []
        for byte in text:
            answer.append(self._next(reader).get(byte, 0.0))
            self._advance(reader, byte)
        return answer

    def walk(self, text: bytes) -> list[dict[int, float]]:
        """The whole distribution before each byte of `text`, as `distribution` gives it."""
        reader, answer = _Reader(), []
        for byte in text:
            answer.append(self._next(reader))
            self._advance(reader, byte)
        return answer

    # --- how a sentence unfolds ---

    def _next(self, reader: _Reader) -> dict[int, float]:
        if reader.result:
            return {ord(reader.result[0]): 1.0}
        if reader.word is None:  # after a closing bracket: what its parent does, or the end of the expression
            return self._after_argument(reader, 1.0)
        answer: dict[int, float] = defaultdict(float)
        for grows, share in self._kinds(reader):
            for letter, p in self._spelling[grows].get(reader.word, {}).items():
                if letter == "$":  # the number is complete, so the next byte is a mark
                    for mark, q in self._after_argument(reader, share * p).items():
                        answer[mark] += q
                else:
                    answer[ord(letter)] += share * p
        return dict(answer)

    def _kinds(self, reader: _Reader) -> list[tuple[bool, float]]:
        """Whether the argument being spelt is an expression (True) or a number, with the probability of each."""
        level = len(reader.arguments)
        if level == 0:
            return [(True, 1.0)]
        if level == self.shape.depth:
            return [(False, 1.0)]
        if reader.word:
            return [(reader.word[0].isalpha(), 1.0)]
        return [(grows, p) for grows, p in ((True, self.shape.nesting), (False, 1 - self.shape.nesting)) if p > 0]

    def _after_argument(self, reader: _Reader, share: float) -> dict[int, float]:
        if not reader.arguments:
            return {_EQUALS: share}
        done = reader.arguments[-1]
        if done < FEWEST_ARGUMENTS:
            return {_COMMA: share}
        close = 1 / (self.shape.branching - done + 1)  # of the argument counts still possible, one is `done`
        return {_CLOSE: share} if close == 1 else {_COMMA: share * (1 - close), _CLOSE: share * close}

    def _advance(self, reader: _Reader, byte: int) -> None:
        if byte not in self._next(reader):
            raise NotOfTheProcess(
                f"the process never writes {bytes([byte])!r} after {bytes(reader.text)!r}",
                hint="the text must start at the start of an expression and come from this shape of the process",
            )
        reader.text.append(byte)
        if reader.result:
            reader.result = reader.result[1:]
            if not reader.result:  # the full stop was read, and a new sentence begins
                reader.text.clear()
                reader.word = ""
        elif byte == _OPEN:
            reader.arguments.append(1)
            reader.word = ""
        elif byte == _COMMA:
            reader.arguments[-1] += 1
            reader.word = ""
        elif byte == _CLOSE:
            reader.arguments.pop()
            reader.word = None
        elif byte == _EQUALS:
            reader.result = ",".join(map(str, value(reader.text[:-1].decode()))) + "."
        else:
            reader.word = (reader.word or "") + chr(byte)

    # --- the floor ---

    def bits_per_expression(self) -> float:
        """The entropy of one sentence in bits: H = log2(4) + log2(argument counts) + E[arguments] * H(argument)."""
        counts = self.shape.branching - FEWEST_ARGUMENTS + 1
        q, leaf = self.shape.nesting, log2(self.shape.max_value)
        choice = -sum(p * log2(p) for p in (q, 1 - q) if p > 0)
        bits = 0.0
        for level in range(1, self.shape.depth + 1):  # from the innermost level outwards
            argument = leaf if level == 1 else choice + (1 - q) * leaf + q * bits
            bits = log2(len(OPERATORS)) + log2(counts) + self._mean_arguments() * argument
        return bits

    def mean_length(self) -> float:
        """The expected number of bytes of one sentence `expr=result.`, exact.

        Raises BadArgument for shapes whose sums are too many to follow (max_value * branching**depth over 4,000).
        """
        if not self.is_tractable():
            raise BadArgument(
                "the sums of this shape are too many to work out the floor exactly",
                hint=f"lower depth, branching or max_value: max_value * branching**depth may be {_LARGEST_SUM:,}",
            )
        q, numbers = self.shape.nesting, range(1, self.shape.max_value + 1)
        leaf = sum(len(str(n)) for n in numbers) / self.shape.max_value
        length = 0.0
        for level in range(1, self.shape.depth + 1):
            argument = leaf if level == 1 else (1 - q) * leaf + q * length
            operator = 3 + 2 + self._mean_arguments() - 1  # its name, two brackets, the commas
            length = operator + self._mean_arguments() * argument
        return length + 1 + _Results(self.shape).mean_length() + 1

    def entropy_rate(self) -> float:
        """The floor: the fewest bits per byte, on average over a long corpus, that any model can reach."""
        return self.bits_per_expression() / self.mean_length()

    def is_tractable(self) -> bool:
        """Whether the floor can be worked out within a second or two."""
        largest: int = self.shape.max_value * self.shape.branching**self.shape.depth
        return largest <= _LARGEST_SUM

    def _mean_arguments(self) -> float:
        return (FEWEST_ARGUMENTS + self.shape.branching) / 2


def _spelling(words: list[str]) -> dict[str, dict[str, float]]:
    """For every beginning of some of the equally likely `words`: the probability of each next letter."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for word in words:
        for i, letter in enumerate(word):
            counts[word[:i]][letter] += 1
    return {start: {letter: c / sum(after.values()) for letter, c in after.items()} for start, after in counts.items()}


class _Results:
    """The distribution of results, level by level, to know how long they are on average.

    A result of `srt` is a list; so an *argument* stands for a list of numbers, and the recursions below ask for the
    distribution of its sum, for the probability that all its numbers pass a test, and for its mean printed length.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.counts = range(FEWEST_ARGUMENTS, shape.branching + 1)
        self.all_at_most = lru_cache(maxsize=None)(self._all_at_most)
        self.all_at_least = lru_cache(maxsize=None)(self._all_at_least)
        self.sums = lru_cache(maxsize=None)(self._sums)
        self.top = lru_cache(maxsize=None)(self._top)

    def mean_length(self) -> float:
        """Mean printed length of the result of a whole expression: digits, and the commas of a sorted list."""
        level = self.shape.depth
        singles = sum(p * len(str(v)) for name in ("sum", "min", "max") for v, p in self.top(name, level).items())
        mean = (self.counts[0] + self.counts[-1]) / 2
        digits, members = self._printed(level - 1)
        return (singles + mean * digits + mean * members - 1) / len(OPERATORS)

    def _mix(self, level: int, leaf: float, grown: float) -> float:
        """What an argument below `level` operators is: a leaf, or grown with probability `nesting`."""
        return leaf if level == 0 else (1 - self.shape.nesting) * leaf + self.shape.nesting * grown

    def _power(self, x: float) -> float:
        """E[x ** number of arguments]: the probability that every argument passes, when one does with `x`."""
        return sum(x**k for k in self.counts) / len(self.counts)

    def _all_at_most(self, v: int, level: int) -> float:
        """P(every number of an argument <= v), where `level` levels of operators may still grow in it."""
        leaf = min(max(v, 0), self.shape.max_value) / self.shape.max_value
        if level == 0:
            return leaf
        single = sum(p for name in ("sum", "min", "max") for x, p in self.top(name, level).items() if x <= v)
        return self._mix(level, leaf, (single + self._power(self.all_at_most(v, level - 1))) / 4)

    def _all_at_least(self, v: int, level: int) -> float:
        """P(every number of an argument >= v)."""
        leaf = min(max(self.shape.max_value - v + 1, 0), self.shape.max_value) / self.shape.max_value
        if level == 0:
            return leaf
        single = sum(p for name in ("sum", "min", "max") for x, p in self.top(name, level).items() if x >= v)
        return self._mix(level, leaf, (single + self._power(self.all_at_least(v, level - 1))) / 4)

    def _sums(self, level: int) -> dict[int, float]:
        """The distribution of the sum of the numbers of an argument. A sum and a sorted list have the same sum."""
        answer: dict[int, float] = defaultdict(float)
        for v in range(1, self.shape.max_value + 1):
            answer[v] += self._mix(level, 1.0, 0.0) / self.shape.max_value
        if level > 0:
            for name, weight in (("sum", 2), ("min", 1), ("max", 1)):
                for v, p in self.top(name, level).items():
                    answer[v] += self.shape.nesting * weight * p / 4
        return dict(answer)

    def _top(self, name: str, level: int) -> dict[int, float]:
        """The distribution of the value of one `sum`, `min` or `max` expression of at most `level` levels."""
        answer: dict[int, float] = defaultdict(float)
        if name == "sum":
            total = {0: 1.0}
            for k in range(1, self.counts[-1] + 1):
                longer: dict[int, float] = defaultdict(float)
                for a, p in total.items():
                    for b, q in self.sums(level - 1).items():
                        longer[a + b] += p * q
                total = longer
                if k in self.counts:
                    for v, p in total.items():
                        answer[v] += p / len(self.counts)
            return dict(answer)
        last = max(self.sums(level - 1))  # no number of an argument is larger than its largest sum
        for v in range(1, last + 1):
            if name == "max":
                p = self._power(self.all_at_most(v, level - 1)) - self._power(self.all_at_most(v - 1, level - 1))
            else:
                p = self._power(self.all_at_least(v, level - 1)) - self._power(self.all_at_least(v + 1, level - 1))
            if p > 0:
                answer[v] = p
        return dict(answer)

    def _printed(self, level: int) -> tuple[float, float]:
        """Of an argument: the mean number of digits, and of members, that it adds to a sorted list."""
        numbers = range(1, self.shape.max_value + 1)
        leaf = sum(len(str(n)) for n in numbers) / self.shape.max_value
        if level == 0:
            return leaf, 1.0
        singles = sum(p * len(str(v)) for name in ("sum", "min", "max") for v, p in self.top(name, level).items())
        digits, members = self._printed(level - 1)
        mean = (self.counts[0] + self.counts[-1]) / 2
        return self._mix(level, leaf, (singles + mean * digits) / 4), self._mix(level, 1.0, (3 + mean * members) / 4)
