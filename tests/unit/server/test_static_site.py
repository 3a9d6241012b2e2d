"""The site around the API: compressed files, lifetimes, the API's right of way, and pages that are not there."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.unit.server.conftest import MakeClient


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {
        "index.html": "<h1>talk</h1>",
        "404.html": "<h1>not here</h1>",
        "slides/index.html": "slides",
        "assets/main-ABCDEFGH.js": "export {};" * 100,
        "pyodide/pyodide.mjs": "export {};",
        "pyodide/pyodide.asm.wasm": "wasm",
        "health/index.html": "a page that must not hide the API",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    script = tmp_path / "assets/main-ABCDEFGH.js"
    (tmp_path / "assets/main-ABCDEFGH.js.gz").write_bytes(gzip.compress(script.read_bytes()))
    (tmp_path / "assets/main-ABCDEFGH.js.br").write_bytes(b"brotli")
    return tmp_path


@pytest.fixture
def client(make_client: MakeClient, site: Path) -> FlaskClient:
    return make_client(site=site)


def test_pages_and_their_types(client: FlaskClient) -> None:
    assert client.get("/").text == "<h1>talk</h1>"
    assert client.get("/slides/").text == "slides"
    moved = client.get("/slides")
    assert (moved.status_code, moved.headers["Location"]) == (302, "slides/")
    assert client.get("/pyodide/pyodide.asm.wasm").mimetype == "application/wasm"
    assert client.get("/pyodide/pyodide.mjs").mimetype == "text/javascript"


def test_compressed_once_and_served_compressed(client: FlaskClient) -> None:
    path = "/assets/main-ABCDEFGH.js"
    assert client.get(path, headers={"Accept-Encoding": "br, gzip"}).headers["Content-Encoding"] == "br"
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data).startswith(b"export")
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "identity"}).headers


def test_only_names_with_a_hash_live_for_ever(client: FlaskClient) -> None:
    assert "immutable" in client.get("/assets/main-ABCDEFGH.js").headers["Cache-Control"]
    page = client.get("/")
    assert page.headers["Cache-Control"] == "max-age=0, public"
    again = client.get("/", headers={"If-Modified-Since": page.headers["Last-Modified"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" in again.headers


def test_the_api_has_the_right_of_way(client: FlaskClient) -> None:
    assert client.get("/health").get_json()["service"] == "llm-talk"


def test_a_page_that_is_not_there_is_a_page_to_a_browser_and_json_to_a_program(client: FlaskClient) -> None:
    browser = client.get("/nowhere/", headers={"Accept": "text/html,*/*"})
    assert (browser.status_code, browser.text) == (404, "<h1>not here</h1>")
    program = client.get("/nowhere/", headers={"Accept": "application/json"})
    assert (program.status_code, program.get_json()["error"]["type"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/slides/../../secret"])
def test_nothing_outside_the_site_is_served(client: FlaskClient, site: Path, path: str) -> None:
    (site.parent / "secret").write_text("secret")
    assert client.get(path).status_code == 404
