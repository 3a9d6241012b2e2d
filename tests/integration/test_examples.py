"""The store of examples on the real engine: what is kept, what is marked, what is shown, and who may change it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.embedded.launch import Talk
from demo_server.nlq.embedding import embedder_of
from demo_server.nlq.examples import Example
from demo_server.nlq.kept import Kept
from demo_server.nlq.model import ModelDown
from demo_server.nlq.store import Store
from demo_server.nlq.transfer import bring_in, written
from demo_server.profiles import Profile
from demo_server.services import Services
from tests.integration.own_store import OWN, minute, own_store, remap
from tests.unit.server.wire import Endpoint, scripted_model

SHANNON = {"query": {"term": {"author": "Claude Shannon"}}}
TITLE = {"query": {"match": {"title": "moon"}}}


@pytest.fixture
def settings(talk: Talk) -> Iterator[Settings]:
    with own_store(talk) as settings:
        yield settings


@pytest.fixture
def services(settings: Settings) -> Services:
    return Services.make(settings)


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def presenter(settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.presenter_token}"}


def again(services: Services) -> Store:
    """The store as the next start finds it."""
    return Store(services.engine, OWN, services.fixed)


def put(services: Services, index: str, question: str, query: dict[str, Any], **more: Any) -> Kept:
    checker = services.engine.checker(index, minute())
    (kept,) = services.store.put([Kept(Example(question, query, index), "presenter", **more)], checker, minute())
    return kept


def asked(client: FlaskClient, headers: dict[str, str] | None = None, index: str = "articles") -> dict[str, Any]:
    listed = client.get(f"/examples?index={index}", headers=headers or {}).get_json()["examples"]
    return {example["question"]: example for example in listed}


def test_what_is_kept_is_there_after_a_restart(services: Services) -> None:
    put(services, "articles", "Which articles did Nobody Special write?", SHANNON)
    kept = again(services).one("articles", "which articles did nobody special write? ", minute())
    assert kept is not None
    fingerprint = services.engine.checker("articles", minute()).mapping.fingerprint()
    assert (kept.example.query, kept.made_by, kept.fingerprint, kept.problem) == (
        SHANNON,
        "presenter",
        fingerprint,
        None,
    )
    assert kept.made_at


def test_what_a_person_did_to_a_shipped_example_stays_so(services: Services) -> None:
    shipped = services.fixed.by_index["articles"]
    store = services.store
    before = len(store.all("articles", minute()))
    assert before == len(shipped) >= 25
    gone, edited = (store.one("articles", example.question, minute()) for example in shipped[:2])
    assert gone
    assert edited
    store.remove(gone, minute())
    put(services, "articles", edited.example.question, SHANNON)
    there = {kept.example.question: kept for kept in again(services).all("articles", minute())}
    assert len(there) == before - 1
    assert gone.example.question not in there
    assert there[edited.example.question].example.query == SHANNON
    assert there[shipped[2].question].made_by == "shipped"


def test_an_example_whose_query_no_longer_fits_is_kept_marked_and_not_used(talk: Talk, services: Services) -> None:
    put(services, "shifting", "What mentions the moon?", TITLE)
    rag = services.translator.strategies["rag"]

    def shown() -> list[str]:
        mapping = services.engine.checker("shifting", minute()).mapping
        return [example.index for example in rag.choose("What mentions the sun?", mapping, 8, minute())]

    assert shown() == ["shifting"]
    remap(talk, "heading")
    assert "shifting" not in shown()  # others are shown, over other indexes
    (kept,) = services.store.all("shifting", minute())
    assert kept.problem is not None
    assert "title" in kept.problem
    remap(talk, "title")
    assert shown() == ["shifting"]
    (kept,) = services.store.all("shifting", minute())
    assert kept.problem is None


def test_an_example_that_waits_for_approval_is_neither_used_nor_shown_to_others(
    services: Services, client: FlaskClient, presenter: dict[str, str]
) -> None:
    question = "What mentions the moon?"
    put(services, "shifting", question, TITLE, state="proposed")
    mapping = services.engine.checker("shifting", minute()).mapping
    chosen = services.translator.strategies["rag"].choose(question, mapping, 8, minute())
    assert question not in [example.question for example in chosen]
    assert question not in asked(client, index="shifting")
    assert asked(client, presenter, "shifting")[question]["state"] == "proposed"
    name = {"index": "shifting", "question": question}
    assert client.patch("/examples", json={**name, "approved": True}).status_code == 403
    approved = client.patch("/examples", json={**name, "approved": True}, headers=presenter)
    assert (approved.status_code, approved.get_json()["verified"]) == (200, "hand")
    assert question in asked(client, index="shifting")
    chosen = services.translator.strategies["rag"].choose(question, mapping, 8, minute())
    assert question in [example.question for example in chosen]


def test_the_presenter_adds_edits_and_takes_away(client: FlaskClient, presenter: dict[str, str]) -> None:
    name = {"index": "articles", "question": "Which works carry the name of Shannon?"}
    shipped = len(asked(client))
    added = client.post("/examples", json={**name, "query": SHANNON}, headers=presenter)
    assert added.status_code == 201
    assert added.get_json()["english"].endswith("where the author is “Claude Shannon”; show 10.")
    for query in ({"query": {"term": {"author": "Nobody At All"}}}, {"query": {"regexp": {"author": ".*"}}}):
        for refused in (
            client.post("/examples", json={**name, "query": query}, headers=presenter),
            client.patch("/examples", json={**name, "query": query}, headers=presenter),
        ):
            assert (refused.status_code, refused.get_json()["error"]["type"]) == (422, "query_rejected")
    changed = client.patch("/examples", json={**name, "new_question": "Shannon's <b>works</b>?"}, headers=presenter)
    assert changed.status_code == 200
    there = asked(client)
    assert len(there) == shipped + 1
    assert there["Shannon's <b>works</b>?"]["query"] == SHANNON
    assert client.patch("/examples", json={**name, "approved": True}, headers=presenter).status_code == 404
    assert client.delete("/examples", json={"index": "articles", "question": "shannon's <b>works</b>?"},
                         headers=presenter).status_code == 204  # fmt: skip
    assert client.delete("/examples", json=name, headers=presenter).status_code == 204  # it was not there
    assert len(asked(client)) == shipped


def test_duplicates_are_found(client: FlaskClient, services: Services, presenter: dict[str, str]) -> None:
    one = {"index": "shifting", "question": "What mentions the moon?", "query": TITLE}
    two = {
        "index": "shifting",
        "question": "what mentions the moon",
        "query": {"query": {"bool": {"must": [TITLE["query"]]}}},
    }
    assert client.post("/examples", json=one, headers=presenter).status_code == 201
    refused = client.post("/examples", json=two, headers=presenter)
    assert (refused.status_code, refused.get_json()["error"]["type"]) == (409, "duplicate_example")
    assert one["question"] in refused.get_json()["error"]["message"]
    put(services, "shifting", two["question"], two["query"])  # past the door: another program wrote it
    there = asked(client, presenter, "shifting")
    assert [entry.get("duplicate_of") for entry in there.values()].count(None) == 1


def test_what_is_exported_comes_in_again_as_it_was(
    services: Services, client: FlaskClient, presenter: dict[str, str]
) -> None:
    put(services, "shifting", "What mentions the moon?", TITLE, state="proposed", verified="run")
    kept = services.store.all("shifting", minute())
    exported = client.get("/examples/export?index=shifting", headers=presenter)
    assert exported.mimetype == "application/jsonl"
    assert exported.text == written(kept)
    assert client.get("/examples/export?index=shifting").text == ""  # not approved: not for others
    again = client.post("/examples/import", json={"lines": exported.text}, headers=presenter).get_json()
    assert (again["kept"], again["duplicate"]) == (0, 1)
    services.store.remove(kept[0], minute())
    assert services.store.all("shifting", minute()) == []
    counts = client.post("/examples/import", json={"lines": exported.text}, headers=presenter).get_json()
    assert (counts["kept"], counts["notes"]) == (1, [])
    assert services.store.all("shifting", minute()) == kept


LINE = {"question": "What mentions the sun?", "index": "shifting", "query": TITLE}


@pytest.mark.parametrize(
    ("line", "what", "said"),
    [
        ("{", "refused", "not JSON"),
        ("[]", "refused", "must be an object"),
        ({"question": "a", "index": "b"}, "refused", "'query' must be an object"),
        ({**LINE, "question": " "}, "refused", "'question' must be a text"),
        ({**LINE, "question": "a\u0000b"}, "refused", "'question' must be a text"),
        ({**LINE, "question": "?" * 2000}, "refused", "2000 characters long"),
        ({**LINE, "index": "secrets"}, "refused", "no index 'secrets'"),
        ({**LINE, "made_at": "yesterday"}, "refused", "'made_at' must be a time"),
        ({**LINE, "state": "holy"}, "refused", "'state' must be one of"),
        ({**LINE, "query": {"query": {"match": {"title": "\ud800"}}}}, "refused", "broken text"),
        ({**LINE, "boost": 9}, "refused", "no key 'boost'"),
        ({**LINE, "query": {"query": {"match": {"titel": "moon"}}}}, "marked", "no field 'titel'"),
        ({**LINE, "query": {"query": {"script": {"source": "1"}}}}, "marked", "'script' is not allowed"),
        ({**LINE, "query": {"query": {"match": {"title": "sun"}}}}, "waiting", "finds nothing"),
        ({**LINE, "index": "stars", "mapping": "stars(title:text)"}, "kept", ""),
    ],
)
def test_every_line_of_an_import_comes_to_a_clear_end(services: Services, line: Any, what: str, said: str) -> None:
    text = line if isinstance(line, str) else json.dumps(line)
    report = bring_in(["", text], services.store, services.engine, minute())
    assert report.counts == {what: 1}
    assert said in "".join(report.words)
    usable = [kept.usable for kept in services.store.all(None, minute()) if kept.made_by == "import"]
    assert usable == {"refused": [], "marked": [False], "waiting": [False], "kept": [True]}[what]


def test_a_store_of_an_earlier_version_is_brought_up(talk: Talk, services: Services) -> None:
    earlier = {
        "question": {"type": "text"}, "masked": {"type": "text", "analyzer": "whitespace"},
        "index": {"type": "keyword"}, "mapping": {"type": "keyword", "index": False},
        "query": {"type": "object", "enabled": False}, "made_by": {"type": "keyword"}, "made_at": {"type": "date"},
    }  # fmt: skip
    entry = {
        "question": "What mentions the moon?", "index": "shifting", "query": TITLE, "masked": "what mention the moon",
        "made_by": "presenter", "made_at": "2026-11-01T10:00:00+00:00",
    }  # fmt: skip
    with talk.client() as client:
        client.indices.create(index=OWN, mappings={"dynamic": "strict", "properties": earlier})
        client.index(index=OWN, id="anything", document=entry, refresh=True)
    mapping = services.engine.checker("shifting", minute()).mapping
    chosen = services.translator.strategies["rag"].choose("What mentions the sun?", mapping, 8, minute())
    assert [example.question for example in chosen] == [entry["question"]]
    (kept,) = services.store.all("shifting", minute())
    assert (kept.state, kept.verified, kept.made_at) == ("approved", "hand", entry["made_at"])
    assert len(services.store.all("articles", minute())) >= 25


def by(services: Services, strategy: str, index: str, question: str) -> list[Example]:
    mapping = services.engine.checker(index, minute()).mapping
    return services.translator.strategies[strategy].choose(question, mapping, 8, minute())


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """An endpoint on the wire whose embedding of a text counts its letters."""
    with scripted_model() as scripted:
        yield scripted


@pytest.fixture
def embedding(settings: Settings, endpoint: Endpoint) -> Services:
    counting = Profile("counting", endpoint.url, "letters", supports=frozenset({"json_schema", "embeddings"}))
    return Services.make(replace(settings, profiles=(counting,)))


def vectors(services: Services) -> int:
    """Stored examples that have a vector."""
    mapping = services.engine._client.indices.get_mapping(index=OWN).body[OWN]["mappings"]["properties"]
    (field,) = (name for name in mapping if name.startswith("vector_"))
    return len(services.store.hits({"size": 1000, "query": {"exists": {"field": field}}, "_source": False}, minute()))


def embedded(endpoint: Endpoint) -> list[str]:
    """Every text that was asked for, in order; asked anew from here on."""
    texts = [text for request in endpoint.requests for text in request.get("input", ())]
    endpoint.requests.clear()
    return texts


def test_the_nearest_example_comes_last_by_words_by_embeddings_and_by_both(embedding: Services) -> None:
    own = put(embedding, "articles", "Which articles did Nobody Special write?", SHANNON).example.question
    for strategy in ("rag", "rag-knn", "rag-fused"):
        chosen = by(embedding, strategy, "articles", "Which articles did Somebody Else write?")
        assert chosen[-1].question == own
        assert {example.index for example in chosen} == {"articles"}
        assert [example.mapping for example in chosen] == [None] * len(chosen)


def test_vectors_are_made_once_and_for_what_is_new(embedding: Services, endpoint: Endpoint) -> None:
    by(embedding, "rag-knn", "articles", "How many?")
    usable = sum(kept.usable for kept in embedding.store.all(None, minute()))
    assert vectors(embedding) == usable
    put(embedding, "shifting", "What mentions the moon?", TITLE)
    embedded(endpoint)
    anew = Services.make(embedding.settings)  # the next start
    assert [example.index for example in by(anew, "rag-knn", "shifting", "What mentions the sun?")] == ["shifting"]
    assert vectors(anew) == usable + 1
    question, _, new = embedded(endpoint)  # one stored vector is checked
    assert (question, new) == ("what mention the sun", "what mention the moon")
    by(anew, "rag-knn", "articles", "What mentions the sun?")
    assert embedded(endpoint) == []


def test_vectors_of_another_model_are_made_anew(embedding: Services, endpoint: Endpoint) -> None:
    by(embedding, "rag-knn", "articles", "How many?")
    hits = embedding.store.hits({"size": 1000, "_source": False}, minute())
    ranking = embedding.translator.strategies["rag-knn"].ranking  # type: ignore[attr-defined]
    other = [(-1.0) ** at for at in range(26)]
    embedding.engine.update(OWN, [(hit["_id"], {ranking._ready: other}) for hit in hits], minute())
    question = embedding.fixed.by_index["articles"][3].question
    embedded(endpoint)
    assert question in [one.question for one in by(Services.make(embedding.settings), "rag-knn", "articles", question)]
    assert len(embedded(endpoint)) > 100


def test_the_embedded_model_embeds(services: Services) -> None:
    """The twin of the letters: the real endpoint's vectors, by which a text is nearest to itself."""
    embedder = embedder_of(services.models)
    assert embedder is not None
    one, other, again = embedder.vectors(
        ["which article did <name> write", "how many", "which article did <name> write"], minute()
    )
    assert len(one) == 576
    assert one == again
    assert 0.0 < sum(a * b for a, b in zip(one, other, strict=True)) < 0.999


