"""The application between two scripted ends of the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.profiles import Profile
from tests.unit.server.wire import Endpoint, FakeEngine, scripted_engine, scripted_model

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def model() -> Iterator[Endpoint]:
    with scripted_model() as endpoint:
        yield endpoint


@pytest.fixture
def engine() -> Iterator[FakeEngine]:
    with scripted_engine() as fake:
        yield fake


@pytest.fixture
def make_client(model: Endpoint, engine: FakeEngine) -> MakeClient:
    """A client of an application; keyword arguments are settings."""

    def make(**settings: Any) -> FlaskClient:
        profile = Profile("scripted", model.url, "scripted", supports=frozenset({"json_schema"}))
        given = {"elasticsearch_url": engine.url, "profiles": (profile,), **settings}
        return create_app(Settings(**given)).test_client()

    return make


@pytest.fixture
def client(make_client: MakeClient) -> FlaskClient:
    return make_client()
