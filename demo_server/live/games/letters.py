"""Bets on the next letter and what they cost: Shannon's 27 letters, probabilities, bits.

>>> normal("Out of the cradle, endlessly rocking…")
'out of the cradle endlessly rocking'
>>> p = spread({"e": 2, "a": 1, "?": 1})          # four taps: two on e, one on a, one on "anything"
>>> round(p["e"], 4), round(p["a"], 4), round(sum(p.values()), 12)
(0.462, 0.237, 1.0)
>>> round(bits(p, "e"), 2), round(bits(p, "z"), 2)
(1.11, 6.38)

An answer is a handful of taps. A tap on a letter puts its share of the money there, a tap on `?` spreads its share
over all 27; and a tenth is always spread, so that nobody pays an infinite price for being sure and wrong: one tap on
one letter costs 0.15 bits when it is right and 8.1 when it is not. Source: Shannon 1951 for the alphabet; Cover & King
1978 for betting in place of guessing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

LETTERS = "abcdefghijklmnopqrstuvwxyz "
ANYTHING = "?"
ALWAYS_SPREAD = 0.1  # of every answer, over all letters
MOST_TAPS = 10  # on one letter

Distribution = dict[str, float]  # letter -> probability; they sum to 1


def letter_of(character: str) -> str:
    """A character as one of the 27: letters in lower case, everything else is the space between words.

    >>> [letter_of(character) for character in "Q-é\\n"]
    ['q', ' ', ' ', ' ']
    """
    lower = character.lower()
    return lower if lower in LETTERS else " "


def normal(text: str) -> str:
    """A text in the 27 letters, words one space apart."""
    return " ".join("".join(map(letter_of, text)).split())


def spread(taps: Mapping[str, int]) -> Distribution:
    """The probabilities that an answer stands for. `taps`: letter or `?` → how often it was tapped (1 or more)."""
    total = sum(taps.values())
    everywhere = (ALWAYS_SPREAD + (1 - ALWAYS_SPREAD) * taps.get(ANYTHING, 0) / total) / len(LETTERS)
    return {letter: (1 - ALWAYS_SPREAD) * taps.get(letter, 0) / total + everywhere for letter in LETTERS}


def pool(opinions: Iterable[Distribution]) -> Distribution | None:
    """The room as one: the mean of all opinions; None when there are none.

    >>> both = pool([spread({"e": 1}), spread({"a": 1})])
    >>> both is not None and round(both["e"], 4)
    0.4537

    Its bits are never more than the mean of its members' bits (the logarithm is concave). Source: Stone 1961, the
    linear opinion pool.
    """
    everyone = list(opinions)
    if not everyone:
        return None
    return {letter: math.fsum(one[letter] for one in everyone) / len(everyone) for letter in LETTERS}


def bits(opinion: Mapping[str, float], letter: str) -> float:
    """What the letter costs one who held this opinion, in bits: -log2 of its probability."""
    return -math.log2(opinion[letter])


def mean(costs: Iterable[float]) -> float | None:
    """Bits per letter; None without any."""
    known = list(costs)
    return math.fsum(known) / len(known) if known else None
