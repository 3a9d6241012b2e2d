"""What a driver may say to a room; the twin of `site/scripts/deck/messages.js`, with the same limits.

>>> said = Messages.model_validate({"sender": "a1", "messages": [{"type": "lift"}]})
>>> said.messages[0].type
'lift'
>>> Messages.model_validate({"sender": "a1", "messages": [{"type": "pointer", "slide": 1, "x": 2, "y": 0}]})
Traceback (most recent call last):
    ...
pydantic_core._pydantic_core.ValidationError: 1 validation error for Messages
...
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StringConstraints, field_validator

from demo_server.routes.shapes import Input

MAX_POINTS = 4096
MAX_LINE = 16384
MAX_CLOCK = 2**53 - 2  # the largest whole number that a browser can still add 1 to

Name = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Slide = Annotated[StrictInt, Field(ge=1, le=9999)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class State(Input):
    """Where the talk is. `clock` orders the writes: the greater one wins, ties go to the greater sender."""

    type: Literal["state"]
    clock: Annotated[StrictInt, Field(ge=0, le=MAX_CLOCK)]
    slide: Slide
    step: Annotated[StrictInt, Field(ge=0, le=999)]
    black: StrictBool


class Pointer(Input):
    """The laser is at `x`, `y` of a slide, from 0 to 1 of its width and height."""

    type: Literal["pointer"]
    slide: Slide
    x: Unit
    y: Unit


class Lift(Input):
    """The laser is off."""

    type: Literal["lift"]


class Stroke(Input):
    """The line `id` goes on with `points` (x, y, x, y, …) after its first `at` numbers."""

    type: Literal["stroke"]
    slide: Slide
    id: Name
    at: Annotated[StrictInt, Field(ge=0, le=MAX_LINE)]
    points: Annotated[list[Unit], Field(min_length=2, max_length=MAX_POINTS)]

    @field_validator("points")
    @classmethod
    def _pairs(cls, points: list[float]) -> list[float]:
        if len(points) % 2:
            raise ValueError("points come in pairs")
        return points


class Clear(Input):
    """The drawings of a slide are wiped."""

    type: Literal["clear"]
    slide: Slide


Message = Annotated[State | Pointer | Lift | Stroke | Clear, Field(discriminator="type")]


class Messages(Input):
    """What one window has to say, in order."""

    sender: Name = Field(description="The window's name, new at every load")
    messages: Annotated[list[Message], Field(min_length=1, max_length=64)]


def envelope(message: State | Pointer | Lift | Stroke | Clear, sender: str) -> dict[str, Any]:
    """The message as windows and devices receive it.

    >>> envelope(Lift(type="lift"), "a1")
    {'v': 1, 'from': 'a1', 'type': 'lift'}
    """
    return {"v": 1, "from": sender, **message.model_dump()}
