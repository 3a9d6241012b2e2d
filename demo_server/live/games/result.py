"""A game's result to take home, nobody named: CSV for a spreadsheet, JSON for everything else.

>>> print(csv_text(Table(["answer", "votes"], [["yes", 3], ["=cmd()", None]])), end="")
answer,votes
yes,3
'=cmd(),
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from demo_server.live.games.kinds import Game, Table
from demo_server.live.games.letters import LETTERS


def csv_text(table: Table) -> str:
    """The table as CSV; a cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.head)
    writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def _safe(cell: str | int | float | None) -> str | int | float | None:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def json_object(game: Game, table: Table, more: dict[str, Any]) -> dict[str, Any]:
    """The table with what it is about; a Shannon game also has everyone's distribution for each letter."""
    rows = [dict(zip(table.head, row, strict=True)) for row in table.rows]
    began = dt.datetime.fromtimestamp(game.created, dt.UTC).isoformat(timespec="seconds")
    about: dict[str, Any] = {"kind": game.kind, "began": began, "phase": game.phase, "rows": rows, **more}
    if game.kind == "poll":
        about["question"] = game.state["question"]
    if game.kind == "shannon":
        seen = game.state["text"] if game.phase == "closed" else game.state["text"][: game.state["at"]]
        about |= {"text": seen, "given": game.state["given"], "letters": LETTERS, "llm": game.state["llm_name"]}
        about["room"] = [{"at": one["at"], "probabilities": one["room"]} for one in game.state["rounds"]]
        about["llm_probabilities"] = {at: p for at, p in game.state["llm"].items() if int(at) < len(seen)}
    return about
