"""The model as a machine: a Markov chain when it tosses coins, a finite-state machine when it is greedy.

>>> from pyodide_ngram.model import NgramModel
>>> model = NgramModel(1)
>>> model.learn(b"aabaabaab")
>>> chain = Chain(model)
>>> [state.decode() for state in chain.states]
['a', 'b']
>>> chain.moves[0]                               # after a: another a, or b, in three of six cases each
[Move(byte=97, target=0, probability=0.5), Move(byte=98, target=1, probability=0.5)]
>>> [round(p, 3) for p in chain.stationary()]    # two thirds of the time it is in a
[0.667, 0.333]
>>> round(chain.entropy_rate(), 3)               # one bit in a, none in b
0.667
>>> [cycle.text for cycle in chain.cycles()]     # ties go to the smaller byte: greedy, it is stuck here
[b'a']

A state is the context that the model looks at: its last `order` bytes, or fewer where those were never seen. The next
byte leads to the next state. So the chain is finite, if large, and everything that the model will ever do is in it: how
often it comes by each state in the long run, how many bits a byte its text holds, and, without coins, the loop that it
must end in. A language model with a bounded context is such a machine too, only with more states than there are atoms.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

import numpy as np

from pyodide_ngram.errors import BadArgument, whole_number
from pyodide_ngram.model import Model

MAX_STATES = 200_000


class Move(NamedTuple):
    """From a state, by a byte, to another state (its index), with a probability."""

    byte: int
    target: int
    probability: float


@dataclass(frozen=True)
class Cycle:
    """A loop of the greedy machine: the states it goes through (indices), the bytes it writes over and over, and how
    many states end up in it (its basin, the loop itself included)."""

    states: tuple[int, ...]
    text: bytes
    basin: int


class Chain:
    """All states that the model can reach from its training text, with their moves."""

    def __init__(self, model: Model, start: bytes = b"", limit: int = MAX_STATES) -> None:
        """Walk from `start` (any context) through everything that can be reached.

        states[i] is a context; moves[i] are the moves out of it, ascending by byte, with probabilities that sum to 1.
        Raises EmptyModel, and BadArgument when there are more than `limit` states.
        """
        limit = whole_number("limit", limit, 1, MAX_STATES)
        found: dict[bytes, int] = {}
        order: deque[bytes] = deque()

        def index(context: bytes) -> int:
            used = model.distribution(context)[1]
            state = context[len(context) - used :]
            if state not in found:
                if len(found) >= limit:
                    raise BadArgument(
                        f"there are more than {limit:,} states", hint="lower the order, or raise the limit"
                    )
                found[state] = len(found)
                order.append(state)
            return found[state]

        self.start = index(bytes(start))
        moves: list[list[Move]] = []
        while order:
            state = order.popleft()
            counts = model.distribution(state)[0]
            total = sum(counts.values())
            # the state stands for all that the model will look at: what lies before it was not seen, or is too old
            moves.append(
                [Move(b, index(_keep(state + bytes([b]), model.order)), counts[b] / total) for b in sorted(counts)]
            )
        self.states, self.moves = self._without_start(list(found), moves)

    def _without_start(self, states: list[bytes], moves: list[list[Move]]) -> tuple[list[bytes], list[list[Move]]]:
        """Sort the states, and leave out a start that is never entered again: the chain is about the long run."""
        entered = {move.target for row in moves for move in row}
        kept = sorted(entered, key=lambda i: states[i])
        place = {old: new for new, old in enumerate(kept)}
        first = [Move(-1, self.start, 1.0)] if self.start in entered else moves[self.start]
        self.entry = [(place[move.target], move.probability) for move in first]
        return [states[i] for i in kept], [
            [move._replace(target=place[move.target]) for move in moves[i]] for i in kept
        ]

    def stationary(self, tolerance: float = 1e-12, rounds: int = 20_000) -> list[float]:
        """The share of time spent in each state in the long run, from the start on; sums to 1.

        Found by walking all coins at once, with even odds of staying put at each step: that changes no share, and keeps
        a machine that ticks (a, b, a, b, …) from swinging for ever. Stops when no share moves by more than `tolerance`.
        """
        sources = np.array([i for i, row in enumerate(self.moves) for _ in row])
        targets = np.array([move.target for row in self.moves for move in row])
        odds = np.array([move.probability for row in self.moves for move in row])
        share = np.zeros(len(self.states))
        for state, p in self.entry:
            share[state] += p
        for _ in range(rounds):
            moved = share / 2 + np.bincount(targets, share[sources] * odds, len(share)) / 2
            change = float(np.abs(moved - share).max())
            share = moved
            if change < tolerance:
                break
        answer: list[float] = share.tolist()
        return answer

    def entropy_rate(self, shares: list[float] | None = None) -> float:
        """Bits per byte of the text that the chain writes for ever: the entropy of each state's moves, by share."""
        shares = self.stationary() if shares is None else shares
        rate = 0.0
        for share, row in zip(shares, self.moves, strict=True):
            rate -= share * sum(move.probability * log2(move.probability) for move in row)
        return rate

    def greedy(self) -> list[Move]:
        """The one move that the machine makes from each state at temperature 0; ties go to the smaller byte."""
        return [max(row, key=lambda move: (move.probability, -move.byte)) for row in self.moves]

    def cycles(self) -> list[Cycle]:
        """Every loop that the greedy machine can end in, largest basin first: with finitely many states it must."""
        step = self.greedy()
        ends: dict[int, int] = {}  # state -> index of its loop
        loops: list[list[int]] = []
        for first in range(len(step)):
            path: list[int] = []
            on_path: dict[int, int] = {}
            here = first
            while here not in ends and here not in on_path:
                on_path[here] = len(path)
                path.append(here)
                here = step[here].target
            if here in ends:
                loop = ends[here]
            else:
                loop = len(loops)
                loops.append(path[on_path[here] :])
            for state in path:
                ends[state] = loop
        basins = [0] * len(loops)
        for loop in ends.values():
            basins[loop] += 1
        found = []
        for states, basin in zip(loops, basins, strict=True):
            turn = states.index(min(states))  # begin at the first state in sorted order
            states = states[turn:] + states[:turn]
            found.append(Cycle(tuple(states), bytes(step[state].byte for state in states), basin))
        return sorted(found, key=lambda cycle: (-cycle.basin, cycle.states))


def _keep(text: bytes, order: int) -> bytes:
    return text[max(0, len(text) - order) :]
