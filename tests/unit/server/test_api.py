"""Every endpoint's bad input, in one shape; limits, tokens, headers; the API's own description."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.server.conftest import MakeClient
from tests.unit.server.wire import Endpoint, FakeEngine

QUESTION = {"question": "How many articles did each author write?", "strategy": "few-shot"}


def error_of(response: Any) -> Any:
    body = response.get_json()
    assert set(body) == {"error"}
    assert set(body["error"]) <= {"type", "message", "hint"}
    assert isinstance(body["error"]["type"], str)
    assert body["error"]["message"]
    assert "Traceback" not in response.text
    return body["error"]


@pytest.mark.parametrize(
    ("path", "body", "status", "type_"),
    [
        ("/secrets/nlq", QUESTION, 404, "unknown_index"),
        ("/_all/nlq", QUESTION, 404, "unknown_index"),
        ("/articles,secrets/nlq", QUESTION, 404, "unknown_index"),
        ("/*/search", {"query": {}}, 404, "unknown_index"),
        ("/articles/nlq", {"question": ""}, 422, "bad_question"),
        ("/articles/nlq", {"question": "  \n "}, 422, "bad_question"),
        ("/articles/nlq", {"question": "x" * 10_000}, 422, "bad_question"),
        ("/articles/nlq", {"question": "a\u0000b"}, 422, "bad_question"),
        ("/articles/nlq", {"question": 5}, 422, "bad_request"),
        ("/articles/nlq", {"question": ["a"]}, 422, "bad_request"),
        ("/articles/nlq", {"question": None}, 422, "bad_request"),
        ("/articles/nlq", {}, 422, "bad_request"),
        ("/articles/nlq", {**QUESTION, "execute": "yes"}, 422, "bad_request"),
        ("/articles/nlq", {**QUESTION, "base_url": "http://evil.example"}, 422, "bad_request"),
        ("/articles/nlq", {**QUESTION, "strategy": "telepathy"}, 422, "unknown_strategy"),
        ("/articles/nlq", {**QUESTION, "profile": "oracle"}, 422, "unknown_profile"),
        ("/articles/search", {"query": {"query": {"script": {}}}}, 422, "query_rejected"),
        ("/articles/search", {"query": "x"}, 422, "bad_request"),
        ("/articles/search", {}, 422, "bad_request"),
    ],
)
def test_bad_input_is_a_clear_error(
    client: FlaskClient, engine: FakeEngine, model: Endpoint, path: str, body: Any, status: int, type_: str
) -> None:
    response = client.post(path, json=body)
    assert (response.status_code, error_of(response)["type"]) == (status, type_)
    assert engine.searches == []
    assert model.requests == []


@pytest.mark.parametrize(
    ("data", "content_type", "status", "type_"),
    [
        ("{", "application/json", 400, "malformed"),
        ("", "application/json", 400, "malformed"),
        ("[]", "application/json", 400, "malformed"),
        ('"{\\"question\\": \\"x\\"}"', "application/json", 400, "malformed"),
        ('{"question": "x"}', "text/plain", 415, "not_json"),
        ("question=x", "application/x-www-form-urlencoded", 415, "not_json"),
        ('{"question": "' + "x" * 100_000 + '"}', "application/json", 413, "too_large"),
        (b"\xff\xfe{", "application/json", 400, "malformed"),
        ('{"question": "\\ud800"}', "application/json", 422, "bad_question"),
    ],
)
def test_bodies_that_are_no_json(client: FlaskClient, data: Any, content_type: str, status: int, type_: str) -> None:
    response = client.post("/articles/nlq", data=data, content_type=content_type)
    assert (response.status_code, error_of(response)["type"]) == (status, type_)


def test_addresses_and_methods_that_are_not_there(client: FlaskClient) -> None:
    assert error_of(client.get("/nothing/at/all"))["type"] == "not_found"
    wrong = client.get("/articles/nlq")
    assert (wrong.status_code, error_of(wrong)["type"]) == (405, "method_not_allowed")
    assert "POST" in wrong.headers["Allow"]
    assert client.delete("/health").status_code == 405
    assert error_of(client.get("/secrets/mapping"))["type"] == "unknown_index"


def test_an_unexpected_error_gives_nothing_away(make_client: MakeClient) -> None:
    client = make_client()
    app: Flask = client.application

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("the secret inside")

    response = client.get("/broken")
    assert response.status_code == 500
    assert error_of(response)["type"] == "server_error"
    assert "secret inside" not in response.text
    assert response.headers["X-Request-Id"] in response.text


def test_one_client_cannot_ask_without_end(make_client: MakeClient) -> None:
    client = make_client(rate_questions="3 per minute")
    statuses = [client.post("/articles/nlq", json=QUESTION).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.post("/articles/nlq", json=QUESTION)
    assert error_of(refused)["type"] == "too_many_requests"
    assert "Retry-After" in refused.headers
    other = client.post("/articles/nlq", json=QUESTION, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200
    assert client.get("/health").status_code == 200


def test_every_response_carries_the_security_headers(client: FlaskClient) -> None:
    for response in (
        client.get("/health"),
        client.get("/nothing"),
        client.post("/articles/nlq", data="{"),
        client.get("/docs"),
        client.get("/metrics"),
    ):
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "default-src 'self'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_the_server_tells_of_itself(client: FlaskClient, model: Endpoint) -> None:
    health = client.get("/health").get_json()
    assert (health["service"], health["status"]) == ("llm-talk", "ok")
    assert {part["state"] for part in health["parts"].values()} == {"up"}
    profiles = client.get("/profiles")
    assert profiles.get_json()["profiles"][0]["default"] is True
    assert model.url not in profiles.text
    (articles, *_) = client.get("/indexes").get_json()["indexes"]
    assert (articles["name"], articles["count"]) == ("articles", 1)
    mapping = client.get("/articles/mapping").get_json()
    assert {"name": "author", "type": "keyword"} in mapping["fields"]
    client.post("/articles/nlq", json=QUESTION)
    metrics = client.get("/metrics").text
    assert 'talk_attempts_total{accepted="true",profile="scripted",strategy="few-shot"} 1.0' in metrics
    assert 'talk_stage_seconds_count{stage="model"} 1.0' in metrics


def test_parts_that_are_down_are_named(make_client: MakeClient) -> None:
    from demo_server.profiles import Profile

    client = make_client(
        elasticsearch_url="http://127.0.0.1:9", profiles=(Profile("gone", "http://127.0.0.1:9/v1", "m"),)
    )
    health = client.get("/health").get_json()
    assert health["status"] == "degraded"
    assert {name: part["state"] for name, part in health["parts"].items()} == {
        "elasticsearch": "down",
        "model": "down",
    }
    assert [index["count"] for index in client.get("/indexes").get_json()["indexes"]] == [None] * 4


def test_the_description_names_every_address_and_its_errors(client: FlaskClient) -> None:
    described = client.get("/openapi.json").get_json()
    assert described["openapi"].startswith("3.")
    assert {"/{index}/nlq", "/{index}/search", "/indexes", "/{index}/mapping", "/profiles", "/health"} <= set(
        described["paths"]
    )
    responses = described["paths"]["/{index}/nlq"]["post"]["responses"]
    assert {"200", "400", "404", "413", "415", "422", "429", "503"} <= set(responses)
    page = client.get("/docs").text
    assert "http" not in page.replace("http-equiv", "")
    assert client.get("/docs/swagger/js/swagger-ui-bundle.js").status_code == 200
    assert client.get("/docs/swagger/../__init__.py").status_code == 404


def test_settings_never_show_their_secrets(client: FlaskClient) -> None:
    from demo_server.config import Settings

    shown = repr(Settings("http://es", (), elasticsearch_api_key="key-secret", presenter_token="token-secret"))
    assert "secret" not in shown


EXAMPLE = {"index": "articles", "question": "Who?", "query": {"query": {"match_all": {}}}}


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer ", "secret", "Basic secret", "Bearer sécret"])
@pytest.mark.parametrize("token", ["secret", ""])
def test_only_the_presenter_writes(
    make_client: MakeClient,
    engine: FakeEngine,
    header: str | None,
    token: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = make_client(presenter_token=token)
    headers = {"Authorization": header.encode("utf-8").decode("latin-1")} if header else {}
    for response in (
        client.post("/examples", json=EXAMPLE, headers=headers),
        client.delete("/examples", json={"index": "articles", "question": "Who?"}, headers=headers),
        client.patch("/examples", json={"index": "articles", "question": "Who?", "approved": True}, headers=headers),
        client.post("/examples/import", json={"lines": ""}, headers=headers),
    ):
        assert (response.status_code, error_of(response)["type"]) == (403, "not_allowed")
    assert engine.searches == []
    assert "secret" not in caplog.text
