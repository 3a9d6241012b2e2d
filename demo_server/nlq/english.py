"""A query in plain English, written by rule and never by a model: what was really asked, for a person to check.

>>> print(describe({"size": 0, "aggs": {"n": {"terms": {"field": "author"}}}}, "articles"))
In articles: count the documents for each author (the 10 most frequent).
>>> print(describe({"query": {"match": {"title": "moon"}}, "sort": [{"year": "desc"}], "size": 3}, "books"))
In books: find the documents where the title mentions “moon”, highest year first; show 3.
>>> print(describe({"sort": [{"lines.price": {"order": "asc", "nested": {"path": "lines"}}}]}, "orders"))
In orders: find the documents, lowest lines (price) first; show 10.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

DEFAULT_SIZE = 10

Clause = dict[str, Any]

_LIMITS = {
    "gte": {"number": "at least", "date": "on or after", "address": "at or above"},
    "gt": {"number": "more than", "date": "after", "address": "above"},
    "lte": {"number": "at most", "date": "on or before", "address": "at or below"},
    "lt": {"number": "less than", "date": "before", "address": "below"},
}
_METRICS = {
    "avg": "the average {}",
    "sum": "the total {}",
    "min": "the lowest {}",
    "max": "the highest {}",
    "cardinality": "the number of different values of {}",
    "value_count": "the number of values of {}",
}


def describe(query: dict[str, Any], index: str) -> str:
    """The query as one sentence. Only asked of queries that `validate.Checker` lets pass."""
    aggs = query.get("aggs", {})
    size = query.get("size", DEFAULT_SIZE)
    those = "the documents" + _where(query.get("query", {"match_all": {}}))
    told = []
    if size > 0 or not aggs:
        told.append(_finding(those, query, size))
        those = "them"
    told += [_aggregation(agg, those if position == 0 else "them") for position, agg in enumerate(aggs.values())]
    return f"In {index}: {'; '.join(told)}."


def condition(clause: Clause) -> str:
    """What a clause asks of a document.

    >>> condition({"bool": {"must_not": [{"range": {"year": {"gte": 1990}}}]}})
    'the year is not at least 1990'
    """
    return _clause(clause)


def field_name(name: str) -> str:
    """A field as a reader says it.

    >>> field_name("publication_date"), field_name("title.raw")
    ('publication date', 'title (raw)')
    """
    parent, _, sub = name.rpartition(".")
    return f"{field_name(parent)} ({sub})" if parent else name.replace("_", " ")


def _finding(those: str, query: dict[str, Any], size: int) -> str:
    if size == 0:
        return f"count {those}"
    order = "".join(f", {_sorted(entry)}" for entry in query.get("sort", ()))
    fields = query.get("_source")
    shown = f" (only {_join(map(field_name, fields), 'and')})" if fields else ""
    return f"find {those}{order}; show {size}{shown}"


def _sorted(entry: dict[str, Any]) -> str:
    ((name, way),) = entry.items()
    way = way["order"] if isinstance(way, dict) else way
    if name == "_score":
        return "best matches first" if way == "desc" else "weakest matches first"
    return f"{'highest' if way == 'desc' else 'lowest'} {field_name(name)} first"


def _where(clause: Clause) -> str:
    return "" if "match_all" in clause else f" where {_clause(clause)}"


def _clause(clause: Clause, holds: bool = True) -> str:
    ((kind, body),) = clause.items()
    match kind:
        case "match_all":
            return "anything holds" if holds else "nothing holds"
        case "bool":
            return _bool(body)
        case "nested":
            inner = _clause(_without(f"{body['path']}.", body["query"]))
            each = f"one of the {field_name(body['path'])}" if holds else f"none of the {field_name(body['path'])}"
            return f"for {each} this holds: {inner}"
        case "exists":
            return f"there is {'a' if holds else 'no'} {field_name(body['field'])}"
        case "multi_match":
            fields = _join((f"the {field_name(name)}" for name in body["fields"]), "or")
            return f"{fields} {_verb('mentions', holds)} {_words(body['query'], 'or')}"
    ((name, value),) = body.items()
    subject = f"the {field_name(name)}"
    match kind:
        case "match" if isinstance(value, dict):
            return f"{subject} {_verb('mentions', holds)} {_words(value['query'], value.get('operator', 'or'))}"
        case "match":
            return f"{subject} {_verb('mentions', holds)} {_words(value, 'or')}"
        case "match_phrase":
            return f"{subject} {_verb('contains', holds)} the phrase “{value}”"
        case "term" if _is_network(value):
            return f"{subject} is {'' if holds else 'not '}in the network {value}"
        case "term":
            return f"{subject} {'is' if holds else 'is not'} {_value(value)}"
        case "terms":
            return f"{subject} is {'' if holds else 'none of '}{_join(map(_value, value), 'or' if holds else 'and')}"
    limits = _join((f"{_LIMITS[op][_sort_of(limit)]} {limit}" for op, limit in value.items()), "and")
    return f"{subject} is {limits if holds else f'not {limits}'}"


def _without(prefix: str, clause: Any) -> Any:
    """The clause with field names that leave out the path of the nested object that they are in."""
    if isinstance(clause, list):
        return [_without(prefix, below) for below in clause]
    if not isinstance(clause, dict):
        return clause
    shorter = {key.removeprefix(prefix): _without(prefix, below) for key, below in clause.items()}
    if isinstance(shorter.get("field"), str):
        shorter["field"] = shorter["field"].removeprefix(prefix)
    if isinstance(shorter.get("fields"), list):
        shorter["fields"] = [name.removeprefix(prefix) for name in shorter["fields"]]
    return shorter


def _sort_of(limit: Any) -> str:
    """What a limit of a range is: a number, a date, or an address."""
    if not isinstance(limit, str):
        return "number"
    try:
        ipaddress.ip_address(limit)
    except ValueError:
        return "date"
    return "address"


def _is_network(value: Any) -> bool:
    if not isinstance(value, str) or "/" not in value:
        return False
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def _bool(body: dict[str, Any]) -> str:
    required = [_clause(clause) for clause in (*body.get("must", ()), *body.get("filter", ()))]
    optional = [_clause(clause) for clause in body.get("should", ())]
    least = body.get("minimum_should_match", 0 if required else 1)
    told = list(required)
    if optional and least == 1:
        either = _join(optional, "or")
        told.append(f"({either})" if required and len(optional) > 1 else either)
    elif optional and least > 1:
        told.append(f"at least {least} of these hold: {_join(optional, 'and')}")
    told += [_clause(clause, holds=False) for clause in body.get("must_not", ())]
    wish = f" (better if {_join(optional, 'or')})" if optional and least == 0 else ""
    return (" and ".join(told) or "anything holds") + wish


def _aggregation(agg: dict[str, Any], those: str) -> str:
    below = agg.get("aggs", {})
    kind = next(key for key in agg if key != "aggs")
    body = agg[kind]
    if kind == "nested":
        inner = [_aggregation(_without(f"{body['path']}.", one), "them") for one in below.values()]
        return f"over the {field_name(body['path'])} of {those}: {_join(inner, 'and')}"
    name = field_name(body["field"])
    match kind:
        case "terms":
            told = f"count {those} for each {name} ({_which(body, below)})"
        case "date_histogram":
            told = f"count {those} for each {body['calendar_interval']} of the {name}"
        case "histogram":
            told = f"count {those} by {name}, in steps of {body['interval']:g}"
        case _:
            measured = _METRICS[kind].format(name)
            return measured if those == "them" else f"{measured}, over {those}"
    if below:
        told += ", and for each of these " + _join((_below(inner) for inner in below.values()), "and")
    return told


def _below(agg: dict[str, Any]) -> str:
    told = _aggregation(agg, "them")
    return told if next(iter(agg)) in _METRICS else told.replace("count them", "the count", 1)


def _which(body: dict[str, Any], below: dict[str, Any]) -> str:
    size = body.get("size", DEFAULT_SIZE)
    ((key, way),) = body.get("order", {"_count": "desc"}).items()
    if key == "_count":
        return f"the {size} {'most frequent' if way == 'desc' else 'rarest'}"
    if key == "_key":
        return f"the {'first' if way == 'asc' else 'last'} {size} in order"
    ((metric, inner),) = below[key].items()
    measured = _METRICS[metric].format(field_name(inner["field"])).removeprefix("the ")
    return f"the {size} with the {'largest' if way == 'desc' else 'smallest'} {measured}"


def _verb(verb: str, holds: bool) -> str:
    return verb if holds else f"does not {verb.removesuffix('s')}"


def _words(text: str, operator: str) -> str:
    if len(text.split()) < 2:
        return f"“{text}”"
    return f"{'every' if operator == 'and' else 'any'} word of “{text}”"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _join(parts: Iterable[str], word: str) -> str:
    *most, last = parts
    return f"{', '.join(most)} {word} {last}" if most else last
