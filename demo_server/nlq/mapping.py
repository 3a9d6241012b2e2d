"""A mapping, reduced to what a question can be about: fields with a name and a kind.

>>> mapping = from_properties("articles", {"author": {"type": "keyword"}, "title": {"type": "text"}})
>>> mapping.line()
'articles(author:keyword, title:text)'
>>> [field.name for field in mapping.of("keyword")]
['author']

Objects become dotted names. So do nested objects, whose fields can be asked about only together, one of them at a time:

>>> orders = from_properties("orders", {"lines": {"type": "nested", "properties": {"sku": {"type": "keyword"}}}})
>>> orders.line(), orders.of(), [field.name for field in orders.of(within="lines")]
('orders(lines:nested, lines.sku:keyword)', (), ['lines.sku'])
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "keyword", "integer", "number", "boolean", "date", "ip"]
Properties = Mapping[str, Mapping[str, Any]]

KINDS: dict[str, Kind] = {
    "text": "text",
    "match_only_text": "text",
    "search_as_you_type": "text",
    "keyword": "keyword",
    "constant_keyword": "keyword",
    "wildcard": "keyword",
    "version": "keyword",
    "byte": "integer",
    "short": "integer",
    "integer": "integer",
    "long": "integer",
    "unsigned_long": "integer",
    "half_float": "number",
    "float": "number",
    "double": "number",
    "scaled_float": "number",
    "boolean": "boolean",
    "date": "date",
    "date_nanos": "date",
    "ip": "ip",
}
"""The types of Elasticsearch that can be asked about; any other (geo, ranges, binary, vectors, …) is left out.

An `alias` is of its target's type, and a `nested` object is the types of its fields.
"""

PLAIN: dict[str, str] = {
    "match_only_text": "text",
    "search_as_you_type": "text",
    "constant_keyword": "keyword",
    "wildcard": "keyword",
    "version": "keyword",
    "byte": "integer",
    "short": "integer",
    "unsigned_long": "long",
    "half_float": "float",
    "double": "float",
    "scaled_float": "float",
    "date_nanos": "date",
}
"""Types by the name of their commonest kin: all that a question needs to know."""

BOUNDS: dict[str, tuple[float, float]] = {
    "byte": (-(2**7), 2**7 - 1),
    "short": (-(2**15), 2**15 - 1),
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(10**15), 10**15),
    "unsigned_long": (0, 10**15),
    "half_float": (-65504, 65504),
}
"""What Elasticsearch accepts as a value, by type; `long` is held to what every JSON parser keeps exactly."""
WIDEST = (-(10**15), 10**15)

DEFAULT_DATE_FORMATS = ("strict_date_optional_time", "date_optional_time")
WITHOUT_PLACES = frozenset({"docs", "freqs"})
"""`index_options` of a text that keeps no places of its words: it has no phrases."""
NOT_NAMES = frozenset({"_score", "_doc", "_shard_doc"})
"""What Elasticsearch itself sorts by: a field of that name could not be told from it."""


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
    phrases: bool = True
    """Of a text: are the places of its words kept?"""
    nested: str | None = None
    """The path of the nested object that the field is in; None: it is the document's own."""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest number that the field takes."""
        return BOUNDS.get(self.type, WIDEST)


@dataclass(frozen=True)
class IndexMapping:
    """An index and its askable fields, in the mapping's order."""

    index: str
    fields: tuple[Field, ...]

    def of(
        self, *kinds: Kind, searchable: bool = False, aggregatable: bool = False, within: str | None = None
    ) -> tuple[Field, ...]:
        """The fields of these kinds, all kinds if none is named; only searchable or aggregatable ones if asked.

        They are the document's own, or with `within` those of the nested objects at that path.
        """
        return tuple(
            field
            for field in self.fields
            if field.nested == within
            and (not kinds or field.kind in kinds)
            and (field.searchable or not searchable)
            and (field.aggregatable or not aggregatable)
        )

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the nested objects that have askable fields."""
        return tuple(dict.fromkeys(field.nested for field in self.fields if field.nested))

    def line(self) -> str:
        """The whole mapping on one line, as prompts show it."""
        return f"{self.index}({', '.join(self._entries({}))})"

    def plain_line(self) -> str:
        """The same as the fine-tuned model was taught to read it: no spaces, the commonest types."""
        return f"{self.index}({','.join(self._entries(PLAIN))})"

    def _entries(self, types: Mapping[str, str]) -> Iterator[str]:
        told: set[str] = set()
        for field in self.fields:
            if field.nested and field.nested not in told:
                told.add(field.nested)
                yield f"{field.nested}:nested"
            yield f"{field.name}:{types.get(field.type, field.type)}"

    def fingerprint(self) -> str:
        """Twelve hex digits that change when an askable field does."""
        text = "\n".join(
            f"{field.name}:{field.type}{f' in {field.nested}' if field.nested else ''}"
            for field in sorted(self.fields, key=lambda field: field.name)
        )
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def from_properties(index: str, properties: Properties) -> IndexMapping:
    """The askable fields of `properties`, as Elasticsearch returns them under `mappings`; objects become dotted names.

    Raises MappingError if there are none.
    """
    return shared(index, [properties])


def shared(index: str, mappings: Sequence[Properties]) -> IndexMapping:
    """The askable fields that several mappings have in common: those of an alias over their indexes.

    A field that one of the indexes lacks, or has of another type, is left out: a query over it would fail there.

    >>> shared("logs", [{"a": {"type": "ip"}, "b": {"type": "date"}}, {"a": {"type": "ip"}}]).line()
    'logs(a:ip)'

    Raises MappingError if there are none.
    """
    first, *others = (tuple(_fields(properties)) for properties in mappings or [{}])
    fields = tuple(field for field in first if all(field in other for other in others))
    if not any(field.searchable for field in fields):
        raise MappingError(f"the index '{index}' has no field that can be asked about")
    return IndexMapping(index, fields)


def _fields(properties: Properties) -> Iterator[Field]:
    leaves = {path: definition for path, definition in _leaves("", properties) if _can_be_said(path)}
    nested = [path for path, definition in leaves.items() if definition.get("type") == "nested"]

    def within(path: str) -> str | None:
        return max((outer for outer in nested if path.startswith(f"{outer}.")), key=len, default=None)

    for path, definition in leaves.items():
        target = path
        if definition.get("type") == "alias":
            target = str(definition.get("path"))
            definition = leaves.get(target, {})
        stored_as = target if "of" not in definition else str(definition["of"])
        if found := _field(path, definition, stored_as, within(target)):
            yield found


def _leaves(prefix: str, properties: Properties) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field by its dotted name; sub-fields with what they are a field `of`, and nested objects, too."""
    for name, definition in properties.items():
        path = prefix + name
        kind = definition.get("type", "object")
        if kind in ("object", "nested"):
            if kind == "nested":
                yield path, {"type": kind}
            if definition.get("enabled", True):
                yield from _leaves(f"{path}.", definition.get("properties", {}))
            continue
        yield path, definition
        for sub, sub_definition in definition.get("fields", {}).items():
            yield f"{path}.{sub}", {**sub_definition, "of": path}


def _can_be_said(name: str) -> bool:
    """Names that mean themselves: Elasticsearch reads a `*` as any name and a `^` as a weight."""
    return name not in NOT_NAMES and not any(
        sign in "*^" or unicodedata.category(sign) in ("Cc", "Cs") for sign in name
    )


def _field(name: str, definition: Mapping[str, Any], stored_as: str, nested: str | None) -> Field | None:
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
        phrases=definition.get("index_options") not in WITHOUT_PLACES,
        nested=nested,
    )
