"""How the server is: each part's health, the models to choose from, numbers for Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Response, jsonify
from flask_limiter import Limiter
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from prometheus_client import CONTENT_TYPE_LATEST

from demo_server.nlq.engine import EngineBusy, EngineDown, EngineRefused
from demo_server.nlq.model import ModelDown
from demo_server.routes.shapes import ErrorBody, HealthShape, ProfilesShape
from demo_server.services import Services

TAG = Tag(name="state", description="How the server is")
SERVICE = "llm-talk"
"""By this word in /health a page knows that a live server is behind it."""

Part = dict[str, str]


def blueprint(services: Services, limiter: Limiter) -> APIBlueprint:
    """`GET /health`, `GET /profiles`, `GET /metrics`."""
    api = APIBlueprint("state", __name__, abp_tags=[TAG])

    @api.get("/health", responses={200: HealthShape}, operation_id="health")
    @limiter.exempt
    def health() -> Response:
        """Each part's state, asked anew. The status is 200 also when a part is down: the body tells."""
        checks: dict[str, Callable[[Services], Part]] = {"elasticsearch": _engine, "model": _model}
        with ThreadPoolExecutor(len(checks)) as pool:
            running = {name: pool.submit(check, services) for name, check in checks.items()}
        parts = {name: future.result() for name, future in running.items()}
        ok = all(part["state"] == "up" for part in parts.values())
        return jsonify(service=SERVICE, status="ok" if ok else "degraded", parts=parts)

    @api.get("/profiles", responses={200: ProfilesShape, 429: ErrorBody}, operation_id="profiles")
    def profiles() -> Response:
        """The models that may be asked (never their addresses or keys), and the strategies."""
        models = services.models
        shown = [
            {
                "name": profile.name,
                "title": profile.title or profile.model,
                "model": profile.model,
                "default": profile.name == models.default,
                "supports": sorted(profile.supports),
                "strategies": list(services.translator.usable(profile)),
            }
            for profile in models.profiles.values()
        ]
        return jsonify(profiles=shown, strategies=list(services.translator.strategies))

    @api.get("/metrics", responses={200: {"content": {"text/plain": {}}}}, operation_id="metrics")
    @limiter.exempt
    def metrics() -> Response:
        """Counters and times in Prometheus' format."""
        return Response(services.metrics.text(), content_type=CONTENT_TYPE_LATEST)

    return api


def _engine(services: Services) -> Part:
    try:
        colour = services.engine.status()
    except (EngineDown, EngineBusy, EngineRefused) as error:
        return {"state": "down", "detail": str(error)}
    return {"state": "down" if colour == "red" else "up", "detail": f"the cluster is {colour}"}


def _model(services: Services) -> Part:
    default = services.models.default
    if default is None:
        return {"state": "down", "detail": "no profile is set up"}
    try:
        services.models.check(services.models.profiles[default], services.settings.health_seconds)
    except ModelDown as error:
        return {"state": "down", "detail": f"profile '{default}': {error}"}
    return {"state": "up", "detail": f"profile '{default}'"}
