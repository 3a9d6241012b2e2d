"""What the server must do in a talk: parts up, a question answered, a room that phones reach, notes for the speaker.

>>> from pathlib import Path
>>> [finding.name for finding in site(Path("nowhere"))], site(Path("nowhere"))[0].ready
(['site'], False)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from demo_server.presenter import NOTES
from demo_server.rehearsal.findings import Finding

SECONDS = 60.0  # the first question of a day also reads the model from the disk
NEEDED = ("index.html", "slides/index.html", "read/index.html", "join/index.html", "sw.js", "pyodide/pyodide.mjs")
BUILD = "make site"


def site(folder: Path) -> list[Finding]:
    """The built site: whole, and without the speaker's notes."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        return [Finding("site", False, f"{folder}/ lacks {', '.join(missing)}", BUILD)]
    private = [path.name for path in (folder / "slides/notes.json", *folder.glob("speaker.*")) if path.exists()]
    if private:
        hint = f"build it without --notes: {BUILD}"
        return [Finding("site", False, f"{folder}/ holds notes that anyone in the room can read: {private}", hint)]
    return [Finding("site", True, f"{folder}/ is whole and holds no notes")]


def notes(data_dir: Path) -> Finding:
    """The speaker's notes, where the server finds them."""
    file = data_dir / NOTES
    if not file.is_file():
        return Finding("notes", None, "the console will show none", f"build.py --notes-file {file}")
    written = json.loads(file.read_text(encoding="utf-8"))
    return Finding("notes", True, f"for {sum(bool(notes) for notes in written)} of {len(written)} slides")


def parts(client: httpx2.Client) -> Iterator[Finding]:
    """Each part's health, as the server reports it."""
    health = client.get("health").json()
    for name, part in health["parts"].items():
        up = part["state"] == "up"
        yield Finding(name, up, part["detail"], "" if up else "see its log in the data folder's logs/; wait, ask again")


def question(client: httpx2.Client) -> Finding:
    """One sample question through all parts: model, checks, engine."""
    indexes = client.get("indexes").json()["indexes"]
    asked = next(((index["name"], index["samples"][0]) for index in indexes if index["samples"]), None)
    if asked is None:
        return Finding("question", False, "no index has documents", "python -m demo_server load")
    name, text = asked[0], asked[1] if isinstance(asked[1], str) else asked[1]["question"]
    answer = client.post(f"{name}/nlq", json={"question": text}, timeout=SECONDS)
    body: dict[str, Any] = answer.json()
    if answer.status_code != 200:
        error = body["error"]
        return Finding("question", False, f"{text!r}: {error['message']}", error.get("hint", ""))
    seconds = sum(body["timings_ms"].values()) / 1000
    return Finding("question", True, f"{text!r} on {name}: {body['result']['total']} documents, {seconds:.1f} s")


def room(client: httpx2.Client, token: str) -> Iterator[Finding]:
    """A room is opened and closed again; and can phones get here?"""
    opened = client.post("live/rooms", json={}, headers={"Authorization": f"Bearer {token}"})
    if opened.status_code != 201:
        yield Finding("room", False, opened.json()["error"]["message"])
        return
    made = opened.json()
    place, driver = f"live/rooms/{made['room']}", {"Authorization": f"Bearer {made['token']}"}
    drawn = client.get(f"{place}/qr.svg").status_code == 200
    reachable = client.get(place).json()["reachable"]
    client.delete(place, headers=driver)
    yield Finding("room", drawn, "opens, draws its QR code, closes")
    if reachable:
        yield _door(made["join"].split("?")[0])
    else:
        yield Finding("phones", None, "the server listens on this machine only", "make talk HOST=0.0.0.0")


def _door(address: str) -> Finding:
    """The address that phones get, asked from here."""
    hint = "is this machine in the room's network, and does its firewall let the port in?"
    try:
        status = httpx2.get(address, timeout=5).status_code
    except httpx2.HTTPError as error:
        return Finding("phones", False, f"{address} does not answer: {error}", hint)
    return Finding("phones", status == 200, f"{address} answers; try it once with a phone", hint)
