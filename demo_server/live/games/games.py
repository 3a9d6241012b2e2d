"""The games of all rooms: the speaker starts and moves them, phones answer, everyone who follows is told.

>>> from pathlib import Path
>>> from demo_server.live.games.shapes import Answer, StartPoll
>>> from demo_server.live.store import Store
>>> rooms = Rooms(Store(Path(":memory:")), lambda: 0.0)
>>> games = Games(rooms, {"poll": Poll()}, pause=lambda followers: 0)
>>> code, driver = rooms.open()
>>> poll = games.start(code, driver, StartPoll(kind="poll", question="Ready?", options=["yes", "no"]))
>>> _, phone = games.join(code, named=False)
>>> games.answer(code, phone, poll, Answer(round=1, choice=0))
>>> games.look(code, poll)["tally"]
[1, 0]
"""

from __future__ import annotations

import hashlib
import json
import random
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from demo_server.live.games import names
from demo_server.live.games.board import ANSWERED, PUBLIC, Board, entered, listed
from demo_server.live.games.kinds import CLOSED, OPEN, BadAnswer, Game, Kind, Muted, NoGame, NoPlayer, Table, TooLate
from demo_server.live.games.pace import Pace
from demo_server.live.games.poll import Poll
from demo_server.live.games.shapes import Answer, EntryBody, Start
from demo_server.live.games.store import GameStore, Player
from demo_server.live.limits import Buckets
from demo_server.live.rooms import Event, Full, Rooms, TooFast

__all__ = ["Games", "Poll"]

MAX_PLAYERS = 2_000  # in one room
MAX_GAMES = 60  # in one room
BEST = 5  # names on the big screen


def pause_for(followers: int) -> float:
    """Seconds between two broadcasts of one game's answers: a thousand phones are told less often than ten."""
    return 0.2 + followers / 1000


