"""Which words of a question stand in which texts of an index: "the Panama Canal" is spoken of in `content`.

>>> asked = spans("speeches about the panama canal and coal", [], {"speech"})
>>> [span.said for span in asked]
['panama canal', 'panama canal and coal', 'panama', 'canal and coal', 'canal', 'coal']
>>> found = occurrences(asked, lambda field, said: said in ("panama canal", "coal"), ["title", "content"][1:])
>>> [(link.said, link.field) for link in found]
[('panama canal', 'content'), ('coal', 'content')]

Words that a text field does not hold cannot be meant as words of it; words that it does hold may be. Only the words
that nothing else explains are looked up: no value of a keyword field, no name of a field, no word that holds a
sentence together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import NamedTuple

from demo_server.nlq.links import Link
from demo_server.nlq.values import DOCUMENTS, STOP_WORDS, Word, word_list, words

MOST_WORDS = 4
"""Words of a phrase that is looked up as one, the small ones between them not counted."""
MOST_SPANS = 60
"""Of one question; a longer one is looked up as far as that."""
BRIDGES = frozenset(["of", "the", "and", "in", "to", "for", "a", "an", "de", "la", "von", "van"])
"""Small words that may stand within a phrase: the League of Nations."""
TIMES = word_list("time-words")
"""Words of times and amounts, which no text is searched for (stems: twenties is here as `twenty`)."""

ASKING = word_list("asking-words")
"""Words that ask, measure and order."""


class Span(NamedTuple):
    """Words of a question in a row: the first and the last by their number, and as they stand there."""

    first: int
    last: int
    said: str


def spans(question: str, links: Sequence[Link], own: Set[str]) -> list[Span]:
    """What may be looked up, from left to right, the shorter phrases of the same beginning first but single words last.

    `links`: what has been explained already; `own`: stems of words that name the index and its fields.
    """
    found = words(question)
    kinds = [_kind(question, word, own) for word in found]
    for link in links:
        start = question.find(link.said)
        for number, word in enumerate(found):
            if start <= word.start < start + len(link.said):
                kinds[number] = SHUT
    asked: list[Span] = []
    for first in range(len(found)):
        if kinds[first] == SHUT:
            continue
        longer: list[Span] = []
        count, last = 1, first
        for at in range(first + 1, len(found)):
            between = question[found[at - 1].end : found[at].start]
            if between.strip(" -'’"):
                break
            if kinds[at] != SHUT:
                count, last = count + 1, at
                if count > MOST_WORDS:
                    break
                longer.append(Span(first, last, question[found[first].start : found[last].end]))
            elif found[at].stem not in BRIDGES or at - last > 2:
                break
        single = Span(first, first, question[found[first].start : found[first].end])
        asked += [*longer, *([single] if kinds[first] == OPEN else [])]
    return asked[:MOST_SPANS]


OPEN, PART, SHUT = 2, 1, 0
"""May be looked up by itself; only with its neighbours, as the game in "imitation game"; not at all."""


def _kind(question: str, word: Word, own: Set[str]) -> int:
    said = question[word.start : word.end].casefold()
    stems = {word.stem, said.removesuffix("es")}
    if len(said) < 3 or said.isdigit() or said in STOP_WORDS or stems & (STOP_WORDS | TIMES | ASKING | own):
        return SHUT
    return PART if stems & DOCUMENTS else OPEN


def occurrences(asked: Sequence[Span], holds: Callable[[str, str], bool], fields: Sequence[str]) -> list[Link]:
    """The longest phrases from left to right that any text holds, a link without a value for each field that does.

    `holds`: does a document hold these words, side by side, in this field?
    """
    found: list[Link] = []
    at = -1
    while True:
        beginning = [span for span in asked if span.first > at]
        if not beginning:
            return found
        first = min(span.first for span in beginning)
        for span in sorted((one for one in beginning if one.first == first), key=lambda one: -one.last):
            where = [field for field in fields if holds(field, span.said)]
            if where:
                found += [Link(span.said, field, "") for field in where]
                at = span.last
                break
        else:
            at = first
