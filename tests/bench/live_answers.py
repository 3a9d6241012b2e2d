"""Five hundred phones answer the Shannon game within one second: is every one of them counted, and once?

    python tests/bench/live_answers.py dist 500          # phones; one line of figures

The rooms run under gunicorn with one gevent worker, as the real server does. Every phone follows the room's stream and
has a token of its own. All answer at a random moment of the same second, and each sends its answer twice, as a phone
does that heard nothing back. Then the letter is revealed: how many were counted, and how soon does everyone know?
"""

# ruff: noqa: E402 - gevent replaces the sockets before anything else is imported

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import contextlib
import http.client
import json
import random
import secrets
import socket
import statistics
import sys
import time
from pathlib import Path

import gevent

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.bench.room_server import room_server

TOKEN = secrets.token_urlsafe(12)
SECONDS = 1.0


def ask(port: int, method: str, path: str, token: str, body: object = None) -> dict[str, object]:
    """One request, on a connection of its own. Raises AssertionError with what was said when it is refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    assert answer.status < 300, said
    return dict(json.loads(said)) if said else {}


class Phone:
    """One that follows and plays."""

    def __init__(self, port: int, room: str) -> None:
        self.port, self.room = port, room
        self.token = str(ask(port, "POST", f"{room}/players", "", {"named": False})["token"])
        self.delays: list[float] = []
        self.shown_at = 0.0
        gevent.spawn(self.follow)

    def follow(self) -> None:
        """Note when the letter arrives."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(f"GET {self.room}/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
            with connection.makefile("rb") as lines:
                for line in lines:
                    if line.startswith(b"data: ") and b'"phase":"shown"' in line:
                        self.shown_at = time.perf_counter()

    def answer(self, game: str) -> None:
        """At some moment of the second, and then once more."""
        gevent.sleep(random.random() * SECONDS)
        taps = {random.choice("etaoins"): 1}
        for _ in range(2):
            start = time.perf_counter()
            ask(self.port, "PUT", f"{game}/answer", self.token, {"round": 1, "taps": taps})
            self.delays.append(time.perf_counter() - start)


def main(site: str, count: int) -> None:
    """Measure."""
    with room_server(site, TOKEN) as (port, _):
        measure(port, count)


def measure(port: int, count: int) -> None:
    """One letter of the game."""
    room = ask(port, "POST", "/live/rooms", TOKEN, {})
    address, driver = f"/live/rooms/{room['room']}", str(room["token"])
    start = {"game": {"kind": "shannon", "text": "the cat sat on the mat"}}
    game = f"{address}/games/{ask(port, 'POST', f'{address}/games', driver, start)['id']}"
    phones = [Phone(port, address) for _ in range(count)]
    gevent.sleep(1)
    begin = time.perf_counter()
    gevent.joinall([gevent.spawn(phone.answer, game) for phone in phones], raise_error=True)
    took = time.perf_counter() - begin
    reveal = time.perf_counter()
    shown = ask(port, "POST", f"{game}/step?round=1", driver, {"action": "reveal"})
    deadline = time.perf_counter() + 30
    while not all(phone.shown_at for phone in phones) and time.perf_counter() < deadline:
        gevent.sleep(0.02)
    delays = sorted(delay for phone in phones for delay in phone.delays)
    late = sorted(phone.shown_at - reveal for phone in phones)
    print(
        f"{count} phones, {len(delays)} requests spread over {SECONDS:g} s, done after {took:.2f} s: "
        f"{shown['answers']} counted; a request: median {1000 * statistics.median(delays):.0f} ms, "
        f"p95 {1000 * delays[int(0.95 * len(delays))]:.0f} ms; the letter on all phones: "
        f"p95 {1000 * late[int(0.95 * len(late))]:.0f} ms, last {1000 * late[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main(
        str(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()),
        int(sys.argv[2]) if len(sys.argv) > 2 else 500,
    )
