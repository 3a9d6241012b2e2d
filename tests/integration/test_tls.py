"""A cluster behind TLS that wants a key: the same code asks it, with its authority's certificate and the right key."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.profiles import Profile
from tests.integration.conftest import PATIENT
from tests.unit.server.wire import scripted_model

CERTIFICATE = Path(__file__).with_name("here.pem")
"""Of 127.0.0.1, signed by itself, with its key."""
KEY, TOKEN = "aWQ6a2V5", "token"
QUESTION = {"question": "How many articles did each author write?", "strategy": "rag"}


def handler(node: str) -> type[BaseHTTPRequestHandler]:
    """What Elasticsearch does at its HTTP layer where security is on: no key, no answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") == f"ApiKey {KEY}":
                inner = http.client.HTTPConnection(node, timeout=120)
                kept = {name: self.headers[name] for name in ("Content-Type", "Accept") if name in self.headers}
                inner.request(self.command, self.path, body, kept)
                answer = inner.getresponse()
                status, content, headers = answer.status, answer.read(), dict(answer.getheaders())
                inner.close()
            else:
                status, content, headers = 401, b'{"error": {"type": "security_exception"}, "status": 401}', {}
            self.send_response(status)
            for name in ("Content-Type", "X-elastic-product"):
                self.send_header(name, headers.get(name, "application/json"))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_HEAD = do_GET

    return Handler


@pytest.fixture(scope="module")
def secured(small: str) -> Iterator[str]:
    """The address of the small engine, by TLS and with a key."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(urlsplit(small).netloc))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def asking(url: str, key: str) -> Iterator[FlaskClient]:
    with scripted_model() as model:
        profile = Profile("scripted", model.url, "scripted", supports=frozenset({"json_schema"}))
        patient = {"search_seconds": 30.0, "health_seconds": 30.0, **PATIENT}
        yield create_app(
            Settings(
                url, (profile,), elasticsearch_api_key=key, elasticsearch_ca_certs=str(CERTIFICATE),
                indexes=("articles",), examples_index="nlq-examples-tls", presenter_token=TOKEN, **patient,
            )
        ).test_client()  # fmt: skip


def test_questions_and_the_store_by_tls_with_a_key(secured: str) -> None:
    with asking(secured, KEY) as client:
        assert client.get("/health").get_json()["parts"]["elasticsearch"]["state"] == "up"
        answer = client.post("/articles/nlq", json=QUESTION)
        assert answer.status_code == 200
        assert answer.get_json()["result"]["total"] == 9
        example = {"index": "articles", "question": "All of them?", "query": {"query": {"match_all": {}}}}
        kept = client.post("/examples", json=example, headers={"Authorization": f"Bearer {TOKEN}"})
        assert kept.status_code == 201, kept.text
        assert "All of them?" in client.get("/examples").text


def test_another_key_is_refused_and_told_of(secured: str) -> None:
    with asking(secured, "YW5vdGhlcg==") as client:
        answer = client.post("/articles/nlq", json=QUESTION)
        error = answer.get_json()["error"]
        assert (answer.status_code, error["type"]) == (422, "elasticsearch_refused")
        assert "ELASTICSEARCH_API_KEY" in error["hint"]
        assert "YW5v" not in answer.text
