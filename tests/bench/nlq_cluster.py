"""Three nodes, one killed under load, then two: answers that failed, and how soon the server says what is down.

    python -m tests.bench.nlq_cluster

The server has its usual time limits. Prints how many searches were answered while one node was dead and how many
failed, the time from the death of the two nodes that hold the data to the first refusal, and to the next answer.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from flask import Flask

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.embedded.nodes import Nodes, cluster
from provision import fetch

INDEX, ASKERS = "small", 4
LOAD_SECONDS = 8.0
QUERY = {"query": {"query": {"match_all": {}}, "size": 1}}


def asked(app: Flask) -> tuple[str, float]:
    """How a search ended, "answered" or the type of the error, and the seconds that it took."""
    begun = time.monotonic()
    answer = app.test_client().post(f"/{INDEX}/search", json=QUERY)
    return "answered" if answer.status_code == 200 else answer.get_json()["error"]["type"], time.monotonic() - begun


def holders(nodes: Nodes) -> list[str]:
    """The nodes that hold the index, once all is whole; the primary first."""
    nodes.wait()
    with nodes.client() as client:
        client.options(request_timeout=90).cluster.health(wait_for_status="green", timeout="80s")
        shards = list(client.cat.shards(index=INDEX, format="json", h="node,prirep").body)
    return [shard["node"] for shard in sorted(shards, key=lambda shard: shard["prirep"])]


def kill(nodes: Nodes, *names: str) -> None:
    """With SIGKILL."""
    for name in names:
        process = nodes.supervisor.children[name].process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)


def one_killed(nodes: Nodes, app: Flask) -> None:
    """The node with the primary, with ASKERS asking all the time."""
    ends: list[tuple[str, float]] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            ends.append(asked(app))

    threads = [threading.Thread(target=ask) for _ in range(ASKERS)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    kill(nodes, holders(nodes)[0])
    time.sleep(LOAD_SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    told = ", ".join(f"{count} {end}" for end, count in Counter(end for end, _ in ends).items())
    print(f"one node killed under load: {told}; the slowest {max(spent for _, spent in ends):.2f} s")


def two_killed(nodes: Nodes, app: Flask) -> None:
    """Both that hold the data."""
    kill(nodes, *holders(nodes))
    begun = time.monotonic()
    while (end := asked(app)[0]) == "answered":
        pass
    print(f"two nodes killed: {end} after {time.monotonic() - begun:.2f} s", end="; ")
    while asked(app)[0] != "answered":
        time.sleep(0.1)
    print(f"answers again after {time.monotonic() - begun:.1f} s")


def main() -> None:
    """Start the nodes, measure, stop them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        cluster(fetch("elasticsearch-9.2.0"), Path(folder), 3, print) as nodes,
    ):
        nodes.wait()
        with nodes.client() as client:
            client = client.options(request_timeout=60)
            shards = {"number_of_shards": 1, "number_of_replicas": 1}
            client.indices.create(index=INDEX, settings=shards, mappings={"properties": {"n": {"type": "integer"}}})
            client.bulk(index=INDEX, operations=[{"index": {}}, {"n": 1}] * 30, refresh=True)
        unlimited = "1000000 per second"
        app = create_app(Settings(",".join(nodes.urls), (), indexes=(INDEX,), rate_questions=unlimited))
        one_killed(nodes, app)
        for _ in range(3):
            two_killed(nodes, app)


if __name__ == "__main__":
    main()
