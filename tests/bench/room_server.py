"""The rooms behind gunicorn, as they are served, for the time of a bench."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def room_server(site: str, token: str) -> Iterator[tuple[int, int]]:
    """The port and the process of a server on the built site; `token` is the presenter's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        app = f"tests.browser.room_app:create({site!r}, {data!r}, {token!r})"
        options = ["-k", "gevent", "--worker-connections", "2000", "-b", f"127.0.0.1:{port}", "--log-level", "warning"]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options, app], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        try:
            _answering(port)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait()


def _answering(port: int) -> None:
    """Wait until somebody listens there, 20 seconds at most."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not listen")
