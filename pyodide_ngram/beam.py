"""Beam search: instead of tossing a coin, keep several beginnings alive and take the one with the best joint
probability.

>>> from pyodide_ngram.model import NgramModel
>>> model = NgramModel(1)
>>> model.learn(b"xaq" * 4 + b"xar" * 4 + b"xas" * 4 + b"xby" * 10)
>>> narrow, wide = beam(model, b"x", 2, width=1), beam(model, b"x", 2, width=2)
>>> narrow.best, round(narrow.probability, 3)        # greedy: a is likelier than b, but what follows a is uncertain
(b'aq', 0.182)
>>> wide.best, round(wide.probability, 3)            # two beginnings: b, then surely y
(b'by', 0.455)

A greedy step is the best step, and seldom the best path. Every beginning on the beam is extended by every byte that may
follow, and the `width` best of all extensions go on. The whole tree is kept, to be drawn. Source: Lowerre 1976.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from pyodide_ngram.errors import whole_number
from pyodide_ngram.model import Model

MAX_WIDTH, MAX_BEAM_BYTES = 256, 10_000


@dataclass(slots=True)
class Node:
    """A beginning: its last byte, its parent (index into the tree, -1 for the root), its bytes so far, and their joint
    log-probability (natural). `kept`: it was among the best of its depth. `on_best`: it leads to the winner."""

    byte: int
    parent: int
    depth: int
    log_probability: float
    kept: bool = False
    on_best: bool = False


@dataclass(frozen=True)
class Beam:
    """The winner, its joint probability, and the tree: nodes[0] is the root, parents stand before their children."""

    best: bytes
    log_probability: float
    nodes: list[Node]

    @property
    def probability(self) -> float:
        """Joint probability of the winner; 0.0 where it is too small for a float."""
        return exp(self.log_probability)


def beam(model: Model, prompt: bytes, n: int, width: int) -> Beam:
    """The `n` bytes after `prompt` with the best joint probability that a beam of `width` beginnings finds.

    Ties go to the smaller text, so the answer is always the same. Width 1 is greedy decoding. Probabilities are the
    shares of the counts. Raises BadArgument for n outside 0..10,000 or width outside 1..256; EmptyModel.
    """
    n, width = whole_number("n", n, 0, MAX_BEAM_BYTES), whole_number("width", width, 1, MAX_WIDTH)
    model.distribution(b"")
    order = model.order
    nodes = [Node(-1, -1, 0, 0.0, kept=True)]
    alive: list[tuple[int, bytes, bytes]] = [
        (0, b"", bytes(prompt[max(0, len(prompt) - order) :]))
    ]  # index, text, context
    for depth in range(1, n + 1):
        grown: list[tuple[float, bytes, int, int, bytes]] = []
        for parent, text, context in alive:
            counts = model.distribution(context)[0]
            total = sum(counts.values())
            for byte, count in counts.items():
                joint = nodes[parent].log_probability + log(count / total)
                grown.append((-joint, text + bytes([byte]), byte, parent, context))
        grown.sort()
        alive = []
        for rank, (cost, text, byte, parent, context) in enumerate(grown):
            if rank >= 4 * width:  # a drawing needs some of those left behind, not all
                break
            nodes.append(Node(byte, parent, depth, -cost, kept=rank < width))
            if rank < width:
                following = context + bytes([byte])
                alive.append((len(nodes) - 1, text, following[max(0, len(following) - order) :]))
    winner, best, _ = alive[0]
    joint = nodes[winner].log_probability
    while winner >= 0:
        nodes[winner].on_best = True
        winner = nodes[winner].parent
    return Beam(best, joint, nodes)
