"""One JSON Schema for one mapping: it holds the model's decoding, it is the allow-list, and its errors are the hints.

It is the part of Elasticsearch's Query DSL that a reader of an index needs. Fields are names of the mapping, and a
clause is offered only for the kinds of field that it fits.

>>> from demo_server.nlq.mapping import from_properties
>>> schema = schema_for(from_properties("notes", {"author": {"type": "keyword"}}))
>>> [sorted(form["required"]) for form in schema["anyOf"]]
[['query', 'size'], ['query'], ['aggs', 'size'], ['aggs'], ['size', 'sort'], ['sort']]
>>> [next(iter(clause["properties"])) for clause in schema["$defs"]["clause"]["anyOf"]]
['match_all', 'term', 'terms', 'exists']

Two properties of the schema come from the decoders that read it (llama.cpp turns it into a grammar): "exactly one of
these keys" is a union of objects with one required key each, since `maxProperties` is not read there; and the order of
properties is the order in which a model writes them: `size` first, which settles early whether documents are wanted
at all. What is needed more than once is a definition: written out, the schema of twelve fields is 280 KB and costs
0.25 s a question, with definitions 14 KB and under 0.02 s.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from demo_server.nlq.mapping import Field, IndexMapping, Kind

Schema = dict[str, Any]

ORDERED: tuple[Kind, ...] = ("integer", "number", "date", "ip")
"""Kinds that a range can be asked of."""

MAX_TEXT = 200
MAX_CLAUSES = 8
MAX_VALUES = 32
MAX_AGGREGATIONS = 3
MAX_SORTS = 3
MAX_MATCHED = 8
"""Fields of one multi_match; with every word in every field Elasticsearch's limit on clauses would be in reach."""

CALENDAR_INTERVALS = ("year", "quarter", "month", "week", "day")
NAME_PATTERN = "^[A-Za-z][A-Za-z0-9_ -]{0,63}$"
"""Names of aggregations: Elasticsearch refuses `[`, `]` and `>`, and gives other signs a meaning."""

_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
_TIME = "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?Z?"
DATE_PATTERN = f"^([12][0-9]{{3}}(-(0[1-9]|1[0-2])|-{_DAY}({_TIME})?)?|now(-[1-9][0-9]{{0,3}}[yMwdh])?(/[yMwdh])?)$"
"""ISO 8601 from the year 1000 on, whole or shortened to month or year, and dates counted back from now.
Every text that it admits is a date: there is no 31 June (29 February is left to the 28th and to 1 March)."""
NANOS_PATTERN = (
    f"^((19[7-9][0-9]|2[01][0-9]{{2}}|22[0-5][0-9])(-(0[1-9]|1[0-2])|-{_DAY}({_TIME})?)?"
    "|now(-([1-9]|[1-4][0-9])y|-[1-9][0-9]?M|-[1-9][0-9]{0,2}[wdh])?(/[yMwdh])?)$"
)
"""The same for dates of nanoseconds, which Elasticsearch counts from 1970 in 63 bits."""

_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = f"({_BYTE}\\.){{3}}{_BYTE}"
_HEX = "[0-9a-f]{1,4}"
_IPV6 = "|".join(
    [f"({_HEX}:){{7}}{_HEX}", "::"]
    + [f"({_HEX}:){{{before}}}(:{_HEX}){{1,{7 - before}}}" for before in range(1, 7)]
    + [f"({_HEX}:){{1,7}}:", f"(:(:{_HEX}){{1,7}})"]
)
IP_PATTERN = f"^({_IPV4}|{_IPV6})$"
NETWORK_PATTERN = f"^({_IPV4}(/(3[0-2]|[12]?[0-9]))?|({_IPV6})(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)$"
"""An address of version 4 or 6, or a network such as 10.0.0.0/8."""

NANOS = "date_nanos"
RARE = {"address": IP_PATTERN, "network": NETWORK_PATTERN, NANOS: NANOS_PATTERN}
"""Texts that are defined where a mapping has a field for them."""


