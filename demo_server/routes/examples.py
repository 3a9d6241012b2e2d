"""The examples that models are shown: everyone may read the approved ones, the presenter reads and writes them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from demo_server import presenter
from demo_server.nlq import english, transfer
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.examples import Example
from demo_server.nlq.kept import PRESENTER, Kept
from demo_server.nlq.pipeline import checked
from demo_server.nlq.proof import Unproven, proven
from demo_server.nlq.store import DuplicateExample, NoSuchExample, checker_of_line, held_against
from demo_server.nlq.validate import Checker, QueryError
from demo_server.routes.shapes import (
    ErrorBody,
    ExampleBody,
    ExampleChange,
    ExampleName,
    ExamplesLines,
    ExamplesQuery,
    ExamplesShape,
    ImportShape,
    KeptShape,
)
from demo_server.services import Services

TAG = Tag(name="examples", description="What models are shown before the question")
READING: ResponseDict = dict.fromkeys((422, 429, 503), ErrorBody)
WRITING: ResponseDict = dict.fromkeys((400, 403, 404, 409, 413, 415, 422, 429, 503), ErrorBody)
LOGIN: list[dict[str, list[Any]]] = [{"token": []}]
JSONL = "application/jsonl"


def blueprint(services: Services) -> APIBlueprint:
    """`GET`, `POST`, `PATCH` and `DELETE /examples`, `GET /examples/export`, `POST /examples/import`."""
    api = APIBlueprint("examples", __name__, abp_tags=[TAG])
    desk = _Desk(services)

    @api.get("/examples", responses={200: ExamplesShape, **READING}, operation_id="examples")
    def examples(query: ExamplesQuery) -> Response:
        """The examples in the store, of all indexes or of one; those that wait for approval for the presenter alone."""
        return jsonify(examples=told(desk.listed(query.index)))

    @api.get("/examples/export", responses={200: {"content": {JSONL: {}}}, **READING}, operation_id="exportExamples")
    def export(query: ExamplesQuery) -> Response:
        """The same as JSONL, one example a line, as `POST /examples/import` takes it."""
        response = Response(transfer.written(desk.listed(query.index)), mimetype=JSONL)
        response.headers["Content-Disposition"] = "attachment; filename=examples.jsonl"
        return response

    @api.post("/examples", responses={201: KeptShape, **WRITING}, security=LOGIN, operation_id="addExample")
    def add(body: ExampleBody) -> Response:
        """Keep a question with its query, once the query is valid and finds something. Needs the presenter's token.

        It takes the place of one with the same question.
        """
        desk.require_presenter()
        (shown,) = told([desk.add(body)])
        response = jsonify(shown)
        response.status_code = 201
        return response

    @api.patch("/examples", responses={200: KeptShape, **WRITING}, security=LOGIN, operation_id="changeExample")
    def change(body: ExampleChange) -> Response:
        """Approve an example, or edit it under the rules for a new one. Needs the presenter's token."""
        desk.require_presenter()
        (shown,) = told([desk.change(body)])
        return jsonify(shown)

    @api.delete("/examples", responses={204: None, **WRITING}, security=LOGIN, operation_id="deleteExample")
    def delete(body: ExampleName) -> Response:
        """Forget an example. Needs the presenter's token. One that is not there is forgotten already."""
        desk.require_presenter()
        desk.forget(body)
        return Response(status=204)

    @api.post(
        "/examples/import", responses={200: ImportShape, **WRITING}, security=LOGIN, operation_id="importExamples"
    )
    def bring_in(body: ExamplesLines) -> Response:
        """Take JSONL in; each line is proven like a new example. Needs the presenter's token."""
        desk.require_presenter()
        report = transfer.bring_in(body.lines.splitlines(), services.store, services.engine, services.deadline())
        return jsonify(report.public())

    return api


