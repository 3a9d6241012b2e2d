"""Has a test question, or its template, been trained on? A template is a question with its values masked.

>>> template("How many Papers by Alan Turing?", {"query": {"term": {"author": "Alan Turing"}}})
'how many papers by ▢'
>>> template("the 3 newest", {"size": 3, "sort": [{"year": "desc"}]}) == template("The five newest!", {"size": 5})
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from demo_server.evaluation.sets import load

MASK = "▢"

_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty hundred thousand "  # noqa: SIM905
    "million billion".split()
)
_NO_VALUES = frozenset(("field", "fields", "order", "operator", "calendar_interval", "sort", "_source", "unanswerable"))
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def template(question: str, answer: dict[str, Any]) -> str:
    """The question in lower case, without punctuation, with every value of its answer and every number masked.

    A value is masked word by word, so that "turing" and "Alan Turing" leave the same template; masks that follow one
    another are one.
    """
    words = {word for value in values(answer) for word in _words(str(value))}
    masked: list[str] = []
    for word in _words(question):
        shown = MASK if word in words or word in _NUMBERS or any(sign.isdigit() for sign in word) else word
        if not (shown == MASK and masked and masked[-1] == MASK):
            masked.append(shown)
    return " ".join(masked)


def plain(question: str) -> str:
    """The question's words in lower case, nothing else: two that differ in dots and capitals are the same question."""
    return " ".join(_words(question))


def forms(question: str, *answers: dict[str, Any]) -> set[str]:
    """The question itself, and its template by each of its answers."""
    return {plain(question), *(template(question, answer) for answer in answers or ({},))}


@cache
def held_out() -> frozenset[str]:
    """The forms of every question that is measured, whichever its half."""
    return frozenset(form for asked in load() for form in forms(asked.question, *asked.gold))


def values(answer: Any) -> Iterator[str | float]:
    """Every text and number that a query filters by, counts by or stops at; names of fields are not among them."""
    if isinstance(answer, dict):
        for key, below in answer.items():
            if key not in _NO_VALUES:
                yield from values(below)
    elif isinstance(answer, list):
        for below in answer:
            yield from values(below)
    elif isinstance(answer, str | int | float) and not isinstance(answer, bool):
        yield answer


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
