"""Why a query finds nothing: which of its conditions removes every document, counted by the engine and told by rule.

>>> query = {"query": {"bool": {"must": [{"term": {"author": "Ada"}}], "must_not": [{"match": {"title": "moon"}}]}}}
>>> for part in conditions(query):
...     print(part.words, part.rest)
the author is “Ada” {'query': {'bool': {'must_not': [{'match': {'title': 'moon'}}]}}}
the title does not mention “moon” {'query': {'bool': {'must': [{'term': {'author': 'Ada'}}]}}}

Each condition is counted alone, and all the others are counted without it: the one that no document meets is to blame,
or the one without which there would be some.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demo_server.nlq import english
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.validate import Checker

Clause = dict[str, Any]

MATCH_ALL: Clause = {"match_all": {}}
REQUIRED = ("must", "filter", "must_not")


@dataclass(frozen=True)
class Condition:
    """One thing that a query asks of documents: in words, as a clause of its own, and the query without it."""

    words: str
    clause: Clause
    rest: dict[str, Any]


@dataclass(frozen=True)
class Counted:
    """`alone`: documents that meet the condition; `without`: that meet all the others."""

    condition: Condition
    alone: int
    without: int

    def public(self) -> dict[str, Any]:
        """As the API shows it; `query` is the one without the condition."""
        return {
            "english": self.condition.words,
            "alone": self.alone,
            "without": self.without,
            "query": self.condition.rest,
        }


def conditions(query: dict[str, Any]) -> list[Condition]:
    """What a query asks of documents, apart. None where it asks nothing."""
    clause = query.get("query", MATCH_ALL)
    if "match_all" in clause:
        return []
    if "bool" not in clause:
        return [Condition(english.condition(clause), clause, {**query, "query": MATCH_ALL})]
    return [
        Condition(english.condition(alone), alone, {**query, "query": rest}) for alone, rest in _apart(clause["bool"])
    ]


def _apart(body: dict[str, Any]) -> Iterator[tuple[Clause, Clause]]:
    """Each condition of a `bool` as a clause, and the `bool` without it."""
    either = body.get("should", [])
    least = body.get("minimum_should_match", 0 if body.get("must") or body.get("filter") else 1)
    for part in REQUIRED:
        for at, clause in enumerate(body.get(part, ())):
            left = {**body, part: [other for place, other in enumerate(body[part]) if place != at]}
            if either:
                left["minimum_should_match"] = least  # with no must beside it, a wish would become a condition
            yield (clause if part != "must_not" else {"bool": {part: [clause]}}), _whole(left)
    if either and least > 0:
        left = {part: body[part] for part in REQUIRED if part in body}
        yield {"bool": {"should": either, "minimum_should_match": least}}, _whole(left)


def _whole(body: dict[str, Any]) -> Clause:
    left = {part: inner for part, inner in body.items() if inner != []}
    return {"bool": left} if set(left) - {"minimum_should_match"} else MATCH_ALL


def why(engine: Engine, checker: Checker, query: Any, deadline: Deadline) -> dict[str, Any]:
    """What each condition of a query leaves: `{total, english, conditions: [{english, alone, without, query}]}`.

    `total` counts the documents of the index. Raises validate.QueryError, and what `engine.Engine` raises.
    """
    checker.check(query)
    found = conditions(query)
    clauses = [clause for one in found for clause in (one.clause, one.rest["query"])]
    total, counts = engine.counts(checker.mapping, clauses, deadline)
    pairs = zip(found, counts[::2], counts[1::2], strict=True)
    counted = [Counted(condition, alone, without) for condition, alone, without in pairs]
    told = sentence(checker.mapping.index, total, counted)
    return {"total": total, "english": told, "conditions": [one.public() for one in counted]}


def sentence(index: str, total: int, counted: Sequence[Counted]) -> str:
    """Which condition is to blame, in plain English.

    >>> old = Condition("the year is before 1900", {}, {})
    >>> sentence("articles", 157, [Counted(old, 0, 12)])
    'In articles, no document meets this: the year is before 1900.'
    >>> ada = Condition("the author is “Ada”", {}, {})
    >>> sentence("articles", 157, [Counted(old, 5, 12), Counted(ada, 12, 5)])
    'No document meets all of it. There would be 12 without this: the year is before 1900.'
    """
    if not total:
        return f"The index {index} holds no document."
    if not counted:
        return f"Nothing is asked of the documents of {index}: all {total} are found."
    unmet = [one.condition.words for one in counted if not one.alone]
    if unmet:
        return f"In {index}, no document meets {'this' if len(unmet) == 1 else 'any of these'}: {'; '.join(unmet)}."
    best = max(counted, key=lambda one: one.without)
    if best.without:
        return f"No document meets all of it. There would be {best.without} without this: {best.condition.words}."
    return "Some documents meet each condition by itself, but none meets all of them, not even when one is left out."
