"""A question in, a query and its result out; as one answer, or stage by stage as Server-Sent Events."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from itertools import chain
from typing import Any

from flask import Response, jsonify, request, stream_with_context
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from demo_server.errors import described
from demo_server.nlq.pipeline import Ask, Event
from demo_server.routes.shapes import Answer, ErrorBody, IndexPath, QueryBody, QuestionBody, SearchResult
from demo_server.services import Services

TAG = Tag(name="questions", description="Ask an index in plain English")
ERRORS: ResponseDict = dict.fromkeys((400, 404, 413, 415, 422, 429, 500, 503), ErrorBody)
EVENT_STREAM = "text/event-stream"


def blueprint(services: Services, limiter: Limiter) -> APIBlueprint:
    """`POST /{index}/nlq` and `POST /{index}/search`."""
    api = APIBlueprint("questions", __name__, abp_tags=[TAG])
    limited = limiter.limit(services.settings.rate_questions)

    @api.post("/<string:index>/nlq", responses={200: Answer, **ERRORS}, operation_id="ask")
    @limited
    def ask(path: IndexPath, body: QuestionBody) -> Response:
        """Answer a question: write the query, check it, run it.

        With `Accept: text/event-stream` the stages come as Server-Sent Events: mapping, examples, prompt, token…,
        attempt, query, result, done; or error.
        """
        wanted = services.translator.asked(path.index, body.question, body.strategy, body.profile, body.execute)
        events = _counted(services, wanted)
        if request.accept_mimetypes.best_match(["application/json", EVENT_STREAM]) == EVENT_STREAM:
            return _streamed(events)
        *_, last = events
        return jsonify(last.data)

    @api.post("/<string:index>/search", responses={200: SearchResult, **ERRORS}, operation_id="search")
    @limited
    def search(path: IndexPath, body: QueryBody) -> Response:
        """Run a query that you wrote or edited, under the same rules as a model's."""
        return jsonify(services.translator.run(path.index, body.query, services.deadline()))

    return api


def _counted(services: Services, wanted: Ask) -> Generator[Event, None, None]:
    metrics = services.metrics
    for event in services.translator.answer(wanted, services.deadline()):
        if event.stage == "attempt":
            accepted = str(event.data["error"] is None).lower()
            metrics.attempts.labels(wanted.profile.name, wanted.strategy.name, accepted).inc()
        elif event.stage == "done":
            for stage, spent in event.data["timings_ms"].items():
                metrics.stages.labels(stage).observe(spent / 1000)
        yield event


def _streamed(events: Generator[Event, None, None]) -> Response:
    """The first stage is waited for, so that an engine which is down is still an HTTP status."""
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
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _written(stage: str, data: dict[str, Any]) -> str:
    return f"event: {stage}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
