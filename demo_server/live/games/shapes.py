"""What a speaker and a phone may say about a game; whatever is not named here is refused.

>>> START.validate_python({"kind": "poll", "question": "Tabs?", "options": ["yes", "no"]}).live
True
>>> Answer.model_validate({"round": 1, "taps": {"e": 2, "?": 1}}).taps
{'e': 2, '?': 1}
"""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, TypeAdapter

from demo_server.live.games.letters import MOST_TAPS
from demo_server.routes.shapes import Input

MAX_TEXT = 160  # letters of a Shannon game; a room does twenty in ten minutes
MAX_ENTRY = 200  # characters of a question


def _clean(text: str) -> str:
    """One line without control and formatting characters, which can turn a line around or hide in it."""
    kept = "".join(" " if character.isspace() else character for character in text)
    kept = "".join(character for character in kept if unicodedata.category(character)[0] != "C")
    kept = " ".join(unicodedata.normalize("NFC", kept).split())
    if not kept:
        raise ValueError("it is empty")
    return kept


Entry = Annotated[str, StringConstraints(strict=True, max_length=MAX_ENTRY), AfterValidator(_clean)]
Option = Annotated[str, StringConstraints(strict=True, max_length=80), AfterValidator(_clean)]
Index = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][\w.:-]{0,63}$")]
Letter = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z ?]$")]
Heat = Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)]


class StartShannon(Input):
    """Guess a text letter by letter, after its first `given` letters."""

    kind: Literal["shannon"]
    text: Annotated[str, StringConstraints(strict=True, max_length=2 * MAX_TEXT)] = Field(
        "", description="What to guess; empty: one of the server's own sentences"
    )
    given: Annotated[StrictInt, Field(ge=1, le=MAX_TEXT)] | None = Field(
        None, description="Letters that are shown at the start; by default the first two words"
    )


class StartTemperature(Input):
    """Two samples of the same model: which one is hotter?"""

    kind: Literal["temperature"]
    cold: Heat = 0.5
    hot: Heat = 1.0


class StartPoll(Input):
    """One question with answers to choose from."""

    kind: Literal["poll"]
    question: Entry
    options: Annotated[list[Option], Field(min_length=2, max_length=6)]
    live: StrictBool = Field(True, description="Show the answers as they come, not only at the end")


class StartQuestions(Input):
    """The room asks, and votes on what is asked."""

    kind: Literal["questions"]


class StartAsk(Input):
    """The room proposes questions for an index."""

    kind: Literal["ask"]
    indexes: Annotated[list[Index], Field(min_length=1, max_length=12)]


Start = StartShannon | StartTemperature | StartPoll | StartQuestions | StartAsk
START: TypeAdapter[Start] = TypeAdapter(Annotated[Start, Field(discriminator="kind")])


class StartBody(Input):
    """A game to begin."""

    game: Annotated[Start, Field(discriminator="kind")]


class Answer(Input):
    """A phone's answer to the round that is on: taps on letters, or the number of a choice."""

    round: Annotated[StrictInt, Field(ge=1, le=9999)]
    taps: (
        Annotated[dict[Letter, Annotated[StrictInt, Field(ge=1, le=MOST_TAPS)]], Field(min_length=1, max_length=28)]
        | None
    ) = Field(None, description="Letter, or ? for all of them, → how often it was tapped")
    choice: Annotated[StrictInt, Field(ge=0, le=5)] | None = Field(None, description="Which one, from 0")


class Step(Input):
    """What the speaker does next."""

    action: Literal["reveal", "next", "give", "close"]


class EntryBody(Input):
    """A question of somebody in the room."""

    text: Entry
    index: Index | None = None


class Vote(Input):
    """Up, or not any more."""

    up: StrictBool


class Moderation(Input):
    """What becomes of a question: everyone sees it, nobody does, it was answered (or run)."""

    status: Literal["shown", "hidden", "answered"]


class PlayerBody(Input):
    """Does the phone want a name? One is drawn for it."""

    named: StrictBool = False


class Mute(Input):
    """Whether what this phone writes is refused from now on."""

    muted: StrictBool
