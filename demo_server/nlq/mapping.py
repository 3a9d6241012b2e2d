"""A mapping, reduced to what a question can be about: fields with a name and a kind.

>>> mapping = from_properties("articles", {"author": {"type": "keyword"}, "title": {"type": "text"}})
>>> mapping.line()
'articles(author:keyword, title:text)'
>>> [field.name for field in mapping.of("keyword")]
['author']
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "keyword", "integer", "number", "boolean", "date"]
Properties = Mapping[str, Mapping[str, Any]]

KINDS: dict[str, Kind] = {
    "text": "text",
    "match_only_text": "text",
    "keyword": "keyword",
    "constant_keyword": "keyword",
    "byte": "integer",
    "short": "integer",
    "integer": "integer",
    "long": "integer",
    "half_float": "number",
    "float": "number",
    "double": "number",
    "scaled_float": "number",
    "boolean": "boolean",
    "date": "date",
}
"""The types of Elasticsearch that can be asked about; any other (geo, binary, vectors, nested, …) is left out."""

PLAIN: dict[str, str] = {
    "match_only_text": "text",
    "constant_keyword": "keyword",
    "byte": "integer",
    "short": "integer",
    "half_float": "float",
    "double": "float",
    "scaled_float": "float",
}
"""Types by the name of their commonest kin: all that a question needs to know."""

BOUNDS: dict[str, tuple[float, float]] = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(10**15), 10**15),
    "half_float": (-65504, 65504),
}
"""What Elasticsearch accepts as a value, by type; `long` is held to what every JSON parser keeps exactly."""
WIDEST = (-(10**15), 10**15)

DEFAULT_DATE_FORMATS = ("strict_date_optional_time", "date_optional_time")


class MappingError(Exception):
    """The mapping has nothing that a question could be about."""


@dataclass(frozen=True)
class Field:
    """One field. `searchable`: may stand in a clause; `aggregatable`: may stand in an aggregation or a sort."""

    name: str
    type: str
    kind: Kind
    searchable: bool = True
    aggregatable: bool = True
    stored_as: str = ""
    """The name in the documents: the parent's for a sub-field (`title` for `title.raw`), else the field's own."""
    date_format: str | None = None
    """The mapping's own date format, where it would not read ISO 8601."""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest number that the field takes."""
        return BOUNDS.get(self.type, WIDEST)


@dataclass(frozen=True)
class IndexMapping:
    """An index and its askable fields, in the mapping's order."""

    index: str
    fields: tuple[Field, ...]

    def of(self, *kinds: Kind, searchable: bool = False, aggregatable: bool = False) -> tuple[Field, ...]:
        """The fields of these kinds, all kinds if none is named; only searchable or aggregatable ones if asked."""
        return tuple(
            field
            for field in self.fields
            if (not kinds or field.kind in kinds)
            and (field.searchable or not searchable)
            and (field.aggregatable or not aggregatable)
        )

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def line(self) -> str:
        """The whole mapping on one line, as prompts show it."""
        return f"{self.index}({', '.join(f'{field.name}:{field.type}' for field in self.fields)})"

    def plain_line(self) -> str:
        """The same as the fine-tuned model was taught to read it: no spaces, the commonest types."""
        return f"{self.index}({','.join(f'{field.name}:{PLAIN.get(field.type, field.type)}' for field in self.fields)})"

    def fingerprint(self) -> str:
        """Twelve hex digits that change when an askable field does."""
        text = "\n".join(f"{field.name}:{field.type}" for field in sorted(self.fields, key=lambda field: field.name))
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def from_properties(index: str, properties: Properties) -> IndexMapping:
    """The askable fields of `properties`, as Elasticsearch returns them under `mappings`; objects become dotted names.

    Raises MappingError if there are none.
    """
    fields = tuple(_fields("", properties))
    if not any(field.searchable for field in fields):
        raise MappingError(f"the index '{index}' has no field that can be asked about")
    return IndexMapping(index, fields)


def _fields(prefix: str, properties: Properties) -> Iterator[Field]:
    for name, definition in properties.items():
        path = prefix + name
        if "properties" in definition and definition.get("type", "object") == "object":
            if definition.get("enabled", True):
                yield from _fields(path + ".", definition["properties"])
            continue
        if found := _field(path, definition, path):
            yield found
        for sub, sub_definition in definition.get("fields", {}).items():
            if found := _field(f"{path}.{sub}", sub_definition, path):
                yield found


def _field(name: str, definition: Mapping[str, Any], stored_as: str) -> Field | None:
    type_ = str(definition.get("type", "object"))
    kind = KINDS.get(type_)
    if kind is None:
        return None
    written = definition.get("format")
    iso = written is None or any(form in DEFAULT_DATE_FORMATS for form in str(written).split("||"))
    return Field(
        name=name,
        type=type_,
        kind=kind,
        searchable=definition.get("index", True) is not False,
        aggregatable=kind != "text" and definition.get("doc_values", True) is not False,
        stored_as=stored_as,
        date_format=None if iso else str(written),
    )
