"""Where in a document the words stand that were looked for: a fragment of each text, the words in <em>.

>>> asked = searched({"bool": {"must": [{"match": {"content": "whale seas"}}]}})
>>> fragments({"content": "Call me Ishmael. The sea, and whales’ bones."}, asked)
{'content': ['Call me Ishmael. The <em>sea</em>, and <em>whales</em>’ bones.']}

Elasticsearch could tell more exactly, and reads every text again for it: 40 to 100 ms for ten speeches of 30,000
characters, against 1 ms here, since a search brings the texts anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from demo_server.nlq.clauses import text_of

AROUND = 90
"""Characters that are shown on each side of the first word that was found; a text of twice as many is shown whole."""
ENDINGS = "(?:s|es|ies|y)?"

Asked = dict[str, re.Pattern[str]]
"""By text field, what is looked for in it."""


def searched(clause: Mapping[str, Any], stored: Mapping[str, str] | None = None) -> Asked:
    """The words that a clause looks for in text fields of the document itself, and not those that must not be there.

    `stored`: under which name a document has a field, where that is another one.

    >>> list(searched({"match": {"title.english": "moon"}}, {"title.english": "title"}))
    ['title']
    """
    found: dict[str, list[str]] = {}
    for name, looked_for in _looked_for(clause):
        found.setdefault((stored or {}).get(name, name), []).append(looked_for)
    return {name: re.compile(rf"\b(?:{'|'.join(ways)})\b", re.IGNORECASE) for name, ways in found.items()}


def fragments(source: Mapping[str, Any], asked: Asked) -> dict[str, list[str]]:
    """A fragment of each text that holds something of what was asked; nothing of a field that holds no single text.

    >>> long = {"title": "x " * 99 + "moon" + " y" * 99}
    >>> fragments(long, searched({"match": {"title": "Moons"}}))["title"][0][82:102]
    'x x x <em>moon</em> '
    """
    found = {}
    for name, pattern in asked.items():
        text = _at(source, name)
        if isinstance(text, str) and (first := pattern.search(text)):
            found[name] = [pattern.sub(lambda word: f"<em>{word.group()}</em>", _around(text, *first.span()))]
    return found


def _looked_for(clause: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for kind, body in clause.items():
        if kind == "bool":
            for part in ("must", "filter", "should"):
                for one in body.get(part, ()):
                    yield from _looked_for(one)
        elif kind == "multi_match":
            yield from ((name, way) for name in body["fields"] for way in _words(body["query"]))
        elif kind == "match":
            for name, value in body.items():
                yield from ((name, way) for way in _words(text_of(value)))
        elif kind == "match_phrase":
            for name, value in body.items():
                if words := re.findall(r"\w+", value):
                    yield name, r"\W+".join(map(re.escape, words))


def _words(text: str) -> list[str]:
    """Each word, whichever of its endings is written: as most analyzers of English see it."""
    return [f"{re.escape(_stem(word))}{ENDINGS}" for word in re.findall(r"\w+", text)]


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s", "y"):
        if word.lower().endswith(ending) and len(word) - len(ending) > 2:
            return word[: -len(ending)]
    return word


def _at(source: Mapping[str, Any], name: str) -> Any:
    """The value at a dotted name, which a document may hold as one name or as objects in objects."""
    if name in source:
        return source[name]
    first, _, rest = name.partition(".")
    below = source.get(first)
    return _at(below, rest) if rest and isinstance(below, Mapping) else None


def _around(text: str, start: int, end: int) -> str:
    if len(text) <= 2 * AROUND:
        return text
    begin, stop = max(0, start - AROUND), end + AROUND
    if begin:
        begin = text.find(" ", begin, start) + 1 or begin
    return text[begin : text.rfind(" ", end, stop) if stop < len(text) and " " in text[end:stop] else stop]