def test_without_the_embedding_model_both_are_the_words_alone(services: Services) -> None:
    dead = replace(services.settings.profiles[0], base_url="http://127.0.0.1:9/v1")
    alone = Services.make(replace(services.settings, profiles=(dead,)))
    question = "Which articles did Somebody Else write?"
    assert by(alone, "rag-fused", "articles", question) == by(alone, "rag", "articles", question)
    with pytest.raises(ModelDown):
        by(alone, "rag-knn", "articles", question)


def test_without_a_profile_that_embeds_there_are_no_strategies_by_embeddings(services: Services) -> None:
    mute = replace(services.settings.profiles[0], supports=frozenset({"json_schema"}))
    offered = Services.make(replace(services.settings, profiles=(mute,))).translator.strategies
    assert {"rag", "rag-cross"} <= set(offered)
    assert not {"rag-knn", "rag-fused"} & set(offered)


def test_examples_of_one_index_help_another(services: Services) -> None:
    (nearest,) = by(services, "rag-cross", "shifting", "Which titles mention the war?")[-1:]
    assert nearest.index != "shifting"
    assert nearest.mapping is not None
    assert nearest.mapping.startswith(f"{nearest.index}(")
    put(services, "shifting", "Which titles mention the moon?", TITLE)
    (own,) = by(services, "rag-cross", "shifting", "Which titles mention the war?")[-1:]
    assert (own.index, own.mapping) == ("shifting", None)


@pytest.mark.parametrize("strategy", ["rag", "rag-knn", "rag-fused", "rag-cross"])
def test_every_strategy_has_its_prompt_and_shows_its_examples(
    embedding: Services, endpoint: Endpoint, strategy: str
) -> None:
    endpoint.answers = [json.dumps(SHANNON)]
    asked = embedding.translator.asked("articles", "What did Shannon write?", strategy)
    *_, last = embedding.translator.answer(asked, minute())
    assert last.data["result"]["total"] == 6
    sent = [message["content"] for message in endpoint.requests[-1]["messages"]]
    assert 1 <= len(last.data["examples"]) <= 2
    for example in last.data["examples"]:
        assert any(example["question"] in content for content in sent)
