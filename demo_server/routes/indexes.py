"""What may be asked about: the indexes with sample questions, and the fields of each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from demo_server.nlq.engine import EngineBusy, EngineDown, EngineRefused, IndexMissing
from demo_server.nlq.look import Glance
from demo_server.nlq.mapping import Field
from demo_server.nlq.pipeline import public
from demo_server.routes.shapes import ErrorBody, IndexesShape, IndexPath, MappingShape
from demo_server.services import Services

TAG = Tag(name="indexes", description="What may be asked about")
CORPORA = Path(__file__).parent.parent / "corpora"


def blueprint(services: Services) -> APIBlueprint:
    """`GET /indexes` and `GET /{index}/mapping`."""
    api = APIBlueprint("indexes", __name__, abp_tags=[TAG])

    @api.get("/indexes", responses={200: IndexesShape, 429: ErrorBody}, operation_id="indexes")
    def indexes() -> Response:
        """Every index that may be asked, with its number of documents and questions to begin with."""
        return jsonify(indexes=[_index(services, name) for name in services.settings.indexes])

    @api.get(
        "/<string:index>/mapping",
        responses={200: MappingShape, **dict.fromkeys((404, 422, 429, 503), ErrorBody)},
        operation_id="mapping",
    )
    def mapping(path: IndexPath) -> Response:
        """The fields of an index with a look at what they hold, and the JSON Schema of every query that may run."""
        services.translator.known_index(path.index)
        deadline = services.deadline()
        checker = services.engine.checker(path.index, deadline)
        looked = services.looks.at(checker.mapping, deadline)
        fields = [_field(field, looked.get(field.stored_as)) for field in checker.mapping.fields]
        return jsonify(index=path.index, fields=fields, json_schema=checker.schema)

    return api


def _field(field: Field, seen: Glance | None) -> dict[str, Any]:
    nested = {"nested": field.nested} if field.nested else {}
    return {**public(field), **nested, **(seen.public() if seen else {})}


def _index(services: Services, name: str) -> dict[str, Any]:
    told = introduction(name)
    try:
        count: int | None = services.engine.count(name, services.deadline())
    except (EngineDown, EngineBusy, EngineRefused, IndexMissing):
        count = None  # the list of indexes is also wanted while Elasticsearch is away; /health tells why
    return {"name": name, "description": told["description"], "count": count, "samples": told["samples"]}


@cache
def introduction(index: str) -> dict[str, Any]:
    """An index's description and sample questions, out of its folder under `corpora/`; empty if it has none."""
    path = CORPORA / index / "questions.json"
    if not path.is_file():
        return {"description": "", "samples": []}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {"description": str(told["description"]), "samples": list(told["samples"])}
