"""What the server adds to every query before it runs, and takes off every hit before it is sent.

>>> from demo_server.config import Settings
>>> from demo_server.nlq.mapping import from_properties
>>> notes = from_properties("notes", {"year": {"type": "integer"}})
>>> ran = limited({"query": {"match_all": {}}}, notes, Settings("http://es", ()))
>>> ran["size"], ran["timeout"], ran["terminate_after"], ran["_source"]
(10, '1000ms', 1000000, ['year'])
"""

from __future__ import annotations

import re
from typing import Any

from demo_server.config import Settings
from demo_server.nlq.english import DEFAULT_SIZE
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.marks import Asked, fragments

ISO_DATES = "strict_date_optional_time"
_ROUNDED = re.compile(r"\d{4}(-\d\d)?")


def limited(query: dict[str, Any], mapping: IndexMapping, settings: Settings) -> dict[str, Any]:
    """The query as it is sent: with a time limit, a cap on documents looked at, and only fields of the mapping.

    The time limit inside Elasticsearch is two thirds of ours, so that a partial answer still arrives. Empty buckets
    of histograms are left out: a single document with a date far off would make millions of them.
    """
    return {
        "size": DEFAULT_SIZE,
        "_source": list(dict.fromkeys(field.stored_as for field in mapping.fields)),
        **query,
        **({"query": dated(query["query"], mapping)} if "query" in query else {}),
        **({"aggs": {name: _sparse(agg) for name, agg in query["aggs"].items()}} if "aggs" in query else {}),
        "timeout": within(settings),
        "terminate_after": settings.max_documents,
        "track_total_hits": True,
    }


def within(settings: Settings) -> str:
    """The time limit of a search inside Elasticsearch."""
    return f"{int(settings.search_seconds * 2000 / 3)}ms"


def _sparse(agg: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {}
    for kind, body in agg.items():
        if kind == "aggs":
            done[kind] = {name: _sparse(inner) for name, inner in body.items()}
        elif kind in ("histogram", "date_histogram"):
            done[kind] = {**body, "min_doc_count": 1}
        else:
            done[kind] = body
    return done


def dated(clause: dict[str, Any], mapping: IndexMapping) -> dict[str, Any]:
    """Dates are always ISO 8601 here, whatever format the mapping reads, and a year or a month is the whole of it."""
    ((kind, body),) = clause.items()
    if kind == "bool":
        lists = {
            name: [dated(inner, mapping) for inner in below] if isinstance(below, list) else below
            for name, below in body.items()
        }
        return {kind: lists}
    if kind == "nested":
        return {kind: {**body, "query": dated(body["query"], mapping)}}
    if kind == "range":
        ((name, limits),) = body.items()
        field = mapping.field(name)
        if field and field.kind == "date":
            whole = {op: _whole(limit) for op, limit in limits.items()}
            return {kind: {name: {**whole, **({"format": ISO_DATES} if field.date_format else {})}}}
    return clause


def _whole(date: str) -> str:
    """A year or a month as Elasticsearch rounds it; left as it is, `lte 2010` ends on 1 January of that year.

    >>> _whole("2010"), _whole("2010-05"), _whole("2010-05-01"), _whole("now-1y")
    ('2010||/y', '2010-05||/M', '2010-05-01', 'now-1y')
    """
    found = _ROUNDED.fullmatch(date)
    return f"{date}||/{'M' if found[1] else 'y'}" if found else date


def trimmed(hit: dict[str, Any], most: int, asked: Asked) -> dict[str, Any]:
    """A hit as it is sent: `_id`, `_score`, `_source` cut at `most` characters; `highlight` of what was asked.

    >>> trimmed({"_id": "1", "_score": None, "_index": "x", "_source": {"content": "Call me Ishmael"}}, 7, {})
    {'_id': '1', '_score': None, '_source': {'content': 'Call me…'}}
    """
    source = hit.get("_source", {})
    sent = {"_id": hit["_id"], "_score": hit.get("_score"), "_source": cut(source, most)}
    marked = fragments(source, asked)
    return {**sent, "highlight": marked} if marked else sent


def cut(value: Any, most: int) -> Any:
    """A document, or what is in one, with no text longer than `most` characters."""
    if isinstance(value, str):
        return value if len(value) <= most else value[:most] + "…"
    if isinstance(value, dict):
        return {key: cut(below, most) for key, below in value.items()}
    return [cut(below, most) for below in value] if isinstance(value, list) else value
