"""Elasticsearch as the question's way needs it: mappings, counts and searches, each within limits that we set.

Whatever goes wrong there leaves here as one of four exceptions; nothing is retried, since a person is waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import elastic_transport
import elasticsearch

from demo_server.config import Settings
from demo_server.connection import connect
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.limits import dated, limited, trimmed, within
from demo_server.nlq.mapping import IndexMapping, shared
from demo_server.nlq.marks import searched
from demo_server.nlq.validate import Checker


class EngineDown(Exception):
    """Elasticsearch cannot be reached, is silent, or cannot serve right now."""


class EngineBusy(Exception):
    """Elasticsearch has more to do than it can queue."""


class EngineRefused(Exception):
    """Elasticsearch answers, and refuses what was asked; the message is its reason."""


class IndexMissing(Exception):
    """An index that the server exposes does not exist in Elasticsearch."""


class Engine:
    """One Elasticsearch; connections are opened when they are first needed and kept."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self._clock = clock
        self._checkers: dict[str, tuple[float, Checker]] = {}
        self._client = connect(
            settings.elasticsearch_url,
            settings.elasticsearch_api_key,
            settings.elasticsearch_ca_certs,
            connections_per_node=32,
        )

    def checker(self, index: str, deadline: Deadline) -> Checker:
        """The mapping of `index` with its compiled schema, at most `settings.mapping_seconds` old.

        Raises IndexMissing, EngineDown, EngineBusy, EngineRefused, mapping.MappingError, deadline.OutOfTime.
        """
        known = self._checkers.get(index)
        if known and known[0] > self._clock():
            return known[1]
        with self._asked(index):
            answer = self._within(deadline).indices.get_mapping(index=index, expand_wildcards="none")
        mapping = shared(index, [concrete["mappings"].get("properties", {}) for concrete in answer.body.values()])
        checker = known[1] if known and known[1].mapping == mapping else self.checker_of(mapping)
        self._checkers[index] = (self._clock() + self.settings.mapping_seconds, checker)
        return checker

    def checker_of(self, mapping: IndexMapping) -> Checker:
        """The compiled schema of a mapping, with our limits."""
        return Checker(mapping, self.settings.max_size, self.settings.max_buckets)

    def search(self, mapping: IndexMapping, query: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        """Run a query that `validate.Checker` let pass: `{total, hits, aggregations, took_ms, partial}`.

        Raises what `checker` raises.
        """
        with self._asked(mapping.index):
            answer = self._within(deadline).search(
                index=mapping.index, body=limited(query, mapping, self.settings), expand_wildcards="none"
            )
        body = answer.body
        if failed := body["_shards"].get("failed"):
            raise EngineDown(f"{failed} of {body['_shards']['total']} shards did not answer")
        asked = searched(query.get("query", {}), {field.name: field.stored_as for field in mapping.fields})
        return {
            "total": body["hits"]["total"]["value"],
            "hits": [trimmed(hit, self.settings.hit_chars, asked) for hit in body["hits"]["hits"]],
            "aggregations": body.get("aggregations", {}),
            "took_ms": body["took"],
            "partial": bool(body["timed_out"] or body.get("terminated_early")),
        }

    def counts(self, mapping: IndexMapping, clauses: list[dict[str, Any]], deadline: Deadline) -> tuple[int, list[int]]:
        """How many documents there are, and how many each of these clauses finds. Raises what `checker` raises."""
        filters = [dated(clause, mapping) for clause in clauses]
        body = limited({"size": 0}, mapping, self.settings)
        if filters:
            body["aggs"] = {"each": {"filters": {"filters": filters}}}
        with self._asked(mapping.index):
            answer = self._within(deadline).search(index=mapping.index, body=body, expand_wildcards="none").body
        buckets = answer["aggregations"]["each"]["buckets"] if filters else []
        return int(answer["hits"]["total"]["value"]), [int(bucket["doc_count"]) for bucket in buckets]

    def count(self, index: str, deadline: Deadline) -> int:
        """How many documents `index` holds. Raises what `checker` raises."""
        with self._asked(index):
            return int(self._within(deadline).count(index=index, expand_wildcards="none").body["count"])

    def values(self, index: str, fields: list[str], most: int, deadline: Deadline) -> dict[str, list[str]]:
        """The values of these keyword fields, most frequent first, `most` of each. Raises what `checker` raises."""
        aggs = {f"{number}": {"terms": {"field": name, "size": most}} for number, name in enumerate(fields)}
        buckets = self._aggregated(index, {"size": 0, "aggs": aggs}, deadline)
        found = {name: buckets.get(f"{number}", {}).get("buckets", []) for number, name in enumerate(fields)}
        return {name: [str(bucket["key"]) for bucket in listed] for name, listed in found.items()}

    def holding(
        self, index: str, fields: Sequence[str], phrases: Sequence[str], deadline: Deadline
    ) -> set[tuple[str, str]]:
        """Which of these phrases stand in which of these text fields of any document. Raises what `checker` raises."""
        asked = [(field, phrase) for field in fields for phrase in dict.fromkeys(phrases)]
        if not asked:
            return set()
        filters = {f"{number}": {"match_phrase": {field: phrase}} for number, (field, phrase) in enumerate(asked)}
        aggs = {"holding": {"filters": {"filters": filters}}}
        found = self._aggregated(index, {"size": 0, "aggs": aggs}, deadline)
        buckets = found.get("holding", {}).get("buckets", {})
        return {pair for number, pair in enumerate(asked) if buckets.get(f"{number}", {}).get("doc_count")}

    def measured(self, index: str, aggs: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        """Aggregations of our own making, never a stranger's, within the limits. Raises what `checker` raises."""
        limits = {"timeout": within(self.settings), "terminate_after": self.settings.max_documents}
        return self._aggregated(index, {"size": 0, "aggs": aggs, "track_total_hits": False, **limits}, deadline)

    def _aggregated(self, index: str, body: dict[str, Any], deadline: Deadline) -> dict[str, Any]:
        with self._asked(index):
            answer = self._within(deadline).search(index=index, body=body, expand_wildcards="none").body
        return dict(answer.get("aggregations", {}))

    def spelt(self, index: str, field: str, text: str, deadline: Deadline) -> str:
        """The text with words that no document holds in the field replaced by the nearest that some do.

        Raises what `checker` raises.
        """
        suggest = {
            "words": {
                "text": text,
                "term": {"field": field, "suggest_mode": "missing", "min_word_length": 5, "prefix_length": 1},
            }
        }
        with self._asked(index):
            answer = self._within(deadline).search(index=index, size=0, suggest=suggest, expand_wildcards="none").body
        for word in reversed(answer["suggest"]["words"]):
            if word["options"]:
                end = word["offset"] + word["length"]
                text = text[: word["offset"]] + word["options"][0]["text"] + text[end:]
        return text

    def documents(self, index: str, body: dict[str, Any], deadline: Deadline) -> list[dict[str, Any]]:
        """The raw hits of a search of our own making (never a stranger's). Raises what `checker` raises."""
        with self._asked(index):
            return list(self._within(deadline).search(index=index, body=body).body["hits"]["hits"])

    def create(self, index: str, definition: dict[str, Any], deadline: Deadline) -> None:
        """Make an index of our own unless it is there. Raises what `checker` raises."""
        with self._asked(index):
            client = self._client.options(request_timeout=deadline.left())
            if not client.indices.exists(index=index):
                client.options(ignore_status=400).indices.create(index=index, **definition)

    def extend(self, index: str, properties: dict[str, Any], deadline: Deadline) -> None:
        """Give an index of our own further fields; those that it has already stay. Raises what `checker` raises."""
        with self._asked(index):
            client = self._client.options(request_timeout=deadline.left())
            client.indices.put_mapping(index=index, properties=properties)

    def update(self, index: str, changes: list[tuple[str, dict[str, Any]]], deadline: Deadline) -> None:
        """Change some fields of documents; one that is gone meanwhile stays gone. Raises what `checker` raises."""
        operations = [line for id_, change in changes for line in ({"update": {"_id": id_}}, {"doc": change})]
        self._bulk(index, operations, deadline)

    def write(self, index: str, documents: list[tuple[str, dict[str, Any]]], deadline: Deadline) -> None:
        """Store documents under their ids, so that the next search finds them. Raises what `checker` raises."""
        operations = [line for id_, document in documents for line in ({"index": {"_id": id_}}, document)]
        self._bulk(index, operations, deadline)

    def delete(self, index: str, ids: list[str], deadline: Deadline) -> None:
        """Delete documents; one that is not there is no error. Raises what `checker` raises."""
        self._bulk(index, [{"delete": {"_id": id_}} for id_ in ids], deadline)

    def _bulk(self, index: str, operations: list[dict[str, Any]], deadline: Deadline) -> None:
        if not operations:
            return
        with self._asked(index):
            client = self._client.options(request_timeout=deadline.left())
            answer = client.bulk(index=index, operations=operations, refresh=True).body
        done = [entry for item in answer["items"] for entry in item.items()]
        failed = [entry for kind, entry in done if "error" in entry and (kind, entry["status"]) != ("update", 404)]
        if failed:
            raise EngineRefused(str(failed[0]["error"].get("reason"))[:300])

    def status(self) -> str:
        """The cluster's health: green, yellow or red. Raises EngineDown, EngineBusy, EngineRefused."""
        with self._asked("_cluster"):
            health = self._client.options(request_timeout=self.settings.health_seconds).cluster.health()
        return str(health.body["status"])

    def _within(self, deadline: Deadline) -> elasticsearch.Elasticsearch:
        return self._client.options(request_timeout=deadline.left(self.settings.search_seconds))

    @contextmanager
    def _asked(self, index: str) -> Iterator[None]:
        try:
            yield
        except elasticsearch.NotFoundError as error:
            self._checkers.pop(index, None)
            raise IndexMissing(index) from error
        except elasticsearch.ApiError as error:
            raise _failure(error) from error
        except elastic_transport.ConnectionTimeout as error:
            raise EngineDown("it does not answer in time") from error
        except elastic_transport.TlsError as error:
            raise EngineDown(f"its certificate is not accepted ({error.message})") from error
        except (elastic_transport.TransportError, elasticsearch.UnsupportedProductError) as error:
            raise EngineDown("it cannot be reached") from error


def _failure(error: elasticsearch.ApiError) -> Exception:
    status = error.meta.status
    if "cluster_block_exception" in str(error.body):  # 429 or 403, though neither a line nor a key is to blame
        return EngineRefused(f"it does not let the index be written: {_reason(error.body)}")
    if status == 429:
        return EngineBusy("it has too many searches waiting")
    if status in (401, 403):
        return EngineRefused("the API key is missing or may not read this index")
    if status >= 500 and "too_many_buckets" not in str(error.body):
        return EngineDown(f"it answers with status {status}")
    return EngineRefused(_reason(error.body))


def _reason(body: Any) -> str:
    """The innermost reason that Elasticsearch gives."""
    error = body.get("error", {}) if isinstance(body, dict) else {}
    if not isinstance(error, dict):
        return str(error)[:300]
    causes = [cause for cause in error.get("root_cause", []) if isinstance(cause, dict)] or [error]
    deepest: Any = causes[0]
    while isinstance(deepest.get("caused_by"), dict):
        deepest = deepest["caused_by"]
    return str(deepest.get("reason") or "no reason is given")[:300]
