"""Questions of one world share its mapping: packed in one row, it is read once, and no question sees another.

>>> packed = pack([([1, 2], [([3], [4]), ([5], [6, 7])])])
>>> packed.tokens.tolist(), packed.positions.tolist()
([[1, 2, 3, 4, 5, 6, 7]], [[0, 1, 2, 3, 2, 3, 4]])
>>> packed.hidden[0, 4].tolist()  # the second question sees the mapping and itself
[False, False, True, True, False, True, True]
>>> packed.places.tolist(), packed.targets.tolist()
([2, 4, 5], [4, 6, 7])

Each question stands right behind the mapping in its positions and sees nothing else, so what is learnt is the same as
from rows of their own, at two thirds of the tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demo_server.finetune.generate import Group, groups
from demo_server.finetune.tokens import END, opened, turn
from demo_server.finetune.worlds import World

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Turn = tuple[list[int], list[int]]
"""The tokens of a question up to where the answer begins, and those of the answer."""
Row = tuple[list[int], list[Turn]]
"""The tokens of the mapping, and the questions behind it."""
PADDING = 2


@dataclass(frozen=True)
class Packed:
    """Rows as arrays.

    `tokens`, `positions` (rows, length); `hidden` (rows, length, length), True where a token must not be seen;
    `places` (n), flat places of `tokens` that predict an answer's token; `targets` (n), those tokens; `total`, the
    number of tokens without the padding.
    """

    tokens: NDArray[np.int64]
    positions: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    places: NDArray[np.int64]
    targets: NDArray[np.int64]
    total: int


def length(row: Row) -> int:
    """The tokens of a row."""
    shared, turns = row
    return len(shared) + sum(len(prompt) + len(answer) for prompt, answer in turns)


def pack(rows: list[Row], step: int = 1) -> Packed:
    """Rows padded to the right to the longest, and on to a multiple of `step`.

    Few widths make a processor's compiled products for them few: they are kept, and take less memory than all would.
    """
    width = -(-max(length(row) for row in rows) // step) * step
    tokens = np.full((len(rows), width), PADDING)
    positions = np.zeros((len(rows), width), dtype=np.int64)
    hidden = np.ones((len(rows), width, width), dtype=bool)
    hidden[:, np.arange(width), np.arange(width)] = False  # padding sees itself: an attention over nothing is no number
    places: list[int] = []
    targets: list[int] = []
    for number, (shared, turns) in enumerate(rows):
        start = len(shared)
        tokens[number, :start] = shared
        positions[number, :start] = np.arange(start)
        hidden[number, :start, :start] = ~np.tri(start, dtype=bool)
        at = start
        for prompt, answer in turns:
            size = len(prompt) + len(answer)
            tokens[number, at : at + size] = prompt + answer
            positions[number, at : at + size] = np.arange(start, start + size)
            hidden[number, at : at + size, :start] = False
            hidden[number, at : at + size, at : at + size] = ~np.tri(size, dtype=bool)
            first = number * width + at + len(prompt) - 1
            places += range(first, first + len(answer))
            targets += answer
            at += size
    total = sum(length(row) for row in rows)
    return Packed(tokens, positions, hidden, np.array(places), np.array(targets), total)


def batches(
    seed: int, rows: int, known: tuple[World, ...], tokens: Tokenizer, more: tuple[Group, ...] = ()
) -> Iterator[list[Row]]:
    """Endless batches of rows of about the same length, shuffled; the same seed gives the same ones."""
    rng = Random(seed)
    source = groups(seed, known, more)
    while True:
        chunk = [encoded(tokens, group) for group in islice(source, rows * 40)]
        chunk.sort(key=length)
        batched = [chunk[start : start + rows] for start in range(0, len(chunk), rows)]
        rng.shuffle(batched)
        yield from batched


def encoded(tokens: Tokenizer, group: Group) -> Row:
    """A group of examples as tokens."""

    def ids(text: str) -> list[int]:
        found: Any = tokens.encode(text, add_special_tokens=False).ids
        return list(found)

    turns = [(ids(turn(example.asked)), ids(example.answer + END)) for example in group.examples]
    return ids(opened(group.system)), turns