class Games:
    """All games of one server. `kinds`: what can be played, by name. `watch` is called when a game has moved on."""

    def __init__(
        self,
        rooms: Rooms,
        kinds: Mapping[str, Kind],
        pause: Callable[[int], float] = pause_for,
        watch: Callable[[Game], None] = lambda _: None,
    ) -> None:
        self.rooms = rooms
        self.kinds = kinds
        self.store = GameStore(rooms.store)
        self.watch = watch
        self._pace: Pace[tuple[str, int]] = Pace(lambda key: pause(rooms.count(key[0])), lambda key: self.tell(*key))
        self._floods = Buckets(rate=4, burst=20)
        self._doors = Buckets(rate=10, burst=1_000)  # a whole room may stand behind one address
        rooms.now_on = self.events

    # what everyone sees

    def events(self, code: str) -> list[Event]:
        """The last game of each kind as it is now, for one who comes."""
        return [Event(None, self._told(game), "game") for game in self.store.latest(code)]

    def look(self, code: str, id: int) -> dict[str, Any]:
        """A game as everyone may see it. Raises NoRoom, NoGame."""
        with self.rooms.lock:
            self.rooms.exists(code)
            return self._view(self._game(code, id))

    def all(self, code: str) -> list[dict[str, Any]]:
        """All games of a room, oldest first. Raises NoRoom."""
        with self.rooms.lock:
            self.rooms.exists(code)
            return [self._view(game) for game in self.store.games(code)]

    def tell(self, code: str, id: int) -> None:
        """Send a game, as it is now, to everyone who follows."""
        with self.rooms.lock:
            game = self.store.game(code, id)
            if game is not None:
                self.rooms.tell(code, Event(None, self._told(game), "game"))

    def _view(self, game: Game) -> dict[str, Any]:
        kind = self.kinds[game.kind]
        view = {"id": game.id, "kind": game.kind, "phase": game.phase, "round": game.round}
        view |= {"players": self.store.count_players(game.room), **kind.view(game, self.store.said(game))}
        if isinstance(kind, Board):
            view |= listed(self.store.entries(game))
        if game.kind == "shannon" and game.phase != OPEN:
            view["best"] = self._best(game)
        return view

    def _best(self, game: Game) -> list[dict[str, Any]]:
        """Who paid least; those who answered fewer than half of the rounds are left out."""
        least = max(1, len(game.state["rounds"]) / 2)
        scores = [one for one in self.store.scores(game) if one[2] >= least]
        return [{"name": name, "bits": round(bits, 4), "rounds": rounds} for name, bits, rounds in scores[:BEST]]

    def _told(self, game: Game) -> str:
        return json.dumps(self._view(game), separators=(",", ":"), ensure_ascii=False)

    # the speaker

    def start(self, code: str, token: str, settings: Start) -> int:
        """Begin a game; an open one of the same kind is closed. Returns its number.

        Raises NoRoom, NotDriver, BadAnswer, Full.
        """
        with self.rooms.lock:
            self.rooms.allow(code, token)
            if len(self.store.games(code)) >= MAX_GAMES:
                raise Full("too many games were played in this room; take some away")
            state = self.kinds[settings.kind].begin(settings)
            for before in self.store.open_games(code, settings.kind):
                before.phase = CLOSED
                self.store.save(before)
            game = self.store.begin(code, settings.kind, state, self.rooms.now())
            self._pace.now((code, game.id))
        self.watch(game)
        return game.id

    def step(self, code: str, token: str, id: int, action: str, round: int | None = None) -> dict[str, Any]:
        """Move a game on. With `round` only from that round: a press that came twice moves once.

        Raises NoRoom, NotDriver, NoGame, BadAnswer, TooLate.
        """
        with self.rooms.lock:
            self.rooms.allow(code, token)
            game = self._game(code, id)
            if round is not None and round != game.round:
                raise TooLate("the game is in another round already")
            costs = self.kinds[game.kind].step(game, action, self.store.said(game))
            self.store.cost(game, costs)
            self.store.save(game)
            self._pace.now((code, id))
            view = self._view(game)
        self.watch(game)
        return view

    def drop(self, code: str, token: str, id: int) -> None:
        """Take a game away with all that was said in it. Raises NoRoom, NotDriver, NoGame."""
        with self.rooms.lock:
            self.rooms.allow(code, token)
            game = self._game(code, id)
            self.store.drop(code, id)
            self.rooms.tell(code, Event(None, json.dumps({"id": id, "kind": game.kind, "phase": "gone"}), "game"))

    def desk(self, code: str, token: str, id: int) -> dict[str, Any]:
        """A game as the speaker sees it: questions that wait, and who wrote them. Raises NoRoom, NotDriver, NoGame."""
        with self.rooms.lock:
            self.rooms.allow(code, token)
            game = self._game(code, id)
            people = {one.id: one for one in self.store.players(code)}
            entries = [
                {**entry.public(), "player": entry.player, "name": people[entry.player].name}
                for entry in self.store.entries(game)
            ]
            return {**self._view(game), "entries": entries}

    def moderate(self, code: str, token: str, id: int, entry: int, status: str) -> None:
        """Let a question through, hide it, or mark it as answered. Raises NoRoom, NotDriver, NoGame."""
        with self.rooms.lock:
            self.rooms.allow(code, token)
            if not self.store.moderate(self._game(code, id), entry, status):
                raise NoGame("there is no such question")
            self._pace.now((code, id))

    def players(self, code: str, token: str) -> list[dict[str, Any]]:
        """The phones that play. Raises NoRoom, NotDriver."""
        self.rooms.allow(code, token)
        return [{"id": one.id, "name": one.name, "muted": one.muted} for one in self.store.players(code)]

    def mute(self, code: str, token: str, player: str, muted: bool) -> None:
        """Refuse what a phone writes from now on, and hide what waits. Raises NoRoom, NotDriver, NoPlayer."""
        with self.rooms.lock:
            self.rooms.allow(code, token)
            if not self.store.mute(code, player, muted):
                raise NoPlayer("there is no such phone")
            if muted:
                self.store.hide_all(player)
            self._tell_all(code)

    def remove(self, code: str, token: str, player: str) -> None:
        """Forget a phone and all it said. Raises NoRoom, NotDriver, NoPlayer."""
        with self.rooms.lock:
            self.rooms.allow(code, token)
            if not self.store.remove(code, player):
                raise NoPlayer("there is no such phone")
            self._tell_all(code)

    def result(self, code: str, token: str, id: int) -> tuple[Game, Table, dict[str, Any]]:
        """What came of a game, nobody named: everyone may have it once it is closed, the speaker at any time.

        Raises NoRoom, NoGame, NotDriver.
        """
        with self.rooms.lock:
            self.rooms.exists(code)
            game = self._game(code, id)
            if game.phase != CLOSED:
                self.rooms.allow(code, token)
            kind = self.kinds[game.kind]
            table = kind.table(game, self.store.said(game))
            if isinstance(kind, Board):
                table = entered(table, self.store.entries(game))
            more = (
                {"people": [round(bits, 4) for _, bits, _ in self.store.scores(game)]} if game.kind == "shannon" else {}
            )
            return game, table, more

    # phones

    def join(self, code: str, named: bool, address: str = "") -> tuple[Player, str]:
        """A phone wants to play: its player and the token that it keeps. Raises NoRoom, TooFast, Full."""
        with self.rooms.lock:
            self.rooms.exists(code)
            if not self._doors.take(f"{code} {address}", self.rooms.now()):
                raise TooFast("too many phones want to play at once")
            if self.store.count_players(code) >= MAX_PLAYERS:
                raise Full("too many play already")
            token = secrets.token_urlsafe(18)
            player = Player(secrets.token_hex(5), code, self._name(code) if named else None, muted=False)
            self.store.admit(player, _digest(token), self.rooms.now())
            return player, token

    def rename(self, code: str, token: str, named: bool) -> Player:
        """Draw another name, or take none. Raises NoRoom, NoPlayer, TooFast."""
        with self.rooms.lock:
            player = self._player(code, token)
            self.store.rename(player.id, self._name(code) if named else None)
            return self._player(code, token, free=True)

    def answer(self, code: str, token: str, id: int, answer: Answer) -> None:
        """A phone's answer to the round that is on, in place of an earlier one.

        Raises NoRoom, NoPlayer, NoGame, TooFast, TooLate, BadAnswer.
        """
        with self.rooms.lock:
            player = self._player(code, token)
            game = self._game(code, id)
            if game.phase != OPEN or answer.round != game.round:
                raise TooLate("this round is over")
            self.store.answer(game, player.id, self.kinds[game.kind].accept(game, answer))
        self._pace.soon((code, id))

    def enter(self, code: str, token: str, id: int, body: EntryBody) -> int:
        """A phone's question; it waits for the speaker. Returns its number.

        Raises NoRoom, NoPlayer, Muted, NoGame, TooFast, TooLate, BadAnswer.
        """
        with self.rooms.lock:
            player = self._player(code, token)
            if player.muted:
                raise Muted("the speaker wants to read nothing more from this phone")
            game, board = self._board(code, id)
            entries = self.store.entries(game)
            board.enter(game, body, [one for one in entries if one.player == player.id], len(entries))
            entry = self.store.enter(game, player.id, body.text, body.index)
        self._pace.soon((code, id))
        return entry

    def vote(self, code: str, token: str, id: int, entry: int, up: bool) -> None:
        """One vote for each phone and question. Raises NoRoom, NoPlayer, NoGame, TooFast, TooLate."""
        with self.rooms.lock:
            player = self._player(code, token)
            game, _ = self._board(code, id)
            if not any(one.id == entry and one.status in (PUBLIC, ANSWERED) for one in self.store.entries(game)):
                raise NoGame("there is no such question")
            self.store.vote(entry, player.id, up)
        self._pace.soon((code, id))

    def mine(self, code: str, token: str, id: int) -> dict[str, Any]:
        """What a phone said in a game: its answer to the present round, its score, its questions and votes."""
        with self.rooms.lock:
            player = self._player(code, token, free=True)
            game = self._game(code, id)
            answers = {one.player: one.body for one in self.store.said(game)}
            bits, rounds = self.store.score(game, player.id)
            entries = [one.public() for one in self.store.entries(game) if one.player == player.id]
            return {
                "name": player.name,
                "round": game.round,
                "answer": answers.get(player.id),
                "bits": bits,
                "rounds": rounds,
                "entries": entries,
                "votes": self.store.votes(game, player.id),
            }

    def _tell_all(self, code: str) -> None:
        for game in self.store.latest(code):
            self._pace.now((code, game.id))

    def _game(self, code: str, id: int) -> Game:
        game = self.store.game(code, id)
        if game is None:
            raise NoGame("there is no such game")
        return game

    def _board(self, code: str, id: int) -> tuple[Game, Board]:
        game = self._game(code, id)
        kind = self.kinds[game.kind]
        if not isinstance(kind, Board):
            raise BadAnswer("this game takes no questions")
        if game.phase != OPEN:
            raise TooLate("this game is closed")
        return game, kind

    def _player(self, code: str, token: str, free: bool = False) -> Player:
        self.rooms.exists(code)
        player = self.store.player(code, _digest(token))
        if player is None:
            raise NoPlayer("this phone does not play in this room; it may have been removed")
        if not free and not self._floods.take(player.id, self.rooms.now()):
            raise TooFast("too many answers")
        return player

    def _name(self, code: str) -> str:
        taken = {one.name for one in self.store.players(code) if one.name}
        return names.drawn(random.SystemRandom(), taken)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
