"""What outlives a restart: rooms, who may drive them (only hashes of tokens), and what a newcomer must be told.

>>> store = Store(Path(":memory:"))
>>> store.open("K7QFH", 0.0)
>>> store.keep("K7QFH", "state", 0, '{"slide": 1}'), store.keep("K7QFH", "state", 0, '{"slide": 2}')
(1, 2)
>>> store.since("K7QFH", 0)                      # the first is past: nobody needs it any more
[(2, '{"slide": 2}')]
"""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

SCHEMA = Path(__file__).with_name("schema.sql")


@dataclass(frozen=True)
class Driver:
    """One who may drive a room. `role` is `driver` or `co-driver`, `digest` the SHA-256 of the token."""

    id: str
    role: str
    digest: bytes
    created: float


class Store:
    """A small sqlite file; every method is one transaction. `path` is made, with its folder, at the first call.

    Raises sqlite3.Error when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self._opened: sqlite3.Connection | None = None

    @property
    def db(self) -> sqlite3.Connection:
        """The connection, for the tables of `games.store` too; whoever uses it holds `lock`."""
        if self._opened is None:
            if str(self.path) != ":memory:":
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self._opened = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
            self._opened.executescript(SCHEMA.read_text())
        return self._opened

    def open(self, code: str, now: float) -> None:
        """Make a room. Raises sqlite3.IntegrityError when the code is taken."""
        with self.lock, self.db as db:
            db.execute("insert into room (code, created, last) values (?, ?, 0)", (code, now))

    def close(self, code: str) -> None:
        """Forget a room and all that was said in it."""
        with self.lock, self.db as db:
            db.execute("delete from room where code = ?", (code,))

    def close_older(self, than: float) -> None:
        """Forget rooms made before a moment."""
        with self.lock, self.db as db:
            db.execute("delete from room where created < ?", (than,))

    def count(self) -> int:
        """How many rooms there are."""
        with self.lock:
            return int(self.db.execute("select count(*) from room").fetchone()[0])

    def last(self, code: str) -> int | None:
        """The number of the room's last event, 0 when there was none; None when there is no such room."""
        with self.lock:
            row = self.db.execute("select last from room where code = ?", (code,)).fetchone()
        return None if row is None else int(row[0])

    def keep(self, code: str, kind: str, slide: int, body: str) -> int:
        """Number an event and keep it; what it makes obsolete goes. Returns its number, from 1.

        A state replaces the one before it, a wiped slide its lines.
        """
        with self.lock:
            db = self.db
            db.execute("begin immediate")
            try:
                number = int(
                    db.execute("update room set last = last + 1 where code = ? returning last", (code,)).fetchone()[0]
                )
                if kind == "state":
                    db.execute("delete from event where room = ? and kind = 'state'", (code,))
                elif kind == "clear":
                    db.execute("delete from event where room = ? and slide = ? and kind != 'state'", (code, slide))
                db.execute(
                    "insert into event (room, number, kind, slide, body) values (?, ?, ?, ?, ?)",
                    (code, number, kind, slide, body),
                )
                db.execute("commit")
            except BaseException:
                db.execute("rollback")
                raise
        return number

    def since(self, code: str, number: int) -> list[tuple[int, str]]:
        """Events after a number that still count, in order."""
        query = "select number, body from event where room = ? and number > ? order by number"
        with self.lock:
            return [(int(n), str(body)) for n, body in self.db.execute(query, (code, number))]

    def kept(self, code: str, kind: str) -> int:
        """How many events of a kind are kept for a room."""
        query = "select count(*) from event where room = ? and kind = ?"
        with self.lock:
            return int(self.db.execute(query, (code, kind)).fetchone()[0])

    def state(self, code: str) -> str | None:
        """The body of the room's latest state."""
        query = "select body from event where room = ? and kind = 'state'"
        with self.lock:
            row = self.db.execute(query, (code,)).fetchone()
        return None if row is None else str(row[0])

    def admit(self, code: str, driver: Driver) -> None:
        """Add one who may drive."""
        values = (driver.id, code, driver.role, driver.digest, driver.created)
        with self.lock, self.db as db:
            db.execute("insert into driver (id, room, role, digest, created) values (?, ?, ?, ?, ?)", values)

    def dismiss(self, code: str, id: str) -> bool:
        """Take the right away again. False when there was no such driver."""
        with self.lock, self.db as db:
            return db.execute("delete from driver where room = ? and id = ?", (code, id)).rowcount > 0

    def hand_over(self, code: str, to: str) -> bool:
        """One becomes the driver, all others co-drivers. False when there is no such driver; nothing changed then."""
        with self.lock, self.db as db:
            if db.execute("select 1 from driver where room = ? and id = ?", (code, to)).fetchone() is None:
                return False
            query = "update driver set role = case id when ? then 'driver' else 'co-driver' end where room = ?"
            db.execute(query, (to, code))
            return True

    def drivers(self, code: str) -> list[Driver]:
        """All who may drive a room, oldest first."""
        query = "select id, role, digest, created from driver where room = ? order by created, id"
        with self.lock:
            return [Driver(*row) for row in self.db.execute(query, (code,))]
