"""A query that finds nothing, and which of its conditions is to blame, counted by a real engine."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.mapping import from_properties
from demo_server.nlq.validate import Checker, QueryError
from demo_server.nlq.why import conditions, why
from demo_server.profiles import Profile
from tests.unit.server.from_schema import admitted
from tests.unit.server.wire import MAPPING

ADA = {"term": {"author": "Ada Lovelace"}}
NOBODY = {"term": {"author": "Nobody"}}
EARLY = {"range": {"publication_date": {"lt": "1937"}}}
LATE = {"range": {"publication_date": {"gte": "1944"}}}
ALAN = {"term": {"author": "Alan Turing"}}


@pytest.fixture
def told(small: str) -> Any:
    engine = Engine(Settings(small, (), search_seconds=30.0))
    checker = engine.checker("articles", Deadline(60))
    return lambda clause: why(engine, checker, {"query": clause}, Deadline(60))


def counts(answer: dict[str, Any]) -> list[tuple[int, int]]:
    return [(one["alone"], one["without"]) for one in answer["conditions"]]


def test_a_condition_that_no_document_meets(told: Any) -> None:
    answer = told({"bool": {"must": [NOBODY], "filter": [EARLY]}})
    assert (answer["total"], counts(answer)) == (9, [(0, 1), (1, 0)])
    assert answer["english"] == "In articles, no document meets this: the author is “Nobody”."
    assert answer["conditions"][0]["query"] == {"query": {"bool": {"filter": [EARLY]}}}


def test_two_conditions_of_which_one_is_in_the_way(told: Any) -> None:
    """Ada's articles are of 1936, 1939 and 1942."""
    answer = told({"bool": {"must": [ADA, LATE]}})
    assert counts(answer) == [(3, 1), (1, 3)]
    assert "There would be 3 without this: the publication date is on or after 1944." in answer["english"]


def test_what_must_not_be_and_what_may_be(told: Any) -> None:
    answer = told({"bool": {"must": [ADA], "must_not": [{"exists": {"field": "author"}}]}})
    assert counts(answer) == [(3, 0), (0, 3)]
    assert "there is no author" in answer["english"]
    either = told({"bool": {"should": [NOBODY, {"term": {"pages": 7}}], "filter": [ADA], "minimum_should_match": 1}})
    assert counts(either) == [(3, 0), (0, 3)]
    assert either["conditions"][1]["query"] == {"query": {"bool": {"filter": [ADA]}}}


def test_three_that_meet_in_no_document_two_by_two(told: Any) -> None:
    answer = told({"bool": {"must": [ADA, ALAN, LATE, EARLY]}})
    assert all(without == 0 for _, without in counts(answer))
    assert "not even when one is left out" in answer["english"]


def test_a_query_that_may_not_run_is_not_counted_either(told: Any) -> None:
    with pytest.raises(QueryError):
        told({"script": {"script": "1"}})


CHECKER = Checker(from_properties("articles", MAPPING))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(admitted(CHECKER.schema))
def test_the_query_without_a_condition_may_run_wherever_the_whole_may(query: Any) -> None:
    try:
        CHECKER.check(query)
    except QueryError:
        return
    for one in conditions(query):
        CHECKER.check({"query": one.clause})
        CHECKER.check(one.rest)


def test_over_http_with_the_one_shape_of_errors(small: str) -> None:
    application = create_app(
        Settings(small, (Profile("none", "http://127.0.0.1:9/v1", "none"),), indexes=("articles",))
    )
    client: FlaskClient = application.test_client()
    answer = client.post("/articles/why", json={"query": {"query": NOBODY, "size": 3}})
    assert answer.status_code == 200
    assert answer.get_json()["conditions"][0]["query"] == {"query": {"match_all": {}}, "size": 3}
    for path, query, status in (
        ("/secrets/why", {"query": NOBODY}, 404),
        ("/articles/why", {"query": {"regexp": {"author": ".*"}}}, 422),
    ):
        refused = client.post(path, json={"query": query})
        assert refused.status_code == status
        assert set(refused.get_json()) == {"error"}
