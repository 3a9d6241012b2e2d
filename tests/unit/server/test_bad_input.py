"""What goes wrong around the server, each a clear error: certificate, key, index, endpoint, disk."""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from demo_server import logs
from demo_server.embedded.supervisor import Part, Supervisor
from demo_server.profiles import Profile
from tests.unit.server.conftest import MakeClient
from tests.unit.server.wire import MAPPING, Endpoint, FakeEngine, _Handler, is_lookup, serving

QUESTION = {"question": "How many articles did each author write?", "strategy": "few-shot"}
CERTIFICATE = Path(__file__).with_name("elsewhere.pem")
"""Of `elsewhere.example`, signed by itself, with its key: nobody trusts it but this test."""


def refused(client: FlaskClient, status: int, type_: str, path: str = "/articles/nlq", body: Any = QUESTION) -> Any:
    """The error of a question that must be refused so, in its one shape."""
    response = client.post(path, json=body)
    error = response.get_json()["error"]
    assert (response.status_code, error["type"]) == (status, type_)
    assert "Traceback" not in response.text
    return error


def engine_that(answers: dict[str, tuple[int, Any]]) -> type[_Handler]:
    """An Elasticsearch that gives these answers, by the last part of the path."""

    class Handler(_Handler):
        def do_GET(self) -> None:
            self.body()
            status, body = answers[self.path.split("?")[0].rpartition("/")[2]]
            self.reply(status, body, X_Elastic_Product="Elasticsearch")

        do_POST = do_GET

    return Handler


def mapped(properties: Any) -> tuple[int, Any]:
    return 200, {"articles": {"mappings": {"properties": properties}}}


def test_a_mapping_with_no_askable_field(make_client: MakeClient) -> None:
    with serving(lambda: engine_that({"_mapping": mapped({"picture": {"type": "binary"}})})) as url:
        client = make_client(elasticsearch_url=url)
        assert "no field that can be asked about" in refused(client, 422, "nothing_to_ask")["message"]
        assert client.get("/articles/mapping").status_code == 422


def test_an_index_that_vanishes_between_translation_and_search(make_client: MakeClient, model: Endpoint) -> None:
    gone = (404, {"error": {"type": "index_not_found_exception", "reason": "no such index"}, "status": 404})

    class Handler(engine_that({"_mapping": mapped(MAPPING), "_search": gone})):  # type: ignore[misc]
        def do_POST(self) -> None:
            status, body = (200, {"suggest": {"words": []}}) if is_lookup(self.body()) else gone
            self.reply(status, body, X_Elastic_Product="Elasticsearch")

    with serving(lambda: Handler) as url:
        client = make_client(elasticsearch_url=url)
        query = {"query": {"query": {"match_all": {}}}}
        for path, body in (("/articles/nlq", QUESTION), ("/articles/search", query), ("/articles/why", query)):
            assert "'articles' is not in Elasticsearch" in refused(client, 404, "index_missing", path, body)["message"]
    assert len(model.requests) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_elasticsearch_refuses(make_client: MakeClient, status: int) -> None:
    no = (status, {"error": {"type": "security_exception", "reason": "missing authentication"}, "status": status})
    with serving(lambda: engine_that({"_mapping": no})) as url:
        error = refused(make_client(elasticsearch_url=url, elasticsearch_api_key="hush"), 422, "elasticsearch_refused")
        assert "ELASTICSEARCH_API_KEY" in error["hint"]
        assert "hush" not in str(error)


