"""What becomes of a mapping before any question: its line, its schema, and the words for what does not fit it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo_server.nlq import prompt, shorthand
from demo_server.nlq.english import describe
from demo_server.nlq.explain import explain
from demo_server.nlq.kept import line_of, mapping_of_line
from demo_server.nlq.mapping import MappingError, from_properties
from demo_server.nlq.narrowed import MOST, narrowed
from demo_server.nlq.validate import Checker, QueryError
from tests.unit.server.from_schema import admitted
from tests.unit.server.mappings import mappings

SHOP = from_properties(
    "orders",
    {
        "client": {"type": "ip"},
        "buyer": {"properties": {"name": {"type": "keyword"}}},
        "by": {"type": "alias", "path": "buyer.name"},
        "placed": {"type": "date_nanos"},
        "lines": {
            "type": "nested",
            "properties": {
                "sku": {"type": "keyword"},
                "note": {"type": "text", "index_options": "docs"},
                "pieces": {"type": "integer"},
            },
        },
        "tags": {"type": "nested", "properties": {"name": {"type": "keyword"}}},
    },
)
CHECKER = Checker(SHOP)
NOTE, PIECES = {"field": "lines.note"}, {"field": "lines.pieces"}
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def clause(body: Any) -> Any:
    return {"query": body}


def nested(path: str, body: Any) -> Any:
    return {"nested": {"path": path, "query": body}}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (clause({"term": {"by": "Ada"}}), "where the by is “Ada”"),
        (clause({"term": {"client": "10.0.0.0/8"}}), "where the client is in the network 10.0.0.0/8"),
        (clause({"term": {"client": "::1"}}), "where the client is “::1”"),
        (
            clause({"range": {"client": {"gte": "10.0.0.1", "lt": "10.0.0.9"}}}),
            "where the client is at or above 10.0.0.1 and below 10.0.0.9",
        ),
        (clause({"range": {"placed": {"lt": "1999-12"}}}), "where the placed is before 1999-12"),
        (
            clause(nested("lines", {"bool": {"must": [{"term": {"lines.sku": "a"}}, {"exists": NOTE}]}})),
            "where for one of the lines this holds: the sku is “a” and there is a note",
        ),
        (
            clause({"bool": {"must_not": [nested("tags", {"term": {"tags.name": "old"}})]}}),
            "where for none of the tags this holds: the name is “old”",
        ),
        (
            {"size": 0, "aggs": {"n": {"nested": {"path": "lines"}, "aggs": {"m": {"avg": PIECES}}}}},
            "over the lines of the documents: the average pieces",
        ),
        (
            {"sort": [{"lines.pieces": {"order": "desc", "nested": {"path": "lines"}}}], "size": 3},
            "find the documents, highest lines (pieces) first; show 3",
        ),
    ],
)  # fmt: skip
def test_what_may_be_asked_of_objects_and_addresses(query: Any, said: str) -> None:
    CHECKER.check(query)
    assert said in describe(query, "orders")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (clause({"term": {"lines.sku": "a"}}), "it stands only in a 'nested' of path 'lines'"),
        (clause(nested("tags", {"term": {"lines.sku": "a"}})), "it stands only in a 'nested' of path 'lines'"),
        (clause(nested("tags", {"term": {"tags.nam": "a"}})), "'tags.nam' that fits; choose one of: tags.name"),
        (clause(nested("line", {"match_all": {}})), "in 'path', 'line' is not a choice; choose one of: lines, tags"),
        (clause(nested("lines", {"match_phrase": {"lines.note": "a b"}})), "'match_phrase' is not allowed"),
        (clause({"term": {"client": "10.0.0.0/33"}}), "must be an address such as 192.168.0.1, or a network"),
        (clause({"range": {"client": {"gte": "10.0.0.0/8"}}}), "must be an address such as 192.168.0.1 or 2001:db8::1"),
        (clause({"range": {"placed": {"gte": "1950"}}}), "must be a date from 1970 to 2259"),
        ({"sort": [{"lines.pieces": "asc"}]}, "'lines.pieces' must be an object with 'order' and 'nested', not 'asc'"),
        ({"sort": [{"lines.pieces": {"order": "asc", "nested": {"path": "tags"}}}]}, "'tags' is not a choice"),
        ({"sort": [{"lines.note": "asc"}]}, "the field 'lines.note' does not fit, it is of type text"),
        ({"size": 0, "aggs": {"n": {"terms": {"field": "tags.name"}}}}, "it stands only in a 'nested' of path 'tags'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_plain_english(query: Any, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        CHECKER.check(query)
    assert said in str(caught.value)


def test_types_beside_the_core_are_of_their_commonest_kin() -> None:
    """The embedded engine has none of these modules; a cluster may."""
    kinds = ("scaled_float", "unsigned_long", "version", "wildcard", "constant_keyword", "match_only_text")
    mapping = from_properties("all", {kind: {"type": kind} for kind in (*kinds, "search_as_you_type")})
    assert [field.kind for field in mapping.fields] == [
        "number", "integer", "keyword", "keyword", "keyword", "text", "text",
    ]  # fmt: skip
    with pytest.raises(QueryError):
        Checker(mapping).check(clause({"term": {"unsigned_long": -1}}))


def test_names_that_elasticsearch_would_not_take_as_names_are_left_out() -> None:
    names = ["*", "a*", "title^2", "tab\there", "_score", "fine"]
    mapping = from_properties("odd", {name: {"type": "text"} for name in names})
    assert [field.name for field in mapping.fields] == ["fine"]


def test_an_alias_to_what_cannot_be_asked_about_cannot_be_either() -> None:
    found = {"a": {"type": "alias", "path": "b"}, "b": {"type": "geo_point"}, "c": {"type": "alias", "path": "gone"}}
    with pytest.raises(MappingError):
        from_properties("odd", found)


def test_the_line_of_a_mapping_with_nested_objects_can_be_read_back() -> None:
    line = line_of(SHOP)
    assert line is not None
    read = mapping_of_line(line)
    assert read is not None
    assert read.paths == ("lines", "tags")
    assert read.line() == line


def test_hundreds_of_fields_are_narrowed_for_the_model_and_not_for_a_person() -> None:
    wide = {
        f"sensor_{number}": {"properties": {"reading": {"type": "float"}, "unit": {"type": "keyword"}}}
        for number in range(200)
    }
    mapping = from_properties("plant", {**wide, "boilerPressure": {"type": "double"}, "room": {"type": "keyword"}})
    question = "boiler pressure in the control room, and sensor 137"
    read = narrowed(mapping, question, {"room"})
    names = [field.name for field in read.fields]
    assert len(names) == MOST
    assert {"boilerPressure", "room", "sensor_137.reading", "sensor_0.unit"} <= set(names)
    assert len(shorthand.grammar(read)) < len(shorthand.grammar(mapping)) / 4
    assert len(prompt.messages("zero-shot", read, [], question)[0]["content"]) < 4000
    checker = Checker(mapping)
    checker.check(clause({"term": {"sensor_199.unit": "bar"}}))
    with pytest.raises(QueryError, match=r"choose one of: sensor_99\.unit, .* and 390 more"):
        checker.check(clause({"term": {"sensor_999.unit": "bar"}}))


@RELAXED
@given(mappings(), st.data())
def test_one_schema_constrains_validates_and_explains(properties: Any, data: st.DataObject) -> None:
    """Whatever the mapping: what the schema admits is a query with words for it, and what it refuses has a reason."""
    try:
        mapping = from_properties("odd", properties)
    except MappingError:
        return
    checker = Checker(mapping)
    jsonschema.Draft202012Validator.check_schema(checker.schema)
    query = data.draw(admitted(checker.schema))
    jsonschema.Draft202012Validator(checker.schema).validate(query)
    assert explain(checker.schema, mapping, query) == "the query is not one that is offered here"
    for field in mapping.fields:
        if field.nested:
            with pytest.raises(QueryError):
                checker.check({"query": {"exists": {"field": field.name}}})
