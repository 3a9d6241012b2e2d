"""Every request that the server makes of Elasticsearch is one that docs/deploy.md names, with what it needs."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.profiles import Profile
from tests.unit.server.wire import scripted_model

DOCUMENTED = re.compile(r"^\| `((?:GET|HEAD|PUT|POST|DELETE) /\S+)` \| `[a-z_]+`", re.MULTILINE)
LOGGED = re.compile(r"^(GET|HEAD|PUT|POST|DELETE) https?://[^/]+(/[^ ?\[]*)")
TOKEN = {"Authorization": "Bearer token"}
STORE = "nlq-examples-asked-for"


def test_the_requests_are_those_that_the_page_on_deploying_names(small: str, caplog: pytest.LogCaptureFixture) -> None:
    deploying = (Path(__file__).resolve().parents[2] / "docs" / "deploy.md").read_text()
    caplog.set_level(logging.INFO, "elastic_transport.transport")
    able = frozenset({"json_schema", "embeddings", "adapters"})
    with scripted_model() as model:
        profile = Profile("scripted", model.url, "scripted", supports=able)
        patient = {"search_seconds": 30.0, "health_seconds": 30.0, "question_seconds": 120.0}
        settings = Settings(
            small, (profile,), indexes=("articles",), examples_index=STORE, presenter_token="token", **patient
        )
        client = create_app(settings).test_client()
        for path in ("/health", "/indexes", "/articles/mapping", "/examples"):
            assert client.get(path).status_code == 200
        for strategy in client.get("/profiles").get_json()["strategies"]:
            model.answers = ["all"] if strategy.startswith("finetuned") else model.answers
            asked = client.post("/articles/nlq", json={"question": "Who wrote of numbers?", "strategy": strategy})
            assert asked.status_code in (200, 422), asked.text
        query = {"query": {"match": {"title": "numbers"}}}
        assert client.post("/articles/search", json={"query": query}).status_code == 200
        assert client.post("/articles/why", json={"query": query}).status_code == 200
        example = {"index": "articles", "question": "On numbers"}
        assert client.post("/examples", json={**example, "query": query}, headers=TOKEN).status_code == 201
        assert client.patch("/examples", json={**example, "approved": False}, headers=TOKEN).status_code == 200
        assert client.delete("/examples", json=example, headers=TOKEN).status_code == 204
    made = {match.groups() for record in caplog.records if (match := LOGGED.match(record.getMessage()))}
    named = {"/articles": "/<exposed>", f"/{STORE}": "/nlq-examples"}
    shapes = {
        f"{method} {re.sub(r'^/[^/]+', lambda first: named.get(first.group(), first.group()), path)}"
        for method, path in made
    }
    assert shapes == set(DOCUMENTED.findall(deploying))
