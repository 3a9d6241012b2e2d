"""Clauses of Elasticsearch's query DSL: what holds others, and what a match looks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Clause = dict[str, Any]


def rewritten(clause: Clause, change: Callable[[Clause], Clause]) -> Clause:
    """The clause with each one in it that holds no others changed.

    >>> rewritten({"bool": {"must_not": [{"term": {"a": 1}}], "minimum_should_match": 1}}, lambda one: {"was": one})
    {'bool': {'must_not': [{'was': {'term': {'a': 1}}}], 'minimum_should_match': 1}}
    """
    ((kind, body),) = clause.items()
    match kind:
        case "bool":
            parts = {
                part: [rewritten(below, change) for below in inner] if isinstance(inner, list) else inner
                for part, inner in body.items()
            }
            return {"bool": parts}
        case "nested":
            return {"nested": {**body, "query": rewritten(body["query"], change)}}
    return change(clause)


def text_of(value: Any) -> Any:
    """What a match looks for in a field, of both ways to write it.

    >>> text_of("sea"), text_of({"query": "white whale", "operator": "and"})
    ('sea', 'white whale')
    """
    return value["query"] if isinstance(value, dict) else value
