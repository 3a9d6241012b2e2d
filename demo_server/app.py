"""The application: settings in, a Flask app out; nothing is started and nothing is asked until a request comes.

>>> from demo_server.config import Settings
>>> app = create_app(Settings(elasticsearch_url="http://127.0.0.1:9", profiles=()))
>>> app.test_client().get("/profiles").get_json()["strategies"]
['zero-shot', 'few-shot', 'rag-cross', 'rag', 'finetuned+rag', 'finetuned']
"""

from __future__ import annotations

import uuid
from http import HTTPStatus

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_openapi3.models.info import Info
from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.response import Response as ResponseModel
from flask_openapi3.models.schema import Schema
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import BadRequest, NotFound

from demo_server import errors, live, logs
from demo_server.config import Settings
from demo_server.routes import docs, examples, indexes, questions, state
from demo_server.routes.shapes import ErrorBody
from demo_server.security import SecurityHeaders
from demo_server.services import Services
from demo_server.site import Site

QUIET = {"state.health", "state.metrics", "live"}
"""Endpoints (or whole blueprints) that are asked all the time and go without a line in the log."""

INFO = Info(
    title="Ask an index in plain English",
    version="1",
    description="Questions become Elasticsearch queries by a language model, checked before they run.",
)


def create_app(settings: Settings) -> Flask:
    """The site and the API over the given Elasticsearch and models; no part of them is started here."""
    app = OpenAPI(
        "demo_server",
        info=INFO,
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
        static_folder=None,
        doc_ui=False,
        validation_error_status=422,
        validation_error_model=ErrorBody,
        validation_error_callback=_invalid,
    )
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    services = Services.make(settings)
    app.extensions["talk"] = services
    limiter = Limiter(
        get_remote_address,
        app=app,
        default_limits=[settings.rate_reads],
        storage_uri="memory://",
    )
    app.before_request(_must_be_json)
    _count(app, services)
    app.register_api(questions.blueprint(services, limiter))
    app.register_api(indexes.blueprint(services))
    app.register_api(examples.blueprint(services))
    app.register_api(state.blueprint(services, limiter))
    rooms = live.blueprint(settings)
    limiter.exempt(rooms)  # a whole room may stand behind one address; rooms have limits of their own
    app.register_api(rooms)
    app.register_blueprint(docs.blueprint(app, limiter))
    _describe_refusals(app)
    errors.install(app)
    _serve_site(app, settings)
    app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _invalid(error: ValidationError) -> Response:
    return errors.described(error).response()


def _must_be_json() -> None:
    """Bodies are JSON objects: 415 for another type, 400 for anything else."""
    sends = request.method in ("POST", "PUT", "PATCH") or (request.method == "DELETE" and request.content_length)
    if sends and request.url_rule is not None:
        body = request.get_json()
        if not isinstance(body, dict):
            raise BadRequest


def _describe_refusals(app: OpenAPI) -> None:
    """Every address may answer with what is refused before it is reached: no JSON, too much of it, too often."""
    for item in app.paths.values():
        for method in ("get", "post", "put", "patch", "delete"):
            if operation := getattr(item, method):
                statuses = (429,) if method == "get" else (400, 413, 415, 429)
                for status in map(HTTPStatus, statuses):
                    operation.responses.setdefault(str(status.value), _refusal(status))


def _refusal(status: HTTPStatus) -> ResponseModel:
    shape = MediaType(schema=Schema.model_validate({"$ref": "#/components/schemas/ErrorBody"}))
    return ResponseModel(description=status.phrase, content={"application/json": shape})


def _count(app: Flask, services: Services) -> None:
    @app.before_request
    def begin() -> None:
        g.request_id = uuid.uuid4().hex[:12]

    @app.after_request
    def end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        services.metrics.requests.labels(endpoint, request.method, str(response.status_code)).inc()
        if endpoint not in QUIET and request.blueprint not in QUIET:
            logs.say("request", endpoint=endpoint, method=request.method, status=response.status_code)
        response.headers["X-Request-Id"] = g.get("request_id", "-")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _serve_site(app: Flask, settings: Settings) -> None:
    """Files around the API; a page that is not there is the site's own 404 page to a browser."""
    if settings.site is None:
        return
    api = frozenset(rule.rule.lstrip("/").partition("/")[0] for rule in app.url_map.iter_rules())
    app.wsgi_app = Site(app.wsgi_app, settings.site, api, settings.site_refresh)  # type: ignore[method-assign]
    missing = settings.site / "404.html"

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> Response:
        accepted = request.accept_mimetypes
        if accepted.best_match(["application/json", "text/html"]) == "text/html" and missing.is_file():
            return Response(missing.read_text(encoding="utf-8"), status=404, mimetype="text/html")
        return errors.described(error).response()
