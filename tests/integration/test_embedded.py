"""The real Elasticsearch and the real model as children: they answer, stem, embed, come back when killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import openai
import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from demo_server.embedded import parts, ports
from demo_server.embedded.supervisor import State, Supervisor
from provision import fetch

PATIENCE_S = 180


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; fail after three minutes."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervisor]:
    """Both children, up."""
    folder = tmp_path_factory.mktemp("data")
    children = [
        parts.engine(fetch("elasticsearch-9.2.0"), folder, ports.free()),
        parts.model(fetch("smollm2-135m-instruct"), folder, ports.free()),
    ]
    with Supervisor(children, folder / "running.json", print) as supervisor:
        assert supervisor.wait_healthy(parts.ENGINE), supervisor.children[parts.ENGINE].last_words()
        assert supervisor.wait_healthy(parts.MODEL), supervisor.children[parts.MODEL].last_words()
        yield supervisor


@pytest.fixture(scope="module")
def engine(running: Supervisor) -> Iterator[Elasticsearch]:
    port = running.children[parts.ENGINE].part.config["port"]
    with Elasticsearch(f"http://127.0.0.1:{port}", request_timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def model(running: Supervisor) -> openai.OpenAI:
    port = running.children[parts.MODEL].part.config["port"]
    return openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", timeout=120)


def test_the_engine_stems_english(engine: Elasticsearch) -> None:
    analysis = {
        "analyzer": {"english": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "stem"]}},
        "filter": {"stem": {"type": "hunspell", "locale": "en_US"}},
    }
    engine.indices.create(index="stems", settings={"analysis": analysis, "number_of_replicas": 0})
    for words, stem in {"war wars War's": "war", "economy economies": "economy", "whale whales": "whale"}.items():
        tokens = engine.indices.analyze(index="stems", analyzer="english", text=words)["tokens"]
        assert stem in {token["token"] for token in tokens}
        assert {token["token"].removesuffix("'s") for token in tokens} == {stem}


def test_the_engine_listens_to_this_machine_only(running: Supervisor, engine: Elasticsearch) -> None:
    nodes = engine.nodes.info(metric="http,transport")["nodes"]
    for node in nodes.values():
        for kind in ("http", "transport"):
            assert all(address.startswith("127.0.0.1:") for address in node[kind]["bound_address"])


def test_the_engine_killed_in_the_middle_loses_nothing_acknowledged(running: Supervisor, engine: Elasticsearch) -> None:
    child = running.children[parts.ENGINE]
    bulk(engine, ({"_index": "kept", "_id": str(n), "n": n} for n in range(500)))
    deaths = child.deaths
    assert child.process is not None
    os.kill(child.process.pid, signal.SIGKILL)
    eventually(lambda: child.deaths == deaths + 1 and child.state is State.HEALTHY)
    engine.indices.refresh(index="kept")
    assert engine.count(index="kept")["count"] == 500


def test_the_model_answers_within_a_schema(model: openai.OpenAI) -> None:
    schema = {
        "type": "object",
        "properties": {"year": {"type": "integer", "minimum": 1700, "maximum": 2100}},
        "required": ["year"],
        "additionalProperties": False,
    }
    answer = model.chat.completions.create(
        model="SmolLM2-135M-Instruct",
        messages=[{"role": "user", "content": "In which year did the second world war end? Answer as JSON."}],
        response_format={"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}},
        temperature=0,
        max_tokens=30,
    )
    assert answer.model == "SmolLM2-135M-Instruct"  # and not a path of this machine
    assert '"year"' in (answer.choices[0].message.content or "")


def test_the_model_streams_and_embeds(model: openai.OpenAI) -> None:
    stream = model.chat.completions.create(
        model="SmolLM2-135M-Instruct",
        messages=[{"role": "user", "content": "Say hello."}],
        stream=True,
        temperature=0,
        max_tokens=12,
    )
    pieces = [chunk.choices[0].delta.content for chunk in stream if chunk.choices and chunk.choices[0].delta.content]
    assert len(pieces) > 1

    texts = ["a film about sharks", "a movie about sharks", "the budget of the federal government in 1932"]
    near, same, far = together = embedded(model, texts)
    assert cosine(near, same) > cosine(near, far)
    for text, vector in zip(texts, together, strict=True):
        assert cosine(embedded(model, [text])[0], vector) > 0.9999  # whatever else is in the request


def embedded(model: openai.OpenAI, texts: list[str]) -> list[list[float]]:
    data = model.embeddings.create(model="SmolLM2-135M-Instruct", input=texts).data
    return [one.embedding for one in sorted(data, key=lambda one: one.index)]


def cosine(first: list[float], second: list[float]) -> float:
    dot = sum(a * b for a, b in zip(first, second, strict=True))
    return dot / (sum(a * a for a in first) * sum(b * b for b in second)) ** 0.5


def test_several_answers_come_in_one_request(model: openai.OpenAI) -> None:
    many = parts.SLOTS // 2
    stream = model.chat.completions.create(
        model="SmolLM2-135M-Instruct",
        messages=[{"role": "user", "content": "Name an animal."}],
        n=many,
        seed=1,
        temperature=1.5,
        max_tokens=12,
        stream=True,
    )
    answers = dict.fromkeys(range(many), "")
    for chunk in stream:
        for choice in chunk.choices:
            answers[choice.index] += choice.delta.content or ""
    assert len(set(answers.values())) > 1
    assert all(answers.values())


def test_the_model_killed_comes_back_at_the_same_address(running: Supervisor, model: openai.OpenAI) -> None:
    child = running.children[parts.MODEL]
    deaths = child.deaths
    assert child.process is not None
    os.kill(child.process.pid, signal.SIGKILL)
    eventually(lambda: child.deaths == deaths + 1 and child.state is State.HEALTHY)
    assert model.models.list().data[0].id == "SmolLM2-135M-Instruct"
