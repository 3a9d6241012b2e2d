"""Five hundred hostile questions to a model that does what it is told: nothing but what may run reaches the engine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from demo_server.profiles import Profile
from tests.unit.server.conftest import MakeClient
from tests.unit.server.hostile import fault
from tests.unit.server.strangers import KINDS, questions
from tests.unit.server.wire import COUNT_BY_AUTHOR, Endpoint, FakeEngine

SEED, MANY = 5, 500


@pytest.fixture
def once(make_client: MakeClient, model: Endpoint) -> FlaskClient:
    able = frozenset({"json_schema", "adapters"})
    profiles = (Profile("scripted", model.url, "scripted", supports=able),)
    return make_client(profiles=profiles, rate_questions="100000 per second", repairs=0)


def obedient(question: str) -> str:
    """What a model answers that does as it is told: the JSON in the question if there is any."""
    found = question[question.index("{") : question.rindex("}") + 1] if "{" in question and "}" in question else ""
    return found or json.dumps(COUNT_BY_AUTHOR)


def obedient_in_shorthand(question: str) -> str:
    """The same of the fine-tuned model: it searches for what the question says, and is led to write its JSON."""
    return f"title ~ {question}" if "{" not in question else f"{obedient(question)}\ncount"


@pytest.mark.parametrize(("strategy", "said"), [("few-shot", obedient), ("finetuned", obedient_in_shorthand)])
def test_five_hundred_hostile_questions(
    once: FlaskClient, model: Endpoint, engine: FakeEngine, strategy: str, said: Callable[[str], str]
) -> None:
    answered = Counter[tuple[str, int]]()
    for kind, question in questions(SEED, MANY):
        model.answers = [said(question).encode("utf-8", "replace").decode()]
        engine.searches.clear()
        engine.lookups.clear()
        sent = json.dumps({"question": question, "strategy": strategy})
        response = once.post("/articles/nlq", data=sent, content_type="application/json")
        answered[kind, response.status_code] += 1
        assert response.status_code in (200, 413, 422), (kind, question[:80])
        assert response.mimetype == "application/json"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        if response.status_code == 200:
            assert fault(response.get_json()["query"]) is None, question
        else:
            assert set(response.get_json()) == {"error"}
        assert {index for index, _ in engine.searches + engine.lookups} <= {"articles"}
        for request in model.requests:
            assert "<|" not in request["messages"][-1]["content"]
        model.requests.clear()
    assert {kind for kind, _ in answered} == set(KINDS)
    assert sum(answered.values()) == MANY
    assert all(answered[kind, 200] > 0 for kind in ("language", "path", "markup"))
    assert answered["order", 422] > 0


@pytest.mark.parametrize(
    "index", ["secrets", "articles,secrets", "_all", "*", "articles/../secrets", "%2e%2e", "art*", ""]
)
def test_no_address_reaches_another_index(once: FlaskClient, engine: FakeEngine, index: str) -> None:
    response = once.post(f"/{index}/nlq", json={"question": "Who wrote most?"})
    assert response.status_code in (404, 405)
    assert set(response.get_json()) == {"error"}
    assert engine.searches + engine.lookups == []
