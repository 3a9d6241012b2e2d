"""The values of each index's keyword fields, fetched when a question needs them and kept for a while.

Aliases that the owner of an index has written down (`demo_server/corpora/<index>/aliases.json`: by field and value)
stand beside them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine, EngineRefused
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.remembered import Remembered
from demo_server.nlq.values import Catalogue

MOST_FIELDS = 40
MOST_VALUES = 1500
"""Of one field, the most frequent ones; 40 fields of as many stay under Elasticsearch's 65,536 buckets a request."""


class Lookup:
    """The catalogues of all indexes, each at most `settings.values_seconds` old."""

    def __init__(self, engine: Engine, aliases: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._aliases = aliases
        self._known: Remembered[Catalogue] = Remembered(engine.settings.values_seconds, clock)

    def catalogue(self, mapping: IndexMapping, deadline: Deadline) -> Catalogue:
        """The values of an index; none from an engine that refuses. Raises what else `engine.checker` raises."""
        return self._known.of(mapping, lambda: self._collected(mapping, deadline))

    def _collected(self, mapping: IndexMapping, deadline: Deadline) -> Catalogue:
        fields = [
            field.name
            for field in mapping.of("keyword", searchable=True, aggregatable=True)
            if field.stored_as == field.name  # a text's keyword sub-field holds whole texts, which nobody types
        ][:MOST_FIELDS]
        try:
            values = self._engine.values(mapping.index, fields, MOST_VALUES, deadline) if fields else {}
        except EngineRefused:
            values = {}
        names = [mapping.index, *(field.name for field in mapping.fields)]
        return Catalogue(values, aliases_of(self._aliases / mapping.index / "aliases.json"), names)


@cache
def aliases_of(path: Path) -> dict[str, dict[str, list[str]]]:
    """The aliases of a file, by field and value; none where there is no file."""
    if not path.exists():
        return {}
    read: dict[str, dict[str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
    return read
