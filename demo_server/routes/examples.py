"""The examples that models are shown: everyone may read them, the presenter may add and take away."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from demo_server import presenter
from demo_server.nlq.examples import Example
from demo_server.nlq.pipeline import checked
from demo_server.nlq.validate import QueryError
from demo_server.routes.shapes import ErrorBody, ExampleBody, ExampleName, ExampleShape, ExamplesQuery, ExamplesShape
from demo_server.services import Services

TAG = Tag(name="examples", description="What models are shown before the question")
READING: ResponseDict = dict.fromkeys((422, 429, 503), ErrorBody)
WRITING: ResponseDict = dict.fromkeys((400, 403, 404, 413, 415, 422, 429, 503), ErrorBody)
LOGIN: list[dict[str, list[Any]]] = [{"token": []}]


def blueprint(services: Services) -> APIBlueprint:
    """`GET`, `POST` and `DELETE /examples`."""
    api = APIBlueprint("examples", __name__, abp_tags=[TAG])
    settings = services.settings

    @api.get("/examples", responses={200: ExamplesShape, **READING}, operation_id="examples")
    def examples(query: ExamplesQuery) -> Response:
        """The examples in the store, of all indexes or of one."""
        found = services.store.all(query.index, services.deadline())
        return jsonify(examples=[example.public() for example in found])

    @api.post("/examples", responses={201: ExampleShape, **WRITING}, security=LOGIN, operation_id="addExample")
    def add(body: ExampleBody) -> Response:
        """Keep a question with its query, once the query is valid and finds something. Needs the presenter's token."""
        presenter.require(settings.presenter_token)
        services.translator.known_index(body.index)
        deadline = services.deadline()
        question = checked(body.question, settings.max_question_chars)
        result = services.translator.run(body.index, body.query, deadline)
        if not result["total"]:
            raise QueryError("it finds nothing, so it teaches nothing")
        example = Example(question, body.query, body.index)
        services.store.add([example], "presenter", deadline)
        response = jsonify(example.public())
        response.status_code = 201
        return response

    @api.delete("/examples", responses={204: None, **WRITING}, security=LOGIN, operation_id="deleteExample")
    def delete(body: ExampleName) -> Response:
        """Forget an example. Needs the presenter's token. One that is not there is forgotten already."""
        presenter.require(settings.presenter_token)
        services.translator.known_index(body.index)
        services.store.remove(Example(body.question, {}, body.index), services.deadline())
        return Response(status=204)

    return api
