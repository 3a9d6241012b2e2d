"""A teacher's proposals on the real engine: the teacher is a scripted endpoint on the wire, nothing else is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from demo_server.app import create_app
from demo_server.cli import main
from demo_server.config import Settings
from demo_server.embedded.launch import Talk
from demo_server.nlq.budget import Budget, Limits
from demo_server.nlq.listening import Listener
from demo_server.nlq.teacher import BudgetSpent, Teacher
from demo_server.profiles import Profile
from demo_server.services import Services
from tests.integration.own_store import minute, own_store
from tests.unit.server.wire import Endpoint, scripted_model

SHANNON = {"query": {"term": {"author": "Claude Shannon"}}}
COUNT = {"size": 0, "aggs": {"authors": {"cardinality": {"field": "author"}}}}


@pytest.fixture
def settings(talk: Talk) -> Iterator[Settings]:
    with own_store(talk) as settings:
        yield settings


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with scripted_model() as scripted:
        scripted.usage = {"prompt_tokens": 18_000, "completion_tokens": 2_000, "total_tokens": 20_000}
        yield scripted


@pytest.fixture
def services(settings: Settings, endpoint: Endpoint) -> Services:
    strong = Profile("strong", endpoint.url, "big", supports=frozenset({"json_schema"}), price_in=1.0, price_out=10.0)
    return Services.make(replace(settings, profiles=(*settings.profiles, strong)))


def teacher(services: Services, limits: Limits | None = None, **more: Any) -> Teacher:
    budget = Budget(services.models.profiles["strong"], limits or Limits())
    return Teacher(services.models, services.engine, services.store, budget, **more)


def proposals(*pairs: tuple[Any, Any]) -> str:
    return json.dumps({"examples": [{"question": question, "query": query} for question, query in pairs]})


def test_what_proves_itself_is_kept_for_approval_and_the_rest_is_not(services: Services, endpoint: Endpoint) -> None:
    endpoint.answers = [
        proposals(
            ("What did Claude Shannon publish?", SHANNON),
            ("what did Claude Shannon publish", SHANNON),  # a twin
            ("Works by Nobody At All", {"query": {"term": {"author": "Nobody At All"}}}),
            ("Anything by Alan Turing?", SHANNON),
            ("Articles by regular expression", {"query": {"regexp": {"author": ".*"}}}),
            ("From elsewhere", {"query": {"terms": {"author": {"index": "speeches", "id": "1", "path": "party"}}}}),
            ("So many \u0000", COUNT),
            (7, COUNT),
            ("What sort of thing is this?", "a text"),
            ("How many different authors are there in all?", COUNT),
        )
    ]
    lessons = list(teacher(services).propose("articles", 2))
    assert [lesson.refused is None for lesson in lessons] == [True, *[False] * 8, True]
    refused = [lesson.refused or "" for lesson in lessons]
    for reason, said in zip(
        refused[1:9],
        ("asks the same", "finds nothing", "does not mention 'Claude Shannon'", "'regexp' is not allowed",
         "must be a list", "control characters", "no example", "must be an object"),
        strict=True,
    ):  # fmt: skip
        assert said in reason
    kept = services.store.one("articles", "What did Claude Shannon publish?", minute())
    assert kept is not None
    assert (kept.made_by, kept.verified, kept.state, kept.usable) == ("teacher:strong", "run", "proposed", False)
    (request,) = endpoint.requests
    assert request["response_format"]["json_schema"]["schema"]["properties"]["examples"]["maxItems"] == 2
    system, user = (message["content"] for message in request["messages"])
    assert "Geoffrey Hinton" in system  # a look at the data
    assert services.fixed.by_index["articles"][0].question in user


def test_a_teacher_may_approve_its_own_when_told_so(services: Services, endpoint: Endpoint) -> None:
    endpoint.answers = [proposals(("What did Claude Shannon publish?", SHANNON))]
    list(teacher(services, approve=True).propose("articles", 1))
    kept = services.store.one("articles", "What did Claude Shannon publish?", minute())
    assert kept is not None
    assert kept.usable


@pytest.mark.parametrize(
    ("limits", "calls", "said"),
    [
        (Limits(calls=1), 1, "limit of 1 calls"),
        (Limits(tokens=100), 0, "over the limit of 100"),
        (Limits(tokens=22_000), 1, "over the limit of 22000"),
        (Limits(cost=0.0001), 0, "over the limit of 0.0001"),
        (Limits(cost=0.05), 1, "over the limit of 0.05"),
    ],
)
def test_the_limits_hold(services: Services, endpoint: Endpoint, limits: Limits, calls: int, said: str) -> None:
    endpoint.answers = [proposals(("What did Claude Shannon publish?", SHANNON))]
    strict = teacher(services, limits)
    with pytest.raises(BudgetSpent, match=said):
        list(strict.propose("articles", 10))
    assert len(endpoint.requests) == calls
    assert strict.budget.tokens_in + strict.budget.tokens_out == 20_000 * calls


@pytest.mark.parametrize("answer", ["no JSON", '{"examples": 7}', '{"examples": [7]}', "{}"])
def test_a_teacher_that_brings_nothing_is_given_up(services: Services, endpoint: Endpoint, answer: str) -> None:
    endpoint.answers = [answer]
    assert not [lesson for lesson in teacher(services).propose("articles", 5) if lesson.refused is None]
    assert len(endpoint.requests) == 3


def test_a_busy_teacher_is_waited_for_as_long_as_it_says(services: Services, endpoint: Endpoint) -> None:
    endpoint.answers = [proposals(("What did Claude Shannon publish?", SHANNON))]
    endpoint.behaviour = "429"
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        endpoint.behaviour = "answer"

    (lesson,) = teacher(services, sleep=sleep).propose("articles", 1)
    assert (lesson.refused, waited) == (None, [7])


def test_every_second_live_question_is_taught_in_the_background(services: Services, endpoint: Endpoint) -> None:
    endpoint.answers = [
        json.dumps({"query": SHANNON}),
        json.dumps({"query": None}),
        json.dumps({"query": {"query": {"term": {"author": "Nobody"}}}}),
    ]
    listener = Listener(teacher(services), every=2)
    questions = ["one", "What did Shannon write?", "three", "What is the meaning of life?", "five", "Works by Nobody?"]
    assert [listener.heard("articles", question) for question in questions] == [False, True] * 3
    listener.settle()
    asked = [request["messages"][1]["content"] for request in endpoint.requests]
    assert [question in content for question, content in zip(questions[1::2], asked, strict=True)] == [True] * 3
    taught = [kept for kept in services.store.all("articles", minute()) if kept.made_by == "teacher:strong"]
    assert [(kept.example.question, kept.state) for kept in taught] == [(questions[1], "proposed")]
    assert listener.heard("articles", "seven") is False
    assert listener.heard("articles", questions[1]) is True  # it is there already: no call
    listener.settle()
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize("behaviour", ["401", "500", "429"])
def test_a_teacher_that_fails_disturbs_nobody(services: Services, endpoint: Endpoint, behaviour: str) -> None:
    endpoint.behaviour = behaviour
    listener = Listener(teacher(services, sleep=lambda _: None), every=1)
    for question in ("Which articles mention entropy?", "And which mention noise?"):
        assert listener.heard("articles", question)
    listener.settle()
    assert not [kept for kept in services.store.all("articles", minute()) if kept.made_by == "teacher:strong"]


def test_questions_are_let_go_while_the_teacher_is_slow(services: Services, endpoint: Endpoint) -> None:
    endpoint.behaviour = "silent"
    listener = Listener(teacher(services), every=1)
    heard = [listener.heard("articles", f"Which articles mention the number {at}?") for at in range(40)]
    assert heard[0] is True
    assert 16 <= heard.count(True) <= 17
    endpoint.behaviour = "500"
    endpoint.released.set()
    listener.settle()


def test_a_question_over_http_is_heard(settings: Settings, endpoint: Endpoint) -> None:
    weak = Profile("weak", endpoint.url, "small", supports=frozenset({"json_schema"}))
    strong = replace(weak, name="strong", model="big")
    endpoint.answers = [json.dumps(SHANNON), json.dumps({"query": SHANNON})]
    app = create_app(replace(settings, profiles=(weak, strong), teach_rate=1, teach_profile="strong"))
    body = {"question": "What did Shannon write?", "strategy": "few-shot"}
    assert app.test_client().post("/articles/nlq", json=body).status_code == 200
    services: Services = app.extensions["talk"]
    assert services.listener is not None
    services.listener.settle()
    assert [request["model"] for request in endpoint.requests] == ["small", "big"]
    kept = services.store.one("articles", body["question"], minute())
    assert kept is not None
    assert (kept.made_by, kept.state) == ("teacher:strong", "proposed")


def test_teach_and_examples_from_a_terminal(talk: Talk, endpoint: Endpoint, tmp_path: Path) -> None:
    """Both use the parts of whoever runs on the same data folder; what they keep, they take away again."""
    profiles = tmp_path / "mine.toml"
    profiles.write_text(f'[strong]\nbase_url = "{endpoint.url}"\nmodel = "big"\n')
    endpoint.answers = [proposals(("What did Claude Shannon publish?", SHANNON), ("Works by Nobody", {"size": 1}))]
    where = ["--data-dir", str(talk.settings.data_dir), "--profiles", str(profiles)]
    runner = CliRunner()
    taught = runner.invoke(
        main, ["teach", "articles", "--profile", "strong", "--count", "2", "--max-calls", "1", *where]
    )
    assert taught.exit_code == 1  # one of two
    (line,) = taught.stdout.splitlines()
    assert json.loads(line)["made_by"] == "teacher:strong"
    assert "1 of 2 proposals kept; 1 calls, 20000 tokens" in taught.stderr
    assert "stopped: the limit of 1 calls is reached" in taught.stderr
    listed = runner.invoke(main, ["examples", "list", "articles", *where], env={"COLUMNS": "300"})
    assert "waits for approval" in listed.stdout
    file = tmp_path / "mine.jsonl"
    assert runner.invoke(main, ["examples", "export", "articles", "--out", str(file), *where]).exit_code == 0
    assert line in file.read_text().splitlines()
    services = Services.make(talk.settings)
    kept = services.store.one("articles", "What did Claude Shannon publish?", minute())
    assert kept is not None
    services.store.remove(kept, minute())
    brought = runner.invoke(main, ["examples", "import", str(file), *where])
    assert (brought.exit_code, "1 kept" in brought.stdout) == (0, True)
    services.store.remove(kept, minute())
    unknown = runner.invoke(main, ["teach", "secrets", "--profile", "strong", *where])
    assert (unknown.exit_code, "no index 'secrets'" in unknown.stderr) == (1, True)
    unknown = runner.invoke(main, ["teach", "articles", "--profile", "weak", *where])
    assert (unknown.exit_code, "no profile 'weak'" in unknown.stderr) == (1, True)
