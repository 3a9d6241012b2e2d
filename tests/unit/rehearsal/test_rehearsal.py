"""A rehearsal says what is not ready, each on its own, and ends with 1 if anything is not."""

from __future__ import annotations

import doctest
import importlib
import json
import socket
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from demo_server.commands.rehearse import command, running
from demo_server.embedded import parts
from demo_server.embedded.launch import RECORD
from demo_server.rehearsal import server


def built(folder: Path) -> Path:
    """Files of the names that a site must have."""
    for name in server.NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


@pytest.mark.parametrize("name", ["findings", "server", "browser"])
def test_examples(name: str) -> None:
    ran = doctest.testmod(importlib.import_module(f"demo_server.rehearsal.{name}"))
    assert (ran.failed, ran.attempted > 0) == (0, True)


def test_a_site_that_lacks_a_page_or_holds_notes_is_not_ready(tmp_path: Path) -> None:
    site = built(tmp_path / "dist")
    assert [finding.ready for finding in server.site(site)] == [True]
    (site / "speaker.pdf").write_text("notes")
    assert "speaker.pdf" in server.site(site)[0].detail
    (site / "sw.js").unlink()
    found = server.site(site)[0]
    assert (found.ready, "sw.js" in found.detail) == (False, True)


def test_notes_are_counted_and_their_absence_stops_nothing(tmp_path: Path) -> None:
    assert server.notes(tmp_path).ready is None
    (tmp_path / "notes.json").write_text('[["Welcome."], [], ["Bye."]]')
    assert "2 of 3" in server.notes(tmp_path).detail


def answering(status: int, body: object) -> httpx2.Client:
    """A client whose every request gets one answer, on the wire's level."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(status, json=body))
    return httpx2.Client(base_url="http://127.0.0.1:9/", transport=transport)


def test_a_part_that_is_down_is_named_with_its_reason() -> None:
    health = {"parts": {"elasticsearch": {"state": "up", "detail": "green"}, "model": {"state": "down", "detail": "?"}}}
    found = {finding.name: finding.ready for finding in server.parts(answering(200, health))}
    assert found == {"elasticsearch": True, "model": False}


def test_a_token_that_opens_no_room_is_said() -> None:
    refused = answering(403, {"error": {"type": "not_allowed", "message": "Only the presenter may do that."}})
    assert [finding.ready for finding in server.room(refused, "wrong")] == [False]


def test_without_a_site_the_rehearsal_ends_at_once_with_1(tmp_path: Path) -> None:
    run = CliRunner().invoke(command, ["--site", str(tmp_path / "none"), "--data-dir", str(tmp_path / "data")])
    assert run.exit_code == 1
    assert "✗ site" in run.output
    assert "Not ready: site" in run.output


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    site = built(tmp_path / "dist")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        asked = ["--site", str(site), "--data-dir", str(tmp_path / "data"), "--port", str(port)]
        run = CliRunner().invoke(command, asked)
    assert run.exit_code == 1
    assert f"port {port} is in use" in run.output


def test_the_record_of_a_killed_server_is_no_running_server(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (tmp_path / RECORD).write_text(json.dumps({"parts": {parts.WEB: {"port": port}}}))
        assert running(tmp_path) == port
    assert running(tmp_path) is None
    assert running(tmp_path / "nowhere") is None
