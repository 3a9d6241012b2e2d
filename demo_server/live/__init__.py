"""Rooms for presenting: a driver's messages come in, are kept, and go out to everyone who follows.

`messages` (what may be said) → `store` (what is kept, in sqlite) → `rooms` (who may drive, who follows) → `stream`
(Server-Sent Events) → `routes` (the addresses below `/live/`); `limits` and `join` (address and QR code) stand beside,
and `games` are what the audience does in a room beside following.
"""

from demo_server.live.routes import blueprint

__all__ = ["blueprint"]
