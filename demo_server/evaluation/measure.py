"""The measurement itself: each question asked once, each answer judged on the engine, nothing asked twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from demo_server.evaluation.asking import Answer, Asker, ask
from demo_server.evaluation.equivalence import normal
from demo_server.evaluation.execution import Judge
from demo_server.evaluation.report import Judged
from demo_server.evaluation.runs import Run
from demo_server.evaluation.sets import Question
from demo_server.nlq.validate import Checker, QueryError

Progress = Callable[[Judged], None]


def measure(
    asker: Asker,
    run: Run,
    asked: Sequence[Question],
    judge: Judge,
    checkers: Mapping[str, Checker],
    progress: Progress,
) -> list[Judged]:
    """Ask what is not yet answered, and judge everything. Raises asking.Down, engine.EngineDown, OSError."""
    judged = []
    for question in asked:
        answer = run.answered(question)
        if answer is None:
            answer = ask(asker, question, run.subject.strategy, run.subject.profile)
            run.keep(answer)
        judged.append(judged_on(judge, checkers[question.index], question, answer))
        progress(judged[-1])
    return judged


def judged_on(judge: Judge, checker: Checker, asked: Question, answer: Answer) -> Judged:
    """Right or wrong, and why. Raises EngineDown."""
    if not asked.answerable:
        why = "" if answer.refusal else "answered by a query" if answer.query else "neither a query nor a refusal"
        return Judged(asked, answer, right=answer.refusal is not None, exact=False, why=why)
    if answer.query is None:
        why = "refused, though there is an answer" if answer.refusal else "no query that may run"
        return Judged(asked, answer, right=False, exact=False, why=why)
    try:
        checker.check(answer.query)
    except QueryError as error:
        return Judged(asked, answer, right=False, exact=False, why=f"outside the schema: {error}")
    verdict = judge.verdict(asked, answer.query, checker.mapping)
    form = normal(answer.query, checker.mapping)
    exact = any(normal(gold, checker.mapping) == form for gold in asked.gold)
    return Judged(asked, answer, verdict.right, exact, verdict.why)
