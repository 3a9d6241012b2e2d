"""What every test of the whole may ask for: the site as the build writes it, and the server as a newcomer starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 600  # the first start loads four indexes; a slow machine may take minutes


@dataclass(frozen=True)
class LiveServer:
    """A running `python -m demo_server`: its address, its process and its data folder."""

    url: str
    process: subprocess.Popen[str]
    data_dir: Path


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(site: Path, data_dir: Path, *, env: dict[str, str] | None = None) -> LiveServer:
    """Start the server with its embedded parts and wait for its ready line.

    Raises AssertionError with what it printed when it stops or takes longer than START_LIMIT_S.
    """
    port = free_port()
    log = data_dir / "stderr.log"
    data_dir.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "demo_server",
        "--port",
        str(port),
        "--site",
        str(site),
        "--data-dir",
        str(data_dir),
    ]
    with log.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
    assert process.stdout is not None
    lines: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Talk ready at "):
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    deadline = time.monotonic() + START_LIMIT_S
    while not ready.wait(0.2) and time.monotonic() < deadline:
        pass
    announced = [line for line in lines if line.startswith("Talk ready at ")]
    if not announced:
        process.kill()
        raise AssertionError(f"the server did not get ready:\n{''.join(lines)}\n{log.read_text()[-4000:]}")
    return LiveServer(announced[0].removeprefix("Talk ready at ").strip(), process, data_dir)


def stop_server(server: LiveServer) -> None:
    """Stop it as Ctrl-C does, and insist after 20 s."""
    server.process.send_signal(signal.SIGINT)
    try:
        server.process.wait(20)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
        raise


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, made once for all tests by the command that a user runs."""
    out = tmp_path_factory.mktemp("site") / "dist"
    built = subprocess.run(
        [sys.executable, "build.py", "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr[-4000:]
    return out


@pytest.fixture(scope="session")
def live_server(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The whole server on a free port: real Elasticsearch, real model, real data."""
    server = start_server(dist, tmp_path_factory.mktemp("data"))
    yield server
    stop_server(server)
