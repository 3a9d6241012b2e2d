"""`/nlq/evaluation/`: a report of `python -m demo_server evaluate`, shaped for its page.

>>> span({"share": 0.82, "interval": [0.71, 0.9], "hits": 51, "n": 62})
'71–90 %'

The page is made of the report alone: every share with its interval, and every question that somebody got wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.node_tools import ROOT

REPORTS = ROOT / "demo_server/evaluation/reports"
PREFERRED = ("test", "dev")
"""The half that is looked at for the report alone comes first; where it was not measured, the other, named as such."""

INTENTS = {
    "search": "find documents",
    "count": "count them",
    "top": "the first few by something",
    "sort": "in an order",
    "groups": "counts for each value",
    "timeline": "counts over time",
    "histogram": "counts by steps of a number",
    "metric": "one figure",
    "distinct": "how many different",
    "metric_groups": "a figure for each value",
    "metric_rank": "ranked by a figure",
    "two_groups": "by two things at once",
    "presence": "what is missing",
    "unanswerable": "no answer possible: refused in words",
}

Report = dict[str, Any]
Share = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One run's share in a table. `percent` is None where nothing was asked."""

    percent: int | None
    hits: int
    n: int
    span: str


@dataclass(frozen=True)
class Failure:
    """A question that at least one run got wrong, and what each run made of it."""

    id: str
    index: str
    intent: str
    question: str
    english: str | None
    note: str | None
    answers: tuple[tuple[str, Mapping[str, Any]], ...]


def latest(folder: Path = REPORTS) -> Report | None:
    """The report that the page shows, or None where nothing was measured yet."""
    for name in PREFERRED:
        path = folder / f"{name}.json"
        if path.is_file():
            report: Report = json.loads(path.read_text(encoding="utf-8"))
            return report
    return None


def page_values(report: Report) -> dict[str, Any]:
    """What `evaluation.html.j2` prints."""
    runs = report["runs"]
    return {
        "report": report,
        "runs": [{**run, "label": label(run, runs)} for run in runs],
        "sizes": sizes(report),
        "intents": table(runs, "by_intent", INTENTS),
        "indexes": table(runs, "by_index", {name: name for name in runs[0]["by_index"]}),
        "failures": failures(report),
        "axis": [0, 20, 40, 60, 80, 100],
    }


def label(run: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> str:
    """A run's name: its strategy, and its model where there are several."""
    return run["strategy"] if len({one["profile"] for one in runs}) == 1 else f"{run['strategy']} · {run['profile']}"


def sizes(report: Report) -> dict[str, int]:
    """How many questions of which kind."""
    run = report["runs"][0]
    return {
        "all": run["all"]["questions"],
        "known": run["known"]["questions"],
        "unseen": run["unseen"]["questions"],
        "unanswerable": run["all"]["refused"]["n"],
    }


def cell(share: Share) -> Cell:
    """A share as a table shows it."""
    percent = None if share["share"] is None else round(100 * share["share"])
    return Cell(percent, share["hits"], share["n"], span(share))


def span(share: Share) -> str:
    """The 95 % interval, in whole percent; empty of nothing."""
    if share["interval"] is None:
        return ""
    low, high = (round(100 * end) for end in share["interval"])
    return f"{low}–{high} %"


def table(runs: Sequence[Mapping[str, Any]], by: str, names: Mapping[str, str]) -> list[tuple[str, int, list[Cell]]]:
    """One line for each of `names` that was asked: its words, how many questions, and each run's share."""
    lines = []
    for name, words in names.items():
        groups = [run[by].get(name) for run in runs]
        if groups[0] is None:
            continue
        wanted = "refused" if name == "unanswerable" else "accuracy"
        lines.append((words, groups[0]["questions"], [cell(group[wanted]) for group in groups]))
    return lines


def failures(report: Report) -> list[tuple[str, list[Failure]]]:
    """By index, every question that was got wrong at least once."""
    runs = report["runs"]
    answers = {label(run, runs): {told["id"]: told for told in run["answers"]} for run in runs}
    by_index: dict[str, list[Failure]] = {}
    for id_, asked in report["questions"].items():
        given = tuple((name, told[id_]) for name, told in answers.items() if id_ in told)
        if all(told["right"] for _, told in given):
            continue
        failure = Failure(
            id_, asked["index"], asked["intent"], asked["question"], asked.get("english"), asked.get("note"), given
        )
        by_index.setdefault(asked["index"], []).append(failure)
    return list(by_index.items())
