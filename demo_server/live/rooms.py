"""Rooms as they live: tokens are checked, messages are kept and passed on, followers come and go.

>>> from pathlib import Path
>>> from demo_server.live.messages import State
>>> rooms = Rooms(Store(Path(":memory:")), lambda: 0.0)
>>> code, token = rooms.open()
>>> rooms.say(code, token, "a1", [State(type="state", clock=1, slide=3, step=0, black=False)])
1
>>> with rooms.follow(code, after=0) as follower:
...     follower.next(timeout=0)
Event(number=1, body='{"v":1,"from":"a1","type":"state","clock":1,"slide":3,"step":0,"black":false}', name='')
"""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import secrets
import sqlite3
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from demo_server.live.limits import Buckets
from demo_server.live.messages import Clear, Lift, Pointer, State, Stroke, envelope
from demo_server.live.store import Driver, Store

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels, so no words; no 0, 1, O, I
CODE_LENGTH = 5  # 17 million codes
ROOM_SECONDS = 7 * 24 * 3600.0
TOKEN_SECONDS = 24 * 3600.0
MAX_ROOMS = 50
MAX_FOLLOWERS = 1_800  # below the connections that one worker takes
MAX_FROM_ONE = 1_000  # from one address, behind which a whole room may stand: one phone alone shuts nobody out
MAX_DRIVERS = 20
MAX_STROKES = 5_000  # messages about lines that one room keeps
BACKLOG = 500  # events that a follower may lag behind before it must connect anew


class LiveError(Exception):
    """Something is wrong with a room."""


class NoRoom(LiveError):
    """There is no such room (any more)."""


class NotDriver(LiveError):
    """The token does not allow that."""


class Full(LiveError):
    """There is no place for another one."""


class TooFast(LiveError):
    """One driver says more than a room can pass on."""


class Stale(LiveError):
    """A later write is there already. `state` is its body."""

    def __init__(self, state: str) -> None:
        super().__init__("a later place is known")
        self.state = state


@dataclass(frozen=True)
class Event:
    """Something to send. Those without a number (the laser) are for now only and are never sent again.

    `name` tells a game's events from those of the talk.
    """

    number: int | None
    body: str
    name: str = ""


CLOSED = Event(None, "")


class Follower:
    """One open connection: first what it missed, then what happens."""

    def __init__(self) -> None:
        self._missed: deque[Event] = deque()
        self._coming: queue.Queue[Event] = queue.Queue(BACKLOG)
        self.lost = False

    def missed(self, events: Sequence[Event]) -> None:
        """What was said before it came."""
        self._missed.extend(events)

    def put(self, event: Event) -> None:
        """Called by the room. A follower that is too slow is lost, and resumes by its last number."""
        try:
            self._coming.put_nowait(event)
        except queue.Full:
            self.lost = True

    def next(self, timeout: float) -> Event | None:
        """The next event; None when there was none for `timeout` seconds."""
        if self._missed:
            return self._missed.popleft()
        try:
            return self._coming.get(timeout=timeout) if timeout else self._coming.get_nowait()
        except queue.Empty:
            return None


