"""The page is made of a report alone, shows every failure, and prints what strangers wrote as text."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from demo_server.evaluation import report, sets
from demo_server.evaluation.asking import Answer
from demo_server.evaluation.report import Judged
from demo_server.evaluation.runs import Subject
from sitegen import evaluation, pages, templates

ASKED = [one for one in sets.load(("articles", "hives")) if one.intent in ("search", "unanswerable")][:40]
HOSTILE = replace(ASKED[0], question="<script>alert(1)</script>")


def made(strategy: str, right: bool) -> dict[str, Any]:
    """A run in which every other answer is right, or none is."""
    judged = []
    for position, asked in enumerate([HOSTILE, *ASKED[1:]]):
        good = right and position % 2 == 1
        query = None if good and not asked.answerable else {"query": {"match_all": {}}}
        refusal = "This index does not tell." if query is None else None
        confidence = 0.9 if good else 0.2
        answer = Answer(asked.id, asked.question, query, refusal, None, (), 0.5, 60, 30, confidence)
        judged.append(Judged(asked, answer, good, good, "" if good else "other documents"))
    return report.of_run(Subject(strategy, "embedded", "SmolLM2"), judged)


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """A report of two strategies."""
    runs = [made("zero-shot", right=False), made("finetuned", right=True)]
    machine = {"processor": "one", "cores": 2, "load": 0.1, "system": "Linux"}
    questions = report.questions([HOSTILE, *ASKED[1:]])
    about = {"made_at": "2026-11-24T10:00:00+00:00", "command": "python -m demo_server evaluate", "commit": "abc"}
    values: dict[str, Any] = json.loads(
        json.dumps({**about, "machine": machine, "split": "dev", "questions": questions, "runs": runs})
    )
    return values


@pytest.fixture(scope="module")
def page(whole: dict[str, Any]) -> LexborHTMLParser:
    """The page of that report."""
    template = templates.environment().get_template("evaluation.html.j2")
    talk = pages.Talk("A talk", "Talk", "About it")
    assets = {"page": "page.js", "page_css": "page.css", "theme": "theme.js"}
    made_page = pages.Page("nlq/evaluation", "How often is the answer right?", "Figures.", depth=2)
    html = template.render(talk=talk, page=made_page, assets=assets, **evaluation.page_values(whole))
    return LexborHTMLParser(html)


def test_every_failure_is_there_and_no_question_that_all_got_right(
    page: LexborHTMLParser, whole: dict[str, Any]
) -> None:
    shown = [node.text() for node in page.css(".failures h3")]
    assert sorted(shown) == sorted(asked["question"] for asked in whole["questions"].values())
    fine = {**whole, "runs": [whole["runs"][1]]}
    assert sum(len(group) for _, group in evaluation.failures(fine)) == 20


def test_what_strangers_wrote_is_text(page: LexborHTMLParser) -> None:
    assert [node.attributes.get("src") for node in page.css("script")] == ["../../theme.js", "../../page.js"]
    assert "<script>alert(1)</script>" in [node.text() for node in page.css(".failures h3")]


def test_the_chart_and_the_tables_say_the_same(page: LexborHTMLParser, whole: dict[str, Any]) -> None:
    share = whole["runs"][1]["known"]["accuracy"]["share"]
    assert f"finetuned {100 * share:.0f} %" in page.css_first("figure title").text()
    assert f"{100 * share:.0f} %" in [node.text() for node in page.css("tbody tr:last-child td")]


def test_without_a_report_there_is_no_page(tmp_path: Path) -> None:
    assert evaluation.latest(tmp_path) is None
    (tmp_path / "dev.json").write_text('{"split": "dev"}')
    assert evaluation.latest(tmp_path) == {"split": "dev"}
    (tmp_path / "test.json").write_text('{"split": "test"}')
    assert evaluation.latest(tmp_path) == {"split": "test"}
