"""A look at the data of an index: the values of a keyword that has few, from where to where numbers and dates go.

>>> for line in lines({"state": Glance(("open", "shut"), whole=True), "age": Glance(low=3, high=97.5)}):
...     print(line)
state is one of: "open", "shut"
age is from 3 to 97.5

With the mapping it says what can be asked about: to a strong model in its prompt, to a person who edits a query.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine, EngineBusy, EngineDown, EngineRefused
from demo_server.nlq.mapping import Field, IndexMapping
from demo_server.nlq.remembered import Remembered

FEW = 24
"""Values of one field that are told; a field of more is told the most frequent ones of."""
OFTEN = 6
"""Values that a prompt tells of a field that has more than FEW: enough to show their form; each costs time to read."""
MOST_FIELDS = 120
"""Fields that are looked at, the first ones of the mapping: a look is one request, and quick."""
LONGEST = 80
"""Characters of a value; longer ones are texts that nobody asks for in whole."""
DAY = "yyyy-MM-dd"

log = logging.getLogger("demo_server")


@dataclass(frozen=True)
class Glance:
    """What one field holds. `values`: the most frequent first, all there are if `whole`; `low`, `high`: its range."""

    values: tuple[str, ...] = ()
    whole: bool = False
    low: float | str | None = None
    high: float | str | None = None

    def public(self) -> dict[str, Any]:
        """As the API shows it; what is not known is left out."""
        told: dict[str, Any] = {"values": list(self.values), "whole": self.whole} if self.values else {}
        return told if self.low is None else {**told, "low": self.low, "high": self.high}


Look = Mapping[str, Glance]
"""By the name of the field."""


class Looks:
    """The looks at all indexes, each at most `settings.values_seconds` old."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._known: Remembered[Look] = Remembered(engine.settings.values_seconds, clock)

    def at(self, mapping: IndexMapping, deadline: Deadline) -> Look:
        """The look at an index; an empty one where the engine does not give it. Raises IndexMissing, OutOfTime."""
        try:
            return self._known.of(mapping, lambda: look(self._engine, mapping, deadline))
        except (EngineDown, EngineBusy, EngineRefused) as error:
            log.warning("%s is described by its mapping alone: %s", mapping.index, error)
            return {}


def look(engine: Engine, mapping: IndexMapping, deadline: Deadline) -> Look:
    """Ask the engine, once, for the values and ranges of the fields. Raises what `engine.Engine` raises."""
    numbered = [(str(at), field) for at, field in enumerate(mapping.fields[:MOST_FIELDS]) if _aggregations(field)]
    aggs: dict[str, Any] = {}
    for path in (None, *mapping.paths):
        own = {
            f"{kind} {at}": agg for at, field in numbered if field.nested == path for kind, agg in _aggregations(field)
        }
        if own:
            aggs |= own if path is None else {f"in {path}": {"nested": {"path": path}, "aggs": own}}
    found = engine.measured(mapping.index, aggs, deadline) if aggs else {}
    told = {}
    for at, field in numbered:
        within = found.get(f"in {field.nested}", {}) if field.nested else found
        if (
            glance := _glance(field, {kind: within.get(f"{kind} {at}", {}) for kind, _ in _aggregations(field)})
        ) is not None:
            told[field.name] = glance
    return told


def lines(found: Look, mapping: IndexMapping | None = None) -> Iterator[str]:
    """The look in words, a line for each field (of the mapping's, if one is given) of which something is known."""
    for name, glance in found.items():
        if mapping and mapping.field(name) is None:
            continue
        if glance.values:
            told = glance.values if glance.whole else glance.values[:OFTEN]
            listed = ", ".join(json.dumps(value, ensure_ascii=False) for value in told)
            yield f"{name} is {'one of' if glance.whole else 'often'}: {listed}"
        elif glance.low is not None:
            yield f"{name} is from {_plain(glance.low)} to {_plain(glance.high)}"


def _aggregations(field: Field) -> list[tuple[str, dict[str, Any]]]:
    """What is asked about a field; nothing of one that cannot be counted, or that repeats the texts of another."""
    if not field.aggregatable or field.stored_as != field.name:
        return []
    if field.kind in ("keyword", "ip"):
        return [("values", {"terms": {"field": field.name, "size": FEW}})]
    if field.kind in ("integer", "number", "date"):
        form = {"format": DAY} if field.kind == "date" else {}
        return [(end, {end: {"field": field.name, **form}}) for end in ("min", "max")]
    return []


def _glance(field: Field, found: dict[str, dict[str, Any]]) -> Glance | None:
    if "values" in found:
        listed = found["values"].get("buckets", [])
        values = tuple(str(bucket["key"]) for bucket in listed if len(str(bucket["key"])) <= LONGEST)
        whole = len(values) == len(listed) and not found["values"].get("sum_other_doc_count")
        return Glance(values, whole) if values else None
    ends = [found[end].get("value_as_string" if field.kind == "date" else "value") for end in ("min", "max")]
    return None if None in ends else Glance(low=ends[0], high=ends[1])


def _plain(end: float | str | None) -> str:
    return f"{end:.15g}" if isinstance(end, int | float) else str(end)
