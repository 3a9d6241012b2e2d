"""Why a query is not within its schema, in the words of the index rather than of JSON Schema.

>>> from demo_server.nlq.mapping import from_properties
>>> from demo_server.nlq.schema import schema_for
>>> notes = from_properties("notes", {"title": {"type": "text"}, "year": {"type": "integer"}})
>>> explain(schema_for(notes), notes, {"query": {"match": {"titel": "moon"}}})
"in 'match', there is no field 'titel' that fits; choose one of: title"
>>> explain(schema_for(notes), notes, {"query": {"match": {"year": "moon"}}})
"in 'match', the field 'year' does not fit, it is of type integer; choose one of: title"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.schema import DATE_PATTERN, IP_PATTERN, NANOS_PATTERN, NETWORK_PATTERN, Schema

SHOWN_CHOICES = 12
WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
}
PATTERNS = {
    DATE_PATTERN: "a date such as 1999, 1999-12, 1999-12-31 or now-10y",
    NANOS_PATTERN: "a date from 1970 to 2259 such as 1999, 1999-12, 1999-12-31 or now-10y",
    IP_PATTERN: "an address such as 192.168.0.1 or 2001:db8::1",
    NETWORK_PATTERN: "an address such as 192.168.0.1, or a network such as 192.168.0.0/16",
}


def explain(schema: Schema, mapping: IndexMapping, query: Any) -> str:
    """One sentence on the first thing that is wrong with `query`; only asked of queries that the schema refuses."""
    return _Explainer(schema, mapping).wrong(schema, query, "the query") or "the query is not one that is offered here"


class _Explainer:
    """Walks schema and query together. Knows the keywords of JSON Schema that `schema.schema_for` uses, no others."""

    def __init__(self, schema: Schema, mapping: IndexMapping) -> None:
        self.definitions: Schema = schema["$defs"]
        self.mapping = mapping

    def wrong(self, schema: Schema, value: Any, place: str) -> str | None:
        """What is wrong with `value`, or None."""
        schema = self._followed(schema)
        if "anyOf" in schema:
            return self._wrong_choice(list(self._choices(schema)), value, place)
        if "enum" in schema:
            return None if value in schema["enum"] else self._not_among(value, schema["enum"], place)
        match schema["type"]:
            case "object":
                return self._wrong_object(schema, value, place)
            case "array":
                return self._wrong_list(schema, value, place)
            case "string":
                return _wrong_text(schema, value, place)
            case "boolean":
                return None if isinstance(value, bool) else f"{place} must be true or false, not {_named(value)}"
            case _:
                return _wrong_number(schema, value, place)

    def _followed(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self.definitions[schema["$ref"].rpartition("/")[2]]
        return schema

    def _choices(self, schema: Schema) -> Iterator[Schema]:
        for choice in schema["anyOf"]:
            followed = self._followed(choice)
            if "anyOf" in followed:
                yield from self._choices(followed)
            else:
                yield followed

    def _wrong_choice(self, choices: list[Schema], value: Any, place: str) -> str | None:
        if any(self.wrong(choice, value, place) is None for choice in choices):
            return None
        fitting = [choice for choice in choices if _is(value, choice.get("type", "string"))]
        if not fitting:
            kinds = dict.fromkeys(WORDS.get(choice.get("type", "string"), "a text") for choice in choices)
            return f"{place} must be {' or '.join(kinds)}, not {_named(value)}"
        if not isinstance(value, dict):
            return self.wrong(fitting[0], value, place)
        begun = [choice for choice in fitting if set(choice.get("required", ())) <= set(value)]
        if begun:
            if complaint := self._none_has(begun, value):
                return complaint
            nearest = min(begun, key=lambda choice: (self._strangers(choice, value), -len(choice["required"])))
            return self.wrong(nearest, value, place)
        offered = list(dict.fromkeys(key for choice in fitting for key in choice["required"]))
        if not value:
            return f"in {place}, something is missing; write one of: {_list(offered)}"
        stranger = next((key for key in value if key not in offered), next(iter(value)))
        return self._not_among(stranger, offered, place, inside=True)

    def _none_has(self, choices: list[Schema], value: dict[str, Any]) -> str | None:
        """A word that is a choice in none of them, such as the path of a nested object that is not there."""
        for key, below in value.items():
            enums = [self._followed(choice["properties"].get(key, {})).get("enum") for choice in choices]
            offered = list(dict.fromkeys(word for enum in enums for word in enum or ()))
            if all(enums) and below not in offered:
                return self._not_among(below, offered, f"'{key}'")
        return None

    def _strangers(self, choice: Schema, value: dict[str, Any]) -> int:
        """How many keys and words of the value the choice does not have."""
        parts = choice.get("properties", {})
        found = 0
        for key, below in value.items():
            part = self._followed(parts.get(key, {}))
            found += key not in parts or below not in part.get("enum", (below,))
            found += self._strangers(part, below) if isinstance(below, dict) and "properties" in part else 0
        return found

    def _wrong_object(self, schema: Schema, value: Any, place: str) -> str | None:
        if not isinstance(value, dict):
            needed = " and ".join(f"'{key}'" for key in schema.get("required", ()))
            return f"{place} must be an object{f' with {needed}' if needed else ''}, not {_named(value)}"
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties")
        for key in schema.get("required", ()):
            if key not in value:
                return f"in {place}, '{key}' is missing"
        if len(value) < schema.get("minProperties", 0):
            return f"{place} must not be empty"
        if len(value) > schema.get("maxProperties", len(value)):
            return f"{place} may hold at most {schema['maxProperties']} of them"
        for key, below in value.items():
            if key in properties:
                complaint = self.wrong(properties[key], below, f"'{key}'")
            elif isinstance(others, dict):
                complaint = self._wrong_named(schema, others, key, below, place)
            else:
                complaint = self._not_among(key, list(properties), place, inside=True)
            if complaint:
                return complaint
        return None

    def _wrong_named(self, schema: Schema, others: Schema, key: str, below: Any, place: str) -> str | None:
        names = schema.get("propertyNames")
        if names and not re.search(names["pattern"], key):
            return f"in {place}, '{_short(key)}' cannot be a name: use letters, digits, spaces, - and _"
        return self.wrong(others, below, f"'{key}'")

    def _wrong_list(self, schema: Schema, value: Any, place: str) -> str | None:
        if not isinstance(value, list):
            return f"{place} must be a list, not {_named(value)}"
        if not schema["minItems"] <= len(value) <= schema["maxItems"]:
            return f"{place} must be a list of {schema['minItems']} to {schema['maxItems']}, not of {len(value)}"
        return next((wrong for below in value if (wrong := self.wrong(schema["items"], below, place))), None)

    def _not_among(self, value: Any, offered: list[Any], place: str, inside: bool = False) -> str:
        choices = _list(_nearest_first(offered, value))
        names = {field.name for field in self.mapping.fields}
        where = f"in {place}, "
        if not set(offered) <= names | {"_score"}:
            verb = "is not allowed" if inside else "is not a choice"
            return f"{where}'{_short(value)}' {verb}; choose one of: {choices}"
        field = self.mapping.field(value) if isinstance(value, str) else None
        if field is None:
            return f"{where}there is no field '{_short(value)}' that fits; choose one of: {choices}"
        if (
            field.nested
            and field.name not in offered
            and not any(one.startswith(f"{field.nested}.") for one in offered)
        ):
            return (
                f"{where}the field '{field.name}' does not fit, it stands only in a 'nested' of path '{field.nested}'"
            )
        return f"{where}the field '{field.name}' does not fit, it is of type {field.type}; choose one of: {choices}"


def _wrong_text(schema: Schema, value: Any, place: str) -> str | None:
    if not isinstance(value, str):
        return f"{place} must be a text, not {_named(value)}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return f"{place} must be {PATTERNS[schema['pattern']]}, not '{_short(value)}'"
    if len(value) < schema.get("minLength", 0):
        return f"{place} must not be empty"
    if len(value) > schema.get("maxLength", len(value)):
        return f"{place} is longer than {schema['maxLength']} characters"
    return None


def _wrong_number(schema: Schema, value: Any, place: str) -> str | None:
    if not _is(value, schema["type"]):
        return f"{place} must be {WORDS[schema['type']]}, not {_named(value)}"
    if not schema["minimum"] <= value <= schema["maximum"]:
        return f"{place} must be from {schema['minimum']} to {schema['maximum']}, not {value}"
    return None


def _is(value: Any, kind: str) -> bool:
    if kind in ("integer", "number"):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (kind == "number" or float(value).is_integer())
    return isinstance(value, {"object": dict, "array": list, "string": str, "boolean": bool}[kind])


def _named(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return f"'{_short(value)}'" if isinstance(value, str) else f"the number {_short(value)}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _nearest_first(offered: list[Any], value: Any) -> list[Any]:
    """Of more words than are shown, those that look like the one that was written come first."""
    if len(offered) <= SHOWN_CHOICES:
        return offered
    near = get_close_matches(str(value)[:60], [str(choice) for choice in offered], n=3)
    return [*near, *(choice for choice in offered if choice not in near)]


def _list(choices: list[Any]) -> str:
    shown = ", ".join(str(choice) for choice in choices[:SHOWN_CHOICES])
    return shown + (f" and {len(choices) - SHOWN_CHOICES} more" if len(choices) > SHOWN_CHOICES else "")
