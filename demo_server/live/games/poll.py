"""A poll: one question, two to six answers to choose from, one choice a phone (it may change its mind until the end).

>>> from demo_server.live.games.shapes import StartPoll
>>> from demo_server.live.games.kinds import OPEN
>>> kind = Poll()
>>> begun = kind.begin(StartPoll(kind="poll", question="Does it think?", options=["yes", "no"]))
>>> kind.view(Game(1, "K7QFH", "poll", OPEN, 1, begun, 0.0), [Said("ann", 1), Said("bob", 1)])["tally"]
[0, 2]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demo_server.live.games.kinds import CLOSED, SHOWN, BadAnswer, Game, Said, State, Table, close, misfit
from demo_server.live.games.shapes import Answer, Start, StartPoll


class Poll:
    """The game."""

    def begin(self, settings: Start) -> State:
        """What was asked, and whether the answers are shown while they come."""
        assert isinstance(settings, StartPoll)
        if len(set(settings.options)) < len(settings.options):
            raise BadAnswer("two answers are the same")
        return settings.model_dump(exclude={"kind"})

    def accept(self, game: Game, answer: Answer) -> int:
        """The number of an option."""
        if answer.choice is None or answer.choice >= len(game.state["options"]):
            raise BadAnswer(f"choose one of the {len(game.state['options'])} answers")
        return answer.choice

    def step(self, game: Game, action: str, said: Sequence[Said]) -> dict[str, float]:  # noqa: ARG002
        """`reveal` takes no more answers and shows the outcome; `close` ends it."""
        match action, game.phase:
            case "reveal", "open":
                game.phase = SHOWN
            case "close", "open" | "shown":
                close(game)
            case _:
                raise misfit(game, action)
        return {}

    def view(self, game: Game, said: Sequence[Said]) -> dict[str, Any]:
        """The question, and the tally if it may be seen."""
        seen = game.state["live"] or game.phase in (SHOWN, CLOSED)
        return {
            "question": game.state["question"],
            "options": game.state["options"],
            "answers": len(said),
            "tally": tally(game, said) if seen else None,
        }

    def table(self, game: Game, said: Sequence[Said]) -> Table:
        """A row an answer."""
        return Table(
            ["answer", "votes"], [list(row) for row in zip(game.state["options"], tally(game, said), strict=True)]
        )


def tally(game: Game, said: Sequence[Said]) -> list[int]:
    """Votes by option."""
    counts = [0] * len(game.state["options"])
    for one in said:
        counts[one.body] += 1
    return counts
