"""Examples that a model is shown before the question, and the strategies that choose them.

>>> fixed = Fixed.load(FOLDER)
>>> from demo_server.nlq.mapping import from_properties
>>> articles = from_properties("articles", {"author": {"type": "keyword"}})
>>> ZeroShot().choose("who wrote most?", articles, 8), fixed.choose("who wrote most?", articles, 1)[0].index
([], 'articles')
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.mapping import IndexMapping

FOLDER = Path(__file__).parent.parent / "examples"
CROSS_INDEX = "cross-index"
"""The file of examples over several other indexes, for an index that has none of its own."""


class ExampleError(Exception):
    """A file of examples cannot be read; the message says which line and why."""


@dataclass(frozen=True)
class Example:
    """A question and the query that answers it. `mapping` is the line of its own index, where that is another one."""

    question: str
    query: dict[str, Any]
    index: str
    mapping: str | None = None

    def public(self) -> dict[str, Any]:
        """As the API shows it."""
        return {key: value for key, value in vars(self).items() if value is not None}


class Strategy(Protocol):
    """A way to choose examples for a question."""

    @property
    def name(self) -> str:
        """As it is named in requests."""

    def choose(
        self, question: str, mapping: IndexMapping, limit: int, deadline: Deadline | None = None
    ) -> list[Example]:
        """At most `limit` examples, the most telling one last, next to the question."""


class ZeroShot:
    """No examples at all: what the model knows by itself."""

    name = "zero-shot"

    def choose(
        self,
        question: str,  # noqa: ARG002
        mapping: IndexMapping,  # noqa: ARG002
        limit: int,  # noqa: ARG002
        deadline: Deadline | None = None,  # noqa: ARG002
    ) -> list[Example]:
        """None."""
        return []


@dataclass(frozen=True)
class Fixed:
    """The same good examples for every question of an index; for an unknown index, examples over other indexes."""

    by_index: dict[str, list[Example]]
    name: str = "few-shot"

    @classmethod
    def load(cls, folder: Path) -> Fixed:
        """One JSONL file an index, each line `{"question", "query"}`. Raises ExampleError."""
        return cls({path.stem: read(path) for path in sorted(folder.glob("*.jsonl"))})

    def choose(
        self,
        question: str,  # noqa: ARG002
        mapping: IndexMapping,
        limit: int,
        deadline: Deadline | None = None,  # noqa: ARG002
    ) -> list[Example]:
        """The first `limit` of the index's file, or of the cross-index one."""
        return self.by_index.get(mapping.index, self.by_index.get(CROSS_INDEX, []))[:limit]


TUNED = "finetuned"
"""How the names of the strategies that use the adapter begin; the one without examples is called so."""


@dataclass(frozen=True)
class Tuned:
    """The same examples as another strategy, put to the model with its fine-tuned adapter.

    The adapter was trained on one form of prompt: the mapping on a line, the question, the values found for its words.
    """

    inner: Strategy
    name: str

    def choose(
        self, question: str, mapping: IndexMapping, limit: int, deadline: Deadline | None = None
    ) -> list[Example]:
        """What the inner strategy chooses."""
        return self.inner.choose(question, mapping, limit, deadline)


def read(path: Path) -> list[Example]:
    """The examples of one JSONL file; the index is the file's name unless a line names its own. Raises ExampleError."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ExampleError(f"{path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(Example(**{"index": path.stem, **json.loads(line)}))
        except (ValueError, TypeError) as error:
            raise ExampleError(f"{path}, line {number}: {error}") from error
    return found
