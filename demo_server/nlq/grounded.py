"""Whether a query speaks of what the question speaks of: a name that nobody mentioned makes a silent wrong answer.

>>> ungrounded({"query": {"term": {"author": "Alec Radford"}}}, "articles by Yoshua Bengio")
"the question does not mention 'Alec Radford'"
>>> ungrounded({"query": {"term": {"genre": "Comedy"}}}, "comedies after 2005") is None
True

Only texts are looked at: numbers and dates take too many forms in questions ("the nineties", "a million").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

STEM = 4
"""Letters that two words must share at their beginning to count as one, as in comedies and Comedy."""

_TEXTS = ("term", "terms", "match", "match_phrase", "multi_match")


def ungrounded(query: dict[str, Any], question: str) -> str | None:
    """What is wrong, for a text in a clause that shares not one word with the question; None if there is none."""
    asked = {_stem(word) for word in _words(question)}
    for text in _texts(query.get("query", {})):
        if not asked & {_stem(word) for word in _words(text)}:
            return f"the question does not mention '{text}'"
    return None


def _texts(clause: dict[str, Any]) -> Iterator[str]:
    for kind, body in clause.items():
        if kind == "bool":
            for below in body.values():
                for inner in below if isinstance(below, list) else ():
                    yield from _texts(inner)
        elif kind == "multi_match":
            yield body["query"]
        elif kind in _TEXTS:
            for value in body.values():
                found = value["query"] if isinstance(value, dict) else value
                yield from (text for text in (found if isinstance(found, list) else [found]) if isinstance(text, str))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _stem(word: str) -> str:
    return word[:STEM]
