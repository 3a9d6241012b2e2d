"""The four indexes in the real engine: the right counts, once, again after a kill, and never over somebody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from demo_server.corpora import load as loading
from demo_server.corpora.documents import FOLDER, SOURCES
from demo_server.corpora.load import MARK, LoadError, absent, load
from demo_server.embedded import parts, ports
from demo_server.embedded.supervisor import Supervisor
from provision import fetch

EXPECTED = {"articles": 157, "gutenberg": 270, "speeches": 233, "movies": 3200}
ANSWERS = json.loads(Path(__file__).with_name("sample_answers.json").read_text())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elasticsearch]:
    """An engine of its own with nothing in it."""
    folder, port = tmp_path_factory.mktemp("data"), ports.free()
    part = parts.engine(fetch("elasticsearch-9.2.0"), folder, port)
    with Supervisor([part], folder / "running.json", print) as supervisor:
        assert supervisor.wait_healthy(parts.ENGINE), supervisor.children[parts.ENGINE].last_words()
        with Elasticsearch(f"http://127.0.0.1:{port}", request_timeout=120) as client:
            yield client


@pytest.fixture(scope="module")
def loaded(engine: Elasticsearch) -> Elasticsearch:
    """The same with all four indexes."""
    assert absent(engine, SOURCES) == list(SOURCES)
    reports: list[tuple[str, int, int]] = []
    load(engine, SOURCES, lambda *report: reports.append(report), embedded=True)
    assert {index: done for index, done, _ in reports} == EXPECTED
    assert {index: total for index, _, total in reports} == EXPECTED
    return engine


class Killed(Exception):
    """Stands for the end of a process in the middle of a load."""


def mark(engine: Elasticsearch, index: str) -> dict[str, Any]:
    found: dict[str, Any] = engine.indices.get_mapping(index=index)[index]["mappings"]["_meta"][MARK]
    return found


def test_every_index_has_all_its_documents(loaded: Elasticsearch) -> None:
    for index, count in EXPECTED.items():
        assert loaded.count(index=index)["count"] == count
        assert mark(loaded, index)["complete"] is True
    assert absent(loaded, SOURCES) == []


def test_loading_again_does_nothing(loaded: Elasticsearch) -> None:
    before = loaded.indices.stats(index=",".join(SOURCES), metric="indexing")["_all"]["primaries"]["indexing"]
    load(loaded, SOURCES, lambda *_: pytest.fail("it loaded again"), embedded=True)
    after = loaded.indices.stats(index=",".join(SOURCES), metric="indexing")["_all"]["primaries"]["indexing"]
    assert after["index_total"] == before["index_total"]


@pytest.mark.parametrize(("one", "other"), [("war", "wars"), ("whale", "whales"), ("railroad", "railroads")])
def test_text_is_stemmed(loaded: Elasticsearch, one: str, other: str) -> None:
    def found(word: str) -> int:
        hits = loaded.search(index="speeches,gutenberg", query={"match": {"content": word}}, size=0)["hits"]
        return int(hits["total"]["value"])

    assert found(one) == found(other) > 0


@pytest.mark.parametrize("index", SOURCES)
def test_every_sample_question_has_an_answer(loaded: Elasticsearch, index: str) -> None:
    samples = json.loads((FOLDER / index / "questions.json").read_text())["samples"]
    assert set(ANSWERS[index]) == set(samples)
    for question, answer in ANSWERS[index].items():
        result = loaded.search(index=index, track_total_hits=True, **answer["search"])
        for path, expected in answer["expect"].items():
            assert _at(result.body, path) == expected, (question, path)


def _at(body: Any, path: str) -> Any:
    for step in path.split("/"):
        body = body[int(step)] if isinstance(body, list) else body[step]
    return body


def test_a_load_that_was_killed_goes_on_where_it_stopped(
    loaded: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded.indices.delete(index="movies")
    monkeypatch.setattr(loading, "CHUNK_DOCUMENTS", 100)

    def die(_index: str, done: int, _total: int) -> None:
        if done == 1050:
            raise Killed

    with pytest.raises(Killed):
        load(loaded, ["movies"], die, embedded=True)
    assert mark(loaded, "movies")["complete"] is False
    first: list[int] = []
    load(loaded, ["movies"], lambda _index, done, _total: first.append(done), embedded=True)
    assert first[0] == 1101  # eleven chunks of 100 had arrived
    assert loaded.count(index="movies")["count"] == EXPECTED["movies"]
    assert mark(loaded, "movies")["complete"] is True


def test_another_version_takes_the_place_of_the_old(loaded: Elasticsearch, monkeypatch: pytest.MonkeyPatch) -> None:
    before = mark(loaded, "articles")["version"]
    one_more = {"author": ["Ada Lovelace"], "title": "Note G", "publication_date": "1843-09-01"}
    monkeypatch.setitem(SOURCES, "articles", lambda read=SOURCES["articles"]: iter([*read(), one_more]))
    load(loaded, ["articles"], embedded=True)
    assert loaded.count(index="articles")["count"] == EXPECTED["articles"] + 1
    assert mark(loaded, "articles")["version"] != before
    monkeypatch.undo()
    load(loaded, ["articles"], embedded=True)
    assert loaded.count(index="articles")["count"] == EXPECTED["articles"]


def test_an_index_of_somebody_else_is_left_alone(loaded: Elasticsearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, "theirs", SOURCES["articles"])
    monkeypatch.setattr(loading, "_body", lambda *_: {"mappings": {}, "settings": {}})
    loaded.index(index="theirs", document={"secret": 1}, refresh=True)
    with pytest.raises(LoadError, match="already has an index 'theirs' that this project did not make"):
        load(loaded, ["theirs"], embedded=True)
    assert loaded.count(index="theirs")["count"] == 1


def test_an_engine_that_is_not_there_is_said(engine: Elasticsearch) -> None:
    with Elasticsearch(f"http://127.0.0.1:{ports.free()}", max_retries=0) as nowhere:
        with pytest.raises(LoadError, match="index articles: the engine does not answer"):
            load(nowhere, ["articles"], embedded=True)
        with pytest.raises(LoadError, match="the engine does not answer"):
            absent(nowhere, ["articles"])
