"""The Shannon game: the room, the n-grams and the language model guess the same text, letter by letter.

>>> from demo_server.live.games.shapes import StartShannon
>>> game = Game(1, "K7QFH", "shannon", OPEN, 1, (kind := Shannon(lambda: None)).begin(
...     StartShannon(kind="shannon", text="Not now.", given=4)), 0.0)
>>> kind.view(game, [])["text"]
'not '
>>> said = [Said("ann", {"n": 1}), Said("bob", {"t": 1})]
>>> {who: round(cost, 2) for who, cost in kind.step(game, "reveal", said).items()}
{'ann': 0.15, 'bob': 8.08}
>>> round(kind.view(game, said)["bits"]["room"], 2)          # together they were half right
1.14

Source: Shannon 1951, "Prediction and entropy of printed English": 0.6 to 1.3 bits a letter for people who know a
hundred letters of what came before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from demo_server.live.games.kinds import CLOSED, OPEN, SHOWN, BadAnswer, Game, Said, State, Table, close, misfit
from demo_server.live.games.letters import LETTERS, Distribution, bits, mean, normal, pool, spread
from demo_server.live.games.ngram import ORDERS, Letters
from demo_server.live.games.shapes import MAX_TEXT, Answer, Start, StartShannon

SENTENCES = Path(__file__).with_name("sentences.txt")
GIVEN_WORDS = 2
UNIFORM = len(LETTERS)


class Shannon:
    """The game; `letters` gives the n-gram model, or None where there is no corpus to learn from."""

    def __init__(self, letters: Callable[[], Letters | None]) -> None:
        self._letters = letters

    def begin(self, settings: Start) -> State:
        """The text in 27 letters, the place of the next letter to guess, no rounds yet, no opinions of the LLM yet."""
        assert isinstance(settings, StartShannon)
        text = normal(settings.text) or normal(random.choice(sentences()))
        words = text.split(" ")
        given = settings.given or len(" ".join(words[:GIVEN_WORDS])) + 1
        if not given < len(text) <= MAX_TEXT:
            raise BadAnswer(f"the text must have more letters than are given, and at most {MAX_TEXT}")
        return {"text": text, "given": given, "at": given, "rounds": [], "llm": {}, "llm_name": None, "llm_note": None}

    def accept(self, game: Game, answer: Answer) -> dict[str, int]:  # noqa: ARG002 - the protocol's
        """Taps as they came."""
        if not answer.taps:
            raise BadAnswer("tap at least one letter")
        return answer.taps

    def step(self, game: Game, action: str, said: Sequence[Said]) -> dict[str, float]:
        """`reveal` the letter, go on to the `next`, `give` the rest of the word for free, `close`."""
        state, costs = game.state, dict[str, float]()
        match action, game.phase:
            case "reveal", "open":
                costs = self._reveal(game, said)
            case "next", "shown":
                self._go(game, state["at"] + 1)
            case "give", "shown" | "open":
                self._go(game, state["at"] + (game.phase == SHOWN), word=True)
            case "close", "open" | "shown":
                close(game)
            case _:
                raise misfit(game, action)
        return costs

    def _reveal(self, game: Game, said: Sequence[Said]) -> dict[str, float]:
        state = game.state
        letter = state["text"][state["at"]]
        opinions = {one.player: spread(one.body) for one in said}
        costs = {player: bits(opinion, letter) for player, opinion in opinions.items()}
        room = pool(opinions.values())
        model = self._letters()
        ngrams = model.opinions(state["text"][: state["at"]]) if model else {}
        state["rounds"].append(
            {
                "at": state["at"],
                "letter": letter,
                "answers": len(said),
                "room": packed(room) if room else None,
                "bits": {
                    **({"room": bits(room, letter), "people": mean(costs.values())} if room else {}),
                    **{f"ngram-{order}": bits(opinion, letter) for order, opinion in ngrams.items()},
                },
            }
        )
        game.phase = SHOWN
        return costs

    def _go(self, game: Game, at: int, word: bool = False) -> None:
        text = game.state["text"]
        while word and at < len(text) and text[at] != " ":
            at += 1
        at += word and at < len(text)  # the space after the word is given too
        if at >= len(text):
            close(game)
            return
        game.state["at"] = at
        game.round += 1
        game.phase = OPEN

    def view(self, game: Game, said: Sequence[Said]) -> dict[str, Any]:
        """The text so far, and after a letter what everyone thought of it and what it cost."""
        state = game.state
        over = game.phase != OPEN
        seen = len(state["text"]) if game.phase == CLOSED else state["at"] + over
        rounds = state["rounds"]
        last = rounds[-1] if rounds and over else None
        return {
            "text": state["text"][:seen],
            "given": state["given"],
            "length": len(state["text"]),
            "answers": len(said) if game.phase == OPEN else (last["answers"] if last else 0),
            "last": self._shown(state, last) if last else None,
            "costs": [self._costs(state, one) for one in rounds],
            "bits": self.bits_per_letter(state),
            "orders": list(ORDERS),
            "llm": state["llm_name"],
            "llm_note": state["llm_note"],
            "ngram_note": None if self._letters() else "The server has no text to learn n-grams from.",
        }

    def _shown(self, state: State, last: dict[str, Any]) -> dict[str, Any]:
        model = self._letters()
        ngrams = model.opinions(state["text"][: last["at"]]) if model else {}
        return {
            "at": last["at"],
            "letter": last["letter"],
            "room": last["room"],
            "ngrams": {str(order): packed(opinion) for order, opinion in ngrams.items()},
            "llm": state["llm"].get(str(last["at"])),
            "bits": self._costs(state, last)["bits"],
        }

    def _costs(self, state: State, one: dict[str, Any]) -> dict[str, Any]:
        """A round's costs; the language model's are added once it has answered."""
        costs = dict(one["bits"])
        opinion = state["llm"].get(str(one["at"]))
        if opinion:
            costs["llm"] = bits(dict(zip(LETTERS, opinion, strict=True)), one["letter"])
        return {"letter": one["letter"], "bits": {name: round(cost, 4) for name, cost in costs.items()}}

    def bits_per_letter(self, state: State) -> dict[str, float]:
        """The mean over the rounds in which each took part, by name."""
        costs: dict[str, list[float]] = {}
        for one in state["rounds"]:
            for name, cost in self._costs(state, one)["bits"].items():
                costs.setdefault(name, []).append(cost)
        return {name: round(mean(known) or 0.0, 4) for name, known in costs.items()}

    def table(self, game: Game, said: Sequence[Said]) -> Table:  # noqa: ARG002 - the rounds hold what was said
        """A row a letter, in bits; the last row has the means."""
        means = self.bits_per_letter(game.state)
        names = [name for name in ("room", "people", *(f"ngram-{o}" for o in ORDERS), "llm") if name in means]
        rows: list[list[str | int | float | None]] = []
        for one in game.state["rounds"]:
            costs = self._costs(game.state, one)["bits"]
            letter = "space" if one["letter"] == " " else one["letter"]
            rows.append([one["at"] + 1, letter, one["answers"], *(costs.get(name) for name in names)])
        rows.append(["mean", "", sum(one["answers"] for one in game.state["rounds"]), *(means[name] for name in names)])
        return Table(["place", "letter", "answers", *names], rows)


def packed(opinion: Distribution) -> list[float]:
    """Probabilities in the order of LETTERS, short enough for five hundred phones."""
    return [round(opinion[letter], 5) for letter in LETTERS]


def sentences() -> list[str]:
    """The server's own texts: written for this game, so that no model has read them."""
    return [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line]
