"""One form for all the ways to write the same query, so that "the same query" can be asked of two texts.

>>> from demo_server.nlq.mapping import from_properties
>>> notes = from_properties("notes", {"by": {"type": "keyword"}, "year": {"type": "integer"}})
>>> one = {"query": {"bool": {"filter": [{"range": {"year": {"gte": 1990}}}, {"terms": {"by": ["Ada"]}}]}}}
>>> two = {"size": 10, "query": {"bool": {"must": [{"term": {"by": "Ada"}}, {"range": {"year": {"gt": 1989}}}]}}}
>>> normal(one, notes) == normal(two, notes)
True

What makes no difference to what is found and asked for is dropped: `must` or `filter`, the order of clauses, names of
aggregations, sizes that are the default, `_source`.
"""

from __future__ import annotations

import json
import math
import re
from datetime import date, timedelta
from typing import Any

from demo_server.nlq.english import DEFAULT_SIZE
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.validate import DEFAULT_BUCKETS

Query = dict[str, Any]
Clause = dict[str, Any]

MATCH_ALL: Clause = {"match_all": {}}


def normal(query: Query, mapping: IndexMapping) -> str:
    """The query's one form, as JSON. Only asked of queries that `validate.Checker` lets pass."""
    clause = _clause(query.get("query", MATCH_ALL), mapping)
    aggs = query.get("aggs")
    if aggs:
        form: Query = {"query": clause, "aggs": _aggregations(aggs)}
    else:
        size = query.get("size", DEFAULT_SIZE)
        form = {"query": clause, "size": size, "sort": _sort(query.get("sort", [])) if size else []}
    return _text(form)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _sort(entries: list[dict[str, Any]]) -> list[dict[str, str]]:
    plain = []
    for entry in entries:
        ((name, way),) = entry.items()
        plain.append({name: way["order"] if isinstance(way, dict) else way})
    return plain


def _clause(clause: Clause, mapping: IndexMapping) -> Clause:
    ((kind, body),) = clause.items()
    match kind:
        case "bool":
            return _bool(body, mapping)
        case "match_all" | "exists":
            return clause
        case "multi_match":
            fields = sorted(set(body["fields"]))
            if len(fields) == 1:
                return _match(fields[0], body["query"], "or")
            return {"multi_match": {"query": _words(body["query"]), "fields": fields}}
    ((name, value),) = body.items()
    match kind:
        case "match":
            with_operator = isinstance(value, dict)
            text = value["query"] if with_operator else value
            return _match(name, text, value.get("operator", "or") if with_operator else "or")
        case "match_phrase":
            return _match(name, value, "and") if " " not in value.strip() else {"match_phrase": {name: _words(value)}}
        case "terms":
            return _terms(name, value)
        case "range":
            return _range(name, value, mapping)
    return {"term": {name: value}}


def _match(name: str, text: str, operator: str) -> Clause:
    words = _words(text)
    return {"match": {name: {"query": words, "operator": operator} if " " in words else words}}


def _words(text: str) -> str:
    """As the analyzer reads it: in lower case, white space once."""
    return " ".join(text.lower().split())


def _terms(name: str, values: list[Any]) -> Clause:
    unique = sorted({_text(value): value for value in values}.items())
    return {"term": {name: unique[0][1]}} if len(unique) == 1 else {"terms": {name: [value for _, value in unique]}}


def _bool(body: dict[str, Any], mapping: IndexMapping) -> Clause:
    required = [_clause(clause, mapping) for clause in (*body.get("must", ()), *body.get("filter", ()))]
    optional = [_clause(clause, mapping) for clause in body.get("should", ())]
    forbidden = [part for clause in body.get("must_not", ()) for part in _apart(_clause(clause, mapping))]
    least = body.get("minimum_should_match", 0 if required else 1)
    if optional and least == 1:
        required.append(_either(optional))
        optional = []
    elif least == 0:
        optional = []  # a wish moves documents up, and changes nothing of what is found
    required = [clause for clause in _once(required) if clause != MATCH_ALL]
    if not forbidden and not optional:
        if not required:
            return MATCH_ALL
        if len(required) == 1:
            return required[0]
    parts: dict[str, Any] = {"all": required, "none": _once(forbidden)}
    if optional:
        parts |= {"some": _once(optional), "least": least}
    return {"bool": {name: part for name, part in parts.items() if part}}


