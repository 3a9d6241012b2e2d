"""Three real nodes: one killed under load is not noticed by any asker, two killed are named, and all come back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.embedded.nodes import Nodes, cluster
from provision import fetch
from tests.integration.conftest import PATIENT

INDEX, DOCUMENTS, ASKERS = "small", 30, 3
QUERY = {"query": {"query": {"match_all": {}}, "size": 1}}
PATIENCE_S = 240


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    with cluster(fetch("elasticsearch-9.2.0"), tmp_path_factory.mktemp("nodes"), 3, print, heap_mb=160) as running:
        running.wait()
        with running.client() as client:
            client = client.options(request_timeout=60)
            shards = {"number_of_shards": 1, "number_of_replicas": 1}
            client.indices.create(index=INDEX, settings=shards, mappings={"properties": {"n": {"type": "integer"}}})
            operations = [line for n in range(DOCUMENTS) for line in ({"index": {"_id": str(n)}}, {"n": n})]
            client.bulk(index=INDEX, operations=operations, refresh=True)
        yield running


@pytest.fixture(scope="module")
def app(nodes: Nodes) -> Flask:
    settings = Settings(",".join(nodes.urls), (), indexes=(INDEX,), search_seconds=10.0, **PATIENT)
    return create_app(settings)


def holders(nodes: Nodes) -> list[str]:
    """The nodes that hold a copy of the index, the primary first; None for a copy that no node holds just now."""
    with nodes.client() as client:
        shards: Any = client.cat.shards(index=INDEX, format="json", h="node,prirep").body
    return [shard["node"] for shard in sorted(shards, key=lambda shard: shard["prirep"])]


def settled(nodes: Nodes) -> None:
    """Wait until every node has joined and every copy is there again."""
    end = time.monotonic() + PATIENCE_S
    nodes.wait(PATIENCE_S)
    with nodes.client() as client:
        client.options(request_timeout=60).cluster.health(wait_for_status="green", timeout="50s")
        while client.cluster.health()["status"] != "green" or None in holders(nodes):
            assert time.monotonic() < end, "the copies did not come back"
            time.sleep(0.5)


def kill(nodes: Nodes, name: str) -> None:
    process = nodes.supervisor.children[name].process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)


def asked(app: Flask) -> tuple[int, Any]:
    response = app.test_client().post(f"/{INDEX}/search", json=QUERY)
    return response.status_code, response.get_json()


def test_one_node_killed_under_load_fails_no_answer(nodes: Nodes, app: Flask) -> None:
    settled(nodes)
    stop = threading.Event()
    answers: list[tuple[int, Any]] = []

    def asker() -> None:
        while not stop.is_set():
            answers.append(asked(app))

    primary = holders(nodes)[0]
    deaths = nodes.supervisor.children[primary].deaths
    with ThreadPoolExecutor(ASKERS) as pool:
        running = [pool.submit(asker) for _ in range(ASKERS)]
        try:
            end = time.monotonic() + PATIENCE_S
            while len(answers) < 3 * ASKERS:
                assert time.monotonic() < end, "nobody was answered"
                time.sleep(0.05)
            kill(nodes, primary)
            while nodes.supervisor.children[primary].deaths == deaths:  # until then the others may not know it
                assert time.monotonic() < end, "nobody noticed"
                time.sleep(0.05)
            settled(nodes)  # dead, started again, and whole
        finally:
            stop.set()
        for one in running:
            one.result()
    assert nodes.supervisor.children[primary].deaths == deaths + 1
    wrong = [answer for answer in answers if answer[0] != 200 or answer[1]["total"] != DOCUMENTS]
    assert wrong == []


def test_two_nodes_killed_are_named_and_come_back(nodes: Nodes, app: Flask) -> None:
    settled(nodes)
    assert asked(app)[0] == 200
    both = holders(nodes)
    assert len(set(both)) == 2
    for name in both:
        kill(nodes, name)
    end = time.monotonic() + PATIENCE_S
    while (answer := asked(app))[0] == 200:  # a process takes its time to die
        assert time.monotonic() < end, "nobody noticed"
    status, body = answer
    assert (status, body["error"]["type"]) == (503, "elasticsearch_unavailable")
    assert "Elasticsearch" in body["error"]["message"]
    while asked(app)[0] != 200:
        assert time.monotonic() < end, "it did not come back"
        time.sleep(0.5)
    assert asked(app)[1]["total"] == DOCUMENTS


def test_the_command_runs_nodes_and_leaves_nothing(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "demo_server", "cluster", "--nodes", "2", "--heap-mb", "160", "--empty"]
    process = subprocess.Popen(
        [*command, "--data-dir", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Cluster ready at http://127.0.0.1:"), process.stderr.read() if process.stderr else ""
        assert line.count("http://") == 2
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert process.returncode == 0
    assert not (tmp_path / "running.json").exists()
