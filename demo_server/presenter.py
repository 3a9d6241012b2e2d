"""Who may write, and read the speaker's notes: the one who holds the presenter's token.

>>> allowed("Bearer secret", "secret"), allowed("Bearer guess", "secret"), allowed("Bearer ", "")
(True, False, False)
"""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from urllib.parse import quote

from flask import Response, jsonify, request

from demo_server.errors import NotAllowed

NOTES = "notes.json"
"""In the data folder, out of the site; `build.py --notes-file` writes it: the notes of each slide, in order."""


def allowed(authorization: str, expected: str) -> bool:
    """Does the header carry the token? Compared in constant time; with no token set up, nobody is allowed."""
    kind, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), expected.encode())
    return bool(expected) and kind.lower() == "bearer" and same


def require(expected: str) -> None:
    """Raise NotAllowed unless this request carries `Authorization: Bearer <token>`."""
    if not allowed(request.headers.get("Authorization", ""), expected):
        raise NotAllowed


def notes(data_dir: Path) -> Response:
    """The speaker's notes as the answer to one who may read them: a list a slide; an empty list when there are none."""
    file = data_dir / NOTES
    return jsonify(json.loads(file.read_text(encoding="utf-8")) if file.is_file() else [])


def console_address(root: str, token: str, room: str = "") -> str:
    """The console's address with a token in its fragment, which no browser sends to any server.

    >>> console_address("http://127.0.0.1:8000/", "s3cret", "K7QFH")
    'http://127.0.0.1:8000/slides/?view=presenter&room=K7QFH#token=s3cret'
    """
    query = f"&room={quote(room)}" if room else ""
    return f"{root}slides/?view=presenter{query}#token={quote(token)}"
