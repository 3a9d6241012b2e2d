"""A question without what makes it particular: names and numbers give way to marks, so that forms can be compared.

>>> mask("Which articles did Claude Shannon write before 1950?")
'which article did <name> write before <year>'
>>> mask("the 5 longest movies")
'the <number> longest movie'

Two questions of one form want queries of one form, whoever they ask about. With the index's fields masked too, they do
so whatever they ask about, and an example of one index helps another (Gao et al. 2023, "Text-to-SQL Empowered by Large
Language Models", DAIL-SQL):

>>> from demo_server.nlq.mapping import from_properties
>>> flights = from_properties("flights", {"carrier": {"type": "keyword"}, "delay_minutes": {"type": "integer"}})
>>> form("Average delay of the flights of each carrier", flights)
'average <number-field> of the <index> of each <keyword-field>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from demo_server.nlq.mapping import Field, IndexMapping

_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "fifty", "hundred"]
)
_WORD = re.compile(r"[^\W_]+(?:['.’][^\W_]+)*")
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿ]+|[^\W\d_]+")
_TELLS_NOTHING = frozenset(["of", "in", "on", "at", "by", "is", "the", "a", "to", "for", "and", "or", "has", "id"])
"""Parts of field names that stand in every question: `added_on` is not spoken of by "on"."""


def mask(question: str) -> str:
    """The question's words in lower case and the singular, with `<name>`, `<year>` and `<number>` in their places."""
    return " ".join(_once(_masked(found.group(), at == 0) for at, found in enumerate(_WORD.finditer(question))))


def form(question: str, mapping: IndexMapping) -> str:
    """The masked question with `<index>` for the index's name and, say, `<date-field>` for a word of a field's name."""
    spoken = _spoken(mapping)
    return " ".join(_once(spoken.get(word, word) for word in mask(question).split()))


def _once(words: Iterable[str]) -> list[str]:
    """Marks that follow one another are one: a name may be of several words."""
    kept: list[str] = []
    for word in words:
        if not (word.startswith("<") and kept and kept[-1] == word and word not in ("<year>", "<number>")):
            kept.append(word)
    return kept


def _spoken(mapping: IndexMapping) -> dict[str, str]:
    """Words by which a question speaks of the index and of its fields; the first field of a name has it."""
    words: dict[str, str] = {}
    for field in mapping.fields:
        for part in _NAME_PART.findall(field.name):
            word = _singular(part.lower())
            if word not in _TELLS_NOTHING:
                words.setdefault(word, _mark(field))
    for part in _NAME_PART.findall(mapping.index):
        words[_singular(part.lower())] = "<index>"
    return words


def _mark(field: Field) -> str:
    return f"<{'number' if field.kind == 'integer' else field.kind}-field>"


def _masked(word: str, first: bool) -> str:
    if re.fullmatch(r"[12]\d{3}s?", word):
        return "<year>"
    if word.lower() in _NUMBERS or word.isdigit():
        return "<number>"
    if word[0].isupper() and not first and (len(word) == 1 or not word.isupper()):  # IMDB is no name, John F. is
        return "<name>"
    return _singular(re.sub(r"['’]s$", "", word.lower()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
