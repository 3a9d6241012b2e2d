"""A question in, a query and its result out; as one answer, or stage by stage as Server-Sent Events."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator
from itertools import chain
from typing import Any

from flask import Response, jsonify, request, stream_with_context
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from demo_server import logs
from demo_server.asker import presence
from demo_server.errors import described, kind
from demo_server.nlq.pipeline import Ask, Event
from demo_server.nlq.waiting import AskerLeft, Turn
from demo_server.routes.shapes import AnswerShape, ErrorBody, IndexPath, QueryBody, QuestionBody, SearchResult, WhyShape
from demo_server.services import Services

TAG = Tag(name="questions", description="Ask an index in plain English")
ERRORS: ResponseDict = dict.fromkeys((400, 404, 413, 415, 422, 429, 500, 503), ErrorBody)
EVENT_STREAM = "text/event-stream"
TAUGHT = ("done", "no_query")
"""Ends of a question that the teacher may hear of: where a part was down, there is nothing to learn."""


def blueprint(services: Services, limiter: Limiter) -> APIBlueprint:
    """`POST /{index}/nlq`, `POST /{index}/search` and `POST /{index}/why`."""
    api = APIBlueprint("questions", __name__, abp_tags=[TAG])
    limited = limiter.limit(services.settings.rate_questions)

    @api.post("/<string:index>/nlq", responses={200: AnswerShape, **ERRORS}, operation_id="ask")
    @limited
    def ask(path: IndexPath, body: QuestionBody) -> Response:
        """Answer a question: write the query, check it, run it.

        A model answers few at a time, and who comes later waits in line. With `Accept: text/event-stream` the stages
        come as Server-Sent Events: queue (each place in the line, if there is one), mapping, examples, prompt,
        token…, attempt, query, result, done; or error.
        """
        wanted = services.translator.asked(path.index, body.question, body.strategy, body.profile, body.execute)
        events = _Way(services, wanted).events()
        if request.accept_mimetypes.best_match(["application/json", EVENT_STREAM]) == EVENT_STREAM:
            return _streamed(events)
        *_, last = events
        return jsonify(last.data)

    @api.post("/<string:index>/search", responses={200: SearchResult, **ERRORS}, operation_id="search")
    @limited
    def search(path: IndexPath, body: QueryBody) -> Response:
        """Run a query that you wrote or edited, under the same rules as a model's."""
        return jsonify(services.translator.run(path.index, body.query, services.deadline()))

    @api.post("/<string:index>/why", responses={200: WhyShape, **ERRORS}, operation_id="why")
    @limited
    def explain(path: IndexPath, body: QueryBody) -> Response:
        """Why a query finds nothing: how many documents each condition leaves, and all the others without it."""
        return jsonify(services.translator.why(path.index, body.query, services.deadline()))

    return api


class _Way:
    """A question's way from the door: its turn in line, the translator's stages, and what is noted of it."""

    def __init__(self, services: Services, wanted: Ask) -> None:
        self.services = services
        self.wanted = wanted
        self.deadline = services.deadline()
        self.here = presence(request.environ)
        self.noted: dict[str, Any] = {}

    def events(self) -> Generator[Event, None, None]:
        """Every event, in order. Closing it, also while it waits, gives up its place and drops the work."""
        begun = time.perf_counter()
        outcome = "asker_left"  # unless it comes to another end
        try:
            with self.services.lines.join(self.wanted.profile, self.deadline) as turn:
                yield from self._in_line(turn, begun)
                yield from self._served()
            outcome = "done"
        except Exception as error:
            outcome = kind(error)
            raise
        finally:
            self._note(outcome, begun)

    def _in_line(self, turn: Turn, begun: float) -> Generator[Event, None, None]:
        for place in turn.wait(self.deadline, self.here):
            yield Event("queue", place.public())
        self.noted["queue_ms"] = round((time.perf_counter() - begun) * 1000, 2)

    def _served(self) -> Generator[Event, None, None]:
        metrics, profile = self.services.metrics, self.wanted.profile.name
        for event in self.services.translator.answer(self.wanted, self.deadline):
            if event.stage == "attempt":
                self.noted["attempts"] = self.noted.get("attempts", 0) + 1
                accepted = str(event.data["error"] is None).lower()
                metrics.attempts.labels(profile, self.wanted.strategy.name, accepted).inc()
            elif event.stage == "done":
                timings = event.data["timings_ms"]
                timings["queue"] = self.noted["queue_ms"]
                for stage, spent in timings.items():
                    metrics.stages.labels(stage).observe(spent / 1000)
            yield event
            if not self.here():
                raise AskerLeft

    def _note(self, outcome: str, begun: float) -> None:
        self.services.metrics.questions.labels(self.wanted.profile.name, outcome).inc()
        told = {"question": self.wanted.question} if self.services.settings.log_questions else {}
        logs.say(
            "question",
            index=self.wanted.index,
            strategy=self.wanted.strategy.name,
            profile=self.wanted.profile.name,
            outcome=outcome,
            total_ms=round((time.perf_counter() - begun) * 1000, 2),
            **self.noted,
            **told,
        )
        if self.services.listener and outcome in TAUGHT:
            self.services.listener.heard(self.wanted.index, self.wanted.question)


def _streamed(events: Generator[Event, None, None]) -> Response:
    """The first event is waited for, so that an engine which is down is still an HTTP status."""
    first = next(events)

    def sent() -> Iterator[str]:
        try:
            for event in chain((first,), events):
                yield _written(event.stage, event.data)
        except Exception as error:  # noqa: BLE001 - the status is sent; the error becomes the last event
            yield _written("error", described(error).body())
        finally:
            events.close()

    response = Response(stream_with_context(sent()), mimetype=EVENT_STREAM)
    response.call_on_close(events.close)  # also when nobody was there to read the first event
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _written(stage: str, data: dict[str, Any]) -> str:
    return f"event: {stage}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
