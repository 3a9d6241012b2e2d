"""Not every answer is worth a message to everyone: many changes within a moment become one.

>>> sent = []
>>> pace = Pace(lambda key: 60.0, sent.append)
>>> pace.soon("poll"), pace.soon("poll"), sent       # the first at once; the second waits for its time
(None, None, ['poll'])
>>> pace.now("poll"), sent                           # what cannot wait takes the waiting ones along
(None, ['poll', 'poll'])
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

FORGET = 3600.0  # seconds after which a silent key is forgotten


class Pace(Generic[Key]):
    """Calls `send(key)` at most once in `pause(key)` seconds; `now` does not wait."""

    def __init__(self, pause: Callable[[Key], float], send: Callable[[Key], None]) -> None:
        self._pause, self._send = pause, send
        self._lock = threading.Lock()
        self._last: dict[Key, float] = {}
        self._waiting: dict[Key, threading.Timer] = {}

    def soon(self, key: Key) -> None:
        """Something changed."""
        with self._lock:
            if key in self._waiting:
                return
            wait = self._last.get(key, -FORGET) + self._pause(key) - time.monotonic()
            if wait > 0:
                timer = threading.Timer(wait, self.now, (key,))
                timer.daemon = True
                self._waiting[key] = timer
                timer.start()
                return
        self.now(key)

    def now(self, key: Key) -> None:
        """Something changed that everyone waits for."""
        with self._lock:
            timer = self._waiting.pop(key, None)
            if timer is not None:
                timer.cancel()
            moment = time.monotonic()
            self._last[key] = moment
            for old in [one for one, then in self._last.items() if then < moment - FORGET]:
                del self._last[old]
        self._send(key)