def _either(clauses: list[Clause]) -> Clause:
    """One of several; several exact values of one field are a `terms`, several words of one text a `match`."""
    fields = {next(iter(next(iter(clause.values())))) for clause in clauses}
    kinds = {next(iter(clause)) for clause in clauses}
    if len(fields) == 1 and kinds <= {"term", "terms"}:
        name = fields.pop()
        values = [value for clause in clauses for part in _apart(clause) for value in part["term"].values()]
        return _terms(name, values)
    unique = _once(clauses)
    if len(unique) == 1:
        return unique[0]
    words = [clause["match"][name] for clause in unique for name in clause.get("match", ())]
    if len(fields) == 1 and kinds == {"match"} and all(isinstance(word, str) for word in words):
        return {"any of": {fields.pop(): sorted(words)}}
    return {"any": unique}


def _apart(clause: Clause) -> list[Clause]:
    """None of several values is: not the first, and not the second, ..."""
    if "terms" in clause:
        ((name, values),) = clause["terms"].items()
        return [{"term": {name: value}} for value in values]
    apart: list[Clause] = clause.get("any", [clause])
    return apart


def _once(clauses: list[Clause]) -> list[Clause]:
    unique = {_text(clause): clause for clause in clauses}
    return [unique[text] for text in sorted(unique)]


def _range(name: str, limits: dict[str, Any], mapping: IndexMapping) -> Clause:
    field = mapping.field(name)
    kind = field.kind if field else "number"
    if kind == "date":
        return {"range": {name: dict(_date_limit(op, value) for op, value in limits.items())}}
    if kind == "integer":
        steps = {"gt": ("gte", 1), "lt": ("lte", -1)}
        limits = {
            (steps[op][0] if op in steps else op): value + steps[op][1] if op in steps else value
            for op, value in limits.items()
        }
    if limits.get("gte") is not None and limits.get("gte") == limits.get("lte"):
        return {"term": {name: limits["gte"]}}
    return {"range": {name: {op: value + 0 for op, value in limits.items()}}}


_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def _date_limit(operator: str, value: str) -> tuple[str, str]:
    """A limit as the first day that is in (`gte`) or out (`lt`); times of day and dates from now stay as they are.

    >>> _date_limit("lte", "2010"), _date_limit("gt", "2010-02"), _date_limit("lt", "2010")
    (('lt', '2011-01-01'), ('gte', '2010-03-01'), ('lt', '2010-01-01'))
    """
    found = _DAY.fullmatch(value)
    if not found:
        return operator, value
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    first = date(year, month or 1, day or 1)
    if operator in ("gte", "lt"):
        return operator, first.isoformat()
    if day:
        after = first + timedelta(days=1)
    else:
        after = date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)
    return {"lte": "lt", "gt": "gte"}[operator], after.isoformat()


def _aggregations(aggs: dict[str, Any]) -> list[Any]:
    return sorted((_aggregation(agg) for agg in aggs.values()), key=_text)


def _aggregation(agg: dict[str, Any]) -> dict[str, Any]:
    kind = next(key for key in agg if key != "aggs")
    below = agg.get("aggs", {})
    body = dict(agg[kind])
    if kind == "terms":
        body.setdefault("size", DEFAULT_BUCKETS)
        order = body.pop("order", None)
        if order:
            ((key, way),) = order.items()
            if (key, way) != ("_count", "desc"):
                body["order"] = [_aggregation(below[key]) if key in below else key, way]
    elif kind == "histogram":
        body["interval"] = _number(body["interval"])
    return {kind: body, **({"aggs": _aggregations(below)} if below else {})}


def _number(value: float) -> float | int:
    return int(value) if math.isclose(value, round(value)) else value
