"""What speaks against an answer, found by rule: what the question says and the query does not, or the other way round.

>>> from demo_server.nlq.mapping import from_properties
>>> films = from_properties("films", {"year": {"type": "integer"}, "votes": {"type": "integer"}})
>>> found = flaws("older than 1990, most votes first", {"query": {"range": {"year": {"gt": 1990}}}}, [], films)
>>> {name: amount for name, amount in found.items() if amount}
{'unused_fields': 1.0, 'contrary_bounds': 1.0}

None of them proves an answer wrong. They say when a model should think again, and which of its thoughts to prefer; the
confidence that is shown weighs them as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from demo_server.nlq.links import Link
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.values import stems

WEIGHTS = {"unused_fields": 0.5}
"""How much a flaw counts against an answer where it is not 1: a field's name may be a word like any other."""

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def _cue(*words: str, signs: str = r"(?!)") -> re.Pattern[str]:
    """Any of the words, at the beginning of one, or any of the signs, anywhere."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})|{signs}", re.IGNORECASE)


_FROM_ON = r"more|later|newer|above|higher|up|better|after|over"
_UP_TO = r"less|earlier|older|fewer|below|lower|before|under"
_CUES = {
    "gte": _cue(
        r"since\b", r"at least\b", rf"(?:or|and) (?:{_FROM_ON})\b", r"no (?:less|earlier|fewer|lower) than\b",
        r"not (?:before|earlier|less|under|below)\b", r"minimum\b", r"onwards?\b", r"from\b.{0,20}\bon\b",
        r"starting\b", r"\d+\+", signs=">=|≥",
    ),
    "lte": _cue(
        r"until\b", r"til+\b", r"up to\b", r"at most\b", rf"(?:or|and) (?:{_UP_TO})\b",
        r"no (?:more|later|higher) than\b", r"not (?:after|later|more|over|above|past)\b", r"maximum\b", r"through\b",
        r"by\b", signs="<=|≤",
    ),
    "gt": _cue(
        r"after\b", r"(?:later|newer|more|longer|bigger|larger|higher|greater|taller|heavier|faster|costlier) than\b",
        r"over\b", r"above\b", r"exceed", r"beyond\b", r"past\b", r"post\b", "top(?:s|ping|ped)",
        signs=">(?!=)",
    ),
    "lt": _cue(
        r"before\b", r"(?:earlier|less|fewer|shorter|smaller|lower|cheaper|lighter|slower) than\b", r"under\b",
        r"below\b", r"prior to\b", r"pre\b", r"not even\b", signs="<(?!=)",
    ),
}  # fmt: skip
"""Words that ask for a bound, by the bound."""
_OLDER, _YOUNGER = _cue(r"older than\b"), _cue(r"younger than\b")
_BY_LETTERS = _cue(
    r"alphabet", r"a[- ]?(?:to[- ])?z\b", r"by (?:name|title|author)\b", r"dictionary", r"sort", r"order"
)


def flaws(question: str, query: Mapping[str, Any], links: Sequence[Link], mapping: IndexMapping) -> dict[str, float]:
    """How often each flaw is there.

    `unused_values`, `unused_numbers`, `unused_fields`: of the question, not of the query (fields count once, however
    many); `contrary_bounds`: ranges that go another way than any word of the question says; `odd_orders`: documents
    sorted by the letters of a keyword, which nobody asked for.
    """
    return {
        **unused(question, query, links),
        "unused_fields": float(_leaves_out_a_field(question, query, mapping)),
        "contrary_bounds": float(_contrary_bounds(question, query)),
        "odd_orders": float(_odd_orders(question, query, mapping)),
    }


def weight(found: Mapping[str, float]) -> float:
    """All of them together."""
    return sum(WEIGHTS.get(name, 1.0) * amount for name, amount in found.items())


def doubts(about: str, question: str, links: Iterable[Link]) -> float:
    """What speaks against a refusal, which says that the index holds nothing `about` something.

    >>> doubts("rooftop", "hives on the rooftop", [Link("rooftop", "apiary", "Rooftop")])
    1.0
    >>> doubts("thickness", "the thickest codex", []), doubts("price", "at which price", [])
    (0.5, 0.0)
    """
    of = stems(about)
    if of & {word for link in links for word in stems(link.said)}:
        return 1.0
    return 0.0 if of & stems(question) else 0.5


def unused(question: str, query: Mapping[str, Any], links: Sequence[Link]) -> dict[str, float]:
    """What the question says and the query does not: values that were found for its words, and numbers."""
    written = json.dumps(query, ensure_ascii=False)
    meant: dict[str, set[str]] = {}
    for link in links:
        if link.value:  # words that a text holds need not be meant as its words
            meant.setdefault(link.said, set()).add(link.value)
    numbers = [text.replace(",", "").rstrip(".") for text in _NUMBER.findall(question)]
    values = (any(json.dumps(value, ensure_ascii=False) in written for value in values) for values in meant.values())
    return {
        "unused_values": float(sum(not used for used in values)),
        "unused_numbers": float(sum(number not in written for number in numbers)),
    }


def _leaves_out_a_field(question: str, query: Mapping[str, Any], mapping: IndexMapping) -> bool:
    """Is there a field whose whole name the question says, and that the query does not use?"""
    said, written = stems(question), json.dumps(query, ensure_ascii=False)
    return any(
        (parts := stems(field.name.rsplit(".", 1)[-1])) and parts <= said and f'"{field.name}' not in written
        for field in mapping.fields
        if field.stored_as == field.name
    )


def _contrary_bounds(question: str, query: Mapping[str, Any]) -> int:
    cues = {bound for bound, words in _CUES.items() if words.search(question)}
    contrary = 0
    for bounds in _ranges(query):
        if len(bounds) != 1:
            continue
        ((bound, value),) = bounds.items()
        if isinstance(value, str) and value.startswith("now"):  # "the last three days" has no word for a bound
            continue
        allowed = set(cues)
        year = isinstance(value, str) or 1000 <= value <= 2100
        if _OLDER.search(question):
            allowed.add("lt" if year else "gt")
        if _YOUNGER.search(question):
            allowed.add("gt" if year else "lt")
        contrary += bool(allowed) and bound not in allowed
    return contrary


def _ranges(clause: Any) -> Iterator[Mapping[str, Any]]:
    """The bounds of every range in a query."""
    if isinstance(clause, Mapping):
        for key, value in clause.items():
            if key == "range":
                yield from value.values()
            else:
                yield from _ranges(value)
    elif isinstance(clause, list):
        for one in clause:
            yield from _ranges(one)


def _odd_orders(question: str, query: Mapping[str, Any], mapping: IndexMapping) -> int:
    if _BY_LETTERS.search(question):
        return 0
    names = [name for order in query.get("sort", ()) if isinstance(order, Mapping) for name in order]
    fields = [mapping.field(name) for name in names]
    return sum(field is not None and field.kind == "keyword" for field in fields)
