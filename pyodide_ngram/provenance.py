"""Where does this byte come from? Every place in the training text that voted for it.

>>> text = b"to be or not to be, that is the question"
>>> for place in places(text, b"to ", ord("b")):
...     print(place.position, place.before, place.after)
3 b'to ' b'be or not to be, that is'
16 b'to be or not to ' b'be, that is the question'

An n-gram model is its training text, counted. So each of its votes has an address: the places where the same context
was followed by that byte. And where the text it writes agrees with the training text for longer than chance would have
it, the model is quoting:

>>> copied(text, b"I say that is the question of the day", at_least=10)
[Copy(start=5, end=26, source=19)]
"""

from __future__ import annotations

from dataclasses import dataclass

from pyodide_ngram.errors import BadArgument, whole_number


@dataclass(frozen=True)
class Place:
    """One vote: the position of the byte in the training text, and the text around it (`before` ends with the
    context)."""

    position: int
    before: bytes
    after: bytes


def places(training: bytes, context: bytes, byte: int, limit: int = 100, around: int = 24) -> list[Place]:
    """The first `limit` places of `training` where `context` is followed by `byte`, from first to last."""
    needle = bytes(context) + bytes([byte])
    found: list[Place] = []
    at = training.find(needle)
    while at >= 0 and len(found) < limit:
        here = at + len(context)
        start = max(0, here - max(around, len(context)))
        found.append(Place(here, training[start:here], training[here : here + around]))
        at = training.find(needle, at + 1)
    return found


def count_places(training: bytes, context: bytes, byte: int) -> int:
    """How many places `places` would find without a limit; overlapping ones count."""
    needle, count, at = bytes(context) + bytes([byte]), 0, -1
    while (at := training.find(needle, at + 1)) >= 0:
        count += 1
    return count


@dataclass(frozen=True)
class Copy:
    """A passage of the generated text, from `start` up to `end`, that stands in the training text at `source`."""

    start: int
    end: int
    source: int


def copied(training: bytes, generated: bytes, at_least: int = 20) -> list[Copy]:
    """The passages of `generated`, of `at_least` bytes or more, that are copied word for word; none inside another.

    From left to right, each as long as it can be. Raises BadArgument if `at_least` is below 2.
    """
    whole_number("at_least", at_least, 2, 1_000_000)
    found: list[Copy] = []
    start = 0
    while start + at_least <= len(generated):
        source = training.find(generated[start : start + at_least])
        if source < 0:
            start += 1
            continue
        end = start + at_least
        while end < len(generated):
            length = end - start
            # go on at the place at hand as far as it agrees; only where it ends, look for another place
            while (
                end < len(generated)
                and training[source + end - start : source + end - start + 1] == generated[end : end + 1]
            ):
                end += 1
            if end == len(generated):
                break
            other = training.find(generated[start : end + 1], source + 1)
            if other < 0:
                break
            source = other
            assert end - start >= length
        found.append(Copy(start, end, source))
        start = end
    return found


class Shelf:
    """The texts that a model learnt, in order, so that a position can be told as a place in one of them.

    >>> shelf = Shelf()
    >>> shelf.add("Hamlet", b"to be ")
    >>> shelf.add("Othello", b"I am not")
    >>> shelf.locate(10)
    ('Othello', 4)
    """

    def __init__(self) -> None:
        self._titles: list[tuple[str, int]] = []  # title and where it starts
        self._parts: list[bytes] = []
        self._whole: bytes | None = b""
        self.size = 0

    def add(self, title: str, text: bytes) -> None:
        """Put a text at the end."""
        self._titles.append((title, self.size))
        self._parts.append(bytes(text))
        self._whole = None
        self.size += len(text)

    @property
    def text(self) -> bytes:
        """All texts, one after the other."""
        if self._whole is None:
            self._whole = b"".join(self._parts)
            self._parts = [self._whole]
        return self._whole

    def locate(self, position: int) -> tuple[str, int]:
        """The title of the text at a position, and the position in it. Raises BadArgument outside the shelf."""
        if not 0 <= position < self.size:
            raise BadArgument(f"there is no position {position:,}", hint=f"there are {self.size:,} bytes")
        title, start = next(entry for entry in reversed(self._titles) if entry[1] <= position)
        return title, position - start
