"""Who may write: the one who holds the presenter's token.

>>> allowed("Bearer secret", "secret"), allowed("Bearer guess", "secret"), allowed("Bearer ", "")
(True, False, False)
"""

from __future__ import annotations

import hmac

from flask import request

from demo_server.errors import NotAllowed


def allowed(authorization: str, expected: str) -> bool:
    """Does the header carry the token? Compared in constant time; with no token set up, nobody is allowed."""
    kind, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), expected.encode())
    return bool(expected) and kind.lower() == "bearer" and same


def require(expected: str) -> None:
    """Raise NotAllowed unless this request carries `Authorization: Bearer <token>`."""
    if not allowed(request.headers.get("Authorization", ""), expected):
        raise NotAllowed
