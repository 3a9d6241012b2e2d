"""After the model: a superlative sorts by the number that is called after it, where the index has just one such.

>>> from demo_server.nlq.mapping import from_properties
>>> films = from_properties("films", {"running_time": {"type": "integer"}, "budget": {"type": "long"}})
>>> query, made = measured({"size": 1, "sort": [{"budget": "desc"}]}, "the longest of all", films)
>>> query["sort"], made[0].was, made[0].now
([{'running_time': 'desc'}], 'budget', 'running_time')

What a small model knows of the world tells it that the longest film may well have the largest budget; the name of a
field is better evidence. A number that the question names is left alone: "the longest by budget".
"""

from __future__ import annotations

from typing import Any

from demo_server.nlq.corrected import Correction
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.values import stems

_CALLED = {
    "longest shortest lengthiest briefest": "length duration runtime time minutes mins hours hrs seconds secs pages",
    "priciest cheapest costliest dearest": "price cost costs budget fee fare",
    "heaviest lightest": "weight mass kg kilos grams",
    "tallest": "height elevation storeys floors",
    "fastest slowest": "speed pace kmh mph",
    "deepest shallowest": "depth",
    "hottest coldest warmest": "temperature temp degrees",
}
"""Superlatives, and the parts of a field's name that they ask for."""


def measured(query: dict[str, Any], question: str, mapping: IndexMapping) -> tuple[dict[str, Any], list[Correction]]:
    """The query sorted by what the question's superlative asks for, and what was changed."""
    orders = query.get("sort", [])
    if len(orders) != 1 or not isinstance(orders[0], dict) or len(orders[0]) != 1:
        return query, []
    ((name, way),) = orders[0].items()
    numbers = {field.name for field in mapping.of("integer", "number", aggregatable=True)}
    said = stems(question)
    asked = [stems(names) for superlatives, names in _CALLED.items() if said & stems(superlatives)]
    meant = [number for number in numbers if len(asked) == 1 and asked[0] & stems(number)]
    if name not in numbers or len(meant) != 1 or meant[0] == name or stems(name) & said:
        return query, []
    return {**query, "sort": [{meant[0]: way}]}, [Correction("", name, meant[0], "order")]
