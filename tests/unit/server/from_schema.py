"""Values that a schema admits, and values that it should not: hypothesis strategies over the keywords that we use."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from demo_server.nlq.schema import DATE_PATTERN, IP_PATTERN, NANOS_PATTERN, NETWORK_PATTERN, Schema

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")),
    min_size=1,
    max_size=12,
)
NAMES = st.from_regex(r"\A[A-Za-z][A-Za-z0-9_ -]{0,10}\Z")


def admitted(schema: Schema, definitions: Schema | None = None) -> st.SearchStrategy[Any]:
    """Values within `schema` (its whole, with `$defs`)."""
    defs = schema["$defs"] if definitions is None else definitions
    if "$ref" in schema:
        return st.deferred(lambda: admitted(defs[schema["$ref"].rpartition("/")[2]], defs))
    if "anyOf" in schema:
        return st.one_of([admitted(choice, defs) for choice in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "number":
            return st.floats(schema["minimum"], schema["maximum"], allow_nan=False)
        case "string" if "pattern" in schema:
            return st.from_regex(schema["pattern"].replace("^", r"\A").replace("$", r"\Z"))
        case "string":
            return WORDS
        case "array":
            return st.lists(admitted(schema["items"], defs), min_size=1, max_size=min(3, schema["maxItems"]))
    if isinstance(schema["additionalProperties"], dict):
        least = schema.get("minProperties", 0)
        return st.dictionaries(
            NAMES,
            admitted(schema["additionalProperties"], defs),
            min_size=least,
            max_size=min(2, schema["maxProperties"]),
        )
    properties = {name: admitted(below, defs) for name, below in schema["properties"].items()}
    required = {name: properties.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(required, optional=properties)


SAMPLES = {
    DATE_PATTERN: ["2001", "2001-02", "2001-02-28", "1000-01-01T00:00:00Z", "now-9999y/M"],
    NANOS_PATTERN: ["1970", "2259-12-31T23:59:59Z", "now-49y/y", "now-99M", "now-999w"],
    IP_PATTERN: ["10.0.0.1", "::", "255.255.255.255", "1:2:3:4:5:6:7:8"],
    NETWORK_PATTERN: ["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "::/128"],
}


def covering(schema: Schema, definitions: Schema | None = None) -> list[Any]:
    """Values within `schema` in which each of its alternatives, fields and words stands at least once."""
    defs = schema["$defs"] if definitions is None else definitions
    if "$ref" in schema:
        return covering(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        return [value for choice in schema["anyOf"] for value in covering(choice, defs)]
    if "enum" in schema:
        return list(schema["enum"])
    match schema["type"]:
        case "boolean":
            return [True, False]
        case "integer" | "number":
            return [schema["minimum"], schema["maximum"]]
        case "string":
            return SAMPLES[schema["pattern"]] if "pattern" in schema else ["the moon", 'ä "\\*?', "x " * 99]
        case "array":
            values = covering(schema["items"], defs)
            most = schema["maxItems"]
            return [[value] for value in values] + [values[at : at + most] for at in range(0, len(values), most)]
    if isinstance(schema["additionalProperties"], dict):
        return [{"a b": value} for value in covering(schema["additionalProperties"], defs)]
    columns = {name: covering(below, defs) for name, below in schema["properties"].items()}
    rows = max((len(column) for column in columns.values()), default=1)
    whole = [{name: column[row % len(column)] for name, column in columns.items()} for row in range(rows)]
    bare = {name: columns[name][0] for name in schema["required"]}
    return [*whole, bare] if bare != whole[0] else whole


HOSTILE: list[Any] = [
    {"script": {"script": {"source": "System.exit(0)"}}},
    {"script_score": {"query": {"match_all": {}}, "script": "1"}},
    {"regexp": {"title": ".*.*.*.*"}},
    {"wildcard": {"author": "*"}},
    {"query_string": {"query": "secret:/.*/"}},
    {"simple_query_string": {"query": "*"}},
    {"terms": {"author": {"index": "secrets", "id": "1", "path": "password"}}},
    {"percolate": {"field": "query", "index": "secrets", "id": "1"}},
    {"more_like_this": {"like": [{"_index": "secrets", "_id": "1"}]}},
    {"term": {"password": "x"}},
    {"match": {"_index": "secrets"}},
    {"runtime_mappings": {"x": {"type": "long", "script": "1"}}},
    {"fuzzy": {"title": {"value": "x", "fuzziness": 99}}},
    {"geo_shape": {}},
    10**9,
    -1,
    None,
    [],
    "*",
    "\ud800",
    "a\u0000b",
    float("inf"),
]
KEYS = [
    "script",
    "runtime_mappings",
    "script_fields",
    "post_filter",
    "suggest",
    "collapse",
    "knn",
    "pit",
    "indices_boost",
]


@st.composite
def mutated(draw: st.DrawFn, schema: Schema) -> Any:
    """A query within the schema with one hostile thing put somewhere into it."""
    query = copy.deepcopy(draw(admitted(schema)))
    places = list(_places(query))
    container, key = draw(st.sampled_from(places))
    hostile = copy.deepcopy(draw(st.sampled_from(HOSTILE)))
    if isinstance(container, dict) and draw(st.booleans()):
        container[draw(st.sampled_from(KEYS))] = hostile
    else:
        container[key] = hostile
    return query


def _places(value: Any) -> Any:
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(below)
