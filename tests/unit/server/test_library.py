"""The library between scripted ends; `tests/integration/test_library.py` is its twin."""

from __future__ import annotations

import json

import pytest

from demo_server.library import Questions, translate
from demo_server.nlq.pipeline import NoQuery, UnknownChoice
from demo_server.nlq.validate import QueryError
from demo_server.profiles import Profile
from tests.unit.server.wire import COUNT_BY_AUTHOR, Endpoint, FakeEngine

QUESTION = "How many articles did each author write?"


@pytest.fixture
def profile(model: Endpoint) -> Profile:
    return Profile("scripted", model.url, "scripted", supports=frozenset({"json_schema"}))


def test_a_question_is_answered_and_nothing_is_written(engine: FakeEngine, profile: Profile) -> None:
    answer = Questions(engine.url, ["articles"], profile).ask("articles", QUESTION)
    assert answer.query == COUNT_BY_AUTHOR
    assert answer.english == "In articles: count the documents for each author (the 10 most frequent)."
    assert answer.result is not None
    assert answer.result["total"] == 1
    assert answer.timings_ms["total"] > 0
    assert {index for index, _ in engine.searches} == {"articles"}


def test_translate_writes_the_query_and_does_not_run_it(engine: FakeEngine, profile: Profile) -> None:
    answer = translate(engine.url, "articles", QUESTION, profile)
    assert (answer.query, answer.result) == (COUNT_BY_AUTHOR, None)
    assert engine.searches == []


def test_what_is_not_listed_or_not_allowed_is_refused(engine: FakeEngine, model: Endpoint, profile: Profile) -> None:
    questions = Questions(engine.url, ["articles"], profile, repairs=0)
    with pytest.raises(UnknownChoice):
        questions.ask("secrets", QUESTION)
    with pytest.raises(QueryError):
        questions.run("articles", {"query": {"script": {}}})
    model.answers = [json.dumps({"query": {"regexp": {"author": ".*"}}})]
    with pytest.raises(NoQuery):
        questions.ask("articles", QUESTION)
    with pytest.raises(TypeError, match="colour"):
        Questions(engine.url, ["articles"], profile, colour="red")
