"""Ten minutes of bad Wi-Fi: a talk in front of a full room, in which every connection breaks once.

    python tests/bench/live_dropped.py dist 500 600        # followers, seconds

The speaker changes the slide every five seconds. Breaks are spread evenly over the time; a phone whose connection broke
comes back after 0.1 to 0.5 s, as `/join/` does, and must then be where the talk is. A slide change counts for every
follower, also for those who were away when it came. A follower is lost who is not at the last slide ten seconds after
the end. Memory is the server's, at its highest, looked at every second.
"""

# ruff: noqa: E402 - gevent replaces the sockets before anything else is imported

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import secrets
import socket
import statistics
import sys
import time
from pathlib import Path

import gevent

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.bench.live_followers import Phone, full_room, resident
from tests.bench.room_server import room_server

BETWEEN_CHANGES_S = 5.0
PATIENCE_S = 10.0
TOKEN = secrets.token_urlsafe(12)


def break_each_once(phones: list[Phone], seconds: float) -> None:
    """Cut one connection after the other, the last one before `seconds` are over."""
    start = time.perf_counter()
    for i, phone in enumerate(phones):
        gevent.sleep(max(0.0, start + seconds * i / len(phones) - time.perf_counter()))
        assert phone.connection is not None
        phone.connection.shutdown(socket.SHUT_RDWR)


def measure(port: int, count: int, seconds: float, server: int) -> None:
    """The talk; prints a line."""
    speaker, phones = full_room(port, TOKEN, count)
    breaking = gevent.spawn(break_each_once, phones, seconds)
    changes: dict[int, float] = {}
    highest = resident(server)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        said = len(changes) + 1
        changes[said] = time.perf_counter()
        speaker.show(said)
        for _ in range(int(BETWEEN_CHANGES_S)):
            gevent.sleep(1)
            highest = max(highest, resident(server))
    breaking.get(timeout=PATIENCE_S)
    last = len(changes)
    deadline = time.perf_counter() + PATIENCE_S
    while any(phone.slide != last for phone in phones) and time.perf_counter() < deadline:
        gevent.sleep(0.05)

    delays = sorted(phone.heard[one] - at for one, at in changes.items() for phone in phones if one in phone.heard)
    print(
        f"{count} followers, {seconds:.0f} s, {last} slide changes, every connection broken once: "
        f"{sum(phone.slide != last for phone in phones)} lost, {count * last - len(delays)} changes missed, "
        f"{sum(phone.doubled for phone in phones)} told twice; change to screen median "
        f"{1000 * statistics.median(delays):.0f} ms, p95 {1000 * delays[int(0.95 * len(delays))]:.0f} ms, "
        f"last {1000 * delays[-1]:.0f} ms; server at most {highest:.0f} MB"
    )


def main(site: str, count: int, seconds: float) -> None:
    """Measure on the site in `site`."""
    with room_server(site, TOKEN) as (port, process):
        measure(port, count, seconds, process)


if __name__ == "__main__":
    main(
        str(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()),
        int(sys.argv[2]) if len(sys.argv) > 2 else 500,
        float(sys.argv[3]) if len(sys.argv) > 3 else 600.0,
    )
