"""The report's figures, on five answers that can be counted on one hand."""

from __future__ import annotations

from typing import Any

from demo_server.evaluation import report, sets
from demo_server.evaluation.asking import Answer
from demo_server.evaluation.report import Judged
from demo_server.evaluation.runs import Subject

KNOWN = [one for one in sets.load(("articles",)) if one.answerable][:2]
UNSEEN = next(one for one in sets.load(("hives",)) if one.answerable)
OTHERS = [one for one in sets.load(("articles",)) if not one.answerable][:2]
QUERY = {"query": {"match_all": {}}}
GOOD, BAD = {"output": "", "error": None}, {"output": "", "error": "no such field"}


def judged(asked: sets.Question, right: bool, attempts: tuple[dict[str, Any], ...], **more: Any) -> Judged:
    """An answer with its verdict."""
    values: dict[str, Any] = {
        "query": QUERY,
        "refusal": None,
        "error": None,
        "seconds": 0.4,
        "confidence": None,
        **more,
    }
    answer = Answer(asked.id, asked.question, attempts=attempts, tokens_in=60, tokens_out=30, **values)
    return Judged(asked, answer, right, exact=right, why="" if right else "other documents")


ANSWERS = [
    judged(KNOWN[0], True, (GOOD,), confidence=0.9, seconds=0.2),
    judged(KNOWN[1], False, (BAD, GOOD), confidence=0.3, seconds=1.0),
    judged(UNSEEN, False, (BAD, BAD, BAD), query=None, error="no_query: …"),
    judged(OTHERS[0], True, (GOOD,), query=None, refusal="It holds no prices."),
    judged(OTHERS[1], False, (GOOD,)),
]


def counts(share: dict[str, Any]) -> tuple[int, int]:
    """Hits of n."""
    return share["hits"], share["n"]


def test_every_figure_counted_by_hand() -> None:
    figures = report.figures(ANSWERS)
    assert {name: counts(share) for name, share in figures.items() if name != "questions"} == {
        "accuracy": (1, 3),
        "exact": (1, 3),
        "refused": (1, 2),
        "refused_wrongly": (0, 3),
        "wrong_queries": (2, 5),
        "no_query": (1, 5),
        "valid_at_once": (3, 5),
        "repaired": (1, 5),
    }


def test_a_run_by_index_by_intent_and_with_its_failures() -> None:
    run = report.of_run(Subject("few-shot", "embedded", "SmolLM2"), ANSWERS)
    assert counts(run["known"]["accuracy"]) == (1, 2)
    assert counts(run["unseen"]["accuracy"]) == (0, 1)
    assert set(run["by_index"]) == {"articles", "hives"}
    assert counts(run["by_intent"]["unanswerable"]["refused"]) == (1, 2)
    assert run["seconds"] == {"p50": 0.4, "p95": 1.0}
    assert run["tokens"] == {"in_p50": 60, "out_p50": 30}
    assert [told["why"] for told in run["answers"] if not told["right"]] == ["other documents"] * 3
    assert run["answers"][3]["refusal"] == "It holds no prices."
    assert run["answers"][0]["english"] == "In articles: find the documents; show 10."


def test_confidence_is_reported_where_it_was_said() -> None:
    run = report.of_run(Subject("few-shot", "embedded", "SmolLM2"), ANSWERS)
    assert counts(run["confidence"]["handed_back"][0]["right"]) == (1, 2)
    silent = report.of_run(Subject("few-shot", "embedded", "SmolLM2"), [ANSWERS[-1]])
    assert silent["confidence"] is None


def test_the_questions_are_in_the_report() -> None:
    told = report.questions([KNOWN[0], OTHERS[0]])
    assert told[KNOWN[0].id]["gold"] == KNOWN[0].gold[0]
    assert "gold" not in told[OTHERS[0].id]
