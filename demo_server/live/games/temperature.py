"""Guess the temperature: the same n-gram model wrote twice, once hotter. Which one?

>>> from demo_server.live.games.shapes import StartTemperature
>>> kind = Temperature(lambda heat, length, seed: f"text at {heat}")
>>> game = Game(1, "K7QFH", "temperature", OPEN, 1, kind.begin(StartTemperature(kind="temperature")), 0.0)
>>> sorted(kind.view(game, [])["samples"]), kind.view(game, [])["temperatures"]     # which is which stays a secret
(['text at 0.5', 'text at 1.0'], None)
>>> _ = kind.step(game, "reveal", [Said("ann", game.state["hotter"]), Said("bob", 1 - game.state["hotter"])])
>>> kind.view(game, [])["right"], sorted(kind.view(game, [])["temperatures"])
(0.5, [0.5, 1.0])
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from demo_server.live.games.kinds import OPEN, SHOWN, BadAnswer, Game, Said, State, Table, close, misfit
from demo_server.live.games.shapes import Answer, Start, StartTemperature

LENGTH = 180  # bytes of each sample: three lines on a phone

Sampler = Callable[[float, int, int], str | None]  # temperature, length, seed -> text


class Temperature:
    """The game; `sample` writes a text, or None where there is no corpus to learn from."""

    def __init__(self, sample: Sampler) -> None:
        self._sample = sample

    def begin(self, settings: Start) -> State:
        """Two samples in an order drawn by lot."""
        assert isinstance(settings, StartTemperature)
        if not settings.cold < settings.hot:
            raise BadAnswer("the second temperature must be the higher one")
        state: State = {"heats": [settings.cold, settings.hot], "rounds": []}
        self._draw(state)
        return state

    def _draw(self, state: State) -> None:
        cold, hot = state["heats"]
        hotter = secrets.randbelow(2)
        heats = [cold, cold]
        heats[hotter] = hot
        samples = [self._sample(heat, LENGTH, secrets.randbelow(2**31)) for heat in heats]
        if None in samples:
            raise BadAnswer("the server has no text to learn n-grams from: start it with a built site")
        state.update(samples=samples, hotter=hotter, temperatures=heats)

    def accept(self, game: Game, answer: Answer) -> int:  # noqa: ARG002 - the protocol's
        """0 or 1: the sample that is taken for the hotter one."""
        if answer.choice not in (0, 1):
            raise BadAnswer("choose the first or the second text")
        return answer.choice

    def step(self, game: Game, action: str, said: Sequence[Said]) -> dict[str, float]:
        """`reveal` which is which, draw the `next` pair, `close`."""
        state = game.state
        match action, game.phase:
            case "reveal", "open":
                tally = [sum(one.body == choice for one in said) for choice in (0, 1)]
                kept = {name: state[name] for name in ("samples", "temperatures", "hotter")}
                state["rounds"].append({**kept, "tally": tally})
                game.phase = SHOWN
                return {one.player: float(one.body != state["hotter"]) for one in said}
            case "next", "shown":
                self._draw(state)
                game.round += 1
                game.phase = OPEN
            case "close", "open" | "shown":
                close(game)
            case _:
                raise misfit(game, action)
        return {}

    def view(self, game: Game, said: Sequence[Said]) -> dict[str, Any]:
        """The two texts; once it is over, their temperatures and what the room said."""
        shown = game.state["rounds"][-1] if game.phase != OPEN and game.state["rounds"] else None
        answers = sum(shown["tally"]) if shown else len(said)
        right = shown["tally"][shown["hotter"]] / answers if shown and answers else None
        return {
            "samples": shown["samples"] if shown else game.state["samples"],
            "answers": answers,
            "temperatures": shown["temperatures"] if shown else None,
            "hotter": shown["hotter"] if shown else None,
            "tally": shown["tally"] if shown else None,
            "right": right,
            "past": [
                {"answers": sum(one["tally"]), "right": one["tally"][one["hotter"]]} for one in game.state["rounds"]
            ],
        }

    def table(self, game: Game, said: Sequence[Said]) -> Table:  # noqa: ARG002 - the rounds hold what was said
        """A row a pair of texts."""
        head = ["round", "temperature 1", "temperature 2", "said 1", "said 2", "right"]
        return Table(
            head,
            [
                [i, *one["temperatures"], *one["tally"], one["tally"][one["hotter"]]]
                for i, one in enumerate(game.state["rounds"], 1)
            ],
        )
