"""The real engine with all four indexes and the real model, once for all tests of the questions' way."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.corpora.load import load
from demo_server.embedded import parts
from demo_server.embedded.launch import Options, Talk, opened
from demo_server.services import Services
from tests.integration.small_engine import SmallEngine, small_engine

PATIENT = {"rate_questions": "100000 per minute", "rate_reads": "100000 per minute", "question_seconds": 120.0}
"""For tests alone: no limits on one client, and time for a machine that does other things meanwhile."""


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """Engine and model under the supervisor, without a web server; indexes loaded."""
    said: list[str] = []
    with opened(Options(tmp_path_factory.mktemp("talk")), said.append) as running:
        for part in (parts.ENGINE, parts.MODEL):
            running.require(part)
        with running.client() as client:
            load(client, running.settings.indexes, embedded=True)
        yield running


@pytest.fixture(scope="session")
def small_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallEngine]:
    """An engine with nine articles, for tests that need neither the talk's data nor a model."""
    with small_engine(tmp_path_factory.mktemp("small")) as running:
        yield running


@pytest.fixture(scope="session")
def small(small_one: SmallEngine) -> str:
    """Its address."""
    return small_one.url


def patient(settings: Settings) -> Settings:
    """The same settings with PATIENT ones."""
    from dataclasses import replace

    profiles = tuple(replace(profile, first_token_seconds=90.0, stall_seconds=60.0) for profile in settings.profiles)
    return replace(settings, profiles=profiles, search_seconds=20.0, health_seconds=10.0, **PATIENT)


@pytest.fixture(scope="session")
def services(talk: Talk) -> Services:
    return Services.make(patient(talk.settings))


@pytest.fixture
def client(talk: Talk) -> FlaskClient:
    return create_app(patient(talk.settings)).test_client()


@pytest.fixture
def stopped() -> Iterator[threading.Event]:
    """Set at the end of a test, for whatever runs beside it."""
    event = threading.Event()
    yield event
    event.set()
