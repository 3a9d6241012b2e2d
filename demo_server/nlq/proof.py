"""Is an example worth keeping? Its query must fit the mapping, run, and find something.

    found = proven(engine, Example("Which articles mention language?", query, "articles"), checker, deadline)

A query that finds nothing teaches nothing: most often a word in it is wrong.
"""

from __future__ import annotations

from typing import Any

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine, EngineRefused
from demo_server.nlq.examples import Example
from demo_server.nlq.validate import Checker, QueryError


class Unproven(Exception):
    """The example does not prove itself; the message says why, in words."""


class Unfit(Unproven):
    """Its query is not one that may run."""


def proven(engine: Engine, example: Example, checker: Checker, deadline: Deadline) -> int:
    """How many documents its query finds, at least one.

    Raises Unfit, Unproven, and what `engine.Engine` raises but for EngineRefused.
    """
    try:
        checker.check(example.query)
    except QueryError as error:
        raise Unfit(str(error)) from error
    try:
        result = engine.search(checker.mapping, example.query, deadline)
    except EngineRefused as error:
        raise Unfit(f"Elasticsearch refuses it: {error}") from error
    if result["partial"]:
        raise Unproven("its search was stopped by a limit, so what it finds is not known")
    if not result["total"]:
        raise Unproven("it finds nothing, so it teaches nothing")
    if empty := [name for name, found in result["aggregations"].items() if not _holds_something(found)]:
        raise Unproven(f"its aggregation '{empty[0]}' is empty, so it teaches nothing")
    return int(result["total"])


def _holds_something(aggregation: dict[str, Any]) -> bool:
    """Has it buckets, or a value?

    >>> _holds_something({"value": 0}), _holds_something({"value": None}), _holds_something({"buckets": []})
    (True, False, False)
    """
    if "buckets" in aggregation:
        return bool(aggregation["buckets"])
    return aggregation.get("value", 0) is not None
