"""The fine-tuned strategies between scripted ends: values, refusals, second thoughts, corrections."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.nlq.ahead import read_ahead
from demo_server.nlq.shorthand import written
from demo_server.profiles import Profile
from tests.unit.server.conftest import MakeClient
from tests.unit.server.wire import Endpoint, FakeEngine

TURING = {"query": {"term": {"author": "Alan Turing"}}}


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    engine.values = {"author": ["Alan Turing", "Grace Hopper"]}
    return engine


@pytest.fixture
def tuned(model: Endpoint, engine: FakeEngine) -> FlaskClient:
    """A client of a server whose model has its adapter."""
    return client_of(model, engine)


def client_of(model: Endpoint, engine: FakeEngine, choices: int = 1) -> FlaskClient:
    """The same, with a model that gives so many answers in one request."""
    return tuned_app(model, engine, choices).test_client()


def tuned_app(model: Endpoint, engine: FakeEngine, choices: int = 1) -> Flask:
    """The server itself."""
    able = frozenset({"json_schema", "adapters"})
    profile = Profile("scripted", model.url, "scripted", supports=able, choices=choices)
    return create_app(Settings(elasticsearch_url=engine.url, profiles=(profile,)))


def ask(client: FlaskClient, question: str, **more: Any) -> Any:
    return client.post("/articles/nlq", json={"question": question, **more}).get_json()


def test_it_is_the_default_where_the_model_has_its_adapter(tuned: FlaskClient, model: Endpoint) -> None:
    model.answers = [written(TURING)]
    answer = ask(tuned, "anything by turing?")
    assert (answer["strategy"], answer["query"], answer["refusal"]) == ("finetuned", TURING, None)
    assert answer["links"] == [{"said": "turing", "field": "author", "value": "Alan Turing"}]


def test_the_prompt_is_the_one_that_was_trained_on(tuned: FlaskClient, model: Endpoint) -> None:
    model.answers = [written(TURING)]
    ask(tuned, "anything by turing?")
    (request,) = model.requests
    system, user = (message["content"] for message in request["messages"])
    assert system == "articles(author:keyword,title:text,title.raw:keyword,publication_date:date,pages:integer)"
    assert user == "anything by turing?\nturing = author:Alan Turing"
    assert request["lora"] == [{"id": 0, "scale": 1.0}]
    assert request["logprobs"] is True
    assert request["grammar"].startswith("root ::= ")
    assert "response_format" not in request


def test_an_index_is_read_ahead_with_the_beginning_of_every_prompt(model: Endpoint, engine: FakeEngine) -> None:
    app = tuned_app(model, engine)
    read_ahead(app.extensions["talk"].translator, ["articles"], seconds=30)
    values = engine.lookups.copy()
    model.answers = [written(TURING)]
    ask(app.test_client(), "anything by turing?")
    ahead, asked = model.requests
    assert ahead["messages"][0] == asked["messages"][0]
    assert ahead["lora"] == asked["lora"]
    assert len(values) == 1
    assert engine.lookups.count(values[0]) == 1


def test_what_is_not_there_yet_is_waited_for(model: Endpoint, engine: FakeEngine) -> None:
    pauses = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            model.behaviour = "answer"

    model.behaviour = "503"
    translator = tuned_app(model, engine).extensions["talk"].translator
    read_ahead(translator, ["articles"], seconds=30, sleep=sleep)
    assert (len(pauses), len(model.requests)) == (3, 4)


def test_words_of_texts_are_looked_up_and_told(tuned: FlaskClient, model: Endpoint, engine: FakeEngine) -> None:
    engine.texts = {"title": "the imitation game and other essays"}
    model.answers = ["title ~ imitation game"]
    answer = ask(tuned, "turing on the imitation game and chess")
    assert model.requests[0]["messages"][-1]["content"].splitlines()[1:] == [
        "turing = author:Alan Turing",
        "title ~ imitation game",
    ]
    assert answer["links"][1] == {"said": "imitation game", "field": "title", "value": ""}
    assert "title.raw" not in json.dumps(engine.lookups)


def test_without_the_adapter_it_is_not_offered(make_client: MakeClient) -> None:
    refused = ask(make_client(), "how many?", strategy="finetuned")
    assert "finetuned" in refused["error"]["message"]
    assert "rag" in json.dumps(refused["error"])


def test_an_untuned_strategy_gets_no_adapter_and_no_values(tuned: FlaskClient, model: Endpoint) -> None:
    ask(tuned, "anything by turing?", strategy="zero-shot")
    assert "lora" not in model.requests[0]
    assert model.requests[0]["messages"][-1]["content"] == "anything by turing?"


@pytest.mark.parametrize(
    ("about", "words"),
    [("price", "nothing there is about “price”"), ("not a question about the data", "cannot answer that")],
)
def test_a_refusal_is_said_in_words(tuned: FlaskClient, model: Endpoint, about: str, words: str) -> None:
    model.answers = [f"cannot: {about}"]
    answer = ask(tuned, "what does it cost?")
    assert (answer["query"], answer["result"], answer["english"]) == (None, None, None)
    assert words in answer["refusal"]
    assert "author, title, publication_date, pages" in answer["refusal"]


def test_an_untuned_model_cannot_refuse(tuned: FlaskClient, model: Endpoint) -> None:
    model.answers = ['{"unanswerable":"price"}']
    response = tuned.post("/articles/nlq", json={"question": "what does it cost?", "strategy": "zero-shot"})
    assert response.status_code == 422


def test_a_second_thought_that_leaves_out_less_is_taken(tuned: FlaskClient, model: Endpoint) -> None:
    both = {"query": {"bool": {"must": [TURING["query"], {"range": {"publication_date": {"gt": "1950"}}}]}}}
    model.answers = [written(TURING), written(TURING), written(both)]
    answer = ask(tuned, "turing after 1950")
    assert answer["query"] == both
    assert [request["seed"] for request in model.requests] == [0, 1, 2, 3]  # two that leave nothing out agree
    assert answer["signs"]["disagreement"] == pytest.approx(1 / 2)


def test_second_thoughts_come_in_one_request_where_the_endpoint_can(model: Endpoint, engine: FakeEngine) -> None:
    client = client_of(model, engine, choices=3)
    both = {"query": {"bool": {"must": [TURING["query"], {"range": {"publication_date": {"gt": "1950"}}}]}}}
    model.answers = [written(TURING), written(both), "", written(both)]
    answer = ask(client, "turing after 1950")
    assert answer["query"] == both
    assert [(request["seed"], request.get("n")) for request in model.requests] == [(0, None), (1, 3)]
    assert answer["signs"]["disagreement"] == pytest.approx(1 / 2)
    assert len(answer["attempts"]) == 1

    model.answers = [written(TURING), written(TURING), "", "nonsense", written(TURING)]
    assert ask(client, "turing after 1950")["query"] == TURING  # four in all, the last one asked for alone
    assert [(request["seed"], request.get("n")) for request in model.requests[2:]] == [(0, None), (1, 3), (4, None)]


def test_an_endpoint_that_gives_fewer_answers_than_asked_for_is_taken_as_it_is(
    model: Endpoint, engine: FakeEngine
) -> None:
    client = client_of(model, engine, choices=4)
    model.most_choices = 1
    model.answers = [written(TURING), written({"query": {"range": {"publication_date": {"gt": "1950"}}}})]
    answer = ask(client, "turing after 1950")
    assert answer["query"] is not None
    assert answer["signs"]["disagreement"] > 0.5


def test_a_bound_that_the_question_speaks_against_is_thought_over(tuned: FlaskClient, model: Endpoint) -> None:
    since = {"query": {"range": {"publication_date": {"gte": "1950"}}}}
    model.answers = ["publication_date > 1950", written(since)]
    answer = ask(tuned, "everything since 1950")
    assert answer["query"] == since
    assert answer["signs"]["contrary_bounds"] == 0.0


def test_a_refusal_of_what_the_index_holds_is_thought_over(tuned: FlaskClient, model: Endpoint) -> None:
    model.answers = ["cannot: turing", written(TURING)]
    assert ask(tuned, "turing")["query"] == TURING
    model.answers = ["cannot: price"]
    assert ask(tuned, "the price of turing")["query"] is None
    assert len(model.requests) == 4  # two thoughts that agree after a doubtful one, none after a sound one


def test_a_rejected_answer_is_another_try_and_later_ones_are_not(tuned: FlaskClient, model: Endpoint) -> None:
    model.answers = ["author = Grace Hopper", written(TURING)]
    answer = ask(tuned, "anything by turing?")
    assert answer["query"] == TURING
    assert [attempt["error"] is None for attempt in answer["attempts"]] == [False, True]


def test_nobody_thinks_twice_where_nothing_is_left_out(tuned: FlaskClient, model: Endpoint) -> None:
    model.answers = [written(TURING)]
    ask(tuned, "everything by turing")
    assert len(model.requests) == 1


def test_values_and_words_are_corrected_and_it_is_said(tuned: FlaskClient, model: Endpoint, engine: FakeEngine) -> None:
    engine.spelling = {"compters": "computers"}
    model.answers = ["author = turing\ntitle ~ compters"]
    answer = ask(tuned, "turing on compters")
    assert answer["query"]["query"]["bool"]["must"] == [TURING["query"], {"match": {"title": "computers"}}]
    assert answer["corrections"] == [
        {"field": "author", "was": "turing", "now": "Alan Turing", "why": "value"},
        {"field": "title", "was": "compters", "now": "computers", "why": "value"},
    ]


def test_a_name_that_nobody_mentioned_is_not_searched_for(
    tuned: FlaskClient, model: Endpoint, engine: FakeEngine
) -> None:
    model.answers = ["author = Grace Hopper"]
    response = tuned.post("/articles/nlq", json={"question": "anything by turing?"})
    assert response.status_code == 422
    assert engine.searches == []


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("pages by year, alan turing", {"match_all": {}}, TURING["query"]),
        (
            "alan turing since 1950",
            {"range": {"publication_date": {"gte": "1950"}}},
            {"bool": {"must": [{"range": {"publication_date": {"gte": "1950"}}}, TURING["query"]]}},
        ),
        (
            "1950s, but not alan turing",
            {"range": {"publication_date": {"gte": "1950", "lte": "1959"}}},
            {
                "bool": {
                    "must": [{"range": {"publication_date": {"gte": "1950", "lte": "1959"}}}],
                    "must_not": [TURING["query"]],
                }
            },
        ),
        (
            "alan turing on machines or minds",
            {"bool": {"should": [{"match": {"title": "machines"}}, {"match": {"title": "minds"}}]}},
            {
                "bool": {
                    "should": [{"match": {"title": "machines"}}, {"match": {"title": "minds"}}],
                    "minimum_should_match": 1,
                    "must": [TURING["query"]],
                }
            },
        ),
        ("turing machines", {"match": {"title": "machines"}}, {"match": {"title": "machines"}}),
    ],
)
def test_a_value_named_in_whole_and_left_out_is_added(
    tuned: FlaskClient, model: Endpoint, question: str, clause: dict[str, Any], expected: dict[str, Any]
) -> None:
    model.answers = [written({"query": clause})]
    assert ask(tuned, question)["query"]["query"] == expected


EITHER = {"bool": {"should": [{"match": {"title": "minds"}}, {"match": {"title": "machines"}}]}}


@pytest.mark.parametrize(
    ("question", "output", "expected"),
    [
        ('titles with "computing machinery"', "title ~ computing machinery",
         {"match_phrase": {"title": "computing machinery"}}),
        ("titles with ‘Computing  machinery.’ in them", "title ~ computing machinery",
         {"match_phrase": {"title": "computing machinery"}}),
        ("minds' computing machinery and others' work", "title ~ computing machinery",
         {"match": {"title": {"query": "computing machinery", "operator": "and"}}}),
        ('titles with "minds"', "title ~ minds", {"match": {"title": "minds"}}),
        ("minds or machines", "title ~ minds\ntitle ~ machines", EITHER),
        ("minds/machines", "title ~ minds\ntitle ~ machines", EITHER),
        ("on minds, or on the machines", "title ~ minds\ntitle ~ machines", EITHER),
        ("minds and machines", "title ~ minds\ntitle ~ machines",
         {"bool": {"must": [{"match": {"title": "minds"}}, {"match": {"title": "machines"}}]}}),
        ("alan turing on minds or machines", "author = Alan Turing\ntitle ~ minds\ntitle ~ machines",
         {"bool": {**EITHER["bool"], "must": [TURING["query"]], "minimum_should_match": 1}}),
        ("minds, machines or men", "title ~ minds\ntitle ~ machines\ntitle ~ men",
         {"bool": {"should": [{"match": {"title": said}} for said in ("minds", "machines", "men")]}}),
        ("turing or hopper", "author = Alan Turing\nauthor = Grace Hopper",
         {"terms": {"author": ["Alan Turing", "Grace Hopper"]}}),
        ("neither minds or machines", "not title ~ minds\nnot title ~ machines",
         {"bool": {"must_not": [{"match": {"title": "minds"}}, {"match": {"title": "machines"}}]}}),
    ],
)  # fmt: skip
def test_quotation_marks_are_a_phrase_and_or_is_either(
    tuned: FlaskClient, model: Endpoint, question: str, output: str, expected: dict[str, Any]
) -> None:
    model.answers = [output]
    assert ask(tuned, question)["query"]["query"] == expected


def test_a_query_that_has_no_room_for_what_was_left_out_stays_as_it_is(tuned: FlaskClient, model: Endpoint) -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    model.answers = ["\n".join(f"title ~ {word}" for word in words)]
    answer = ask(tuned, f"alan turing on {' '.join(words)}")
    assert len(answer["query"]["query"]["bool"]["must"]) == len(words)
    assert answer["corrections"] == []
