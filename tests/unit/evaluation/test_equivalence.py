"""Which queries are the same query."""

from __future__ import annotations

from typing import Any

import pytest

from demo_server.evaluation.equivalence import normal
from demo_server.nlq.mapping import from_properties

BOOKS = from_properties(
    "books",
    {
        "by": {"type": "keyword"},
        "genre": {"type": "keyword"},
        "title": {"type": "text"},
        "year": {"type": "integer"},
        "price": {"type": "float"},
        "out": {"type": "date"},
    },
)
BY = {"term": {"by": "Ada"}}
NEW = {"range": {"year": {"gte": 2000}}}


def query(clause: dict[str, Any]) -> dict[str, Any]:
    """A query of one clause."""
    return {"query": clause}


def by(agg: dict[str, Any], name: str = "a", **more: Any) -> dict[str, Any]:
    """An aggregation alone."""
    return {"size": 0, "aggs": {name: {**agg, **more}}}


AVERAGE = {"avg": {"field": "price"}}

SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"query": BY, "size": 10}, {"query": BY}),
    ({"query": BY, "_source": ["by"]}, {"query": BY}),
    (query({"bool": {"filter": [BY]}}), query(BY)),
    (query({"bool": {"must": [BY, NEW]}}), query({"bool": {"filter": [NEW], "must": [BY]}})),
    (query({"bool": {"must": [BY, {"match_all": {}}]}}), query(BY)),
    (query({"terms": {"by": ["Ada"]}}), query(BY)),
    (query({"terms": {"by": ["Bo", "Ada"]}}), query({"terms": {"by": ["Ada", "Bo", "Ada"]}})),
    (query({"bool": {"should": [BY, {"term": {"by": "Bo"}}]}}), query({"terms": {"by": ["Ada", "Bo"]}})),
    (
        query({"bool": {"must_not": [{"terms": {"by": ["Ada", "Bo"]}}]}}),
        query({"bool": {"must_not": [{"term": {"by": "Bo"}}, BY]}}),
    ),
    (query({"match": {"title": {"query": "Moon", "operator": "and"}}}), query({"match": {"title": "moon"}})),
    (query({"match_phrase": {"title": "moon"}}), query({"match": {"title": "moon"}})),
    (query({"multi_match": {"query": "moon", "fields": ["title"]}}), query({"match": {"title": "moon"}})),
    (query({"range": {"year": {"gt": 1999, "lt": 2010}}}), query({"range": {"year": {"gte": 2000, "lte": 2009}}})),
    (query({"range": {"year": {"gte": 2000, "lte": 2000}}}), query({"term": {"year": 2000}})),
    (
        query({"range": {"out": {"gte": "2010", "lte": "2010"}}}),
        query({"range": {"out": {"gte": "2010-01-01", "lt": "2011"}}}),
    ),
    (query({"range": {"out": {"gt": "2010-12"}}}), query({"range": {"out": {"gte": "2011"}}})),
    (query({"range": {"out": {"lte": "2010-12-31"}}}), query({"range": {"out": {"lt": "2011-01"}}})),
    ({"query": BY, "sort": [{"year": {"order": "asc"}}]}, {"query": BY, "sort": [{"year": "asc"}]}),
    (by({"terms": {"field": "by"}}, "x"), by({"terms": {"field": "by", "size": 10, "order": {"_count": "desc"}}})),
    (
        by({"terms": {"field": "by", "order": {"m": "desc"}}}, aggs={"m": AVERAGE}),
        by({"terms": {"field": "by", "order": {"price": "desc"}}}, aggs={"price": AVERAGE}),
    ),
    ({"size": 5, "aggs": {"a": AVERAGE}}, by(AVERAGE)),
    (by({"histogram": {"field": "year", "interval": 10.0}}), by({"histogram": {"field": "year", "interval": 10}})),
]

OTHER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"query": BY, "size": 5}, {"query": BY}),
    ({"query": BY, "size": 0}, {"query": BY}),
    (query({"bool": {"must_not": [BY]}}), query(BY)),
    (query({"bool": {"should": [BY, NEW]}}), query({"bool": {"must": [BY, NEW]}})),
    (query({"match": {"title": "red moon"}}), query({"match": {"title": {"query": "red moon", "operator": "and"}}})),
    (
        query({"match_phrase": {"title": "red moon"}}),
        query({"match": {"title": {"query": "red moon", "operator": "and"}}}),
    ),
    (query({"term": {"by": "ada"}}), query(BY)),
    (query({"range": {"price": {"gt": 5}}}), query({"range": {"price": {"gte": 6}}})),
    (query({"range": {"out": {"gt": "2010"}}}), query({"range": {"out": {"gte": "2010"}}})),
    ({"query": BY, "sort": [{"year": "desc"}]}, {"query": BY, "sort": [{"year": "asc"}]}),
    (by({"terms": {"field": "by", "size": 3}}), by({"terms": {"field": "by"}})),
    (by({"terms": {"field": "by", "order": {"_count": "asc"}}}), by({"terms": {"field": "by"}})),
    (by(AVERAGE), by({"sum": {"field": "price"}})),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_the_same_query_in_two_ways(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert normal(one, BOOKS) == normal(two, BOOKS)


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_another_query(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert normal(one, BOOKS) != normal(two, BOOKS)
