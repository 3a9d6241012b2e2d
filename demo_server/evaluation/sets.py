"""The evaluation sets: one JSON line a question, with every query that would answer it.

>>> asked = load(("articles",), "dev")[0]
>>> asked.id, asked.intent, asked.question, asked.gold[0]
('articles-001', 'search', 'anything turing wrote?', {'query': {'term': {'author': 'Alan Turing'}}})

`dev` is there to work with; `test` is asked for a report and looked at for nothing else. A question that the index
cannot answer has no gold query. Where words leave several readings open, each of them is a gold query.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from demo_server.evaluation.unseen.documents import INDEXES as UNSEEN_INDEXES

FOLDER = Path(__file__).with_name("questions")

KNOWN = ("articles", "gutenberg", "speeches", "movies")
UNSEEN = tuple(UNSEEN_INDEXES)
INDEXES = (*KNOWN, *UNSEEN)

UNANSWERABLE = "unanswerable"
Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")

Query = dict[str, Any]


class SetError(Exception):
    """A file of questions cannot be used; the message says which line and why."""


@dataclass(frozen=True)
class Question:
    """One question. `ordered`: the order of what is found was asked for. `empty`: rightly finds nothing."""

    id: str
    index: str
    split: Split
    intent: str
    question: str
    gold: tuple[Query, ...]
    ordered: bool
    note: str = ""
    empty: bool = False

    @property
    def answerable(self) -> bool:
        """Can the index answer it at all?"""
        return bool(self.gold)

    @property
    def unseen(self) -> bool:
        """Is its index one that nothing was trained on?"""
        return self.index in UNSEEN


def load(indexes: Iterable[str] = INDEXES, split: Split | None = None, folder: Path = FOLDER) -> list[Question]:
    """The questions of these indexes, of one split or of both, in the files' order. Raises SetError."""
    return [asked for index in indexes for asked in read(folder / f"{index}.jsonl") if split in (None, asked.split)]


def read(path: Path) -> list[Question]:
    """The questions of one file. Raises SetError for a line that is no question, and for an id given twice."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetError(f"{path}: {error}") from error
    found: dict[str, Question] = {}
    for number, line in enumerate(lines, 1):
        try:
            asked = _question(json.loads(line))
        except (ValueError, TypeError) as error:
            raise SetError(f"{path}, line {number}: {error}") from error
        if asked.id in found:
            raise SetError(f"{path}, line {number}: the id {asked.id} is there twice")
        found[asked.id] = asked
    return list(found.values())


def _question(entry: dict[str, Any]) -> Question:
    asked = Question(**{**entry, "gold": tuple(entry.get("gold", ()))})
    if asked.index not in INDEXES:
        raise ValueError(f"there is no index '{asked.index}'")
    if asked.split not in SPLITS:
        raise ValueError(f"the split must be dev or test, not '{asked.split}'")
    if asked.answerable == (asked.intent == UNANSWERABLE):
        raise ValueError(f"{asked.id}: gold queries and the intent '{asked.intent}' do not go together")
    return asked
