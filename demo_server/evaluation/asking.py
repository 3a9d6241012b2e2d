"""One question asked of the whole pipeline, in this process or of a running server, and all that is worth keeping.

An index that cannot answer is said so in words: the response has `refusal` in place of a query, or the error's type is
`unanswerable`. An engine or a model that is down is no answer: it is waited for, and then given up with `Down`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import httpx2
from flask import Flask

from demo_server.errors import described
from demo_server.evaluation.sets import Question
from demo_server.services import Services

Query = dict[str, Any]
Events = Iterator[tuple[str, dict[str, Any]]]

UNANSWERABLE = "unanswerable"
PASSING = frozenset(("elasticsearch_unavailable", "elasticsearch_busy", "model_unavailable", "model_busy"))
"""Errors of a part that is starting again: the question is asked once more."""
PATIENCE = 12
PAUSE = 5.0
"""Seconds between two tries; together with PATIENCE longer than a part needs to start again."""
ANSWER_SECONDS = 60.0


class Down(Exception):
    """A part does not come back; what was answered so far is kept."""


@dataclass(frozen=True)
class Answer:
    """What came back for one question. `seconds`: as a person waits for it; tokens are None where nobody counts."""

    id: str
    question: str
    query: Query | None
    refusal: str | None
    error: str | None
    attempts: tuple[dict[str, Any], ...]
    seconds: float
    tokens_in: int | None
    tokens_out: int | None
    confidence: float | None
    signs: dict[str, float] | None = None

    def public(self) -> dict[str, Any]:
        """As a line of a run file."""
        return asdict(self)


class Asker(Protocol):
    """Somebody who can be asked."""

    def events(self, asked: Question, strategy: str, profile: str | None) -> Events:
        """The stages of an answer, the last one `done` or `error` (see the HTTP API)."""

    def tokens(self, messages: list[dict[str, str]], profile: str | None) -> int | None:
        """How many tokens these messages are to the model, where it can say."""


def ask(
    asker: Asker,
    asked: Question,
    strategy: str,
    profile: str | None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.perf_counter,
) -> Answer:
    """Ask one question. Raises Down when a part of the server stays away."""
    for patience in range(PATIENCE, -1, -1):
        begun = clock()
        stages = list(asker.events(asked, strategy, profile))
        seconds = clock() - begun
        stage, last = stages[-1]
        error = last["error"] if stage == "error" else None
        if error is None or error["type"] not in PASSING | {"too_many_requests"}:
            break
        if patience == 0:
            raise Down(error["message"])
        sleep(PAUSE)
    messages = next((data["messages"] for name, data in stages if name == "prompt"), None)
    pieces = sum(name == "token" for name, _ in stages)
    return Answer(
        id=asked.id,
        question=asked.question,
        query=None if error else last.get("query"),
        refusal=_refusal(last, error),
        error=None if error is None or error["type"] == UNANSWERABLE else f"{error['type']}: {error['message']}",
        attempts=tuple(data for name, data in stages if name == "attempt"),
        seconds=round(seconds, 4),
        tokens_in=asker.tokens(messages, profile) if messages else None,
        tokens_out=pieces or None,
        confidence=last.get("confidence"),
        signs=last.get("signs"),
    )


def _refusal(last: dict[str, Any], error: dict[str, Any] | None) -> str | None:
    if error is not None:
        return str(error["message"]) if error["type"] == UNANSWERABLE else None
    return None if last.get("query") else last.get("refusal")


class Local:
    """The pipeline in this process, as `create_app` puts it together."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._services: Services = app.extensions["talk"]
        self._counters: dict[str, TokenCounter] = {}

    def events(self, asked: Question, strategy: str, profile: str | None) -> Events:
        """See Asker."""
        services = self._services
        try:
            wanted = services.translator.asked(asked.index, asked.question, strategy, profile)
            for event in services.translator.answer(wanted, services.deadline()):
                yield event.stage, event.data
        except Exception as error:  # noqa: BLE001 - in words, as a caller of the API would read it
            with self._app.app_context():
                yield "error", described(error).body()

    def tokens(self, messages: list[dict[str, str]], profile: str | None) -> int | None:
        """See Asker."""
        chosen = self._services.models.profiles[profile or self._services.models.default or ""]
        if chosen.name not in self._counters:
            self._counters[chosen.name] = TokenCounter(chosen.base_url)
        return self._counters[chosen.name].count(messages)


class Remote:
    """A running server, by its address. It may limit how often it is asked: then it is waited for."""

    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(base_url=url.rstrip("/"), timeout=ANSWER_SECONDS)

    def get(self, path: str) -> Any:
        """A JSON answer of the server. Raises Down when there is none."""
        try:
            return self._client.get(path).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise Down(f"the server gives no answer to {path}: {error}") from error

    def events(self, asked: Question, strategy: str, profile: str | None) -> Events:
        """See Asker."""
        body = {"question": asked.question, "strategy": strategy, **({"profile": profile} if profile else {})}
        headers = {"Accept": "text/event-stream"}
        try:
            with self._client.stream("POST", f"/{asked.index}/nlq", json=body, headers=headers) as answer:
                if answer.headers.get("Content-Type", "").startswith("application/json"):
                    answer.read()
                    yield ("error" if answer.is_error else "done"), answer.json()
                else:
                    yield from server_sent(answer.iter_lines())
        except (httpx2.HTTPError, ValueError) as error:
            message = f"the server broke off: {error}"
            yield "error", {"error": {"type": "model_unavailable", "message": message}}

    def tokens(self, messages: list[dict[str, str]], profile: str | None) -> int | None:  # noqa: ARG002
        """See Asker: the API says nothing of it."""
        return None


def server_sent(lines: Iterator[str]) -> Events:
    """Server-Sent Events as (event, data).

    >>> list(server_sent(iter(["event: token", 'data: {"text": "{"}', ""])))
    [('token', {'text': '{'})]
    """
    stage = ""
    for line in lines:
        if line.startswith("event: "):
            stage = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield stage, json.loads(line.removeprefix("data: "))


class TokenCounter:
    """llama.cpp can say how many tokens a conversation is; other endpoints cannot, and are asked once."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx2.Client(base_url=base_url.rstrip("/").removesuffix("/v1"), timeout=5.0)
        self._able = True

    def count(self, messages: list[dict[str, str]]) -> int | None:
        """Tokens of the whole prompt, or None."""
        if not self._able:
            return None
        try:
            prompt = self._client.post("/apply-template", json={"messages": messages}).raise_for_status().json()
            body = {"content": prompt["prompt"], "add_special": True, "parse_special": True}
            return len(self._client.post("/tokenize", json=body).raise_for_status().json()["tokens"])
        except (httpx2.HTTPError, ValueError, KeyError):
            self._able = False
            return None
