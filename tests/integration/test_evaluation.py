"""The evaluation on the real engine and the real model: every gold query finds something, and the command resumes."""

from __future__ import annotations

import functools
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from demo_server.corpora.load import LoadError, load
from demo_server.embedded import parts
from demo_server.embedded.launch import Options, Talk, opened
from demo_server.evaluation import sets
from demo_server.evaluation.execution import Judge, asks_for
from demo_server.evaluation.unseen.load import load as load_unseen
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.validate import Checker

ROOT = Path(__file__).resolve().parents[2]
ANSWERABLE = [asked for asked in sets.load() if asked.answerable]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """Engine and model with all eight indexes."""
    with opened(Options(tmp_path_factory.mktemp("data")), print) as running:
        running.require(parts.ENGINE)
        with running.client() as client:
            load(client, sets.KNOWN, embedded=True)
            load_unseen(client, sets.UNSEEN, lambda *_: None, embedded=True)
        yield running


@pytest.fixture(scope="module")
def client(talk: Talk) -> Iterator[Elasticsearch]:
    """A client of that engine."""
    with talk.client() as client:
        yield client


@pytest.fixture(scope="module")
def checkers(talk: Talk) -> dict[str, Checker]:
    """The allow-lists, from the mappings that the engine has."""
    engine = Engine(replace(talk.settings, indexes=sets.INDEXES, search_seconds=30.0))
    return {index: engine.checker(index, Deadline(120)) for index in sets.INDEXES}


@pytest.fixture(scope="module")
def judge(talk: Talk, client: Elasticsearch) -> Judge:
    """The judge on that engine."""
    return Judge(client, talk.settings)


@pytest.mark.parametrize("asked", ANSWERABLE, ids=lambda asked: asked.id)
def test_every_gold_query_runs_and_finds_something(
    asked: sets.Question, judge: Judge, checkers: dict[str, Checker]
) -> None:
    mapping = checkers[asked.index].mapping
    for gold in asked.gold:
        checkers[asked.index].check(gold)
        found = judge.found(gold, mapping)
        something = found.total > 0
        if asks_for(gold) == "aggregations":
            something = (
                something and found.values != () and all(content not in ((), None) for _, content in found.values)
            )
        assert something is not asked.empty, gold


def test_every_gold_query_answers_its_own_question(judge: Judge, checkers: dict[str, Checker]) -> None:
    for asked in ANSWERABLE:
        for gold in asked.gold:
            verdict = judge.verdict(asked, gold, checkers[asked.index].mapping)
            assert verdict.right, (asked.question, gold, verdict.why)


def test_the_answer_to_another_question_is_wrong(judge: Judge, checkers: dict[str, Checker]) -> None:
    by_intent: dict[tuple[str, str], list[sets.Question]] = {}
    for asked in ANSWERABLE:
        by_intent.setdefault((asked.index, asked.intent), []).append(asked)
    wrong = [
        judge.verdict(one, other.gold[0], checkers[one.index].mapping).right
        for group in by_intent.values()
        for one, other in pairwise(group)
    ]
    assert sum(wrong) <= 0.02 * len(wrong)  # two questions may happen to have one answer


def found_of(judge: Judge, checkers: dict[str, Checker], limits: dict[str, str]) -> int:
    """How many articles a range of dates finds."""
    query: dict[str, Any] = {"query": {"range": {"publication_date": limits}}}
    return judge.found(query, checkers["articles"].mapping).total


def test_a_year_and_a_month_are_whole(judge: Judge, checkers: dict[str, Checker]) -> None:
    for short, long in (
        ({"gte": "2010", "lte": "2010"}, {"gte": "2010-01-01", "lte": "2010-12-31"}),
        ({"gt": "2010"}, {"gte": "2011-01-01"}),
        ({"lt": "2010"}, {"lte": "2009-12-31"}),
        ({"gte": "2017-06", "lte": "2017-06"}, {"gte": "2017-06-01", "lte": "2017-06-30"}),
        ({"gt": "2020-05"}, {"gte": "2020-06-01"}),
    ):
        assert found_of(judge, checkers, short) == found_of(judge, checkers, long) > 0


def test_somebody_elses_index_is_left_alone(client: Elasticsearch, talk: Talk) -> None:
    client.indices.delete(index="hives")
    client.indices.create(index="hives", mappings={"properties": {"mine": {"type": "keyword"}}})
    with pytest.raises(LoadError, match="did not make"):
        load_unseen(client, ["hives"], lambda *_: None, embedded=True)
    client.indices.delete(index="hives")
    reports: list[tuple[str, int, int]] = []
    load_unseen(client, ["hives"], lambda *report: reports.append(report), embedded=True)
    load_unseen(client, ["hives"], lambda *report: reports.append(report), embedded=True)
    assert reports == [("hives", 160, 160)]


def evaluate(talk: Talk, *options: str) -> subprocess.CompletedProcess[str]:
    """The command, on the parts that already run."""
    command = [sys.executable, "-m", "demo_server", "evaluate", "--data-dir", str(talk.settings.data_dir), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=500, check=False)


def test_the_command_measures_reports_and_asks_nothing_twice(talk: Talk, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    options = ("--strategy", "zero-shot", "--index", "articles", "--limit", "3", "--out", str(out))
    first = evaluate(talk, *options)
    assert first.returncode == 0, first.stderr
    whole = json.loads(out.read_text())
    (run,) = whole["runs"]
    assert (run["strategy"], run["profile"], run["all"]["questions"]) == ("zero-shot", "embedded", 3)
    assert len(run["answers"]) == len(whole["questions"]) == 3
    assert run["tokens"]["in_p50"] > 20
    kept = (talk.settings.data_dir / "evaluation" / "zero-shot.embedded.jsonl").read_text()
    again = evaluate(talk, *options)
    assert again.returncode == 0, again.stderr
    assert json.loads(out.read_text())["runs"] == whole["runs"]
    assert (talk.settings.data_dir / "evaluation" / "zero-shot.embedded.jsonl").read_text() == kept


def test_an_unknown_strategy_is_named_with_those_there_are(talk: Talk) -> None:
    told = evaluate(talk, "--strategy", "telepathy", "--limit", "1")
    assert told.returncode == 1
    assert "no strategy 'telepathy'" in told.stderr
    assert "zero-shot" in told.stderr


def test_interrupted_it_keeps_what_was_answered_and_goes_on(talk: Talk, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    options = ["--strategy", "few-shot", "--index", "speeches", "--out", str(out)]
    many = ["--limit", "40"]  # more than any machine answers before the signal arrives
    command = [
        sys.executable,
        "-m",
        "demo_server",
        "evaluate",
        "--data-dir",
        str(talk.settings.data_dir),
        *options,
        *many,
    ]
    kept = talk.settings.data_dir / "evaluation" / "few-shot.embedded.jsonl"
    # A shell that runs the tests in its background has Ctrl-C ignored, which children inherit: give it back.
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    try:
        while process.poll() is None and (not kept.exists() or kept.read_text().count("\n") < 2):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 130, said
    assert "the same command goes on" in said
    assert not out.exists()
    before = kept.read_text()
    wanted = before.count("\n") + 2
    again = evaluate(talk, *options, "--limit", str(wanted))
    assert again.returncode == 0, again.stderr
    assert kept.read_text().startswith(before)
    assert len(json.loads(out.read_text())["runs"][0]["answers"]) == wanted
