"""The one edge where exceptions become words: every error of every endpoint is `{"error": {type, message, hint?}}`.

>>> problem = described(EngineDown("it cannot be reached"))
>>> problem.status, problem.type, problem.message
(503, 'elasticsearch_unavailable', 'Elasticsearch does not serve: it cannot be reached.')
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, g, jsonify
from flask_limiter.errors import RateLimitExceeded
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from demo_server.nlq.deadline import OutOfTime
from demo_server.nlq.engine import EngineBusy, EngineDown, EngineRefused, IndexMissing
from demo_server.nlq.mapping import MappingError
from demo_server.nlq.model import ModelBusy, ModelDown, ModelRefused
from demo_server.nlq.pipeline import BadQuestion, NoQuery, UnknownChoice
from demo_server.nlq.store import DuplicateExample, NoSuchExample
from demo_server.nlq.validate import QueryError
from demo_server.nlq.waiting import AskerLeft, LineFull

log = logging.getLogger("demo_server")

UNEXPECTED = "server_error"
WAIT = "It is started again by itself: wait some seconds and ask again. GET /health tells the state of each part."


class NotAllowed(Exception):
    """Writing needs the presenter's token."""


@dataclass(frozen=True)
class Problem:
    """An error in words, with the HTTP status that fits it. `more` are further keys of the error's object."""

    status: int
    type: str
    message: str
    hint: str | None = None
    retry_after: int | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        error = {"type": self.type, "message": self.message, **({"hint": self.hint} if self.hint else {})}
        return {"error": {**error, **self.more}}

    def response(self) -> Response:
        """The whole answer."""
        response = jsonify(self.body())
        response.status_code = self.status
        response.headers["Cache-Control"] = "no-store"
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(self.retry_after)
        return response


def described(error: BaseException) -> Problem:
    """The words for an exception; one that nobody expected is 500, is logged, and gives nothing away."""
    if (problem := _expected(error)) is not None:
        return problem
    log.error("unexpected error, request %s", g.get("request_id", "-"), exc_info=error)
    hint = f"It is in the server's log under {g.get('request_id', '-')}."
    return Problem(500, UNEXPECTED, "Something went wrong in the server.", hint)


def kind(error: BaseException) -> str:
    """The type that `described` gives an exception, without a line in the log."""
    problem = _expected(error)
    return problem.type if problem is not None else UNEXPECTED


def _expected(error: BaseException) -> Problem | None:
    match error:
        case EngineDown():
            return Problem(503, "elasticsearch_unavailable", f"Elasticsearch does not serve: {error}.", WAIT, 5)
        case EngineBusy():
            return Problem(503, "elasticsearch_busy", f"Elasticsearch is busy: {error}.", "Ask again in a moment.", 2)
        case EngineRefused():
            hint = "Change the query; if it is the key, check ELASTICSEARCH_API_KEY."
            return Problem(422, "elasticsearch_refused", f"Elasticsearch refused the query: {error}.", hint)
        case IndexMissing():
            hint = "Load it with `python -m demo_server load`."
            return Problem(404, "index_missing", f"The index '{error}' is not in Elasticsearch.", hint)
        case MappingError():
            return Problem(422, "nothing_to_ask", f"Nothing can be asked: {error}.")
        case ModelDown():
            hint = f"If it is the embedded model: {WAIT} For another one, see that its endpoint runs."
            return Problem(503, "model_unavailable", f"The language model does not answer: {error}.", hint, 5)
        case ModelBusy():
            after = error.retry_after or 5
            hint = f"Ask again in {after} seconds, or choose another profile."
            return Problem(503, "model_busy", f"The language model is busy: {error}.", hint, after)
        case ModelRefused():
            hint = "Change the profile's entry in the profiles' file, or choose another profile."
            return Problem(503, "model_refused", f"The language model cannot be used: {error}.", hint)
        case OutOfTime():
            hint = "Ask again; a shorter question, or another profile, may be faster."
            return Problem(503, "out_of_time", f"The answer took too long: {error}.", hint, 5)
        case LineFull():
            hint = f"Ask again in {error.retry_after} seconds, or choose another profile."
            return Problem(503, "line_full", f"Too many are asking: {error}.", hint, error.retry_after)
        case AskerLeft():
            return Problem(499, "asker_left", "The one who asked is gone.")
        case NoQuery():
            attempts = {"attempts": [attempt.public() for attempt in error.attempts]}
            message = f"The model wrote no query that may run, in {len(error.attempts)} attempts. The last: {error}."
            hint = "Say it in other words, or choose another strategy or profile."
            return Problem(422, "no_query", message, hint, more=attempts)
        case QueryError():
            return Problem(422, "query_rejected", f"The query may not run: {error}.")
        case DuplicateExample():
            hint = "Edit or delete that one first, or leave this one out."
            return Problem(409, "duplicate_example", f"“{error}” asks the same, with an equivalent query.", hint)
        case NoSuchExample():
            return Problem(404, "unknown_example", "There is no such example.", "GET /examples lists them.")
        case BadQuestion():
            return Problem(422, "bad_question", f"{str(error)[:1].upper()}{str(error)[1:]}.")
        case UnknownChoice():
            known = ", ".join(error.known) or "none"
            status = 404 if error.what == "index" else 422
            message = f"{str(error)[:1].upper()}{str(error)[1:][:200]}."
            return Problem(status, f"unknown_{error.what}", message, f"Known are: {known}.")
        case NotAllowed():
            return Problem(403, "not_allowed", "Only the presenter may do that.", "Send the presenter's token.")
        case ValidationError():
            return _invalid(error)
        case RateLimitExceeded():
            return Problem(429, "too_many_requests", f"Too many requests: {error.description}.", "Wait a little.", 60)
        case HTTPException():
            return _http(error)
    return None


def _invalid(error: ValidationError) -> Problem:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the body"
    return Problem(422, "bad_request", f"'{place}' is not right: {first['msg'].lower()}.", "See /docs for what fits.")


HTTP_WORDS = {
    400: ("malformed", "The body is not JSON.", 'Send JSON such as {"question": "…"}.'),
    404: ("not_found", "There is nothing at this address.", "See /docs for the API, / for the site."),
    405: ("method_not_allowed", "This address does not take that method.", "See /docs for what it takes."),
    413: ("too_large", "The body is too large.", None),
    415: ("not_json", "The body must be sent as JSON.", "Set Content-Type: application/json."),
}


def _http(error: HTTPException) -> Problem:
    status = error.code or 500
    type_, message, hint = HTTP_WORDS.get(status, ("http_error", error.name + ".", None))
    return Problem(status, type_, message, hint)


def install(app: Flask) -> None:
    """Every exception that leaves a route, and every error that Flask makes itself, gets the one shape."""

    def answer(error: Exception) -> Response:
        response = described(error).response()
        if isinstance(error, HTTPException) and (made := error.get_response()):
            for name in ("Allow", "Location"):
                if name in made.headers:
                    response.headers[name] = made.headers[name]
        return response

    app.register_error_handler(Exception, answer)
