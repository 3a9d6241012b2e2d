"""A mapping of hundreds of fields, narrowed for the prompt to those that a question may be about.

>>> from demo_server.nlq.mapping import from_properties
>>> wide = from_properties("logs", {f"f{n}": {"type": "long"} for n in range(90)} | {"bytes_sent": {"type": "long"}})
>>> narrowed(wide, "most bytes sent on one day", most=3).line()
'logs(f0:long, f1:long, bytes_sent:long)'
>>> narrowed(wide, "anything", most=100) is wide
True

The fields whose names the question's words are in come first, then those of values that it names, then the mapping's
first ones; all in the mapping's order. Only what the model reads is narrowed, and what its decoding is held to: a query
that a person writes may use every field.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from demo_server.nlq.mapping import Field, IndexMapping
from demo_server.nlq.values import stem, words

MOST = 64
"""Fields that a model is shown. A line of as many takes some 500 tokens of a small model's 4,096."""

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


def narrowed(mapping: IndexMapping, question: str, linked: Collection[str] = (), most: int = MOST) -> IndexMapping:
    """The mapping with at most `most` fields; itself, if it has no more. `linked`: fields with a value it names."""
    if len(mapping.fields) <= most:
        return mapping
    said = {word.stem for word in words(question)}

    def rank(field: Field) -> tuple[int, bool]:
        return -sum(stem(part) in said for part in set(_PART.findall(field.name))), field.name not in linked

    kept = set(sorted(mapping.fields, key=rank)[:most])
    return replace(mapping, fields=tuple(field for field in mapping.fields if field in kept))
