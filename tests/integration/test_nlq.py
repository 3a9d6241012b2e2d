"""The way of a question on the real engine and the real model: twins of the tests with scripted ends, and more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from demo_server.cli import main
from demo_server.commands.record import run
from demo_server.embedded.launch import Talk
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.examples import CROSS_INDEX, FOLDER, Example, read
from demo_server.nlq.mapping import from_properties
from demo_server.nlq.validate import Checker, QueryError
from demo_server.services import Services
from tests.unit.server.from_schema import admitted

INDEXES = ("articles", "gutenberg", "speeches", "movies")
HEADLINE = "How many articles did each author write?"
SHIPPED = [(index, example) for index in INDEXES for example in read(FOLDER / f"{index}.jsonl")]


def minute() -> Deadline:
    return Deadline(60)


@pytest.mark.parametrize("strategy", ["few-shot", "rag"])
def test_the_talks_own_question(client: FlaskClient, strategy: str) -> None:
    answer = client.post("/articles/nlq", json={"question": HEADLINE, "strategy": strategy}).get_json()
    assert answer["query"]["size"] == 0
    (agg,) = answer["query"]["aggs"].values()
    assert agg == {"terms": {"field": "author"}}
    (found,) = answer["result"]["aggregations"].values()
    assert found["buckets"][0] == {"key": "Geoffrey Hinton", "doc_count": 14}
    assert answer["attempts"][-1]["error"] is None
    assert "for each author" in answer["english"]


def test_the_stages_of_a_real_run(client: FlaskClient) -> None:
    body = {"question": "Articles about attention", "strategy": "rag"}
    response = client.post("/articles/nlq", json=body, headers={"Accept": "text/event-stream"})
    stages = [line.removeprefix("event: ") for line in response.text.splitlines() if line.startswith("event: ")]
    assert stages[:4] == ["mapping", "values", "examples", "prompt"]
    assert stages[-1] == "done"
    assert stages.count("token") > 3


@pytest.mark.parametrize("index", ["movies"])
def test_whatever_an_untouched_model_writes_is_valid_or_refused(client: FlaskClient, index: str) -> None:
    """Zero-shot: held to the schema while decoding, the answer may be wrong, but it runs or is refused in words."""
    response = client.post(f"/{index}/nlq", json={"question": "How many are there?", "strategy": "zero-shot"})
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        assert response.get_json()["error"]["type"] == "no_query"


@pytest.mark.parametrize(("index", "example"), SHIPPED, ids=lambda value: getattr(value, "question", value))
def test_every_shipped_example_is_valid_and_finds_something(services: Services, index: str, example: Example) -> None:
    checker = services.engine.checker(index, minute())
    checker.check(example.query)
    found = services.engine.search(checker.mapping, example.query, minute())
    assert found["total"] > 0
    assert not found["partial"]
    for aggregation in found["aggregations"].values():
        assert aggregation.get("buckets") or aggregation.get("value")


def test_examples_over_other_indexes_are_valid_there() -> None:
    for example in read(FOLDER / f"{CROSS_INDEX}.jsonl"):
        assert example.mapping is not None
        name, _, fields = example.mapping.rstrip(")").partition("(")
        properties = {field: {"type": type_} for field, type_ in (part.split(":") for part in fields.split(", "))}
        assert name == example.index
        Checker(from_properties(name, properties)).check(example.query)


@pytest.mark.parametrize("index", INDEXES)
def test_everything_that_the_schema_admits_the_engine_accepts(services: Services, index: str) -> None:
    checker = services.engine.checker(index, minute())

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(admitted(checker.schema))
    def accepted(query: Any) -> None:
        try:
            checker.check(query)
        except QueryError:
            return  # the rules beyond the schema: orders that name nothing, sorted nothings
        services.engine.search(checker.mapping, query, minute())

    accepted()


@pytest.mark.parametrize(
    "query",
    [
        {"query": {"script": {"script": "1"}}},
        {"query": {"query_string": {"query": "*"}}},
        {"query": {"terms": {"author": {"index": "speeches", "id": "1", "path": "party"}}}},
        {"query": {"match_all": {}}, "size": 10_000},
        {"query": {"match_all": {}}, "index": "speeches"},
    ],
)
def test_hostile_queries_are_refused_by_hand_too(client: FlaskClient, query: Any) -> None:
    response = client.post("/articles/search", json={"query": query})
    assert (response.status_code, response.get_json()["error"]["type"]) == (422, "query_rejected")


def test_an_edited_query_runs(client: FlaskClient) -> None:
    query = {"size": 2, "query": {"term": {"author": "Claude Shannon"}}, "sort": [{"publication_date": "asc"}]}
    found = client.post("/articles/search", json={"query": query}).get_json()
    assert found["total"] == 6
    assert found["hits"][0]["_source"]["title"].startswith("A Symbolic Analysis")
    assert found["english"].startswith("In articles: find the documents where the author is “Claude Shannon”")


def test_every_hit_shows_the_words_that_were_looked_for(client: FlaskClient) -> None:
    """Also those that the analyzer of the index found by another ending."""
    for index, field, words in (("speeches", "content", "slavery tariffs"), ("gutenberg", "content", "whale")):
        found = client.post(f"/{index}/search", json={"query": {"query": {"match": {field: words}}}}).get_json()
        assert len(found["hits"]) == 10
        for hit in found["hits"]:
            (fragment,) = hit["highlight"][field]
            assert "<em>" in fragment
            assert len(fragment) < 400


def test_an_index_of_the_cluster_that_is_not_listed_does_not_exist_for_a_caller(client: FlaskClient) -> None:
    client.post("/articles/nlq", json={"question": HEADLINE})  # makes the store of examples
    for path in ("/nlq-examples/search", "/articles,nlq-examples/search", "/_all/search", "/*/search"):
        response = client.post(path, json={"query": {"query": {"match_all": {}}}})
        assert (response.status_code, response.get_json()["error"]["type"]) == (404, "unknown_index")


def test_an_index_that_vanishes_is_named(services: Services, client: FlaskClient) -> None:
    services.engine._client.options(ignore_status=404).indices.delete(index="gone")
    settings_ = services.settings
    from dataclasses import replace

    from demo_server.app import create_app

    app = create_app(replace(settings_, indexes=(*settings_.indexes, "gone")))
    response = app.test_client().post("/gone/nlq", json={"question": "anything?"})
    assert (response.status_code, response.get_json()["error"]["type"]) == (404, "index_missing")


def test_the_indexes_tell_their_counts_and_samples(client: FlaskClient) -> None:
    told = {index["name"]: index for index in client.get("/indexes").get_json()["indexes"]}
    assert {name: index["count"] for name, index in told.items()} == {
        "articles": 157, "gutenberg": 270, "speeches": 233, "movies": 3200,
    }  # fmt: skip
    assert all(len(index["samples"]) >= 6 for index in told.values())
    assert HEADLINE in told["articles"]["samples"]


def test_recorded_runs_are_real_and_whole() -> None:
    """What the site plays back without a server: every sample question, every stage, no more than a page can carry."""
    for index in INDEXES:
        path = Path("site/recorded") / f"{index}.json"
        recorded = json.loads(path.read_text())
        assert recorded["model"]
        assert path.stat().st_size < 1_500_000
        for each in recorded["runs"]:
            stages = [event["stage"] for event in each["events"]]
            assert stages[:4] == ["mapping", "values", "examples", "prompt"]
            assert stages[-1] in ("done", "error")
            times = [event["at_ms"] for event in each["events"]]
            assert times == sorted(times)


def test_a_question_from_a_terminal(talk: Talk) -> None:
    """`ask` uses the parts of whoever runs on the same data folder."""
    folder = str(talk.settings.data_dir)
    asked = CliRunner().invoke(main, ["ask", "articles", HEADLINE, "--data-dir", folder, "--strategy", "few-shot"])
    assert asked.exit_code == 0, asked.output
    assert '"field": "author"' in asked.output
    assert "count the documents for each author" in asked.output
    assert "Geoffrey Hinton" in asked.output
    unknown = CliRunner().invoke(main, ["ask", "secrets", "anything?", "--data-dir", folder])
    assert unknown.exit_code == 1
    assert "no index 'secrets'" in unknown.output


def test_a_recording_holds_what_happened(talk: Talk, services: Services) -> None:
    kept = run(services, "articles", HEADLINE, "few-shot", None)
    assert [event["stage"] for event in kept["events"] if event["stage"] != "token"] == [
        "mapping", "values", "examples", "prompt", "attempt", "query", "result", "done",
    ]  # fmt: skip
    tokens = "".join(event["data"]["text"] for event in kept["events"] if event["stage"] == "token")
    assert tokens == kept["attempts"][0]["output"]
    assert kept["query"] == kept["events"][-1]["data"]["query"]