def test_a_key_without_a_right_to_the_store_of_examples(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Questions are answered all the same, with the fixed examples, and the log says so."""
    no = (403, {"error": {"type": "security_exception", "reason": "is unauthorized"}, "status": 403})
    found = {"took": 1, "timed_out": False, "_shards": {"total": 1}, "hits": {"total": {"value": 0}, "hits": []}}

    class Handler(engine_that({"_mapping": mapped(MAPPING), "_search": (200, found)})):  # type: ignore[misc]
        def reply(self, status: int, body: Any, **headers: str) -> None:
            super().reply(*(no if self.path.startswith("/nlq-examples") else (status, body)), **headers)

        def do_HEAD(self) -> None:
            self.reply(200, {}, X_Elastic_Product="Elasticsearch")

    with serving(lambda: Handler) as url:
        client = make_client(elasticsearch_url=url)
        answer = client.post("/articles/nlq", json={**QUESTION, "strategy": "rag"})
        assert answer.status_code == 200
        assert [example["index"] for example in answer.get_json()["examples"]] != []
        assert "fixed examples are shown instead" in caplog.text
        assert client.get("/examples").get_json()["error"]["type"] == "elasticsearch_refused"


def test_a_key_that_a_model_refuses_is_named_by_its_variable(make_client: MakeClient, model: Endpoint) -> None:
    model.behaviour = "401"
    client = make_client(profiles=(Profile("paid", model.url, "m", api_key_env="SOME_VENDOR_KEY"),))
    assert "SOME_VENDOR_KEY" in refused(client, 503, "model_refused")["message"]


@contextmanager
def over_tls() -> Iterator[str]:
    """A server on this machine with somebody else's certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), engine_that({"_mapping": mapped(MAPPING)}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("ca_certs", [None, str(CERTIFICATE)], ids=["unknown", "another name"])
def test_a_certificate_that_does_not_match(make_client: MakeClient, ca_certs: str | None) -> None:
    with over_tls() as url:
        client = make_client(elasticsearch_url=url, elasticsearch_ca_certs=ca_certs, health_seconds=5.0)
        error = refused(client, 503, "elasticsearch_unavailable")
        assert "certificate" in error["message"]
        part = client.get("/health").get_json()["parts"]["elasticsearch"]
        assert part["state"] == "down"
        assert "certificate" in part["detail"]


def test_a_log_on_a_full_disk_costs_no_answer(
    make_client: MakeClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / logs.FILE).symlink_to(full)
    logger = logging.getLogger("demo_server")
    before = (list(logger.handlers), logger.level, logger.propagate)
    logs.into(tmp_path)
    try:
        assert make_client().post("/articles/nlq", json=QUESTION).status_code == 200
    finally:
        logger.handlers[:], logger.level, logger.propagate = before[0], before[1], before[2]
    assert "No space left" in capsys.readouterr().err


@pytest.mark.parametrize("status", [429, 403])
def test_a_store_on_a_full_disk(make_client: MakeClient, status: int) -> None:
    """Elasticsearch makes an index read-only before its disk is full: no line is too long, and no key is wrong."""
    why = "index [nlq-examples] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"
    full = (status, {"error": {"type": "cluster_block_exception", "reason": why}, "status": status})

    class Handler(engine_that({"nlq-examples": (200, {}), "_mapping": full})):  # type: ignore[misc]
        def do_PUT(self) -> None:
            self.body()
            self.reply(*full, X_Elastic_Product="Elasticsearch")

        def do_HEAD(self) -> None:
            self.reply(200, {}, X_Elastic_Product="Elasticsearch")

    with serving(lambda: Handler) as url:
        error = make_client(elasticsearch_url=url).get("/examples").get_json()["error"]
    assert error["type"] == "elasticsearch_refused"
    assert "does not let the index be written" in error["message"]
    assert "disk usage exceeded" in error["message"]


def test_a_record_that_cannot_be_written_leaves_no_part_unwatched(tmp_path: Path) -> None:
    said: list[str] = []
    part = Part("the part", "http.server", {}, "http://127.0.0.1:9/", tmp_path / "part.log")
    supervisor = Supervisor([part], tmp_path / "not" / "there" / "running.json", said.append)
    child = supervisor.children["the part"]
    child._become(child.state)
    assert any("running.json cannot be written" in words for words in said)


def test_nothing_is_searched_when_the_question_is_refused(client: FlaskClient, engine: FakeEngine) -> None:
    for body in ({**QUESTION, "strategy": "none"}, {**QUESTION, "question": json.dumps({"a": "\u0000"}) + "\u0000"}):
        assert client.post("/articles/nlq", json=body).status_code == 422
    assert engine.searches + engine.lookups == []
