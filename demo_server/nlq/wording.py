"""After the model: quotation marks ask for a phrase, and "or" for either.

>>> query, made = worded({"query": {"match": {"text": {"query": "axis of evil", "operator": "and"}}}},
...                      'where do they say "axis of evil"', [])
>>> query["query"], made[0].why
({'match_phrase': {'text': 'axis of evil'}}, 'phrase')
>>> both = {"bool": {"must": [{"term": {"genre": "Musical"}}, {"term": {"genre": "Drama"}}]}}
>>> worded({"query": both}, "musicals or dramas", [Link("musicals", "genre", "Musical"),
...                                                Link("dramas", "genre", "Drama")])[0]["query"]
{'terms': {'genre': ['Musical', 'Drama']}}

A small model reads both signs most of the time; they leave no doubt, so nobody has to rely on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demo_server.nlq.clauses import Clause, rewritten, text_of
from demo_server.nlq.corrected import Correction
from demo_server.nlq.links import Link

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]|(?<![^\s(])['‘]([^'‘’]+)['’](?!\w)")
_SMALL = r"(?:\s*\b(?:by|from|in|of|on|with|about|for|the|an?|either)\b)*"
_OR = re.compile(rf"\s*(?:,?\s*\b(?:or|and/or)\b|/){_SMALL}\s*", re.IGNORECASE)
_LISTED = re.compile(rf"\s*,{_SMALL}\s*", re.IGNORECASE)


def worded(query: dict[str, Any], question: str, links: Sequence[Link]) -> tuple[dict[str, Any], list[Correction]]:
    """The query as the question's signs have it, and what was changed."""
    if "query" not in query:
        return query, []
    made: list[Correction] = []
    quoted = {_plain(double or single) for double, single in _QUOTED.findall(question)}
    phrases = {text for text in quoted if " " in text}
    clause = rewritten(query["query"], lambda one: _phrase(one, phrases, made))
    clause = _with_either(clause, question, links, made)
    return {**query, "query": clause}, made


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(".,;:!?")


def _phrase(clause: Clause, quoted: set[str], made: list[Correction]) -> Clause:
    """Words that stand in quotation marks stand next to each other in the text."""
    if "match" not in clause:
        return clause
    ((field, value),) = clause["match"].items()
    text = text_of(value)
    if not isinstance(text, str) or _plain(text) not in quoted:
        return clause
    made.append(Correction(field, text, text, "phrase"))
    return {"match_phrase": {field: text}}


@dataclass(frozen=True)
class _Said:
    """A condition on one value, and where the question says that value."""

    start: int
    end: int
    number: int
    kind: str
    field: str
    value: str


def _with_either(clause: Clause, question: str, links: Sequence[Link], made: list[Correction]) -> Clause:
    """Conditions on one field that must all hold, though "or" stands between their values."""
    if set(clause) != {"bool"} or "should" in clause["bool"]:
        return clause
    must = clause["bool"].get("must")
    if not isinstance(must, list):
        return clause
    said = sorted(_places(must, question, links), key=lambda one: one.start)
    run = _alternatives(said, question)
    if not run:
        return clause
    made.append(Correction(run[0].field, "", " or ".join(one.value for one in run), "either"))
    of_run = {one.number for one in run}
    rest = [below for number, below in enumerate(must) if number not in of_run]
    others = {part: inner for part, inner in clause["bool"].items() if part != "must"}
    if run[0].kind == "term":
        either = {"terms": {run[0].field: [one.value for one in run]}}
        if not rest and not others:
            return either
        return {"bool": {"must": [either, *rest], **others}}
    parts: Clause = {**({"must": rest} if rest else {}), "should": [must[one.number] for one in run], **others}
    if rest:
        parts["minimum_should_match"] = 1
    return {"bool": parts}


def _places(must: list[Clause], question: str, links: Sequence[Link]) -> Iterator[_Said]:
    """Where the question says the value of each condition, of those that have one."""
    for number, clause in enumerate(must):
        ((kind, body),) = clause.items()
        if kind not in ("term", "match"):
            continue
        ((field, value),) = body.items()
        value = text_of(value)
        if not isinstance(value, str):
            continue
        words = next((link.said for link in links if (link.field, link.value) == (field, value)), value)
        if found := re.search(re.escape(words), question, re.IGNORECASE):
            yield _Said(*found.span(), number, kind, field, value)


def _alternatives(said: list[_Said], question: str) -> list[_Said]:
    """The first run of conditions on one field between whose values "or" stands, commas before it."""
    for last in range(len(said) - 1, 0, -1):
        before, after = said[last - 1], said[last]
        if not _beside(before, after) or not _OR.fullmatch(question[before.end : after.start]):
            continue
        run = [before, after]
        for earlier in reversed(said[: last - 1]):
            between = question[earlier.end : run[0].start]
            if not _beside(earlier, run[0]) or not (_OR.fullmatch(between) or _LISTED.fullmatch(between)):
                break
            run.insert(0, earlier)
        return run
    return []


def _beside(one: _Said, other: _Said) -> bool:
    return (one.kind, one.field) == (other.kind, other.field) and one.end <= other.start
