"""A follower's events as Server-Sent Events: each with its number, so that a browser resumes where it was.

>>> written(Event(7, '{"type":"clear"}'))
'id: 7\\ndata: {"type":"clear"}\\n\\n'
>>> written(CLOSED)
'event: closed\\ndata: {}\\n\\n'
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from demo_server.live.rooms import CLOSED, Event, Rooms

BEAT_SECONDS = 15.0  # between signs of life; proxies close a silent connection after 30 or 60
RETRY_MS = 1000


def written(event: Event) -> str:
    """One event on the wire."""
    if event is CLOSED:
        return "event: closed\ndata: {}\n\n"
    name = f"event: {event.name}\n" if event.name else ""
    number = "" if event.number is None else f"id: {event.number}\n"
    return f"{name}{number}data: {event.body}\n\n"


class Stream:
    """The body of the response. It joins the room when it is made, so that a wrong code is still an HTTP status.

    Raises NoRoom, Full.
    """

    def __init__(self, rooms: Rooms, code: str, after: int) -> None:
        self._open = ExitStack()
        self._follower = self._open.enter_context(rooms.follow(code, after))
        self._events = self._sent()

    def _sent(self) -> Iterator[str]:
        yield f"retry: {RETRY_MS}\n\n"
        while not self._follower.lost:
            event = self._follower.next(BEAT_SECONDS)
            yield ": still here\n\n" if event is None else written(event)
            if event is CLOSED:
                return

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._events)

    def close(self) -> None:
        """Leave the room; the server calls this when the connection ends, however it ends."""
        self._open.close()
