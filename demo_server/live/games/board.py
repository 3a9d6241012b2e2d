"""Questions from the room, with votes: to the speaker, or to an index of the question demo.

Nobody but the speaker sees a question before the speaker has let it through: what strangers write is on the big screen
only after a person has read it, so that no list of bad words has to be complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from demo_server.live.games.kinds import OPEN, BadAnswer, Game, Said, State, Table, close, misfit
from demo_server.live.games.shapes import Answer, EntryBody, Start, StartAsk

MAX_EACH = 5  # questions of one phone that wait for the speaker
MAX_ENTRIES = 300  # in one game
WAITING, PUBLIC, HIDDEN, ANSWERED = "waiting", "shown", "hidden", "answered"


@dataclass(frozen=True)
class Entry:
    """A question. `index` is what it is for, `player` who wrote it (never told to the room)."""

    id: int
    player: str
    text: str
    index: str | None
    status: str
    votes: int

    def public(self) -> dict[str, Any]:
        """What everyone may see of it."""
        return {name: value for name, value in asdict(self).items() if name != "player"}


class Board:
    """The game: `questions` to the speaker, or `ask` for an index."""

    def begin(self, settings: Start) -> State:
        """The indexes that may be asked, if it is about those."""
        return {"indexes": settings.indexes if isinstance(settings, StartAsk) else None}

    def accept(self, game: Game, answer: Answer) -> Any:  # noqa: ARG002 - the protocol's
        """There are no rounds here."""
        raise BadAnswer("write a question, or vote for one")

    def enter(self, game: Game, body: EntryBody, own: Sequence[Entry], all: int) -> None:
        """May this question wait for the speaker? Raises BadAnswer."""
        indexes = game.state["indexes"]
        if indexes is None and body.index is not None:
            raise BadAnswer("these questions are for the speaker, not for an index")
        if indexes is not None and body.index not in indexes:
            raise BadAnswer(f"choose one of {', '.join(indexes)}")
        if sum(one.status == WAITING for one in own) >= MAX_EACH:
            raise BadAnswer(f"{MAX_EACH} of your questions wait already")
        if all >= MAX_ENTRIES:
            raise BadAnswer("there are too many questions already; vote for one")

    def step(self, game: Game, action: str, said: Sequence[Said]) -> dict[str, float]:  # noqa: ARG002
        """`close` takes no more questions and votes."""
        if action != "close" or game.phase != OPEN:
            raise misfit(game, action)
        close(game)
        return {}

    def view(self, game: Game, said: Sequence[Said]) -> dict[str, Any]:  # noqa: ARG002 - questions are told by `listed`
        """What may be asked about."""
        return {"indexes": game.state["indexes"]}

    def table(self, game: Game, said: Sequence[Said]) -> Table:  # noqa: ARG002
        """The head alone: `entered` makes the rows."""
        return Table(["votes", "status", *(["index"] if game.state["indexes"] else []), "question"], [])


def listed(entries: Sequence[Entry]) -> dict[str, Any]:
    """The questions that everyone may see, most votes first, and how many wait for the speaker."""
    seen = [one for one in entries if one.status in (PUBLIC, ANSWERED)]
    seen.sort(key=lambda one: (one.status == ANSWERED, -one.votes, one.id))
    return {
        "entries": [one.public() for one in seen],
        "waiting": sum(one.status == WAITING for one in entries),
        "answers": len(entries),
    }


def entered(table: Table, entries: Sequence[Entry]) -> Table:
    """The result: what was seen, most votes first."""
    rows: list[list[str | int | float | None]] = []
    for one in sorted(entries, key=lambda one: (-one.votes, one.id)):
        if one.status in (PUBLIC, ANSWERED):
            rows.append([one.votes, one.status, *([one.index] if "index" in table.head else []), one.text])
    return Table(table.head, rows)
