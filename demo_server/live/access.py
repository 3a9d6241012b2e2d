"""What all addresses below `/live/` share: who asks, for which room, and which errors they may get."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_openapi3.types import ResponseDict
from pydantic import BaseModel, Field

from demo_server.routes.shapes import ErrorBody

ERRORS: ResponseDict = dict.fromkeys((403, 404, 409, 413, 415, 422, 429, 503), ErrorBody)
LOGIN: list[dict[str, list[Any]]] = [{"token": []}]


class RoomPath(BaseModel):
    """A room in an address."""

    code: str = Field(description="The room's code, as POST /live/rooms gave it", max_length=12)


def token() -> str:
    """The token of whoever asks: a driver's, or a player's."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""
