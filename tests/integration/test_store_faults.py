"""Engine and server killed in the middle of writes to the store: what was acknowledged is there afterwards."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.embedded import parts
from demo_server.embedded.supervisor import State
from demo_server.profiles import Profile
from tests.conftest import start_server, stop_server
from tests.integration.conftest import PATIENT
from tests.integration.small_engine import SmallEngine, small_engine

TOKEN = "the-presenter"
PATIENCE_S = 240
BEFORE, AFTER = 5, 3
"""Writes that are acknowledged before the kill, and after it."""

Post = Callable[[dict[str, Any]], bool]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallEngine]:
    with small_engine(tmp_path_factory.mktemp("engine")) as running:
        yield running


def written_through(post: Post, kill: Callable[[], None], name: str) -> list[str]:
    """Write examples one after the other, kill something while one is on its way; the questions acknowledged."""
    kept: list[str] = []
    killed = False
    end = time.monotonic() + PATIENCE_S
    for number in range(10_000):
        assert time.monotonic() < end, f"only {len(kept)} were acknowledged"
        question = f"Which articles of {name} have more than {number} pages?"
        query = {"query": {"range": {"pages": {"gte": 0, "lte": 100 + number}}}}
        if len(kept) == BEFORE and not killed:
            killed = True
            threading.Timer(0.01, kill).start()
        if post({"index": "articles", "question": question, "query": query}):
            kept.append(question)
        elif killed:
            time.sleep(0.2)
        if len(kept) >= BEFORE + AFTER and killed:
            return kept
    raise AssertionError("never acknowledged")


def test_the_engine_killed_while_examples_are_written(engine: SmallEngine, tmp_path: Path) -> None:
    profile = Profile("nobody", "http://127.0.0.1:9/v1", "m")
    settings = Settings(
        engine.url, (profile,), indexes=("articles",), data_dir=tmp_path, presenter_token=TOKEN, search_seconds=20.0,
        **PATIENT,
    )  # fmt: skip
    client = create_app(settings).test_client()

    def post(example: dict[str, Any]) -> bool:
        response = client.post("/examples", json=example, headers={"Authorization": f"Bearer {TOKEN}"})
        assert response.status_code in (201, 503), response.text
        return response.status_code == 201

    deaths = engine.child.deaths

    def kill() -> None:
        assert engine.child.process is not None
        os.kill(engine.child.process.pid, signal.SIGKILL)

    kept = written_through(post, kill, "the engine")
    end = time.monotonic() + PATIENCE_S
    while not (engine.child.deaths > deaths and engine.child.state is State.HEALTHY):
        assert time.monotonic() < end, "the engine did not come back"
        time.sleep(0.1)
    listed = client.get("/examples?index=articles").get_json()["examples"]
    assert set(kept) <= {example["question"] for example in listed}


def test_the_server_killed_while_examples_are_written(engine: SmallEngine, tmp_path: Path) -> None:
    """The whole server in processes of its own; its web server is the part that is killed."""
    (tmp_path / "site").mkdir()
    environment = {"ELASTICSEARCH_URL": engine.url, "ELASTICSEARCH_INDEXES": "articles"}
    server = start_server(tmp_path / "site", tmp_path / "data", env=environment)
    token = (server.data_dir / "presenter-token").read_text().strip()
    record = server.data_dir / "running.json"

    def asked(path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(server.url + path, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
        except (OSError, ValueError):  # refused, or broken off: not acknowledged
            return 0, None

    def kill() -> None:
        os.kill(json.loads(record.read_text())["parts"][parts.WEB]["pid"], signal.SIGKILL)

    def post(example: dict[str, Any]) -> bool:
        status, body = asked("examples", example)
        assert status in (0, 201, 409, 429, 503), body
        return status == 201

    try:
        kept = written_through(post, kill, "the server")
        assert json.loads(record.read_text())["parts"][parts.WEB]["deaths"] == 1
        _, listed = asked("examples?index=articles")
        assert set(kept) <= {example["question"] for example in listed["examples"]}
    finally:
        stop_server(server)
