"""What every kind of game is to the rest: a state that begins, takes answers, moves by steps, and can be looked at.

    begin(settings)            → state, a JSON object (the store keeps it)
    accept(game, answer)       → the answer as it is kept; one for each phone and round, the last one counts
    step(game, action, said)   → the game moved on; `said` are the round's answers
    view(game, said)           → what everyone may see now
    table(game, said)          → the result: a head and rows, for CSV

A phase is `open` (answers are taken), `shown` (the round's outcome is on screen) or `closed` (the game is over).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from demo_server.live.games.shapes import Answer, Start

State = dict[str, Any]
OPEN, SHOWN, CLOSED = "open", "shown", "closed"


class GameError(Exception):
    """Something is wrong with a game; the message says what, in words for the one who asked."""


class BadAnswer(GameError):
    """The answer does not fit the game."""


class TooLate(GameError):
    """The round, or the game, is over."""


class NoGame(GameError):
    """There is no such game (any more), or no such question in it."""


class NoPlayer(GameError):
    """The phone is not known in this room, or was removed."""


class Muted(GameError):
    """The speaker wants to read nothing more from this phone."""


@dataclass
class Game:
    """One game in one room. `round` counts from 1."""

    id: int
    room: str
    kind: str
    phase: str
    round: int
    state: State
    created: float


@dataclass(frozen=True)
class Said:
    """One phone's answer to a round; `bits` is what it cost, once that is known."""

    player: str
    body: Any
    bits: float | None = None


@dataclass(frozen=True)
class Table:
    """A result as rows."""

    head: list[str]
    rows: list[list[str | int | float | None]]


class Kind(Protocol):
    """One kind of game."""

    def begin(self, settings: Start) -> State:
        """The state of a new game. Raises BadAnswer for settings that cannot be played."""
        ...

    def accept(self, game: Game, answer: Answer) -> Any:
        """The answer as it is kept. Raises BadAnswer."""
        ...

    def step(self, game: Game, action: str, said: Sequence[Said]) -> dict[str, float]:
        """Move on. Returns what the round cost each player, in bits, where it costs anything.

        Raises BadAnswer for an action that does not fit the phase.
        """
        ...

    def view(self, game: Game, said: Sequence[Said]) -> dict[str, Any]:
        """What everyone may see, beside the game's id, kind, phase and round."""
        ...

    def table(self, game: Game, said: Sequence[Said]) -> Table:
        """The result."""
        ...


def close(game: Game) -> None:
    """Every game ends like this."""
    game.phase = CLOSED


def misfit(game: Game, action: str) -> BadAnswer:
    """The exception for an action that does not fit."""
    return BadAnswer(f"'{action}' does not fit a {game.kind} game that is {game.phase}")
