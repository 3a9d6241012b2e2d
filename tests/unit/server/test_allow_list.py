"""What may run and what may not: the schema by kind of field, the words for what is refused, and hostile queries."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo_server.nlq.english import describe
from demo_server.nlq.explain import explain
from demo_server.nlq.mapping import MappingError, from_properties
from demo_server.nlq.validate import Checker, QueryError
from tests.unit.server.from_schema import admitted, mutated
from tests.unit.server.wire import MAPPING

ARTICLES = from_properties("articles", MAPPING)
CHECKER = Checker(ARTICLES)
RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def refusal(query: Any) -> str:
    with pytest.raises(QueryError) as caught:
        CHECKER.check(query)
    return str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        {"query": {"match_all": {}}},
        {"size": 0, "aggs": {"by_author": {"terms": {"field": "author"}}}},
        {"query": {"match": {"title": {"query": "moon landing", "operator": "and"}}}, "sort": [{"pages": "desc"}]},
        {
            "query": {
                "bool": {"must": [{"match": {"title": "x"}}], "filter": [{"range": {"pages": {"gt": 3, "lt": 9}}}]}
            }
        },
        {"size": 1, "sort": [{"publication_date": {"order": "asc"}}], "_source": ["title"]},
        {"query": {"range": {"publication_date": {"gte": "now-10y", "lt": "2020-02-28T12:30:00Z"}}}},
        {
            "size": 0,
            "aggs": {
                "by_author": {
                    "terms": {"field": "author", "size": 5, "order": {"pages": "desc"}},
                    "aggs": {"pages": {"avg": {"field": "pages"}}},
                }
            },
        },
    ],
)
def test_what_a_reader_needs_may_run(query: Any) -> None:
    CHECKER.check(query)
    assert describe(query, "articles").startswith("In articles: ")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "something is missing; write one of: size, query, aggs, sort"),
        ([], "the query must be an object, not a list"),
        ("x", "the query must be an object, not 'x'"),
        ({"query": {"regexp": {"author": ".*"}}}, "'regexp' is not allowed; choose one of: match_all, match,"),
        ({"query": {"match": {"titel": "x"}}}, "there is no field 'titel' that fits; choose one of: title"),
        ({"query": {"match": {"author": "x"}}}, "the field 'author' does not fit, it is of type keyword"),
        ({"query": {"term": {"title": "x"}}}, "the field 'title' does not fit, it is of type text"),
        ({"query": {"term": {"pages": "x"}}}, "'pages' must be a whole number, not 'x'"),
        ({"query": {"term": {"pages": 10**400}}}, "'pages' holds a number that is too large"),
        ({"query": {"term": {"pages": 2**40}}}, "'pages' must be from -2147483648 to 2147483647"),
        ({"query": {"range": {"publication_date": {"gte": "2021-02-30"}}}}, "must be a date such as 1999"),
        ({"query": {"range": {"publication_date": {"gte": 1999}}}}, "'gte' must be a text, not the number 1999"),
        ({"query": {"range": {"pages": {}}}}, "something is missing; write one of: gte, gt, lt, lte"),
        ({"query": {"match_all": {}}, "size": 10_000}, "'size' must be from 0 to 50, not 10000"),
        ({"query": {"match_all": {}}, "script_fields": {}}, "'script_fields' is not allowed"),
        ({"query": {"terms": {"author": {"index": "secrets", "id": "1"}}}}, "'author' must be a list, not an object"),
        ({"query": {"terms": {"author": ["x"] * 40}}}, "'author' is a list of 40; no list may be that long"),
        ({"size": 0, "aggs": {}}, "'aggs' must not be empty"),
        ({"size": 0, "aggs": {"a>b": {"terms": {"field": "author"}}}}, "'a>b' cannot be a name"),
        ({"size": 0, "aggs": {"a": {"terms": {"field": "title"}}}}, "the field 'title' does not fit"),
        ({"size": 0, "aggs": {"a": {"top_hits": {}}}}, "'top_hits' is not allowed"),
        ({"size": 0, "query": {"match_all": {}}, "sort": [{"pages": "asc"}]}, "there is nothing to sort"),
        ({"query": {"match": {"title": "a\u0000b"}}}, "control character or broken text"),
        ({"query": {"match": {"title": "\ud800"}}}, "control character or broken text"),
        ({"query": {"match": {"title": "x" * 201}}}, "longer than 200 characters"),
        ({"query": {"range": {"publication_date": {"gte": "2020\n"}}}}, "control character"),
        ({"query": {"bool": {"must": [{"bool": {"must": [{"match_all": {}}]}}]}}}, "'bool' is not allowed"),
        (
            {"size": 0, "aggs": {"a": {"terms": {"field": "author", "order": {"pages": "asc"}}}}},
            "cannot be ordered by 'pages'",
        ),
        (
            {
                "size": 0,
                "aggs": {
                    "a": {
                        "terms": {"field": "author", "size": 100},
                        "aggs": {"b": {"terms": {"field": "author", "size": 101}}},
                    }
                },
            },
            "'size' must be from 1 to 100, not 101",
        ),
    ],
)
def test_what_is_refused_is_said_in_plain_english(query: Any, said: str) -> None:
    assert said in refusal(query)


def test_nesting_without_end_is_refused_before_it_is_walked() -> None:
    deep: Any = {"match_all": {}}
    for _ in range(2000):
        deep = {"bool": {"must": [deep]}}
    assert "nested deeper" in refusal({"query": deep})


@RELAXED
@given(admitted(CHECKER.schema))
def test_the_schema_and_its_explanation_agree_on_what_is_admitted(query: Any) -> None:
    jsonschema.Draft202012Validator(CHECKER.schema).validate(query)
    assert explain(CHECKER.schema, ARTICLES, query) == "the query is not one that is offered here"
    if _orders_exist(query):
        assert describe(query, "articles").endswith(".")


def _orders_exist(query: Any) -> bool:
    try:
        CHECKER.check(query)
    except QueryError:
        return False
    return True


@RELAXED
@given(st.one_of(mutated(CHECKER.schema), st.recursive(st.none() | st.text(max_size=9) | st.integers(), st.lists)))
def test_whatever_is_refused_is_explained(query: Any) -> None:
    validator = jsonschema.Draft202012Validator(CHECKER.schema)
    if not validator.is_valid(query):
        assert refusal(query) not in ("", "the query is not one that is offered here")


def test_fields_that_cannot_be_asked_about_are_left_out() -> None:
    mapping = from_properties(
        "odd",
        {
            "place": {"type": "geo_point"},
            "vector": {"type": "dense_vector"},
            "person": {"properties": {"name": {"type": "keyword"}, "hidden": {"type": "object", "enabled": False}}},
            "when": {"type": "date", "format": "dd/MM/yyyy"},
            "unsearchable": {"type": "keyword", "index": False},
            "id": {"type": "keyword", "doc_values": False},
        },
    )
    assert [field.name for field in mapping.fields] == ["person.name", "when", "unsearchable", "id"]
    checker = Checker(mapping)
    checker.check({"query": {"term": {"person.name": "Ada"}}})
    for refused in (
        {"query": {"term": {"unsearchable": "x"}}},
        {"size": 0, "aggs": {"a": {"terms": {"field": "id"}}}},
        {"query": {"exists": {"field": "place"}}},
    ):
        with pytest.raises(QueryError):
            checker.check(refused)


def test_an_index_without_an_askable_field_is_said_to_be_one() -> None:
    with pytest.raises(MappingError, match="'blobs' has no field"):
        from_properties("blobs", {"data": {"type": "binary"}})
