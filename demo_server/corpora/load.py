"""Bring the indexes into an engine: once, whole, and again only when data or mapping changed.

An index remembers in its mapping's `_meta` which version (a hash of documents, mapping and analysis) it holds and
whether all of it has arrived. A load that was killed goes on where it stopped: documents have fixed ids.

>>> version([{"title": "a"}], {}) == version([{"title": "a"}], {}) != version([{"title": "b"}], {})
True
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from demo_server.corpora.documents import FOLDER, SOURCES, Document

Progress = Callable[[str, int, int], None]
"""Called with the index, the documents there and the documents in all."""

MARK = "llm_talk"
"""Our entry in an index's `_meta`. An index without it is somebody else's, and is never touched."""

CHUNK_DOCUMENTS = 250
CHUNK_BYTES = 4_000_000
REQUEST_SECONDS = 120.0


class LoadError(Exception):
    """An index could not be loaded; the message says which and why."""


def load(client: Elasticsearch, indexes: Iterable[str], progress: Progress | None = None, *, embedded: bool) -> None:
    """Load each index that is missing, unfinished or of another version.

    `embedded`: the engine lacks Elastic's `english` analyzer, and gets one of the same name (`analysis.json`).
    Raises LoadError when the engine refuses or is gone, or when an index of that name is not ours; KeyError for an
    index that is not one of `SOURCES`; MissingDataError when the data are not installed.
    """
    client = client.options(request_timeout=REQUEST_SECONDS)
    for index in indexes:
        documents = list(SOURCES[index]())
        try:
            _load(client, index, documents, _body(index, embedded), progress or _silent)
        except BulkIndexError as error:
            raise LoadError(f"index {index}: the engine refused a document: {error.errors[:1]}") from error
        except ApiError as error:
            raise LoadError(f"index {index}: the engine refused: {error}") from error
        except TransportError as error:
            raise LoadError(f"index {index}: the engine does not answer: {error.message}") from error


def absent(client: Elasticsearch, indexes: Iterable[str]) -> list[str]:
    """Those of the indexes that the engine does not have. Raises LoadError when it does not answer."""
    try:
        return [index for index in indexes if not client.indices.exists(index=index)]
    except (ApiError, TransportError) as error:
        raise LoadError(f"the engine does not answer: {error}") from error


def _silent(index: str, done: int, total: int) -> None:
    """No progress wanted."""


def _body(index: str, embedded: bool) -> dict[str, Any]:
    """What an index is created with: its mapping, its analysis, one shard."""
    settings: dict[str, Any] = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    if embedded:
        settings["analysis"] = _json(FOLDER / "analysis.json")
    return {"mappings": _json(FOLDER / index / "mapping.json"), "settings": settings}


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def version(documents: Iterable[Document], body: dict[str, Any]) -> str:
    """A hash of all that an index is made of, 16 hexadecimal digits."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode())
    for document in documents:
        digest.update(json.dumps(document, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def _load(
    client: Elasticsearch, index: str, documents: list[Document], body: dict[str, Any], progress: Progress
) -> None:
    wanted = version(documents, body)
    held = _held(client, index)
    if held == {"version": wanted, "complete": True}:
        return
    if held is not None and held["version"] != wanted:
        client.indices.delete(index=index)
        held = None
    if held is None:
        client.indices.create(
            index=index, settings=body["settings"], mappings={**body["mappings"], **_meta(wanted, complete=False)}
        )
    # After a kill, what had arrived is still there: ids are positions, and one shard takes a bulk in its order.
    client.indices.refresh(index=index)
    there = int(client.count(index=index)["count"])
    for done in _bulk(client, index, documents, start=there):
        progress(index, done, len(documents))
    client.indices.refresh(index=index)
    arrived = int(client.count(index=index)["count"])
    if arrived != len(documents):
        client.indices.delete(index=index)  # the next start begins again
        raise LoadError(f"index {index}: {arrived} of {len(documents)} documents arrived")
    client.indices.put_mapping(index=index, **_put_meta(wanted))


def _held(client: Elasticsearch, index: str) -> dict[str, Any] | None:
    """Version and completeness of the index, None if there is none. Raises LoadError if it is not ours."""
    if not client.indices.exists(index=index):
        return None
    mapping = client.indices.get_mapping(index=index)
    mark = next(iter(mapping.body.values()))["mappings"].get("_meta", {}).get(MARK)
    if not isinstance(mark, dict):
        raise LoadError(f"the engine already has an index '{index}' that this project did not make; it stays as it is")
    return {"version": mark.get("version"), "complete": mark.get("complete") is True}


def _meta(wanted: str, *, complete: bool) -> dict[str, Any]:
    return {"_meta": {MARK: {"version": wanted, "complete": complete}}}


def _put_meta(wanted: str) -> dict[str, Any]:
    return {"meta": _meta(wanted, complete=True)["_meta"]}


def _bulk(client: Elasticsearch, index: str, documents: list[Document], start: int) -> Iterator[int]:
    """Send the documents from position `start` on; yield how many are there after each."""
    actions = (
        {"_op_type": "index", "_index": index, "_id": f"{position:05}", "_source": document}
        for position, document in islice(enumerate(documents), start, None)
    )
    sent = streaming_bulk(client, actions, chunk_size=CHUNK_DOCUMENTS, max_chunk_bytes=CHUNK_BYTES, max_retries=3)
    for done, _ in enumerate(sent, start + 1):
        yield done
