"""What a demo shows without JavaScript: a recorded run, labelled; and a plain word where nothing was recorded."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen.fallbacks import Fallbacks
from sitegen.templates import environment

QUERY = {"size": 0, "aggs": {"by_author": {"terms": {"field": "author"}}}}
RUN = {
    "index": "articles",
    "question": "How many articles did each author write?",
    "strategy": "few-shot",
    "profile": "smollm2",
    "query": QUERY,
    "english": "Counts the articles of each author.",
    "result": {
        "total": 72,
        "hits": [],
        "aggregations": {"by_author": {"buckets": [{"key": "Claude <b>Shannon", "doc_count": 4}]}},
        "took_ms": 3,
    },
}
HITS = {
    **RUN,
    "question": "Which are about noise?",
    "result": {
        "total": 2,
        "hits": [
            {"_id": "1", "_score": 1.0, "_source": {"title": "Noise", "author": ["Shannon", "Weaver"]}},
            {"_id": "2", "_score": 0.5, "_source": {"president": "Polk", "year": 1846}},
        ],
        "aggregations": {},
        "took_ms": 1,
    },
}
FAILED = {**RUN, "question": "What is love?", "query": None, "english": None, "result": None}


@pytest.fixture
def fallbacks(tmp_path: Path) -> Fallbacks:
    document = {"recorded_at": "2026-11-24T20:00:00+00:00", "model": "SmolLM2-135M", "runs": [RUN, HITS, FAILED]}
    (tmp_path / "articles.json").write_text(json.dumps(document))
    return Fallbacks(environment(), tmp_path / "cache", tmp_path, tmp_path)


def ask(fallbacks: Fallbacks, question: str, **more: str) -> LexborHTMLParser:
    return LexborHTMLParser(fallbacks("nlq-demo", {"index": "articles", "question": question, **more}))


def test_a_recorded_run_is_shown_with_its_query_its_chart_and_its_origin(fallbacks: Fallbacks) -> None:
    page = ask(fallbacks, "how many articles did each author write", strategy="few-shot")
    assert json.loads(page.css_first(".query").text()) == QUERY
    assert [node.text() for node in page.css(".demo-bars .what")] == ["Claude <b>Shannon"]
    caption = page.css_first("figcaption").text()
    assert "24 November 2026" in caption
    assert "SmolLM2-135M" in caption
    assert "few-shot" in caption


def test_hits_are_listed_whatever_fields_they_have(fallbacks: Fallbacks) -> None:
    items = [node.text() for node in ask(fallbacks, "Which are about noise?").css(".demo-hits li")]
    assert items == ["Noise Shannon, Weaver", "Polk, 1846"]


def test_a_run_without_a_query_says_so(fallbacks: Fallbacks) -> None:
    page = ask(fallbacks, "What is love?")
    assert page.css_first(".query") is None
    assert "could be executed" in page.body.text()  # type: ignore[union-attr]


@pytest.mark.parametrize("more", [{"strategy": "zero-shot"}, {"index": "movies"}])
def test_what_was_not_recorded_is_not_made_up(fallbacks: Fallbacks, more: dict[str, str]) -> None:
    page = ask(fallbacks, RUN["question"], **more)  # type: ignore[arg-type]
    assert "has not been recorded" in page.css_first("figcaption").text()
    assert page.css_first(".demo-bars") is None
