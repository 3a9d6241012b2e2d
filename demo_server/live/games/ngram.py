"""The n-grams that play: the talk's model, here on the server, on the same 27 letters as the room.

>>> players = Letters(b"to be or not to be that is the question " * 9)
>>> opinions = players.opinions("to be or n", (0, 1, 3))
>>> opinions[3]["o"] > 0.9, opinions[1]["o"] > opinions[0]["o"]
(True, True)
>>> round(sum(opinions[3].values()), 9)
1.0

Each order's opinion is Witten-Bell's blend of the orders up to it (`pyodide_ngram.smoothing`), kept to the 27 letters.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from pathlib import Path

from demo_server.live.games.letters import LETTERS, Distribution, normal
from pyodide_ngram.packed import MAX_PACKED_ORDER, PackedModel
from pyodide_ngram.sampling import generate
from pyodide_ngram.smoothing import UNIFORM, Level, WittenBell

ORDERS = (0, 1, 2, 3, 5)
SAMPLE_ORDER = 5
CORPUS = "moby-dick"


class Letters:
    """An n-gram model of a text in 27 letters, for contexts of up to 7."""

    def __init__(self, text: bytes) -> None:
        self._model = PackedModel(MAX_PACKED_ORDER)
        self._model.learn(normal(text.decode(errors="replace")).encode())

    def opinions(self, before: str, orders: Sequence[int] = ORDERS) -> dict[int, Distribution]:
        """What each order expects after `before`, which is in the 27 letters."""
        context = before.encode()[-max(orders) :] if max(orders) else b""
        blend = WittenBell().blend
        now = dict.fromkeys(LETTERS, UNIFORM)
        by_order = {}
        for order in range(max(orders) + 1):
            seen = self._model.counts(context[len(context) - order :]) if order <= len(context) else {}
            if seen:
                now = {letter: blend(order, Level.of(seen, ord(letter)), p) for letter, p in now.items()}
            if order in orders:
                mass = sum(now.values())
                by_order[order] = {letter: p / mass for letter, p in now.items()}
        return by_order


class Texts:
    """The models of the site's own corpus, learned when first asked for; None where the server has no site."""

    def __init__(self, site: Path | None) -> None:
        self._file = site / "corpora" / f"{CORPUS}.txt" if site else None
        self._letters: Letters | None = None
        self._writer: PackedModel | None = None
        self._lock = threading.Lock()

    def letters(self) -> Letters | None:
        """The model in 27 letters."""
        with self._lock:
            if self._letters is None and (text := self._read()):
                self._letters = Letters(text)
            return self._letters

    def sample(self, temperature: float, length: int, seed: int) -> str | None:
        """A text that the model of the raw corpus writes, order 5, starting after a full stop."""
        with self._lock:
            if self._writer is None and (text := self._read()):
                self._writer = PackedModel(SAMPLE_ORDER)
                self._writer.learn(text)
            writer = self._writer
        if writer is None:
            return None
        written = generate(writer, b". ", length, random.Random(seed), temperature)
        return " ".join(written.decode(errors="replace").split())

    def _read(self) -> bytes | None:
        return self._file.read_bytes() if self._file and self._file.is_file() else None
