"""What games leave in the rooms' sqlite file: players, games, answers, questions, votes. All goes when the room goes.

>>> from pathlib import Path
>>> rooms = Store(Path(":memory:"))
>>> rooms.open("K7QFH", 0.0)
>>> games = GameStore(rooms)
>>> games.admit(Player("p1", "K7QFH", "gentle condor", False), b"digest of the token", 0.0)
>>> game = games.begin("K7QFH", "poll", {"options": ["yes", "no"]}, 0.0)
>>> games.answer(game, "p1", 1), games.answer(game, "p1", 0)         # changed its mind: one answer
(None, None)
>>> games.said(game)
[Said(player='p1', body=0, bits=None)]
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo_server.live.games.board import WAITING, Entry
from demo_server.live.games.kinds import CLOSED, OPEN, Game, Said, State
from demo_server.live.store import Store


@dataclass(frozen=True)
class Player:
    """A phone that plays. `name` is drawn, or None."""

    id: str
    room: str
    name: str | None
    muted: bool


class GameStore:
    """The tables of games in the same file as the rooms. Every method is one transaction."""

    def __init__(self, rooms: Store) -> None:
        self._rooms = rooms

    def _all(self, query: str, *values: object) -> list[Any]:
        with self._rooms.lock:
            return self._rooms.db.execute(query, values).fetchall()

    def _do(self, query: str, *values: object) -> int:
        with self._rooms.lock:
            return int(self._rooms.db.execute(query, values).rowcount)

    # players

    def admit(self, player: Player, digest: bytes, now: float) -> None:
        """Add a phone."""
        query = "insert into player (id, room, digest, name, muted, created) values (?, ?, ?, ?, ?, ?)"
        self._do(query, player.id, player.room, digest, player.name, player.muted, now)

    def player(self, room: str, digest: bytes) -> Player | None:
        """Who holds the token with this digest."""
        query = "select id, room, name, muted from player where digest = ? and room = ?"
        found = self._all(query, digest, room)
        return _player(found[0]) if found else None

    def players(self, room: str) -> list[Player]:
        """All phones that play, in the order in which they came."""
        query = "select id, room, name, muted from player where room = ? order by created, id"
        return [_player(row) for row in self._all(query, room)]

    def count_players(self, room: str) -> int:
        """How many phones play."""
        return int(self._all("select count(*) from player where room = ?", room)[0][0])

    def rename(self, id: str, name: str | None) -> None:
        """Another name, or none."""
        self._do("update player set name = ? where id = ?", name, id)

    def mute(self, room: str, id: str, muted: bool) -> bool:
        """Whether what the phone writes is refused. False when there is no such phone."""
        return self._do("update player set muted = ? where id = ? and room = ?", muted, id, room) > 0

    def remove(self, room: str, id: str) -> bool:
        """Forget a phone with its answers, questions and votes. False when there is no such phone."""
        return self._do("delete from player where id = ? and room = ?", id, room) > 0

    # games

    def begin(self, room: str, kind: str, state: State, now: float) -> Game:
        """A new game, in its first round."""
        query = "insert into game (room, kind, phase, round, state, created) values (?, ?, ?, 1, ?, ?) returning id"
        id = int(self._all(query, room, kind, OPEN, json.dumps(state), now)[0][0])
        return Game(id, room, kind, OPEN, 1, state, now)

    def save(self, game: Game) -> None:
        """Keep a game as it is now."""
        query = "update game set phase = ?, round = ?, state = ? where id = ?"
        self._do(query, game.phase, game.round, json.dumps(game.state), game.id)

    def game(self, room: str, id: int) -> Game | None:
        """A game of a room."""
        found = self._all(f"{_GAME} where id = ? and room = ?", id, room)
        return _game(found[0]) if found else None

    def games(self, room: str) -> list[Game]:
        """All games of a room, oldest first."""
        return [_game(row) for row in self._all(f"{_GAME} where room = ? order by id", room)]

    def latest(self, room: str) -> list[Game]:
        """The last game of each kind, oldest first."""
        return list({game.kind: game for game in self.games(room)}.values())

    def open_games(self, room: str, kind: str) -> list[Game]:
        """Those of a kind that are not closed."""
        return [
            _game(row) for row in self._all(f"{_GAME} where room = ? and kind = ? and phase != ?", room, kind, CLOSED)
        ]

    def drop(self, room: str, id: int) -> bool:
        """Forget a game and all that was said in it. False when there is none."""
        return self._do("delete from game where id = ? and room = ?", id, room) > 0

    # answers

    def answer(self, game: Game, player: str, body: object) -> None:
        """Keep an answer to the round that is on, in place of an earlier one."""
        query = (
            "insert into answer (game, round, player, body) values (?, ?, ?, ?) "
            "on conflict (game, round, player) do update set body = excluded.body"
        )
        self._do(query, game.id, game.round, player, json.dumps(body))

    def said(self, game: Game) -> list[Said]:
        """The answers to the game's present round."""
        query = "select player, body, bits from answer where game = ? and round = ? order by player"
        return [Said(player, json.loads(body), bits) for player, body, bits in self._all(query, game.id, game.round)]

    def cost(self, game: Game, costs: Mapping[str, float]) -> None:
        """Note what the present round cost each player, in bits."""
        with self._rooms.lock, self._rooms.db as db:
            query = "update answer set bits = ? where game = ? and round = ? and player = ?"
            db.executemany(query, [(bits, game.id, game.round, player) for player, bits in costs.items()])

    def scores(self, game: Game) -> list[tuple[str | None, float, int]]:
        """Name, bits a round, and rounds of each player, the best first."""
        query = (
            "select player.name, avg(answer.bits), count(*) from answer join player on player.id = answer.player "
            "where answer.game = ? and answer.bits is not null group by player.id order by 2, 3 desc"
        )
        return [(name, float(bits), int(rounds)) for name, bits, rounds in self._all(query, game.id)]

    def score(self, game: Game, player: str) -> tuple[float | None, int]:
        """One player's bits a round, and rounds."""
        query = "select avg(bits), count(*) from answer where game = ? and player = ? and bits is not null"
        bits, rounds = self._all(query, game.id, player)[0]
        return bits, int(rounds)

    # questions

    def enter(self, game: Game, player: str, text: str, index: str | None) -> int:
        """Keep a question; nobody sees it yet. Returns its number."""
        query = "insert into entry (game, player, text, index_name, status) values (?, ?, ?, ?, ?) returning id"
        return int(self._all(query, game.id, player, text, index, WAITING)[0][0])

    def entries(self, game: Game) -> list[Entry]:
        """All questions of a game with their votes, oldest first."""
        query = (
            "select entry.id, entry.player, text, index_name, status, count(vote.player) from entry "
            "left join vote on vote.entry = entry.id where game = ? group by entry.id order by entry.id"
        )
        return [Entry(*row) for row in self._all(query, game.id)]

    def moderate(self, game: Game, id: int, status: str) -> bool:
        """Let a question through, or not. False when there is no such question."""
        return self._do("update entry set status = ? where id = ? and game = ?", status, id, game.id) > 0

    def hide_all(self, player: str) -> None:
        """What a muted phone wrote and still waits is hidden."""
        self._do("update entry set status = 'hidden' where player = ? and status = ?", player, WAITING)

    def vote(self, entry: int, player: str, up: bool) -> None:
        """One vote for each phone and question, taken back by `up` = False."""
        query = "insert or ignore into vote (entry, player) values (?, ?)"
        self._do(query if up else "delete from vote where entry = ? and player = ?", entry, player)

    def votes(self, game: Game, player: str) -> list[int]:
        """The questions that a phone voted for."""
        query = "select entry from vote join entry on entry.id = vote.entry where game = ? and vote.player = ?"
        return [int(row[0]) for row in self._all(query, game.id, player)]


_GAME = "select id, room, kind, phase, round, state, created from game"


def _game(row: Any) -> Game:
    id, room, kind, phase, round, state, created = row
    return Game(id, room, kind, phase, round, json.loads(state), created)


def _player(row: Any) -> Player:
    id, room, name, muted = row
    return Player(id, room, name, bool(muted))
