"""Ten thousand hostile answers of a model, and as many of the fine-tuned one, which writes shorthand.

What the allow-list lets pass is judged by code that it does not share.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from demo_server.nlq import shorthand
from demo_server.nlq.mapping import from_properties
from demo_server.nlq.parse import ParseError, parse
from demo_server.nlq.validate import Checker, QueryError
from demo_server.profiles import Profile
from tests.unit.server import hostile_lines
from tests.unit.server.conftest import MakeClient
from tests.unit.server.hostile import KINDS, fault, good, outputs
from tests.unit.server.wire import MAPPING, Endpoint, FakeEngine

SEED, MANY = 20240222, 10_000
THROUGH_THE_SERVER = 200
CHECKER = Checker(from_properties("articles", MAPPING))
BEYOND_THE_SCHEMA = ("there is nothing to sort", "cannot be ordered by", "could make more than")
"""Rules of ours that are about sense, not safety; the judge does not know them."""


def passed(text: str) -> Any:
    """The query that would run, or None."""
    try:
        query = parse(text)
        CHECKER.check(query)
    except (ParseError, QueryError):
        return None
    return query


def test_ten_thousand_hostile_answers_and_none_that_passes_is_hostile() -> None:
    made = Counter[str]()
    ran = Counter[str]()
    for kind, text in outputs(SEED, MANY):
        made[kind] += 1
        if (query := passed(text)) is not None:
            ran[kind] += 1
            assert fault(query) is None, text
    assert set(made) == set(KINDS)
    assert sum(made.values()) == MANY
    assert sum(ran.values()) < MANY * 0.1  # spoiling a place that is not read, or with a value that is fine after all


def test_a_door_that_stands_open_would_be_noticed() -> None:
    """The judge finds fault with nearly everything that parses, of every kind: let pass, it would be seen."""
    caught = Counter[str]()
    refused_alone = []
    for kind, text in outputs(SEED + 1, 2_000):
        try:
            query = parse(text)
        except ParseError:
            continue
        if fault(query):
            caught[kind] += 1
        else:
            try:
                CHECKER.check(query)
            except QueryError as error:
                refused_alone.append(str(error))
    assert set(caught) == set(KINDS)
    assert sum(caught.values()) > 1_300
    assert all(any(rule in said for rule in BEYOND_THE_SCHEMA) for said in refused_alone), refused_alone


def test_ten_thousand_hostile_answers_in_shorthand_and_none_that_passes_is_hostile() -> None:
    made, read, hostile, ran = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for kind, text in hostile_lines.outputs(SEED, MANY):
        made[kind] += 1
        try:
            query = shorthand.read(text, CHECKER.mapping)
        except ParseError:
            continue
        if "unanswerable" in query:
            assert set(query) == {"unanswerable"}
            continue
        read[kind] += 1
        hostile[kind] += fault(query) is not None
        try:
            CHECKER.check(query)
        except QueryError:
            continue
        ran[kind] += 1
        assert fault(query) is None, text
    assert set(made) == set(read) == set(hostile_lines.KINDS)
    assert sum(made.values()) == MANY
    assert sum(hostile.values()) > MANY * 0.2  # what can be read is refused after that, or it would be seen here
    assert sum(ran.values()) < MANY * 0.2


@pytest.mark.parametrize("seed", range(50))
def test_good_queries_pass_both(seed: int) -> None:
    import random

    query = good(random.Random(seed))
    assert fault(query) is None
    CHECKER.check(query)


@pytest.fixture
def once(make_client: MakeClient, model: Endpoint) -> FlaskClient:
    """Without repair and second thoughts, so that every output is the whole answer."""
    able = frozenset({"json_schema", "adapters"})
    profiles = (Profile("scripted", model.url, "scripted", supports=able),)
    return make_client(profiles=profiles, rate_questions="100000 per second", repairs=0, second_thoughts=0)


@pytest.mark.parametrize(("strategy", "made"), [("few-shot", outputs), ("finetuned", hostile_lines.outputs)])
def test_what_the_server_runs_is_what_may_run(
    once: FlaskClient, model: Endpoint, engine: FakeEngine, strategy: str, made: Callable[..., Any]
) -> None:
    reached = 0
    for _, text in made(SEED + 2, THROUGH_THE_SERVER):
        model.answers = [text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")]
        engine.searches.clear()
        question = "Ada Lovelace, Alan Turing and communication theory, moon landing 7 10 99 1936 1950"
        response = once.post("/articles/nlq", json={"question": question, "strategy": strategy})
        assert response.status_code in (200, 422), text
        for index, ran in engine.searches:
            reached += 1
            assert index == "articles"
            assert fault(response.get_json()["query"]) is None, text
            assert ran["size"] <= 50
            assert ran["timeout"]
            assert ran["terminate_after"]
            assert "script" not in json.dumps(ran)
    assert 0 < reached < THROUGH_THE_SERVER * 0.4  # of the fine-tuned model each answer is run to be counted, too
