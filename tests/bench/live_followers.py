"""How long a slide change takes to reach every phone of a full room, and what the server needs for it.

    python tests/bench/live_followers.py dist 500          # followers; one line of figures

Starts the rooms under gunicorn with one gevent worker, as the real server runs, and opens the streams from this
process. Each slide change is timed from the driver's request to its arrival at each follower; then every connection is
dropped once while the talk goes on, and each follower must come to the same last place, told no event twice.
"""

# ruff: noqa: E402 - gevent replaces the sockets before anything else is imported

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import contextlib
import json
import secrets
import socket
import statistics
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import gevent

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.bench.room_server import room_server

CHANGES = 30
TOKEN = secrets.token_urlsafe(12)


class Phone:
    """One follower: what it heard, and when."""

    def __init__(self, port: int, code: str) -> None:
        self.port, self.code = port, code
        self.heard: dict[int, float] = {}
        self.doubled = 0
        self.slide = 0
        self.last = 0
        self.connection: socket.socket | None = None
        self.open = False

    def run(self) -> None:
        """Follow for ever, resuming when the connection breaks."""
        while True:
            with contextlib.suppress(OSError):
                self._follow()
            self.open = False
            gevent.sleep(0.1 + secrets.randbelow(400) / 1000)

    def _follow(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as self.connection:
            head = f"GET /live/rooms/{self.code}/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            request = f"{head}Last-Event-ID: {self.last}\r\n\r\n"
            self.connection.sendall(request.encode())
            number = 0  # of a place; 0 for what has none: signs of life, and the build of the slides
            with self.connection.makefile("rb") as lines:
                for line in lines:
                    self.open = True
                    if line.startswith(b"id: "):
                        number = int(line[4:])
                    elif line.startswith(b"data: ") and number:
                        self.doubled += number in self.heard
                        self.heard[number] = time.perf_counter()
                        self.last = max(self.last, number)
                        self.slide = json.loads(line[6:])["slide"]
                        number = 0


def ask(port: int, path: str, token: str, body: object) -> dict[str, object]:
    """One request of the speaker."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


@dataclass(frozen=True)
class Speaker:
    """Who drives a room."""

    port: int
    path: str
    driver: str

    def show(self, slide: int) -> None:
        """Change the slide; the clock of the room is its number."""
        state = {"type": "state", "clock": slide, "slide": slide, "step": 0, "black": False}
        ask(self.port, self.path, self.driver, {"sender": "bench", "messages": [state]})


def full_room(port: int, token: str, count: int) -> tuple[Speaker, list[Phone]]:
    """A new room with `count` phones in it, all of them connected."""
    room = ask(port, "/live/rooms", token, {})
    phones = [Phone(port, str(room["room"])) for _ in range(count)]
    for phone in phones:
        gevent.spawn(phone.run)
    while not all(phone.open for phone in phones):
        gevent.sleep(0.05)
    return Speaker(port, f"/live/rooms/{room['room']}/messages", str(room["token"])), phones


def resident(process: int) -> float:
    """Megabytes of a process and its children."""
    total = 0.0
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    for one in (str(process), *children):
        status = Path(f"/proc/{one}/status").read_text()
        total += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
    return total


def main(site: str, count: int) -> None:
    """Measure."""
    with room_server(site, TOKEN) as (port, process):
        measure(port, count, process)


def measure(port: int, count: int, server: int) -> None:
    """The talk: changes on full connections, then every connection dropped once."""
    speaker, phones = full_room(port, TOKEN, count)
    delays: list[float] = []
    said = 0

    def change() -> float:
        nonlocal said
        said += 1
        start = time.perf_counter()
        speaker.show(said)
        return start

    for _ in range(CHANGES):
        start = change()
        gevent.sleep(0.5)
        delays += [phone.heard[said] - start for phone in phones]
    for i, phone in enumerate(phones):
        if phone.connection is not None:
            phone.connection.shutdown(socket.SHUT_RDWR)
        if i % (count // 5 or 1) == 0:
            change()
            gevent.sleep(0.2)
    deadline = time.perf_counter() + 10
    while any(phone.slide != said for phone in phones) and time.perf_counter() < deadline:
        gevent.sleep(0.05)
    delays.sort()
    print(
        f"{count} followers: median {1000 * statistics.median(delays):.0f} ms, "
        f"p95 {1000 * delays[int(0.95 * len(delays))]:.0f} ms, last {1000 * delays[-1]:.0f} ms; "
        f"server {resident(server):.0f} MB; after every connection dropped: "
        f"{sum(phone.slide == said for phone in phones)} at the last place, "
        f"{sum(phone.doubled for phone in phones)} events twice"
    )


if __name__ == "__main__":
    main(
        str(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()),
        int(sys.argv[2]) if len(sys.argv) > 2 else 500,
    )
