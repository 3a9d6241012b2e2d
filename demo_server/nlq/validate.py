"""The allow-list: a query that passes here may run, any other is told in plain English what is wrong with it.

>>> from demo_server.nlq.mapping import from_properties
>>> checker = Checker(from_properties("notes", {"id": {"type": "keyword"}}))
>>> checker.check({"query": {"term": {"id": "7"}}})
>>> checker.check({"query": {"regexp": {"id": ".*"}}})
Traceback (most recent call last):
demo_server.nlq.validate.QueryError: in 'query', 'regexp' is not allowed; choose one of: match_all, term, terms, ...
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from typing import Any

import jsonschema

from demo_server.nlq.explain import explain
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.parse import MAX_DEPTH, depth
from demo_server.nlq.schema import MAX_VALUES, schema_for

MAX_TOTAL_BUCKETS = 10_000
MAX_NUMBER = 2**63
"""Beyond it no field of Elasticsearch has values, and not every parser of JSON has numbers."""
DEFAULT_BUCKETS = 10
"""Buckets of a terms aggregation without a size: Elasticsearch's own default."""

BUCKETS = {"terms", "date_histogram", "histogram", "nested"}


class QueryError(Exception):
    """The query is not one that may run; the message says why, for a person and for a model alike."""


class Checker:
    """The schema of one mapping, compiled, with the rules that a schema cannot say."""

    def __init__(self, mapping: IndexMapping, max_size: int = 50, max_buckets: int = 100) -> None:
        self.mapping = mapping
        self.schema = schema_for(mapping, max_size, max_buckets)
        self._validator = jsonschema.Draft202012Validator(self.schema)

    def check(self, query: Any) -> None:
        """Raise QueryError unless the query is within the schema and the rules below."""
        if depth(query) > MAX_DEPTH:
            raise QueryError(f"the query is nested deeper than {MAX_DEPTH} levels")
        for complaint in _unspeakable("the query", query, max(MAX_VALUES, len(self.mapping.fields))):
            raise QueryError(complaint)
        if not self._validator.is_valid(query):
            raise QueryError(explain(self.schema, self.mapping, query))
        if "sort" in query and query.get("size") == 0:
            raise QueryError("'size' is 0, so there is nothing to sort; leave 'sort' out or ask for more documents")
        _check_aggregations(query.get("aggs", {}))


def _unspeakable(place: str, value: Any, longest: int) -> Iterator[str]:
    """Values that are not what they seem: broken unicode, control characters, numbers that are none.

    And lists of more than `longest`, which no query has: to hold a thousand clauses against the schema takes long.
    """
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _unspeakable(place, key, longest)
            yield from _unspeakable(f"'{_shown(key)}'", below, longest)
    elif isinstance(value, list):
        if len(value) > longest:
            yield f"{place} is a list of {len(value)}; no list may be that long"
        for below in value:
            yield from _unspeakable(place, below, longest)
    elif isinstance(value, str):
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value):
            yield f"{place} holds a control character or broken text"
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, int) and abs(value) > MAX_NUMBER
    ):
        yield f"{place} holds a number that is too large"


def _shown(key: Any) -> str:
    return str(key)[:60].encode("utf-8", "replace").decode()


def _check_aggregations(aggs: dict[str, Any]) -> None:
    for name, agg in aggs.items():
        below = agg.get("aggs", {})
        buckets = _buckets(agg)
        for inner in below.values():
            if buckets * _buckets(inner) > MAX_TOTAL_BUCKETS:
                raise QueryError(
                    f"the aggregation '{name}' could make more than {MAX_TOTAL_BUCKETS} buckets; ask for fewer"
                )
        _check_order(name, agg, below)
        for inner_name, inner in below.items():
            _check_order(inner_name, inner, {})


def _buckets(agg: dict[str, Any]) -> int:
    return int(agg["terms"].get("size", DEFAULT_BUCKETS)) if "terms" in agg else 1


def _check_order(name: str, agg: dict[str, Any], below: dict[str, Any]) -> None:
    metrics = [key for key, inner in below.items() if not BUCKETS & set(inner)]
    for key in agg.get("terms", {}).get("order", {}):
        if key not in ("_count", "_key", *metrics):
            may = ", ".join(f"'{known}'" for known in ("_count", "_key", *metrics))
            raise QueryError(f"the aggregation '{name}' cannot be ordered by '{key}'; choose one of: {may}")
