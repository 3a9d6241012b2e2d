"""Schemathesis on the API's own description: what it makes up is answered as documented, errors in one shape.

Its cases are taken one by one, since its plugin for pytest does not know pytest 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.profiles import Profile
from tests.integration.conftest import PATIENT
from tests.integration.small_engine import small_engine
from tests.unit.server.wire import scripted_model

TOKEN = "the-presenter"
EXAMPLES = 8
"""For each address, method and caller."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@dataclass(frozen=True)
class Api:
    """The application and its description."""

    app: Flask
    schema: Any


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The description of an application over a real engine and a scripted model."""
    with small_engine(tmp_path_factory.mktemp("engine")) as engine, scripted_model() as model:
        profile = Profile("scripted", model.url, "scripted", supports=frozenset({"json_schema"}))
        app = create_app(
            Settings(
                engine.url,
                (profile,),
                indexes=("articles",),
                data_dir=tmp_path_factory.mktemp("data"),
                presenter_token=TOKEN,
                search_seconds=20.0,
                **PATIENT,
            )
        )
        yield Api(app, schemathesis.openapi.from_wsgi("/openapi.json", app))


@pytest.fixture
def room(api: Api) -> Iterator[tuple[str, str]]:
    """A room of its own for a test: its code, and the token that drives it."""
    client, headers = api.app.test_client(), {"Authorization": f"Bearer {TOKEN}"}
    opened = client.post("/live/rooms", json={}, headers=headers)
    assert opened.status_code == 201, opened.text
    code, driver = opened.get_json()["room"], opened.get_json()["token"]
    yield code, driver
    client.delete(f"/live/rooms/{code}", headers={"Authorization": f"Bearer {driver}"})


ENDLESS = ("/live/rooms/{code}/events",)
"""A room's stream of events has no end to wait for; tests/unit/live asks it."""


def described() -> list[tuple[str, str]]:
    """Every method and path of the description."""
    paths = create_app(Settings("http://127.0.0.1:9", ())).test_client().get("/openapi.json").get_json()["paths"]
    return [(method, path) for path, methods in paths.items() if path not in ENDLESS for method in methods]


@pytest.mark.parametrize("who", ["a stranger", "the presenter", "a driver"])
@pytest.mark.parametrize(("method", "path"), described())
def test_every_answer_is_as_described(api: Api, room: tuple[str, str], method: str, path: str, who: str) -> None:
    code, driver = room
    token = {"a stranger": "", "the presenter": TOKEN, "a driver": driver}[who]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    there = {"index": "articles", "code": code}

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(cases(api.schema[path][method]), st.booleans())
    def tried(case: Any, known: bool) -> None:
        if known and case.path_parameters:  # made-up names of indexes and rooms are never those that exist
            case.path_parameters |= {name: there[name] for name in there if name in case.path_parameters}
        judged(case, case.call(headers=headers))

    tried()


def cases(operation: Any) -> st.SearchStrategy[Any]:
    """What fits the description, and what does not."""
    modes = [GenerationMode.POSITIVE]
    if operation.body or operation.path_parameters or operation.query:
        modes.append(GenerationMode.NEGATIVE)
    return st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])


def judged(case: Any, response: Any) -> None:
    """No 5xx, no status or shape that is not in the description; every error in the one shape."""
    case.validate_response(response, checks=CHECKS)
    if response.status_code >= 400:
        error = response.json()
        assert set(error) == {"error"}
        assert error["error"]["type"]
        assert error["error"]["message"]
        assert "Traceback" not in response.text
