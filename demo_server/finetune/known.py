"""The talk's own four indexes as worlds: their real mappings and values, in the words of vocabulary/known.toml.

`python -m demo_server.finetune.known` writes vocabulary/known_values.json anew from the corpora.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path
from typing import Any

from demo_server.finetune.fields import VOCABULARY, Field, table
from demo_server.finetune.worlds import World
from demo_server.nlq.mapping import IndexMapping, from_properties

CORPORA = Path(__file__).parents[1] / "corpora"


@functools.cache
def _values() -> dict[str, list[str]]:
    """The values of the keyword fields, most frequent first."""
    values: dict[str, list[str]] = json.loads((VOCABULARY / "known_values.json").read_text(encoding="utf-8"))
    return values


def world_of(mapping: IndexMapping) -> World:
    """The world of one of the talk's indexes.

    Raises KeyError for another index, or for a field that the vocabulary has no words for.
    """
    spoken: dict[str, Any] = table("known")[mapping.index]
    fields = []
    for field in mapping.fields:
        if "." in field.name:
            continue
        spec = spoken[field.name]
        sub = next((other.name for other in mapping.fields if other.stored_as == field.name != other.name), "")
        pool = tuple(_values()[spec["values"]]) if "values" in spec else tuple(spec.get("span", ()))
        fields.append(
            Field(
                (field.name,), field.type, spec["kind"], tuple(spec["nouns"]), spec["plural"], pool,
                tuple(spec.get("after", ())), spec.get("adjective", False), tuple(spec.get("done", ())),
                spec.get("past", ""), spec.get("infinitive", ""), tuple(spec.get("more", ())),
                tuple(spec.get("less", ())), tuple(spec.get("most", ())), tuple(spec.get("least", ())),
                name=field.name, exact=sub,
            )
        )  # fmt: skip
    return World(mapping.index, spoken["item"], tuple(spoken["items"]), tuple(fields), real=True)


def known_worlds() -> tuple[World, ...]:
    """The worlds of all four."""
    return tuple(world_of(mapping_of(index)) for index in table("known"))


def mapping_of(index: str) -> IndexMapping:
    """The mapping of one of the talk's indexes, from its file."""
    mapping = json.loads((CORPORA / index / "mapping.json").read_text(encoding="utf-8"))
    return from_properties(index, mapping["properties"])


def main() -> None:
    """Collect the values of every keyword field that known.toml names."""
    from demo_server.corpora import documents

    values = {}
    for index, spoken in table("known").items():
        found = list(getattr(documents, index)())
        for name, spec in spoken.items():
            if isinstance(spec, dict) and "values" in spec:
                counts = Counter(
                    value
                    for document in found
                    for value in (document[name] if isinstance(document.get(name), list) else [document.get(name)])
                    if value
                )
                values[spec["values"]] = [value for value, _ in counts.most_common()]
    (VOCABULARY / "known_values.json").write_text(
        json.dumps(values, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
