"""What a game's slide shows where nobody plays: real results of machines, labelled; never an invented one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen import corpora, live_results, templates
from sitegen.assets import SITE
from sitegen.fallbacks import Fallbacks


@pytest.fixture
def fallbacks(tmp_path: Path) -> Fallbacks:
    return Fallbacks(templates.environment(), tmp_path, corpora.build(tmp_path), SITE / "recorded")


def text(html: str) -> str:
    return " ".join(LexborHTMLParser(html).text(separator=" ").split())


def test_the_recorded_game_is_what_its_rows_say() -> None:
    game = json.loads((SITE / "recorded" / live_results.RECORDED).read_text())
    *rows, means = game["rows"]
    assert len(rows) == len(game["text"]) - game["given"]
    for name in ("ngram-0", "ngram-5", "llm"):
        assert means[name] == pytest.approx(sum(row[name] for row in rows) / len(rows), abs=1e-3)


def test_each_kind_shows_something_and_says_what_it_is(fallbacks: Fallbacks) -> None:
    shannon = text(fallbacks("live-game", {"kind": "shannon"}))
    assert "Recorded on" in shannon
    assert "without people" in shannon
    assert "0.6–1.3" in shannon
    poll = fallbacks("live-game", {"kind": "poll", "question": "Is <b> bold?", "options": "Yes | No"})
    assert [item.text() for item in LexborHTMLParser(poll).css("li")] == ["Yes", "No"]
    assert "Is <b> bold?" in text(poll)
    heat = text(fallbacks("live-game", {"kind": "temperature", "cold": "0.3", "hot": "1.5"}))
    assert "temperatures 0.3 and 1.5" in heat
    assert "In a talk the room asks" in text(fallbacks("live-game", {"kind": "questions"}))
    assert "In a talk the room proposes" in text(fallbacks("live-game", {"kind": "ask"}))
    assert fallbacks("live-game", {"kind": "ask", "over": ""}) == ""  # the slide beneath shows something itself
