"""Several nodes of the embedded Elasticsearch as one cluster on this machine, to try what happens when one is killed.

with cluster(fetch("elasticsearch-9.2.0"), Path(".data/cluster"), 3, print) as nodes:
    nodes.wait()
    client = nodes.client()
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from elasticsearch import ApiError, Elasticsearch, TransportError

from demo_server.connection import connect
from demo_server.embedded import parts, ports
from demo_server.embedded.supervisor import Part, Supervisor

HEAP_MB = 256
WAIT_SECONDS = 300.0
ASK_SECONDS = 10.0
RECORD = "running.json"


class NodesError(Exception):
    """The nodes do not become a cluster; the message says which one and why."""


@dataclass(frozen=True)
class Nodes:
    """A running cluster. A node that dies is started again on its own ports, with its own data."""

    supervisor: Supervisor

    @property
    def urls(self) -> tuple[str, ...]:
        """The address of each node, in the order of their names."""
        return tuple(
            f"http://127.0.0.1:{child.part.config['port']}" for _, child in sorted(self.supervisor.children.items())
        )

    def client(self) -> Elasticsearch:
        """A client that goes on with the next node when one is gone."""
        return connect(",".join(self.urls))

    def wait(self, seconds: float = WAIT_SECONDS, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Wait until every node has joined; False if `stopped` says so first. Raises NodesError after `seconds`."""
        wanted, end = len(self.urls), time.monotonic() + seconds
        with self.client() as client:
            client = client.options(request_timeout=ASK_SECONDS)
            while time.monotonic() < end:
                if stopped():
                    return False
                with suppress(ApiError, TransportError):  # it is starting; the reason for never is in the logs
                    health = client.cluster.health(wait_for_nodes=f">={wanted}", timeout="2s")
                    if not health["timed_out"] and health["number_of_nodes"] >= wanted:
                        return True
                time.sleep(0.1)
        words = "; ".join(f"{name}: {child.last_words()}" for name, child in self.supervisor.children.items())
        raise NodesError(f"after {seconds:g} s the nodes are no cluster: {words}")


@contextmanager
def cluster(
    jars: Path, data_dir: Path, count: int, say: Callable[[str], None], heap_mb: int = HEAP_MB
) -> Iterator[Nodes]:
    """Start `count` nodes and stop them at the end. Raises OSError when the data folder cannot be written."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with Supervisor(planned(jars, data_dir, count, heap_mb), data_dir / RECORD, say) as supervisor:
        yield Nodes(supervisor)


def planned(jars: Path, data_dir: Path, count: int, heap_mb: int = HEAP_MB) -> list[Part]:
    """Each node as the supervisor wants it: own ports, own folder, and everybody's address."""
    names = [f"node-{number}" for number in range(1, count + 1)]
    nodes = {name: parts.engine(jars, data_dir / name, ports.free(), heap_mb=heap_mb) for name in names}
    peers = {name: f"127.0.0.1:{node.config['transport_port']}" for name, node in nodes.items()}
    return [
        replace(
            node,
            name=name,
            config={**node.config, "node": name, "peers": peers},
            # What one node knows by itself: without its peers it is alone, not ill, and must not be killed for it.
            health_url=f"http://127.0.0.1:{node.config['port']}/_nodes/_local?filter_path=nodes.*.name",
            log=data_dir / "logs" / f"{name}.log",
        )
        for name, node in nodes.items()
    ]