def schema_for(mapping: IndexMapping, max_size: int = 50, max_buckets: int = 100) -> Schema:
    """The schema of every query that may be asked of `mapping`; sizes are capped as given."""
    definitions: Schema = {
        "text": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        "date": {"type": "string", "pattern": DATE_PATTERN},
        "way": {"enum": ["asc", "desc"]},
        **_nested(mapping),
        "clause": {"anyOf": [*_clauses(mapping), *_into_nested(mapping)]},
        "clauses": _array(_ref("clause"), MAX_CLAUSES),
        "bool": _bool("clauses"),
        "sort": _sort(mapping),
        "_source": _source(mapping),
        **{_range_name(field): _range(field) for field in mapping.fields if field.kind in ORDERED},
    }
    if {"ip", NANOS} & {field.type for field in mapping.fields}:
        definitions |= {name: {"type": "string", "pattern": pattern} for name, pattern in RARE.items()}
    size = {"type": "integer", "minimum": 0, "maximum": max_size}
    asks: dict[str, Schema] = {"query": {"anyOf": [_ref("clause"), _ref("bool")]}}
    metrics = _metrics(mapping)
    if metrics:
        definitions["metric"] = {"anyOf": metrics}
    if any(field.aggregatable for field in mapping.fields):
        definitions["aggs"] = _aggregations(mapping, metrics, max_buckets)
        asks["aggs"] = _ref("aggs")
    asks["sort"] = _ref("sort")
    forms = []
    for position, name in enumerate(asks):
        wanted = {**dict(list(asks.items())[position:]), "_source": _ref("_source")}
        forms.append(_object({"size": size, **wanted}, required=["size", name]))
        forms.append(_object(wanted, required=[name]))
    return {"anyOf": forms, "$defs": definitions}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    names = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


def _one_of(choices: Iterable[tuple[str, Schema]]) -> Schema:
    """An object with exactly one of the given keys."""
    return {"anyOf": [_object({key: value}) for key, value in choices]}


def _names(fields: Iterable[Field]) -> Schema:
    return {"enum": [field.name for field in fields]}


