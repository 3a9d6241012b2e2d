"""Right or wrong, by what a query finds: the same documents, in the order that was asked for, and the same values.

The rules, from what the gold query asks for:

- **documents**: both queries match the same documents and the answer shows some; `ordered`: in the same order, where
  documents that the order puts level may stand in any. A gold query with a `size` shows the same first so many, of the
  same total. One without a `size` was asked for without a number: an answer may show ten or more.
- **a count** (`size` 0): the same total, of the same documents; a total that is right by luck is not right.
- **aggregations**: the same total, and the same buckets and values, whatever they are called. Buckets of a gold
  `terms` without a `size` were asked for without a number: an answer may list more than ten.

A question with several gold queries is answered by any of them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Literal

import elastic_transport
import elasticsearch

from demo_server.config import Settings
from demo_server.evaluation.sets import Question
from demo_server.nlq.engine import EngineDown
from demo_server.nlq.english import DEFAULT_SIZE
from demo_server.nlq.limits import limited
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.validate import DEFAULT_BUCKETS

ALL_DOCUMENTS = 10_000
"""More than any evaluated index holds, and the most that Elasticsearch gives at once."""
SECONDS = 60.0
"""For one search: a measurement may wait longer than a person would."""

Query = dict[str, Any]
Asked = Literal["documents", "count", "aggregations"]


class EngineRefusedGold(Exception):
    """The engine refuses a gold query: the set is broken."""


@dataclass(frozen=True)
class Found:
    """What a query finds: all its documents in its order, their sort keys, its aggregations without names."""

    total: int
    ids: tuple[str, ...]
    keys: dict[str, tuple[Any, ...]]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Verdict:
    """Right, or wrong and why, in words."""

    right: bool
    why: str = ""


def asks_for(query: Query) -> Asked:
    """What a query wants to know.

    >>> asks_for({"size": 0, "query": {"match_all": {}}}), asks_for({"query": {"match_all": {}}})
    ('count', 'documents')
    """
    if query.get("aggs"):
        return "aggregations"
    return "count" if query.get("size") == 0 else "documents"


class Judge:
    """Runs gold queries and answers on one engine and compares what they find; a gold query runs once."""

    def __init__(self, client: elasticsearch.Elasticsearch, settings: Settings) -> None:
        self._client = client.options(request_timeout=SECONDS)
        self._settings = settings
        self._gold: dict[str, Found] = {}

    def verdict(self, asked: Question, query: Query, mapping: IndexMapping) -> Verdict:
        """Does `query` answer the question? Raises EngineDown, EngineRefusedGold."""
        verdicts = [self._against(gold, asked, query, mapping) for gold in asked.gold]
        return next((verdict for verdict in verdicts if verdict.right), verdicts[0])

    def found(self, query: Query, mapping: IndexMapping) -> Found:
        """Run a query whole. Raises EngineDown, elasticsearch.ApiError."""
        body = limited(query, mapping, self._settings)
        body |= {"size": ALL_DOCUMENTS, "_source": False, "timeout": f"{int(SECONDS)}s"}
        if asks_for(query) == "aggregations":
            body["size"] = 0
        try:
            answer = self._client.search(index=mapping.index, body=body).body
        except elastic_transport.TransportError as error:
            raise EngineDown(f"the engine does not answer: {error.message}") from error
        hits = answer["hits"]["hits"]
        return Found(
            total=answer["hits"]["total"]["value"],
            ids=tuple(hit["_id"] for hit in hits),
            keys={hit["_id"]: tuple(hit.get("sort", ())) for hit in hits},
            values=_values(answer.get("aggregations", {})),
        )

    def _against(self, gold: Query, asked: Question, query: Query, mapping: IndexMapping) -> Verdict:
        wanted = asks_for(gold)
        if wanted == "aggregations" and not query.get("aggs"):
            return Verdict(False, "nothing is counted up or measured")
        if wanted == "documents" and query.get("size") == 0:
            return Verdict(False, "no documents are shown")
        if wanted != "aggregations":
            query = {key: part for key, part in query.items() if key != "aggs"}  # a chart beside the list does no harm
        else:
            gold = widened(gold, query)
        try:
            truth = self._truth(gold, mapping)
            found = self.found(query, mapping)
        except elasticsearch.ApiError as error:
            return Verdict(False, f"the engine refuses the query: {error.message}")
        return compared(gold, truth, query, found, asked.ordered)

    def _truth(self, gold: Query, mapping: IndexMapping) -> Found:
        key = f"{mapping.index} {gold}"
        if key not in self._gold:
            try:
                self._gold[key] = self.found(gold, mapping)
            except elasticsearch.ApiError as error:
                raise EngineRefusedGold(f"{mapping.index}: the engine refuses {gold}: {error}") from error
        return self._gold[key]


def compared(gold: Query, truth: Found, query: Query, found: Found, ordered: bool) -> Verdict:
    """Compare what two queries found. `ordered`: the order of documents or buckets was asked for."""
    if truth.total != found.total:
        return Verdict(False, f"{found.total} documents instead of {truth.total}")
    match asks_for(gold):
        case "aggregations":
            if _arranged(truth.values, ordered) != _arranged(found.values, ordered):
                return Verdict(False, "other buckets or values")
        case "count":
            if set(truth.ids) != set(found.ids):
                return Verdict(False, "the number is right by luck: other documents are counted")
        case "documents":
            return _documents(gold, truth, query, found, ordered)
    return Verdict(True)


def _documents(gold: Query, truth: Found, query: Query, found: Found, ordered: bool) -> Verdict:
    missing = len(set(truth.ids) - set(found.ids))
    if missing:
        return Verdict(False, f"{missing} of {truth.total} documents are others")
    shows = query.get("size", DEFAULT_SIZE)
    if "size" in gold:
        wanted = gold["size"]
        if min(shows, found.total) != min(wanted, truth.total):
            return Verdict(False, f"shows {shows} instead of {wanted}")
        first = set(truth.ids[:wanted])
        if not ordered and set(found.ids[:wanted]) != first:
            return Verdict(False, "shows others of the documents found")
    else:
        wanted = truth.total
        if shows < min(DEFAULT_SIZE, truth.total):
            return Verdict(False, f"shows {shows} of {truth.total}, and no number was asked for")
    if ordered:
        right = [truth.keys[name] for name in truth.ids[:wanted]]
        if [truth.keys[name] for name in found.ids[:wanted]] != right:
            return Verdict(False, "in another order")
    return Verdict(True)


def widened(gold: Query, query: Query) -> Query:
    """The gold query with the answer's number of buckets, wherever it states none and the answer asks for more.

    >>> answer = {"aggs": {"b": {"terms": {"field": "by", "size": 50}}}}
    >>> widened({"aggs": {"a": {"terms": {"field": "by"}}}}, answer)["aggs"]["a"]["terms"]["size"]
    50
    """
    sizes: dict[str, int] = {}
    _sizes(query.get("aggs", {}), sizes)
    gold = copy.deepcopy(gold)
    _widen(gold.get("aggs", {}), sizes)
    return gold


def _sizes(aggs: dict[str, Any], sizes: dict[str, int]) -> None:
    for agg in aggs.values():
        if "terms" in agg and agg["terms"].get("size", 0) > DEFAULT_BUCKETS:
            sizes[agg["terms"]["field"]] = agg["terms"]["size"]
        _sizes(agg.get("aggs", {}), sizes)


def _widen(aggs: dict[str, Any], sizes: dict[str, int]) -> None:
    for agg in aggs.values():
        if "terms" in agg and "size" not in agg["terms"] and agg["terms"]["field"] in sizes:
            agg["terms"]["size"] = sizes[agg["terms"]["field"]]
        _widen(agg.get("aggs", {}), sizes)


def _values(aggregations: dict[str, Any]) -> tuple[Any, ...]:
    """Aggregations as they come, without their names: ("buckets", ((key, count, below), …)) or ("value", number)."""
    return tuple(sorted((_value(agg) for agg in aggregations.values()), key=repr))


def _value(agg: dict[str, Any]) -> tuple[Any, ...]:
    if "buckets" in agg:
        return (
            "buckets",
            tuple(
                (
                    bucket["key"],
                    bucket["doc_count"],
                    _values({name: below for name, below in bucket.items() if isinstance(below, dict)}),
                )
                for bucket in agg["buckets"]
            ),
        )
    value = agg.get("value")
    # Sums come in the order of documents, so their last digits are no part of the answer.
    return ("value", None if value is None else float(f"{value:.9g}"))


def _arranged(values: tuple[Any, ...], ordered: bool) -> tuple[Any, ...]:
    """The same values for the same buckets; their order counts only where it was asked for."""
    if ordered:
        return values
    arranged = []
    for kind, content in values:
        if kind == "buckets":
            content = tuple(sorted(((key, count, _arranged(below, False)) for key, count, below in content), key=repr))
        arranged.append((kind, content))
    return tuple(sorted(arranged, key=repr))
