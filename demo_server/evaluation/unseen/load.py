"""Bring the unseen indexes into an engine, as `corpora.load` does with the talk's own."""

from __future__ import annotations

import json
from collections.abc import Iterable

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError, bulk

from demo_server.corpora.documents import FOLDER as CORPORA
from demo_server.corpora.load import MARK, LoadError, Progress, version
from demo_server.evaluation.unseen.documents import documents, properties

ANALYSIS = CORPORA / "analysis.json"


def load(client: Elasticsearch, indexes: Iterable[str], progress: Progress, *, embedded: bool) -> None:
    """Load each index that is missing or of another version; each is small, and goes in at once.

    Raises LoadError when the engine refuses or is gone, or holds an index of that name that is not ours.
    """
    for index in indexes:
        try:
            _load(client, index, progress, embedded=embedded)
        except (ApiError, TransportError, BulkIndexError) as error:
            raise LoadError(f"index {index}: {error}") from error


def _load(client: Elasticsearch, index: str, progress: Progress, *, embedded: bool) -> None:
    found = list(documents(index))
    settings: dict[str, object] = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    if embedded:
        settings["analysis"] = json.loads(ANALYSIS.read_text(encoding="utf-8"))
    mapping = properties(index)
    mark = {"version": version(found, {"mappings": mapping, "settings": settings}), "complete": True}
    if client.indices.exists(index=index):
        held = next(iter(client.indices.get_mapping(index=index).body.values()))["mappings"].get("_meta", {}).get(MARK)
        if held is None:
            raise LoadError(f"the engine already has an index '{index}' that this project did not make")
        if held == mark:
            return
        client.indices.delete(index=index)
    client.indices.create(
        index=index, settings=settings, mappings={**mapping, "_meta": {MARK: {**mark, "complete": False}}}
    )
    actions = (
        {"_index": index, "_id": f"{position:05}", "_source": document} for position, document in enumerate(found)
    )
    bulk(client, actions, refresh=True)
    client.indices.put_mapping(index=index, meta={MARK: mark})
    progress(index, len(found), len(found))
