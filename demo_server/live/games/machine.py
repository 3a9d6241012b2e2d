"""The language model plays a Shannon game by itself, ahead of the room, on a thread of its own.

Nobody waits for it: a letter that is shown before the model has answered gets its answer a moment later. After a
restart it goes on where it was, at the game's next step.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from demo_server.live.games.games import Games
from demo_server.live.games.kinds import OPEN, Game
from demo_server.live.games.llm import NoLetters, Tokens, opinion
from demo_server.live.games.llm import Source as TokenSource
from demo_server.live.games.shannon import packed

log = logging.getLogger(__name__)


class Machine:
    """Answers for one model; `source` gives its tokens, or raises NoLetters with the reason why not."""

    def __init__(self, games: Games, name: str, source: Callable[[], TokenSource]) -> None:
        self._games, self._name, self._source = games, name, source
        self._busy: set[int] = set()
        self._lock = threading.Lock()

    def watch(self, game: Game) -> None:
        """Play on, if this is a game with letters that the model has not seen."""
        if game.kind != "shannon" or _next(game) is None:
            return
        with self._lock:
            if game.id in self._busy:
                return
            self._busy.add(game.id)
        threading.Thread(target=self._play, args=(game.room, game.id), daemon=True, name="shannon-llm").start()

    def _play(self, room: str, id: int) -> None:
        known: dict[tuple[int, ...], Tokens] = {}
        try:
            source = self._source()
            game = self._games.store.game(room, id)
            while game is not None and (at := _next(game)) is not None:
                answer = packed(opinion(source, game.state["text"][:at], known))
                game = self._note(room, id, at, answer)
        except NoLetters as error:
            self._note(room, id, None, None, f"No language model plays: {error}.")
        finally:
            with self._lock:
                self._busy.discard(id)

    def _note(
        self, room: str, id: int, at: int | None, answer: list[float] | None, why: str | None = None
    ) -> Game | None:
        """Write down what the model said, in the game as it is by now."""
        with self._games.rooms.lock:
            game = self._games.store.game(room, id)
            if game is None:
                return None
            state = game.state
            state["llm_note"] = why
            if at is not None:
                state["llm"][str(at)] = answer
                state["llm_name"] = self._name
            self._games.store.save(game)
            late = at is None or (game.phase != OPEN and at <= state["at"])
        if late:
            self._games.tell(room, id)
        return game


def _next(game: Game) -> int | None:
    """The first letter from `given` on that the model has not guessed; None when there is none."""
    state = game.state
    missing = (at for at in range(state["given"], len(state["text"])) if str(at) not in state["llm"])
    return None if game.phase == "closed" else next(missing, None)
