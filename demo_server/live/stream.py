"""A follower's events as Server-Sent Events: each with its number, so that a browser resumes where it was.

>>> written(Event(7, '{"type":"clear"}'))
'id: 7\\ndata: {"type":"clear"}\\n\\n'
>>> written(CLOSED)
'event: closed\\ndata: {}\\n\\n'
>>> written(None)                    # nothing happened for a while: a sign of life, which a phone can miss and notice
'event: beat\\ndata: {}\\n\\n'
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

from demo_server.live.rooms import CLOSED, Event, Rooms

BEAT_SECONDS = 15.0  # between signs of life; proxies close a silent connection after 30 or 60, phones after 40
RETRY_MS = 1000


def written(event: Event | None) -> str:
    """One event on the wire; None is a sign of life."""
    if event is None:
        return "event: beat\ndata: {}\n\n"
    if event is CLOSED:
        return "event: closed\ndata: {}\n\n"
    name = f"event: {event.name}\n" if event.name else ""
    number = "" if event.number is None else f"id: {event.number}\n"
    return f"{name}{number}data: {event.body}\n\n"


class Stream:
    """The body of the response. It joins the room when it is made, so that a wrong code is still an HTTP status.

    After what was missed comes an event `site`: from here on it is the present, and `build` is the version of the
    slides that are served now, which a phone may not have. `address` is where the phone is. Raises NoRoom, Full.
    """

    def __init__(self, rooms: Rooms, code: str, after: int, build: str = "", address: str = "") -> None:
        self._open = ExitStack()
        present = Event(None, json.dumps({"build": build}), "site")
        self._follower = self._open.enter_context(rooms.follow(code, after, address, present))
        self._events = self._sent()

    def _sent(self) -> Iterator[str]:
        yield f"retry: {RETRY_MS}\n\n"
        while not self._follower.lost:
            event = self._follower.next(BEAT_SECONDS)
            yield written(event)
            if event is CLOSED:
                return

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._events)

    def close(self) -> None:
        """Leave the room; the server calls this when the connection ends, however it ends."""
        self._open.close()
