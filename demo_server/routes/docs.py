"""The API's own description: OpenAPI at `/openapi.json`, Swagger UI at `/docs`, all of it from this server."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, jsonify, send_from_directory
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_openapi3.openapi import OpenAPI

OURS = Path(__file__).parent.parent / "docs_ui"


def blueprint(app: OpenAPI, limiter: Limiter) -> Blueprint:
    """`GET /openapi.json`, `GET /docs` and what that page loads."""
    docs = Blueprint("docs", __name__)
    spec = find_spec("flask_openapi3_swagger")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("flask_openapi3_swagger")
    swagger = Path(spec.origin).parent / "templates" / "swagger"

    @docs.get("/openapi.json")
    def openapi() -> ResponseReturnValue:
        return jsonify(app.api_doc)

    @docs.get("/docs")
    def page() -> ResponseReturnValue:
        return send_from_directory(OURS, "index.html")

    @docs.get("/docs/start.js")
    def start() -> ResponseReturnValue:
        return send_from_directory(OURS, "start.js")

    @docs.get("/docs/swagger/<path:name>")
    def asset(name: str) -> ResponseReturnValue:
        return send_from_directory(swagger, name)

    limiter.exempt(docs)
    return docs
