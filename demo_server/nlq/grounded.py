"""Whether a query speaks of what the question speaks of: a name that nobody mentioned makes a silent wrong answer.

>>> ungrounded({"query": {"term": {"author": "Alec Radford"}}}, "articles by Yoshua Bengio")
"the question does not mention 'Alec Radford'"
>>> ungrounded({"query": {"term": {"genre": "Comedy"}}}, "comedies after 2005") is None
True
>>> ungrounded({"query": {"match": {"content": "The sea is a place of wonder"}}}, "texts about the sea")
"the question does not mention 'The sea is a place of wonder'"

A name may be longer than in the question ("Shakespeare" is William Shakespeare): one word in common is enough. Words
to search for are the question's own, most of them at least.

Only texts are looked at: numbers and dates take too many forms in questions ("the nineties", "a million").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from demo_server.nlq.clauses import text_of

STEM = 4
"""Letters that two words must share at their beginning to count as one, as in comedies and Comedy."""


def ungrounded(query: dict[str, Any], question: str, linked: Collection[str] = ()) -> str | None:
    """What is wrong, for the first text in a clause that the question does not speak of; None if there is none.

    `linked`: values that words of the question were found to mean (see `links`).
    """
    asked = {_stem(word) for word in _words(question)}
    for text, is_name in _texts(query.get("query", {})):
        if text in linked:
            continue
        said = [_stem(word) in asked for word in _words(text)]
        if not any(said) or (not is_name and sum(said) * 2 < len(said)):
            return f"the question does not mention '{text}'"
    return None


def _texts(clause: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every text in a clause, and whether it is an exact value rather than words to search for."""
    for kind, body in clause.items():
        if kind == "bool":
            for below in body.values():
                for inner in below if isinstance(below, list) else ():
                    yield from _texts(inner)
        elif kind == "nested":
            yield from _texts(body["query"])
        elif kind == "multi_match":
            yield body["query"], False
        elif kind in ("match", "match_phrase"):
            for value in body.values():
                yield text_of(value), False
        elif kind in ("term", "terms"):
            for value in body.values():
                yield from ((text, True) for text in (value if isinstance(value, list) else [value]) if _is_text(text))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _stem(word: str) -> str:
    return word[:STEM]
