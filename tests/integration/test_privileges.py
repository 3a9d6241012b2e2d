"""Every request that the server makes of Elasticsearch is one that docs/deploy.md names, with what it needs.

The embedded node has no security module, so no key can be tried. What a key is asked for is known all the same: a
privilege is a pattern of the names of actions, and the node tells which actions a request comes to.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.profiles import Profile
from tests.integration.small_engine import SmallEngine
from tests.unit.server.wire import scripted_model

DEPLOYING = (Path(__file__).resolve().parents[2] / "docs" / "deploy.md").read_text()
DOCUMENTED = re.compile(r"^\| `((?:GET|HEAD|PUT|POST|DELETE) /\S+)` \| (`[a-z_]+`.*) \|$", re.MULTILINE)
GRANTS = {
    "read": ["indices:data/read/*"],
    "write": ["indices:data/write/*", "indices:admin/mapping/auto_put"],
    "view_index_metadata": ["indices:admin/get", "indices:admin/mappings/get", "indices:admin/resolve/index"],
    "create_index": ["indices:admin/create", "indices:admin/auto_create"],
    "maintenance": ["indices:admin/refresh*", "indices:admin/flush*", "indices:admin/forcemerge*"],
    "manage": ["indices:admin/*", "indices:monitor/*"],
    "monitor": ["cluster:monitor/*"],
}
"""Names of actions by privilege, as Elasticsearch's IndexPrivilege and ClusterPrivilegeResolver have them."""
OWN = "indices:admin/seq_no/"
"""What shards tell each other of their state, whoever asks what."""
REGISTERED = re.compile(r"register \d+ \[\w+\] \[((?:indices|cluster):[^\]]+?)(?:\[[a-z]\])*\]")
LOGGED = re.compile(r"^(GET|HEAD|PUT|POST|DELETE) https?://[^/]+(/[^ ?\[]*)")
TOKEN = {"Authorization": "Bearer token"}
STORE = "nlq-examples-asked-for"


def test_the_requests_are_those_that_the_page_on_deploying_names(small: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "elastic_transport.transport")
    able = frozenset({"json_schema", "embeddings", "adapters"})
    with scripted_model() as model:
        profile = Profile("scripted", model.url, "scripted", supports=able)
        patient = {"search_seconds": 30.0, "health_seconds": 30.0, "question_seconds": 120.0}
        settings = Settings(
            small, (profile,), indexes=("articles",), examples_index=STORE, presenter_token="token", **patient
        )
        client = create_app(settings).test_client()
        for path in ("/health", "/indexes", "/articles/mapping", "/examples"):
            assert client.get(path).status_code == 200
        for strategy in client.get("/profiles").get_json()["strategies"]:
            model.answers = ["all"] if strategy.startswith("finetuned") else model.answers
            asked = client.post("/articles/nlq", json={"question": "Who wrote of numbers?", "strategy": strategy})
            assert asked.status_code in (200, 422), asked.text
        query = {"query": {"match": {"title": "numbers"}}}
        assert client.post("/articles/search", json={"query": query}).status_code == 200
        assert client.post("/articles/why", json={"query": query}).status_code == 200
        example = {"index": "articles", "question": "On numbers"}
        assert client.post("/examples", json={**example, "query": query}, headers=TOKEN).status_code == 201
        assert client.patch("/examples", json={**example, "approved": False}, headers=TOKEN).status_code == 200
        assert client.delete("/examples", json=example, headers=TOKEN).status_code == 204
    made = {match.groups() for record in caplog.records if (match := LOGGED.match(record.getMessage()))}
    named = {"/articles": "/<exposed>", f"/{STORE}": "/nlq-examples"}
    shapes = {
        f"{method} {re.sub(r'^/[^/]+', lambda first: named.get(first.group(), first.group()), path)}"
        for method, path in made
    }
    assert shapes == {request for request, _ in DOCUMENTED.findall(DEPLOYING)}


BODIES: dict[str, Any] = {
    "_search": {"query": {"match_all": {}}},
    "_mapping": {"properties": {"more": {"type": "keyword"}}},
    "_bulk": [{"index": {"_id": "1"}}, {"a": 1}, {"update": {"_id": "1"}}, {"doc": {"a": 2}}, {"delete": {"_id": "1"}}],
}
JSON, LINES = "application/json", "application/x-ndjson"


@contextmanager
def told_actions(engine: SmallEngine) -> Iterator[Elasticsearch]:
    """A client of an engine that writes into its log which action it begins."""
    with Elasticsearch(engine.url, request_timeout=120, meta_header=False) as client:
        name = "logger.org.elasticsearch.tasks.TaskManager"
        client.cluster.put_settings(persistent={name: "TRACE"})
        yield client
        client.cluster.put_settings(persistent={name: None})


def actions(client: Elasticsearch, engine: SmallEngine, request: str) -> set[str]:
    """The actions that a documented request comes to, those of the shards that it goes on to among them."""
    method, path = request.replace("<exposed>", "articles").replace("/nlq-examples", f"/{STORE}-2").split()
    body = BODIES.get(path.rpartition("/")[2]) if method in ("PUT", "POST") else None
    lines = isinstance(body, list)
    headers = {"accept": JSON, **({"content-type": LINES if lines else JSON} if body else {})}
    before = engine.child.part.log.stat().st_size
    client.perform_request(method, f"{path}?refresh=true" if lines else path, headers=headers, body=body)
    with engine.child.part.log.open("rb") as log:
        log.seek(before)
        found = set(REGISTERED.findall(log.read().decode(errors="replace")))
    of_its_kind = "cluster:" if path.startswith("/_cluster") else "indices:"
    return {action for action in found if action.startswith(of_its_kind) and not action.startswith(OWN)}


def test_what_each_request_comes_to_is_within_the_privilege_beside_it(small_one: SmallEngine) -> None:
    role = json.loads(re.findall(r"```json\n[^{]*(\{.*?)```", DEPLOYING, re.DOTALL)[0])["role_descriptors"]["llm-talk"]
    exposed, store = (entry["privileges"] for entry in role["indices"])
    needed: dict[str, set[str]] = {}
    with told_actions(small_one) as client:
        for request, words in DOCUMENTED.findall(DEPLOYING):
            found = actions(client, small_one, request)
            assert found, request
            beside = [name for name in re.findall(r"`(\w+)`", words) if name in GRANTS]
            whole = role["cluster"] if "_cluster" in request else exposed if "<exposed>" in request else store
            for action in found:
                assert granted(beside, action), (request, action)
                assert granted(whole, action), (request, action)
            needed.setdefault(str(whole), set()).update(found)
        client.indices.delete(index=f"{STORE}-2")
    for whole in (role["cluster"], exposed, store):  # and none of them could be left out
        for left_out in whole:
            fewer = [name for name in whole if name != left_out]
            assert not all(granted(fewer, action) for action in needed[str(whole)]), left_out


def granted(privileges: list[str], action: str) -> bool:
    return any(fnmatchcase(action, pattern) for name in privileges for pattern in GRANTS[name])
