"""The examples that models are shown."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from demo_server.routes.shapes import ErrorBody, ExamplesQuery, ExamplesShape
from demo_server.services import Services

TAG = Tag(name="examples", description="What models are shown before the question")


def blueprint(services: Services) -> APIBlueprint:
    """`GET /examples`."""
    api = APIBlueprint("examples", __name__, abp_tags=[TAG])

    @api.get("/examples", responses={200: ExamplesShape, 422: ErrorBody, 429: ErrorBody}, operation_id="examples")
    def examples(query: ExamplesQuery) -> Response:
        """The fixed examples, of all indexes or of one."""
        by_index = services.fixed.by_index
        chosen = by_index if query.index is None else {query.index: by_index.get(query.index, [])}
        return jsonify(examples=[example.public() for found in chosen.values() for example in found])

    return api
