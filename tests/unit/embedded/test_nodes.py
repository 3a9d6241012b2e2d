"""A cluster's nodes before they start: who knows whom."""

from __future__ import annotations

from pathlib import Path

from demo_server.embedded.engine import settings
from demo_server.embedded.nodes import planned


def test_each_node_has_its_own_place_and_knows_all() -> None:
    nodes = planned(Path("jars"), Path("data"), 3)
    assert [node.name for node in nodes] == ["node-1", "node-2", "node-3"]
    assert len({node.config["home"] for node in nodes}) == 3
    assert len({node.log for node in nodes}) == 3
    assert len({port for node in nodes for port in (node.config["port"], node.config["transport_port"])}) == 6
    told = [settings(dict(node.config)) for node in nodes]
    assert len({one["discovery.seed_hosts"] for one in told}) == 1
    assert {one["cluster.initial_master_nodes"] for one in told} == {"node-1,node-2,node-3"}
    assert [one["node.name"] for one in told] == ["node-1", "node-2", "node-3"]
    assert all("discovery.type" not in one for one in told)
    assert all(one["transport.port"] in one["discovery.seed_hosts"] for one in told)