class _Desk:
    """What a request does with the store. Raises what `engine.Engine` raises, and validate.QueryError."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.store = services.store
        self.token = services.settings.presenter_token

    def require_presenter(self) -> None:
        """Raises errors.NotAllowed."""
        presenter.require(self.token)

    def listed(self, index: str | None) -> list[Kept]:
        """All for the presenter, the approved ones for everyone else."""
        everything = presenter.allowed(request.headers.get("Authorization", ""), self.token)
        deadline = self.services.deadline()
        self.store.reconcile_all(deadline)
        return self.store.all(index, deadline, ("approved", "proposed") if everything else ("approved",))

    def add(self, body: ExampleBody) -> Kept:
        """Raises pipeline.UnknownChoice, pipeline.BadQuestion, DuplicateExample."""
        self.services.translator.known_index(body.index)
        deadline = self.services.deadline()
        question = checked(body.question, self.services.settings.max_question_chars)
        kept = Kept(Example(question, body.query, body.index), PRESENTER, verified="hand")
        checker = self.services.engine.checker(body.index, deadline)
        self._prove(kept, kept, checker, deadline)
        (bound,) = self.store.put([kept], checker, deadline)
        return bound

    def change(self, body: ExampleChange) -> Kept:
        """Raises NoSuchExample, pipeline.BadQuestion, DuplicateExample."""
        deadline = self.services.deadline()
        old = self.store.one(body.index, body.question, deadline)
        if old is None:
            raise NoSuchExample
        example, checker = old.example, self._checker(old.example, deadline)
        if body.new_question is not None:
            example = replace(example, question=checked(body.new_question, self.services.settings.max_question_chars))
        if body.query is not None:
            example = replace(example, query=body.query)
        edited = example != old.example
        new = replace(old, example=example, made_by=PRESENTER, made_at="") if edited else old
        approved = (edited or old.state == "approved") if body.approved is None else body.approved
        new = replace(new, state="approved" if approved else "proposed")
        if approved:
            new = replace(new, verified="hand")
        if checker is None:
            raise QueryError("its index is not here, so nothing can be said of it")
        if edited or (approved and old.state != "approved"):
            self._prove(new, old, checker, deadline)
        return self.store.replace(old, new, checker, deadline)

    def forget(self, body: ExampleName) -> None:
        """One that is not there is no error."""
        deadline = self.services.deadline()
        if kept := self.store.one(body.index, body.question, deadline):
            self.store.remove(kept, deadline)

    def _checker(self, example: Example, deadline: Deadline) -> Checker | None:
        if example.index in self.services.settings.indexes:
            return self.services.engine.checker(example.index, deadline)
        return checker_of_line(example.mapping) if example.mapping else None

    def _prove(self, kept: Kept, old: Kept, checker: Checker, deadline: Deadline) -> None:
        """See that it is worth keeping and not there already, in another's words. `old`: what it is put in place of."""
        if kept.example.index in self.services.settings.indexes:
            try:
                proven(self.services.engine, kept.example, checker, deadline)
            except Unproven as error:
                raise QueryError(str(error)) from error
        else:
            checker.check(kept.example.query)
        mark = held_against(kept, checker).twin
        same = [twin for twin in self.store.twins(mark or "", deadline) if twin.id not in (kept.id, old.id)]
        if same:
            raise DuplicateExample(same[0].example.question)


def told(listed: Iterable[Kept]) -> list[dict[str, Any]]:
    """Examples as the API lists them: with the query in English, and the name of one that asks the same."""
    first: dict[str, str] = {}
    shown = []
    for kept in listed:
        entry = {name: value for name, value in kept.public().items() if name != "mapping"}
        if kept.problem is None:
            entry["english"] = english.describe(kept.example.query, kept.example.index)
        if kept.twin in first:
            entry["duplicate_of"] = first[kept.twin]
        elif kept.twin:
            first[kept.twin] = kept.example.question
        shown.append(entry)
    return shown
