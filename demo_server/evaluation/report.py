"""From judged answers to a report: figures over all, by index, by intent, and every answer that was wrong.

*Execution accuracy* is over the questions that the index can answer; of the others it is asked whether they were
refused in words. *Wrong queries* counts, over all questions, those answered by a query that is not right: worse than
none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from demo_server.evaluation.asking import Answer
from demo_server.evaluation.figures import Share, calibration, handed_back, percentile
from demo_server.evaluation.runs import Subject
from demo_server.evaluation.sets import Question
from demo_server.nlq import english

PORTIONS = (0.0, 0.05, 0.1, 0.2, 0.3)
"""Of the questions handed back, the least sure first."""


@dataclass(frozen=True)
class Judged:
    """A question, its answer, and what became of it. `exact`: the same query as a gold one, up to equivalence."""

    asked: Question
    answer: Answer
    right: bool
    exact: bool
    why: str = ""

    @property
    def valid_at_once(self) -> bool:
        """Was the first thing that the model wrote accepted, or refused in words?"""
        if self.answer.attempts:
            return self.answer.attempts[0]["error"] is None
        return self.answer.refusal is not None

    @property
    def repaired(self) -> bool:
        """Was a later attempt accepted?"""
        attempts = self.answer.attempts
        return len(attempts) > 1 and attempts[-1]["error"] is None


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures of these answers."""
    answerable = [one for one in judged if one.asked.answerable]
    others = [one for one in judged if not one.asked.answerable]
    refused = [one.answer.refusal is not None for one in others]
    return {
        "questions": len(judged),
        "accuracy": _share(answerable, lambda one: one.right),
        "exact": _share(answerable, lambda one: one.exact),
        "refused": Share(sum(refused), len(refused)).public(),
        "refused_wrongly": _share(answerable, lambda one: one.answer.refusal is not None),
        "wrong_queries": _share(judged, lambda one: one.answer.query is not None and not one.right),
        "no_query": _share(judged, lambda one: one.answer.query is None and one.answer.refusal is None),
        "valid_at_once": _share(judged, lambda one: one.valid_at_once),
        "repaired": _share(judged, lambda one: one.repaired),
    }


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> dict[str, Any]:
    return Share(sum(map(holds, judged)), len(judged)).public()


def of_run(subject: Subject, judged: Sequence[Judged]) -> dict[str, Any]:
    """Everything that a report says of one strategy with one model."""
    seconds = [one.answer.seconds for one in judged]
    return {
        **asdict(subject),
        "all": figures(judged),
        "known": figures([one for one in judged if not one.asked.unseen]),
        "unseen": figures([one for one in judged if one.asked.unseen]),
        "by_index": _by(judged, lambda asked: asked.index),
        "by_intent": _by(judged, lambda asked: asked.intent),
        "seconds": {"p50": percentile(seconds, 50), "p95": percentile(seconds, 95)},
        "tokens": {
            "in_p50": percentile([one.answer.tokens_in for one in judged if one.answer.tokens_in], 50),
            "out_p50": percentile([one.answer.tokens_out for one in judged if one.answer.tokens_out], 50),
        },
        "confidence": _confidence(judged),
        "answers": [_told(one) for one in judged],
    }


def _by(judged: Sequence[Judged], key: Callable[[Question], str]) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(key(one.asked), []).append(one)
    return {name: figures(group) for name, group in groups.items()}


def _confidence(judged: Sequence[Judged]) -> dict[str, Any] | None:
    """What the confidence said with each query is worth; None where none is said."""
    sure = [
        (one.answer.confidence, one.right) for one in judged if one.answer.query and one.answer.confidence is not None
    ]
    if not sure:
        return None
    return {
        "handed_back": [{"portion": part, "right": handed_back(sure, part).public()} for part in PORTIONS],
        "calibration": calibration(sure),
    }


def _told(one: Judged) -> dict[str, Any]:
    answer = one.answer
    told: dict[str, Any] = {"id": one.asked.id, "right": one.right, "exact": one.exact, "seconds": answer.seconds}
    told["attempts"] = len(answer.attempts)
    if not one.right:
        told["why"] = one.why
    if answer.query is not None:
        told["query"] = answer.query
        told["english"] = english.describe(answer.query, one.asked.index)
    if answer.refusal is not None:
        told["refusal"] = answer.refusal
    if answer.error is not None:
        told["error"] = answer.error
    if answer.confidence is not None:
        told["confidence"] = answer.confidence
    return told


def questions(asked: Iterable[Question]) -> dict[str, Any]:
    """The questions of a report, so that it can be read by itself."""
    return {
        one.id: {
            "index": one.index,
            "intent": one.intent,
            "question": one.question,
            **({"gold": one.gold[0], "english": english.describe(one.gold[0], one.index)} if one.gold else {}),
            **({"note": one.note} if one.note else {}),
        }
        for one in asked
    }
