"""A question without what makes it particular: names and numbers give way to marks, so that forms can be compared.

>>> mask("Which articles did Claude Shannon write before 1950?")
'which article did <name> write before <year>'
>>> mask("the 5 longest movies")
'the <number> longest movie'

Two questions of one form want queries of one form, whoever they ask about (the idea of masking: Gao et al. 2023,
"Text-to-SQL Empowered by Large Language Models", DAIL-SQL).
"""

from __future__ import annotations

import re

_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "fifty", "hundred"]
)
_WORD = re.compile(r"[^\W_]+(?:['.’][^\W_]+)*")


def mask(question: str) -> str:
    """The question's words in lower case and the singular, with `<name>`, `<year>` and `<number>` in their places."""
    words: list[str] = []
    for position, found in enumerate(_WORD.finditer(question)):
        word = _masked(found.group(), first=position == 0)
        if word == "<name>" and words and words[-1] == word:
            continue
        words.append(word)
    return " ".join(words)


def _masked(word: str, first: bool) -> str:
    if re.fullmatch(r"[12]\d{3}s?", word):
        return "<year>"
    if word.lower() in _NUMBERS or word.isdigit():
        return "<number>"
    if word[0].isupper() and not first and (len(word) == 1 or not word.isupper()):  # IMDB is no name, John F. is
        return "<name>"
    lower = re.sub(r"['’]s$", "", word.lower())
    return lower[:-1] if len(lower) > 3 and lower.endswith("s") and not lower.endswith("ss") else lower
