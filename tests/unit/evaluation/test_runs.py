"""A run file survives a kill, a rewording and a mix-up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from demo_server.evaluation import sets
from demo_server.evaluation.asking import Answer
from demo_server.evaluation.runs import Run, RunError, Subject
from demo_server.nlq.confidence import confidence

SUBJECT = Subject("few-shot", "embedded", "SmolLM2", ("0123456789ab",))
FIRST, SECOND = sets.load(("articles",))[:2]


def answer(asked: sets.Question) -> Answer:
    """Some answer."""
    query = {"query": {"match_all": {}}}
    return Answer(asked.id, asked.question, query, None, None, ({"output": "{}", "error": None},), 0.5, 55, 34, 0.8)


def test_answers_are_there_when_the_run_is_opened_again(tmp_path: Path) -> None:
    Run(tmp_path, SUBJECT).keep(answer(FIRST))
    again = Run(tmp_path, SUBJECT)
    assert again.answered(FIRST) == answer(FIRST)
    assert again.answered(SECOND) is None


def test_a_line_cut_off_by_a_kill_is_asked_again_and_hurts_no_other(tmp_path: Path) -> None:
    run = Run(tmp_path, SUBJECT)
    run.keep(answer(FIRST))
    run.keep(answer(SECOND))
    run.path.write_text(run.path.read_text()[:-40])
    again = Run(tmp_path, SUBJECT)
    assert again.answered(SECOND) is None
    again.keep(answer(SECOND))
    third = Run(tmp_path, SUBJECT)
    assert third.answered(FIRST) == answer(FIRST)
    assert third.answered(SECOND) == answer(SECOND)


def test_an_answer_is_as_sure_as_the_weights_of_today_make_it(tmp_path: Path) -> None:
    tuned = replace(SUBJECT, strategy="finetuned")
    signs = {"log_probability": -0.5, "found_nothing": 1.0}
    Run(tmp_path, tuned).keep(replace(answer(FIRST), confidence=0.123, signs=signs))
    again = Run(tmp_path, tuned).answered(FIRST)
    assert again is not None
    assert again.confidence == confidence("finetuned", signs) != 0.123


def test_a_reworded_question_is_asked_again(tmp_path: Path) -> None:
    run = Run(tmp_path, SUBJECT)
    run.keep(answer(FIRST))
    assert run.answered(replace(FIRST, question="in other words?")) is None


@pytest.mark.parametrize("other", [replace(SUBJECT, model="another"), replace(SUBJECT, adapters=())])
def test_another_models_answers_are_not_taken_for_this_ones(tmp_path: Path, other: Subject) -> None:
    Run(tmp_path, SUBJECT).keep(answer(FIRST))
    with pytest.raises(RunError, match="--fresh"):
        Run(tmp_path, other)
    assert Run(tmp_path, other, fresh=True).answered(FIRST) is None
