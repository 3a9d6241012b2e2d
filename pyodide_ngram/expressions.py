"""Text made by a known process: random expressions, each followed by its value.

>>> import random
>>> corpus(2, random.Random(7))
b'min(1,4)=1.sum(min(1,4),2,max(6,4,9,1))=12.'
>>> value("sum(3,1,max(2,5))")
(9,)
>>> value("sum(1,srt(3,2))"), value("srt(3,1,min(2,2))")   # a sorted list spills into the list around it
((6,), (1, 2, 3))

The talk trains its n-gram model on *partial expression trees*: from the root down, each argument either grows into an
expression of its own or stays a number, so most trees are only partly grown. Whoever reads `sum(3,1,max(2,5))=` and
knows arithmetic can say what comes next with certainty. The n-gram model will not know arithmetic; how far that takes
it is the question of the talk. All randomness comes from `rng.random()`, which Python promises never to change, so a
seed gives the same corpus on every machine and in the browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from pyodide_ngram.errors import BadArgument, NotOfTheProcess, real_number, whole_number

OPERATORS = ("sum", "min", "max", "srt")
FEWEST_ARGUMENTS = 2
MAX_COUNT, MAX_DEPTH, MAX_BRANCHING, MAX_VALUE = 1_000_000, 6, 9, 999

_TOKEN = re.compile(r"(?:sum|min|max|srt)\(|\d+|[,)]")


class Coin(Protocol):
    """A source of randomness: `random.Random(seed)`, or anything else with this one method."""

    def random(self) -> float:
        """A number in [0, 1)."""
        ...


@dataclass(frozen=True)
class Shape:
    """How the random trees grow.

    depth: levels of operators, at most (1: only numbers inside). branching: an operator has 2 to `branching`
    arguments, each number of them as likely as another. max_value: leaves are 1 to `max_value`, all as likely.
    nesting: the probability that an argument above the last level grows into an expression.
    Raises BadArgument for a value outside its range.
    """

    depth: int = 2
    branching: int = 4
    max_value: int = 9
    nesting: float = 0.25

    def __post_init__(self) -> None:
        whole_number("depth", self.depth, 1, MAX_DEPTH)
        whole_number(
            "branching", self.branching, FEWEST_ARGUMENTS, MAX_BRANCHING, "an operator has at least 2 arguments"
        )
        whole_number("max_value", self.max_value, 1, MAX_VALUE)
        real_number("nesting", self.nesting, 0, 1)


TALK = Shape()  # the shape of the talk: two levels, 2 to 4 arguments, digits 1 to 9


def expression(rng: Coin, shape: Shape = TALK) -> str:
    """Draw one random expression, such as `min(4,sum(1,1))`.

    The draws, in order: the operator, the number of arguments, then each argument from left to right.
    """
    return _grow(rng, shape, shape.depth)


def _grow(rng: Coin, shape: Shape, levels: int) -> str:
    operator = OPERATORS[int(rng.random() * len(OPERATORS))]
    count = FEWEST_ARGUMENTS + int(rng.random() * (shape.branching - FEWEST_ARGUMENTS + 1))
    arguments = []
    for _ in range(count):
        if levels > 1 and rng.random() < shape.nesting:
            arguments.append(_grow(rng, shape, levels - 1))
        else:
            arguments.append(str(1 + int(rng.random() * shape.max_value)))
    return f"{operator}({','.join(arguments)})"


def apply(operator: str, values: list[int]) -> list[int]:
    """Apply one of the OPERATORS to a list of numbers; the answer is a list, of one number except for `srt`."""
    if operator == "sum":
        return [sum(values)]
    if operator == "min":
        return [min(values)]
    if operator == "max":
        return [max(values)]
    if operator == "srt":
        return sorted(values)
    raise BadArgument(f"unknown operator {operator!r}", hint=f"there are {', '.join(OPERATORS)}")


def value(text: str) -> tuple[int, ...]:
    """Work an expression out: one number, or several when the outermost operator is `srt`.

    Raises NotOfTheProcess if `text` is not one whole expression.
    """
    lists: list[list[int]] = [[]]  # the arguments met so far of each operator that is still open
    operators: list[str] = []
    position, after_value = 0, False
    while position < len(text):
        token = _TOKEN.match(text, position)
        starts_value = token is not None and token[0] not in (",", ")")
        if token is None or starts_value == after_value or (not operators and not starts_value):
            raise NotOfTheProcess(f"{text[:position]!r} cannot go on with {text[position : position + 1]!r}")
        if token[0].endswith("("):
            operators.append(token[0][:-1])
            lists.append([])
        elif token[0] == ")":
            values = lists.pop()
            lists[-1] += apply(operators.pop(), values)
        elif token[0] != ",":
            lists[-1].append(int(token[0]))
        after_value = token[0] == ")" or token[0].isdigit()
        position = token.end()
    if operators or not after_value:
        raise NotOfTheProcess(f"{text!r} stops in the middle", hint="every bracket needs its partner")
    return tuple(lists[0])


def sentence(text: str) -> str:
    """The expression with its value, as it stands in the corpus: `max(2,5)` becomes `max(2,5)=5.`"""
    return f"{text}={','.join(map(str, value(text)))}."


def corpus(n: int, rng: Coin, depth: int = 2, branching: int = 4, max_value: int = 9, nesting: float = 0.25) -> bytes:
    """Draw `n` expressions and write them with their values, one after the other: `expr=result.expr=result.`…

    See `Shape` for the parameters. Raises BadArgument when one is out of range. Source: the talk, "Naive n-gram model".
    """
    count = whole_number("count", n, 0, MAX_COUNT)
    shape = Shape(depth, branching, max_value, nesting)
    return "".join(sentence(expression(rng, shape)) for _ in range(count)).encode()