def _array(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def _value(field: Field, limit: bool = False) -> Schema:
    """What a clause on the field may hold; as the `limit` of a range, where a network is none."""
    low, high = field.bounds
    match field.kind:
        case "integer":
            return {"type": "integer", "minimum": int(low), "maximum": int(high)}
        case "number":
            return {"type": "number", "minimum": low, "maximum": high}
        case "boolean":
            return {"type": "boolean"}
        case "date":
            return _ref(NANOS if field.type == NANOS else "date")
        case "ip":
            return _ref("address" if limit else "network")
        case _:
            return _ref("text")


def _range_name(field: Field) -> str:
    return f"range of {field.type}"


def _range(field: Field) -> Schema:
    value = _value(field, limit=True)
    from_to = [({low: value}, [low]) for low in ("gte", "gt")]
    forms = [_object({**low, "lte": value}, required) for low, required in from_to]
    forms += [_object({**low, "lt": value}, [*required, "lt"]) for low, required in from_to]
    return {"anyOf": [*forms, _object({"lte": value}), _object({"lt": value})]}


def _clauses(mapping: IndexMapping, within: str | None = None) -> Iterable[Schema]:
    """The clauses on the document's own fields, or on those of the nested objects at a path."""
    texts = mapping.of("text", searchable=True, within=within)
    phrases = [field for field in texts if field.phrases]
    exact = mapping.of("keyword", "integer", "number", "boolean", "ip", searchable=True, within=within)
    ordered = mapping.of(*ORDERED, searchable=True, within=within)
    yield _object({"match_all": _object({})})
    if texts:
        with_operator = _object({"query": _ref("text"), "operator": {"enum": ["and", "or"]}}, ["query"])
        words = {"anyOf": [_ref("text"), with_operator]}
        yield _object({"match": _one_of((field.name, words) for field in texts)})
        if phrases:
            yield _object({"match_phrase": _one_of((field.name, _ref("text")) for field in phrases)})
        among = _array(_names(texts), min(len(texts), MAX_MATCHED))
        yield _object({"multi_match": _object({"query": _ref("text"), "fields": among})})
    if exact:
        yield _object({"term": _one_of((field.name, _value(field)) for field in exact)})
        yield _object({"terms": _one_of((field.name, _array(_value(field), MAX_VALUES)) for field in exact)})
    if ordered:
        yield _object({"range": _one_of((field.name, _ref(_range_name(field))) for field in ordered)})
    if known := mapping.of(searchable=True, within=within):
        yield _object({"exists": _object({"field": _names(known)})})


def _nested(mapping: IndexMapping) -> Schema:
    """What may be asked of one nested object: a clause on its fields, or several that hold of the same object."""
    made: Schema = {}
    for number, path in enumerate(mapping.paths, 1):
        made[f"clause {number}"] = {"anyOf": list(_clauses(mapping, path))}
        made[f"clauses {number}"] = _array(_ref(f"clause {number}"), MAX_CLAUSES)
        made[f"bool {number}"] = _bool(f"clauses {number}")
    return made


def _into_nested(mapping: IndexMapping) -> Iterable[Schema]:
    bodies = [
        _object({"path": {"enum": [path]}, "query": {"anyOf": [_ref(f"clause {number}"), _ref(f"bool {number}")]}})
        for number, path in enumerate(mapping.paths, 1)
    ]
    if bodies:
        yield _object({"nested": {"anyOf": bodies}})


def _bool(clauses: str) -> Schema:
    names = ("must", "filter", "should", "must_not")
    least = {"minimum_should_match": {"type": "integer", "minimum": 0, "maximum": MAX_CLAUSES}}
    forms = [
        _object({**dict.fromkeys(names[position:], _ref(clauses)), **least}, [first])
        for position, first in enumerate(names)
    ]
    return _object({"bool": {"anyOf": forms}})


def _metrics(mapping: IndexMapping, within: str | None = None) -> list[Schema]:
    numbers = mapping.of("integer", "number", aggregatable=True, within=within)
    ordered = mapping.of("integer", "number", "date", aggregatable=True, within=within)
    countable = mapping.of(aggregatable=True, within=within)
    offered = {
        **dict.fromkeys(("avg", "sum"), numbers),
        **dict.fromkeys(("min", "max"), ordered),
        **dict.fromkeys(("cardinality", "value_count"), countable),
    }
    return [_object({name: _object({"field": _names(fields)})}) for name, fields in offered.items() if fields]


def _buckets(mapping: IndexMapping, max_buckets: int, within: str | None = None) -> list[tuple[str, Schema]]:
    grouped = mapping.of("keyword", "integer", "boolean", "ip", aggregatable=True, within=within)
    dates = mapping.of("date", aggregatable=True, within=within)
    numbers = mapping.of("integer", "number", aggregatable=True, within=within)
    offered: list[tuple[str, Schema]] = []
    if grouped:
        order = {"type": "object", "additionalProperties": _ref("way"), "minProperties": 1, "maxProperties": 1}
        size = {"type": "integer", "minimum": 1, "maximum": max_buckets}
        offered.append(("terms", _object({"field": _names(grouped), "size": size, "order": order}, ["field"])))
    if dates:
        interval = {"enum": list(CALENDAR_INTERVALS)}
        offered.append(("date_histogram", _object({"field": _names(dates), "calendar_interval": interval})))
    if numbers:
        width = {"type": "number", "minimum": 0.1, "maximum": 10**9}
        offered.append(("histogram", _object({"field": _names(numbers), "interval": width})))
    return offered


def _named(forms: list[Schema]) -> Schema:
    return {
        "type": "object",
        "additionalProperties": {"anyOf": forms},
        "propertyNames": {"pattern": NAME_PATTERN},
        "minProperties": 1,
        "maxProperties": MAX_AGGREGATIONS,
    }


def _aggregations(mapping: IndexMapping, metrics: list[Schema], max_buckets: int) -> Schema:
    """Metrics and groups over the documents, with one level below; over nested objects, without."""
    forms: list[Schema] = []
    if metrics:
        buckets = _buckets(mapping, max_buckets)
        below = _named([_ref("metric"), *(_object({name: body}) for name, body in buckets)])
        forms += [_object({name: body, "aggs": below}, [name]) for name, body in buckets]
        forms.append(_ref("metric"))
    for path in mapping.paths:
        over = [
            *_metrics(mapping, path),
            *(_object({name: body}) for name, body in _buckets(mapping, max_buckets, path)),
        ]
        if over:
            forms.append(_object({"nested": _object({"path": {"enum": [path]}}), "aggs": _named(over)}))
    return _named(forms)


def _sort(mapping: IndexMapping) -> Schema:
    """By the document's own fields, by how well it matches, or by the least or greatest value of its nested objects."""
    either = {"anyOf": [_ref("way"), _object({"order": _ref("way")})]}
    choices = [(name, either) for name in (*(field.name for field in mapping.of(aggregatable=True)), "_score")]
    for path in mapping.paths:
        inside = _object({"order": _ref("way"), "nested": _object({"path": {"enum": [path]}})})
        choices += [(field.name, inside) for field in mapping.of(aggregatable=True, within=path)]
    return _array(_one_of(choices), MAX_SORTS)


def _source(mapping: IndexMapping) -> Schema:
    names = list(dict.fromkeys(field.stored_as for field in mapping.fields))
    return _array({"enum": names}, len(names))
