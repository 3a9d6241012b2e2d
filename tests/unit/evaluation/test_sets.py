"""The sets themselves: large enough, mixed enough, and every gold query one that may run."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from demo_server.corpora.documents import FOLDER as CORPORA
from demo_server.evaluation import sets
from demo_server.evaluation.unseen.documents import documents, properties
from demo_server.nlq.mapping import from_properties
from demo_server.nlq.validate import Checker

QUESTIONS = sets.load()


def checker(index: str) -> Checker:
    """The allow-list of an index, from its mapping's file."""
    if index in sets.UNSEEN:
        mapping = properties(index)
    else:
        mapping = json.loads((CORPORA / index / "mapping.json").read_text(encoding="utf-8"))
    return Checker(from_properties(index, mapping["properties"]))


CHECKERS = {index: checker(index) for index in sets.INDEXES}


def test_there_are_enough_of_both_kinds() -> None:
    unseen = sum(asked.unseen for asked in QUESTIONS)
    assert len(QUESTIONS) - unseen >= 300
    assert unseen >= 150
    assert len(sets.UNSEEN) >= 3
    assert min(Counter(asked.index for asked in QUESTIONS if not asked.unseen).values()) >= 75


def test_about_one_in_eight_cannot_be_answered() -> None:
    for index in sets.INDEXES:
        asked = sets.load((index,))
        share = sum(not one.answerable for one in asked) / len(asked)
        assert 0.09 < share < 0.16, index


def test_the_halves_are_halves_in_every_index_and_over_the_intents() -> None:
    for index in sets.INDEXES:
        halves = Counter(asked.split for asked in sets.load((index,)))
        assert abs(halves["dev"] - halves["test"]) <= 8, (index, halves)
    for intent in {asked.intent for asked in QUESTIONS}:
        halves = Counter(asked.split for asked in QUESTIONS if asked.intent == intent)
        assert abs(halves["dev"] - halves["test"]) <= 5, (intent, halves)


def test_no_question_is_asked_twice_of_an_index() -> None:
    words = Counter((asked.index, " ".join(asked.question.lower().split())) for asked in QUESTIONS)
    assert [question for question, times in words.items() if times > 1] == []


@pytest.mark.parametrize("asked", [one for one in QUESTIONS if one.answerable], ids=lambda one: one.id)
def test_every_gold_query_may_run(asked: sets.Question) -> None:
    for gold in asked.gold:
        CHECKERS[asked.index].check(gold)


@pytest.mark.parametrize("asked", [one for one in QUESTIONS if one.intent in ("top", "sort")], ids=lambda one: one.id)
def test_a_question_for_an_order_has_a_sorted_gold_query(asked: sets.Question) -> None:
    assert asked.ordered
    assert all("sort" in gold for gold in asked.gold)


def test_a_shortened_line_an_unknown_index_and_a_double_id_are_named(tmp_path: Path) -> None:
    good = {"id": "a-1", "index": "articles", "split": "dev", "intent": "search", "question": "x?"}
    good |= {"gold": [{"query": {"match_all": {}}}], "ordered": False}
    for line, reason in (
        (json.dumps(good)[:-3], "line 2"),
        (json.dumps({**good, "id": "a-2", "index": "nowhere"}), "no index 'nowhere'"),
        (json.dumps(good), "a-1 is there twice"),
        (json.dumps({**good, "id": "a-2", "gold": []}), "do not go together"),
    ):
        path = tmp_path / "articles.jsonl"
        path.write_text(f"{json.dumps(good)}\n{line}\n", encoding="utf-8")
        with pytest.raises(sets.SetError, match=reason):
            sets.read(path)


@pytest.mark.parametrize("index", sets.UNSEEN)
def test_unseen_documents_are_the_same_for_everybody_and_fit_their_mapping(index: str) -> None:
    found = list(documents(index))
    assert found == list(documents(index))
    assert 100 <= len(found) <= 300
    fields = properties(index)["properties"]
    assert {key for document in found for key in document} == set(fields)
