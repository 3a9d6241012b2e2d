"""A real Elasticsearch with a handful of documents, for tests that need the engine and not the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from elasticsearch import Elasticsearch

from demo_server.embedded import parts, ports
from demo_server.embedded.supervisor import Supervised, Supervisor
from provision import fetch
from tests.unit.server.wire import MAPPING

AUTHORS = ("Ada Lovelace", "Alan Turing", "Claude Shannon")
SECRET = "the launch code is 0000"


@dataclass(frozen=True)
class SmallEngine:
    """Where it listens, and who watches it."""

    url: str
    child: Supervised


@contextmanager
def small_engine(folder: Path) -> Iterator[SmallEngine]:
    """An engine with `articles` (nine documents over `wire.MAPPING`) and an index `secrets` that nobody exposes."""
    part = parts.engine(fetch("elasticsearch-9.2.0"), folder, ports.free(), heap_mb=200)
    with Supervisor([part], folder / "running.json", print) as supervisor:
        assert supervisor.wait_healthy(part.name), supervisor.children[part.name].last_words()
        url = f"http://127.0.0.1:{part.config['port']}"
        with Elasticsearch(url, request_timeout=120) as client:
            one = {"number_of_shards": 1, "number_of_replicas": 0}
            client.indices.create(index="articles", settings=one, mappings={"properties": MAPPING})
            client.indices.create(index="secrets", settings=one)
            lines = []
            for number in range(9):
                document = {
                    "author": AUTHORS[number % 3],
                    "title": f"On computable numbers and communication, part {number}",
                    "publication_date": f"{1936 + number}-05-01",
                    "pages": 10 * number,
                }
                lines += [{"index": {"_index": "articles", "_id": str(number)}}, document]
            lines += [{"index": {"_index": "secrets", "_id": "1"}}, {"author": SECRET, "title": SECRET}]
            client.bulk(operations=lines, refresh=True)
        yield SmallEngine(url, supervisor.children[part.name])
