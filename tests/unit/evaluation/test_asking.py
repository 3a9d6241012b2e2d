"""Asking over the wire: a scripted server that answers, refuses, limits, breaks off and dies."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.evaluation import sets
from demo_server.evaluation.asking import PATIENCE, Down, Local, Remote, TokenCounter, ask
from demo_server.profiles import Profile

ASKED = sets.load(("articles",))[0]
QUERY = {"query": {"term": {"author": "Alan Turing"}}}
PROMPT = ("prompt", {"messages": [{"role": "user", "content": "x"}], "schema": {}})
BUSY = (503, {"error": {"type": "model_unavailable", "message": "The language model does not answer."}})

Events = list[tuple[str, dict[str, Any]]]


class Scripted(ThreadingHTTPServer):
    """Answers each request with the next part of its script: a list of events, or a status with a body."""

    script: list[Events | tuple[int, dict[str, Any]]]
    bodies: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Scripted

    def do_POST(self) -> None:
        """The next part of the script; the last one again and again."""
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        part = self.server.script.pop(0) if len(self.server.script) > 1 else self.server.script[0]
        if isinstance(part, tuple):
            kind, text, status = "application/json", json.dumps(part[1]), part[0]
        else:
            kind, status = "text/event-stream", 200
            text = "".join(f"event: {stage}\ndata: {json.dumps(data)}\n\n" for stage, data in part)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A scripted server on a free port."""
    scripted = Scripted(("127.0.0.1", 0), Handler)
    scripted.script, scripted.bodies = [], []
    thread = threading.Thread(target=scripted.serve_forever, daemon=True)
    thread.start()
    yield scripted
    scripted.shutdown()
    scripted.server_close()
    thread.join()


def url(server: Scripted) -> str:
    """Its address."""
    return f"http://127.0.0.1:{server.server_address[1]}"


def attempt(error: str | None) -> tuple[str, dict[str, Any]]:
    """An attempt of the model."""
    return "attempt", {"output": "…", "error": error}


def test_an_answer_with_all_that_is_worth_keeping(server: Scripted) -> None:
    token = ("token", {"text": "{"})
    server.script = [[PROMPT, token, attempt("no"), token, token, attempt(None), ("done", {"query": QUERY})]]
    answer = ask(Remote(url(server)), ASKED, "few-shot", None, clock=iter([10.0, 10.25]).__next__)
    assert answer.query == QUERY
    assert [one["error"] for one in answer.attempts] == ["no", None]
    assert (answer.seconds, answer.tokens_out, answer.tokens_in) == (0.25, 3, None)
    assert (answer.refusal, answer.error, answer.confidence) == (None, None, None)
    assert server.bodies == [{"question": ASKED.question, "strategy": "few-shot"}]


@pytest.mark.parametrize(
    "part",
    [
        [("done", {"query": None, "refusal": "This index holds no prices."})],
        [("error", {"error": {"type": "unanswerable", "message": "This index holds no prices."}})],
        (422, {"error": {"type": "unanswerable", "message": "This index holds no prices."}}),
    ],
)
def test_a_refusal_in_words(server: Scripted, part: Any) -> None:
    server.script = [part]
    answer = ask(Remote(url(server)), ASKED, "few-shot", "embedded")
    assert answer.refusal == "This index holds no prices."
    assert answer.query is None
    assert answer.error is None


def test_no_query_is_neither_an_answer_nor_a_refusal(server: Scripted) -> None:
    server.script = [(422, {"error": {"type": "no_query", "message": "The model wrote no query."}})]
    answer = ask(Remote(url(server)), ASKED, "few-shot", None)
    assert (answer.query, answer.refusal, answer.error) == (None, None, "no_query: The model wrote no query.")


def test_a_limit_and_a_restart_are_waited_for(server: Scripted) -> None:
    limited = (429, {"error": {"type": "too_many_requests", "message": "60 per minute"}})
    server.script = [limited, BUSY, [("done", {"query": QUERY})]]
    pauses: list[float] = []
    assert ask(Remote(url(server)), ASKED, "few-shot", None, sleep=pauses.append).query == QUERY
    assert len(pauses) == 2


def test_a_part_that_stays_away_ends_the_measurement(server: Scripted) -> None:
    server.script = [BUSY]
    pauses: list[float] = []
    with pytest.raises(Down, match="does not answer"):
        ask(Remote(url(server)), ASKED, "few-shot", None, sleep=pauses.append)
    assert len(pauses) == PATIENCE


def test_a_server_that_is_gone_ends_it_too(server: Scripted) -> None:
    with pytest.raises(Down):
        ask(Remote("http://127.0.0.1:9"), ASKED, "few-shot", None, sleep=lambda _: None)
    with pytest.raises(Down, match="no answer to /indexes"):
        Remote("http://127.0.0.1:9").get("/indexes")


def test_here_a_missing_engine_is_waited_for_as_well() -> None:
    profile = Profile("embedded", "http://127.0.0.1:9/v1", "SmolLM2")
    app = create_app(Settings(elasticsearch_url="http://127.0.0.1:9", profiles=(profile,)))
    with pytest.raises(Down, match="Elasticsearch does not serve"):
        ask(Local(app), ASKED, "few-shot", None, sleep=lambda _: None)


def test_tokens_are_counted_where_the_endpoint_can(server: Scripted) -> None:
    server.script = [(200, {"prompt": "<|im_start|>user"}), (200, {"tokens": [1, 2, 3]})]
    assert TokenCounter(f"{url(server)}/v1").count([{"role": "user", "content": "x"}]) == 3
    assert server.bodies[1]["content"] == "<|im_start|>user"


def test_an_endpoint_that_cannot_count_is_asked_once(server: Scripted) -> None:
    server.script = [(404, {})]
    counter = TokenCounter(f"{url(server)}/v1")
    assert (counter.count([]), counter.count([])) == (None, None)
    assert len(server.bodies) == 1
