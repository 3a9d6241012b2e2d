"""The store of examples, an index of its own, and the strategy that takes the nearest ones out of it.

The shipped examples are in it from the first question on; whatever else is added stays over restarts. Nearness is
BM25 on masked questions (see `mask`): the form counts, not the name that happens to be in it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine, EngineRefused, IndexMissing
from demo_server.nlq.examples import CROSS_INDEX, Example, Fixed
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.mask import mask
from demo_server.nlq.validate import QueryError

DEFINITION = Path(__file__).with_name("store.json")
SHIPPED = "shipped"
NEAREST = 2
"""Examples that are shown. More make a small model's answer worse, not better: see tests/bench/nlq_strategies.py."""

MOST = 5000
"""Examples that are listed at once."""

log = logging.getLogger("demo_server")


class Store:
    """The index of examples. Raises what `engine.Engine` raises."""

    def __init__(self, engine: Engine, index: str, shipped: Fixed) -> None:
        self.engine = engine
        self.index = index
        self.shipped = shipped
        self._seeded = False

    def nearest(self, question: str, mapping: IndexMapping, limit: int, deadline: Deadline) -> list[Example]:
        """The examples of this index whose questions are nearest in form, the nearest last."""
        wanted = {
            "size": limit,
            "query": {
                "bool": {
                    "filter": [{"term": {"index": mapping.index}}],
                    "should": [{"match": {"masked": mask(question)}}, {"match": {"question": question}}],
                }
            },
        }
        hits = self._asked(wanted, deadline)
        return [_example(hit["_source"]) for hit in reversed(hits)]

    def all(self, index: str | None, deadline: Deadline) -> list[Example]:
        """Every example, or those of one index, index by index."""
        query: dict[str, Any] = {"match_all": {}} if index is None else {"term": {"index": index}}
        hits = self._asked({"size": MOST, "query": query, "sort": ["index", "_doc"]}, deadline)
        return [_example(hit["_source"]) for hit in hits]

    def remove(self, example: Example, deadline: Deadline) -> None:
        """Forget the example of that index and question."""
        self.engine.delete(self.index, [identity(example)], deadline)

    def add(self, examples: Iterable[Example], made_by: str, deadline: Deadline) -> int:
        """Put examples into the store, over those that have the same index and question; how many there were."""
        documents = [(identity(example), _document(example, made_by)) for example in examples]
        self.engine.write(self.index, documents, deadline)
        return len(documents)

    def _asked(self, wanted: dict[str, Any], deadline: Deadline) -> list[dict[str, Any]]:
        if not self._seeded:
            self._seed(deadline)
        try:
            return self.engine.documents(self.index, wanted, deadline)
        except IndexMissing:  # somebody deleted it while we ran
            self._seed(deadline)
            return self.engine.documents(self.index, wanted, deadline)

    def _seed(self, deadline: Deadline) -> None:
        """Make the index where it is missing, and bring the shipped examples in it up to date."""
        self.engine.create(self.index, json.loads(DEFINITION.read_text(encoding="utf-8")), deadline)
        wanted = {identity(example): example for example in self._shipped()}
        there = {"size": MOST, "query": {"term": {"made_by": SHIPPED}}, "_source": False}
        stored = {str(hit["_id"]) for hit in self.engine.documents(self.index, there, deadline)}
        if stored != set(wanted):
            self.engine.delete(self.index, sorted(stored - set(wanted)), deadline)
            self.add(wanted.values(), SHIPPED, deadline)
        self._seeded = True

    def _shipped(self) -> Iterable[Example]:
        """Those of the indexes themselves; the ones over foreign indexes help nobody here."""
        return (example for name, found in self.shipped.by_index.items() if name != CROSS_INDEX for example in found)


class Nearest:
    """Retrieval: the examples that are nearest to the question, whichever they are."""

    name = "rag"

    def __init__(self, store: Store, fallback: Fixed) -> None:
        self.store = store
        self.fallback = fallback

    def choose(
        self, question: str, mapping: IndexMapping, limit: int, deadline: Deadline | None = None
    ) -> list[Example]:
        """At most NEAREST examples that still fit the mapping, the nearest last; the fixed ones if there are none."""
        deadline = deadline or Deadline(self.store.engine.settings.question_seconds)
        most = min(limit, NEAREST)
        try:
            found = self.store.nearest(question, mapping, most, deadline)
        except EngineRefused as error:
            log.warning("the store of examples cannot be used (%s); fixed examples are shown instead", error)
            found = []
        checker = self.store.engine.checker(mapping.index, deadline)
        fitting = [example for example in found if _fits(checker.check, example)]
        return fitting or self.fallback.choose(question, mapping, limit, deadline)


def identity(example: Example) -> str:
    """The id under which an example is stored: one an index and question.

    >>> identity(Example("who?", {}, "notes")) == identity(Example("who?", {"size": 1}, "notes"))
    True
    """
    return hashlib.sha256(f"{example.index}\n{example.question.strip().lower()}".encode()).hexdigest()[:20]


def _fits(check: Any, example: Example) -> bool:
    try:
        check(example.query)
    except QueryError:
        return False
    return True


def _document(example: Example, made_by: str) -> dict[str, Any]:
    return {
        **example.public(),
        "masked": mask(example.question),
        "made_by": made_by,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _example(source: dict[str, Any]) -> Example:
    return Example(source["question"], source["query"], source["index"], source.get("mapping"))
