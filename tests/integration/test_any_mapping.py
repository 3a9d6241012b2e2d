"""From any mapping a schema, and everything that it admits runs: random mappings on a real engine.

`HYPOTHESIS_MAPPINGS=50` tries fifty of them in place of a handful.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from demo_server.config import Settings
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.english import describe
from demo_server.nlq.look import Glance, Looks, lines
from demo_server.nlq.mapping import MappingError
from demo_server.nlq.schema import MAX_AGGREGATIONS, MAX_CLAUSES, MAX_SORTS, Schema
from demo_server.nlq.validate import QueryError
from tests.unit.server.from_schema import admitted, covering
from tests.unit.server.mappings import DATES, NUMBERS, documents, mappings

TRIED = int(os.environ.get("HYPOTHESIS_MAPPINGS", "6"))
QUERIES = 12


@pytest.fixture
def client(small: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(small, request_timeout=120) as client:
        yield client


@pytest.fixture
def engine(small: str) -> Engine:
    return Engine(Settings(small, (), search_seconds=30.0, mapping_seconds=0.0, examples_index="none"))


def put(client: Elasticsearch, index: str, properties: dict[str, Any], *found: dict[str, Any]) -> None:
    """The index anew, with these documents."""
    client.indices.delete(index=index, ignore_unavailable=True)
    one = {"number_of_shards": 1, "number_of_replicas": 0}
    client.indices.create(index=index, settings=one, mappings={"properties": properties, "dynamic": False})
    for document in found:
        client.index(index=index, document=document)
    client.indices.refresh(index=index)


EVERY_TYPE: dict[str, Any] = {
    **{f"a {kind}": {"type": kind} for kind in (*NUMBERS, "keyword", "boolean", "ip", "date", "date_nanos")},
    **{f"date {number}": {"type": "date", "format": form} for number, form in enumerate(DATES) if form},
    "title": {
        "type": "text",
        "fields": {"raw": {"type": "keyword"}, "address": {"type": "ip", "ignore_malformed": True}},
    },
    "placeless": {"type": "text", "index_options": "docs"},
    "unsearched": {"type": "keyword", "index": False},
    "ungrouped": {"type": "long", "doc_values": False},
    "neither": {"type": "date", "index": False, "doc_values": False},
    "a*": {"type": "keyword"},
    "a^2": {"type": "text"},
    "owner": {"properties": {"name": {"type": "keyword"}, "seen": {"type": "ip"}}},
    "boss": {"type": "alias", "path": "owner.name"},
    "lines": {
        "type": "nested",
        "properties": {
            "sku": {"type": "keyword"},
            "note": {"type": "text"},
            "paid": {"type": "date", "format": "dd/MM/yyyy"},
            "from": {"type": "ip"},
            "parts": {"type": "nested", "properties": {"weight": {"type": "double"}, "made": {"type": "date"}}},
        },
    },
}

DOCUMENT: dict[str, Any] = {
    **{f"a {kind}": [low, high] for kind, (low, high) in NUMBERS.items()},
    **{f"date {number}": value for number, value in enumerate(DATES.values()) if number},
    "a keyword": ["x", "y"],
    "a boolean": True,
    "a ip": ["10.0.0.1", "::1"],
    "a date": ["1999-12-31", "2024-02-29T12:00:00Z"],
    "a date_nanos": "2015-01-01T12:10:30.123456789Z",
    "title": "the moon",
    "owner": [{"name": "Ada", "seen": "10.1.2.3"}, {"name": "Alan"}],
    "lines": [
        {"sku": "a", "note": "by sea", "paid": "31/12/1999", "from": "::1", "parts": [{"weight": 1.5}, {"weight": 2}]},
        {"sku": "b", "paid": "01/01/2020", "parts": {"made": "2021"}},
    ],
}


def packed(schema: Schema) -> Iterator[Any]:
    """Queries in which every clause, aggregation, sort and field of `schema` stands, as many in each as may be."""
    defs = schema["$defs"]
    for clauses in batched(covering(defs["clause"], defs), MAX_CLAUSES):
        yield {"query": {"bool": {"should": clauses}}, "size": 1}
    for aggs in batched(covering(defs["aggs"], defs), MAX_AGGREGATIONS):
        yield {"size": 0, "aggs": {f"{name} {at}": agg for at, named in enumerate(aggs) for name, agg in named.items()}}
    for sorts in batched(covering(defs["sort"]["items"], defs), MAX_SORTS):
        yield {"sort": sorts, "_source": defs["_source"]["items"]["enum"]}


def batched(values: list[Any], size: int) -> list[list[Any]]:
    return [values[at : at + size] for at in range(0, len(values), size)]


def test_every_clause_on_every_type_runs(client: Elasticsearch, engine: Engine) -> None:
    put(client, "whole", EVERY_TYPE, DOCUMENT)
    checker = engine.checker("whole", Deadline(60))
    assert not {"a*", "a^2"} & {field.name for field in checker.mapping.fields}
    ran = 0
    for query in packed(checker.schema):
        try:
            checker.check(query)
        except QueryError as error:
            assert "cannot be ordered by" in str(error)  # noqa: PT017 - the schema cannot say what may be ordered by
            continue
        engine.search(checker.mapping, query, Deadline(60))
        assert describe(query, "whole").endswith(".")
        ran += 1
    assert ran > 250


def test_everything_that_the_schema_of_a_random_mapping_admits_runs(client: Elasticsearch, engine: Engine) -> None:
    @settings(max_examples=TRIED, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(mappings(), st.data())
    def accepted(properties: dict[str, Any], data: st.DataObject) -> None:
        put(client, "odd", properties, *data.draw(st.lists(documents(properties), max_size=2)))
        try:
            checker = engine.checker("odd", Deadline(60))
        except MappingError:
            return
        for _ in range(QUERIES):
            query = data.draw(admitted(checker.schema))
            try:
                checker.check(query)
            except QueryError as error:
                note(str(error))  # the rules beyond the schema: orders that name nothing, sorted nothings
                continue
            engine.search(checker.mapping, query, Deadline(60))
            assert describe(query, "odd").endswith(".")

    accepted()


def test_a_look_at_the_data_tells_values_and_ranges_and_is_taken_again_when_it_is_old(
    client: Elasticsearch, engine: Engine
) -> None:
    put(client, "seen", EVERY_TYPE, DOCUMENT)
    mapping = engine.checker("seen", Deadline(60)).mapping
    now = 0.0
    looks = Looks(engine, lambda: now)
    found = looks.at(mapping, Deadline(60))
    assert found["a keyword"] == Glance(("x", "y"), whole=True)
    assert found["a date"] == Glance(low="1999-12-31", high="2024-02-29")
    assert found["date 2"].low == "1999-12-31"  # dd/MM/yyyy in the documents, ISO 8601 in every query
    assert found["a integer"] == Glance(low=-(10.0**6), high=10.0**6)
    assert found["lines.sku"].values == ("a", "b")
    assert found["lines.parts.weight"].high == 2.0
    assert not {"title", "title.raw", "boss", "ungrouped"} & set(found)
    assert 'owner.name is one of: "Ada", "Alan"' in list(lines(found))
    client.index(index="seen", document={"a keyword": [f"v{number}" for number in range(30)]}, refresh=True)
    assert looks.at(mapping, Deadline(60)) is found
    now = engine.settings.values_seconds + 1
    assert not looks.at(mapping, Deadline(60))["a keyword"].whole


def test_an_alias_over_several_indexes_has_the_fields_that_all_of_them_have(
    client: Elasticsearch, engine: Engine
) -> None:
    put(client, "logs-1", {"host": {"type": "keyword"}, "at": {"type": "date"}, "size": {"type": "long"}})
    put(client, "logs-2", {"host": {"type": "keyword"}, "at": {"type": "keyword"}}, {"host": "a"})
    client.indices.update_aliases(actions=[{"add": {"indices": ["logs-1", "logs-2"], "alias": "logs"}}])
    checker = engine.checker("logs", Deadline(60))
    assert checker.mapping.line() == "logs(host:keyword)"
    assert engine.search(checker.mapping, {"sort": [{"host": "asc"}]}, Deadline(60))["total"] == 1


def test_a_nested_question_is_about_one_of_the_objects(client: Elasticsearch, engine: Engine) -> None:
    """Both lines of the document have a sku, only the second was paid in 2020."""
    put(client, "orders", EVERY_TYPE, DOCUMENT)
    checker = engine.checker("orders", Deadline(60))

    def total(sku: str) -> int:
        paid = {"range": {"lines.paid": {"gte": "2020"}}}
        both = {"bool": {"must": [{"term": {"lines.sku": sku}}, paid]}}
        query = {"query": {"nested": {"path": "lines", "query": both}}}
        checker.check(query)
        return int(engine.search(checker.mapping, query, Deadline(60))["total"])

    assert (total("a"), total("b")) == (0, 1)
    skus = {"nested": {"path": "lines"}, "aggs": {"skus": {"terms": {"field": "lines.sku"}}}}
    query = {"size": 0, "aggs": {"n": skus}}
    checker.check(query)
    found = engine.search(checker.mapping, query, Deadline(60))["aggregations"]["n"]
    assert [bucket["key"] for bucket in found["skus"]["buckets"]] == ["a", "b"]
    told = "In orders: over the lines of the documents: count them for each sku (the 10 most frequent)."
    assert describe(query, "orders") == told
