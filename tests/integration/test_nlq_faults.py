"""Parts killed under a question: the answer names the part, and the next question is answered by itself."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from demo_server.app import create_app
from demo_server.corpora.load import load
from demo_server.embedded import parts
from demo_server.embedded.launch import Options, Talk, opened
from tests.integration.conftest import patient

QUESTION = {"question": "How many articles did each author write?", "strategy": "few-shot"}
QUERY = {"query": {"query": {"match_all": {}}}}
BACK_SECONDS = 120


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """Parts of our own, to be killed."""
    with opened(Options(tmp_path_factory.mktemp("talk")), print) as running:
        for part in (parts.ENGINE, parts.MODEL):
            running.require(part)
        with running.client() as client:
            load(client, ["articles"], embedded=True)
        yield running


@pytest.fixture
def server(own: Talk) -> FlaskClient:
    return create_app(patient(own.settings)).test_client()


def pid_of(talk: Talk, name: str) -> int:
    assert talk.supervisor is not None
    process = talk.supervisor.children[name].process
    assert process is not None
    return process.pid


def answered_again(ask: Any) -> Any:
    """Ask until it is answered; fails after BACK_SECONDS."""
    end = time.monotonic() + BACK_SECONDS
    while time.monotonic() < end:
        response = ask()
        if response.status_code == 200:
            return response
        assert response.status_code == 503, response.text
        time.sleep(0.2)
    raise AssertionError(f"still not back: {response.text}")


def test_the_engine_killed(own: Talk, server: FlaskClient) -> None:
    assert server.post("/articles/search", json=QUERY).status_code == 200
    os.kill(pid_of(own, parts.ENGINE), signal.SIGKILL)
    response = server.post("/articles/search", json=QUERY)
    error = response.get_json()["error"]
    assert (response.status_code, error["type"]) == (503, "elasticsearch_unavailable")
    assert "Elasticsearch" in error["message"]
    assert error["hint"]
    assert server.get("/health").get_json()["parts"]["elasticsearch"]["state"] == "down"
    back = answered_again(lambda: server.post("/articles/search", json=QUERY))
    assert back.get_json()["total"] == 157


def test_the_model_killed_while_it_writes(own: Talk, server: FlaskClient) -> None:
    assert server.post("/articles/nlq", json=QUESTION).status_code == 200
    body = {**QUESTION, "strategy": "zero-shot"}  # its answers are long
    response = server.post("/articles/nlq", json=body, headers={"Accept": "text/event-stream"}, buffered=False)
    told = ""
    for piece in response.response:
        told += piece.decode() if isinstance(piece, bytes) else piece
        if told.count("event: token") == 3:
            os.kill(pid_of(own, parts.MODEL), signal.SIGKILL)
    assert '"type": "model_unavailable"' in told.split("event: error")[1]
    answered_again(lambda: server.post("/articles/nlq", json=QUESTION))


def test_a_model_that_hangs_is_named_long_before_its_time_limit(own: Talk, server: FlaskClient) -> None:
    """Stopped, not dead: the socket stays open, and only asking again tells."""
    assert server.post("/articles/nlq", json=QUESTION).status_code == 200
    pid = pid_of(own, parts.MODEL)
    os.kill(pid, signal.SIGSTOP)
    waker = threading.Timer(60, os.kill, (pid, signal.SIGCONT))
    waker.start()
    try:
        response = server.post("/articles/nlq", json=QUESTION)
        assert waker.is_alive()
        assert (response.status_code, response.get_json()["error"]["type"]) == (503, "model_unavailable")
    finally:
        waker.cancel()
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            assert pid_of(own, parts.MODEL) != pid  # the supervisor was faster and started another one
    answered_again(lambda: server.post("/articles/nlq", json=QUESTION))