class Rooms:
    """All rooms of one server. `now` is the time in seconds since 1970."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self.store = store
        self.now = now
        self.lock = threading.RLock()
        self.now_on: Callable[[str], Sequence[Event]] = lambda _: ()
        """What else a newcomer to a room must hear: the games that are on, as they are now."""
        self._followers: dict[str, set[Follower]] = {}
        self._addresses: Counter[str] = Counter()
        self._pace = Buckets(rate=120, burst=400)

    def open(self) -> tuple[str, str]:
        """Make a room: its code and the token that drives it. Raises Full when there are too many."""
        with self.lock:
            self.store.close_older(self.now() - ROOM_SECONDS)
            if self.store.count() >= MAX_ROOMS:
                raise Full("there are too many rooms; close one")
            while True:
                code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
                try:
                    self.store.open(code, self.now())
                except sqlite3.IntegrityError:
                    continue
                return code, self._admit(code, "driver")[1]

    def close(self, code: str, token: str) -> None:
        """End a room for everyone. Raises NoRoom, NotDriver."""
        with self.lock:
            self._allow(code, token, driver_only=True)
            self.store.close(code)
            for follower in self._followers.pop(code, set()):
                follower.put(CLOSED)

    def say(
        self, code: str, token: str, sender: str, messages: Sequence[State | Pointer | Lift | Stroke | Clear]
    ) -> int:
        """A driver's messages, in order. Returns the number of the last event that was kept.

        Raises NoRoom, NotDriver, TooFast, Full (too many lines are drawn), and Stale when a place is older than the
        room's; messages before that one were passed on.
        """
        driver = self._allow(code, token)
        if not self._pace.take(f"{code} {driver.id}", self.now(), len(messages)):
            raise TooFast("too many messages")
        with self.lock:
            for message in messages:
                self._say(code, sender, message)
            return self.store.last(code) or 0

    def _say(self, code: str, sender: str, message: State | Pointer | Lift | Stroke | Clear) -> None:
        body = json.dumps(envelope(message, sender), separators=(",", ":"))
        number: int | None = None
        match message:
            case State():
                state = self.store.state(code)
                if state is not None and not _is_later(message, sender, state):
                    raise Stale(state)
                number = self.store.keep(code, message.type, 0, body)
            case Stroke():
                if self.store.kept(code, "stroke") >= MAX_STROKES:
                    raise Full("too much is drawn; wipe a slide")
                number = self.store.keep(code, message.type, message.slide, body)
            case Clear():
                number = self.store.keep(code, message.type, message.slide, body)
            case Pointer() | Lift():
                pass
        self.tell(code, Event(number, body))

    def tell(self, code: str, event: Event) -> None:
        """Send something to everyone who follows a room now."""
        with self.lock:
            for follower in self._followers.get(code, ()):
                follower.put(event)

    def count(self, code: str) -> int:
        """How many follow a room now."""
        return len(self._followers.get(code, ()))

    @contextmanager
    def follow(self, code: str, after: int, address: str = "", present: Event | None = None) -> Iterator[Follower]:
        """Follow a room from the event after number `after` (0: from what counts now) until the block ends.

        `present` is said between what was missed and what is new. Raises NoRoom, and Full when too many follow, in all
        or from this address.
        """
        follower = Follower()
        with self.lock:
            last = self._last(code)
            if self._addresses.total() >= MAX_FOLLOWERS or self._addresses[address] >= MAX_FROM_ONE:
                raise Full("too many follow already")
            known = after if after <= last else 0  # a number from another life of this room
            follower.missed([Event(number, body) for number, body in self.store.since(code, known)])
            follower.missed(self.now_on(code))
            follower.missed([present] if present else [])
            self._followers.setdefault(code, set()).add(follower)
            self._addresses[address] += 1
        try:
            yield follower
        finally:
            with self.lock:
                self._addresses[address] -= 1
                if not self._addresses[address]:
                    del self._addresses[address]
                others = self._followers.get(code)
                if others is not None:
                    others.discard(follower)
                    if not others:
                        del self._followers[code]

    def look(self, code: str) -> dict[str, object]:
        """Where a room is and how many follow. Raises NoRoom."""
        with self.lock:
            last = self._last(code)
            state = self.store.state(code)
            followers = self.count(code)
        return {
            "room": code,
            "last": last,
            "followers": followers,
            "state": None if state is None else json.loads(state),
        }

    def invite(self, code: str, token: str) -> tuple[str, str]:
        """A co-driver's name and token. Raises NoRoom, NotDriver, Full."""
        with self.lock:
            self._allow(code, token, driver_only=True)
            if len(self.store.drivers(code)) >= MAX_DRIVERS:
                raise Full("too many may drive already; dismiss one")
            return self._admit(code, "co-driver")

    def dismiss(self, code: str, token: str, id: str) -> None:
        """Take a co-driver's right away, or give up one's own. Raises NoRoom, NotDriver."""
        with self.lock:
            me = self._allow(code, token)
            if (me.role != "driver" and me.id != id) or (me.role == "driver" and me.id == id):
                raise NotDriver("the driver dismisses co-drivers; a co-driver only itself")
            if not self.store.dismiss(code, id):
                raise NotDriver("there is no such co-driver")

    def hand_over(self, code: str, token: str, to: str) -> None:
        """Another becomes the driver, the caller a co-driver. Raises NoRoom, NotDriver."""
        with self.lock:
            self._allow(code, token, driver_only=True)
            if not self.store.hand_over(code, to):
                raise NotDriver("there is no such co-driver")

    def drivers(self, code: str, token: str) -> list[dict[str, object]]:
        """Who may drive; `me` marks the caller. Raises NoRoom, NotDriver."""
        me = self._allow(code, token)
        return [{"id": one.id, "role": one.role, "me": one.id == me.id} for one in self.store.drivers(code)]

    def exists(self, code: str) -> None:
        """Raises NoRoom unless there is such a room."""
        self._last(code)

    def allow(self, code: str, token: str) -> Driver:
        """Who holds this token. Raises NoRoom, NotDriver."""
        return self._allow(code, token)

    def _last(self, code: str) -> int:
        last = self.store.last(code)
        if last is None:
            raise NoRoom(code)
        return last

    def _admit(self, code: str, role: str) -> tuple[str, str]:
        id, token = secrets.token_hex(4), secrets.token_urlsafe(24)
        self.store.admit(code, Driver(id, role, _digest(token), self.now()))
        return id, token

    def _allow(self, code: str, token: str, driver_only: bool = False) -> Driver:
        """Compare with every driver's digest, each in constant time, so that the time taken tells nothing."""
        self._last(code)
        digest = _digest(token)
        found = [driver for driver in self.store.drivers(code) if hmac.compare_digest(driver.digest, digest)]
        if not found or found[0].created < self.now() - TOKEN_SECONDS:
            raise NotDriver("the token is wrong or has expired")
        if driver_only and found[0].role != "driver":
            raise NotDriver("only the driver may do that")
        return found[0]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _is_later(message: State, sender: str, state: str) -> bool:
    """The latest write wins: by its clock, ties by the sender's name. The same write again is no news, and no fault."""
    known = json.loads(state)
    return (message.clock, sender) >= (known["clock"], known["from"])
