"""The Shannon game with the real model as a player: its tokens become letters, whatever their bounds."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_openapi3.openapi import OpenAPI

from demo_server import live
from demo_server.config import Settings
from demo_server.embedded import parts, ports
from demo_server.embedded.supervisor import Supervisor
from demo_server.errors import install
from demo_server.live.games.letters import LETTERS, bits
from demo_server.live.games.llm import LlamaServer, NoLetters, Tokens, opinion
from demo_server.profiles import Profile
from provision import fetch

TOKEN = "the presenter's"
TEXT = "the old clock in the station"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Profile]:
    """The embedded model, up."""
    folder, port = tmp_path_factory.mktemp("data"), ports.free()
    with Supervisor(
        [parts.model(fetch("smollm2-135m-instruct"), folder, port)], folder / "running.json", print
    ) as supervisor:
        assert supervisor.wait_healthy(parts.MODEL), supervisor.children[parts.MODEL].last_words()
        yield Profile("embedded", f"http://127.0.0.1:{port}/v1", "SmolLM2-135M-Instruct")


def test_what_comes_next_in_english(profile: Profile) -> None:
    source = LlamaServer(profile, seconds=120)
    for before, after in {"the old cloc": "k", "on the other han": "d", "once upon a": " ", "thank yo": "u"}.items():
        p = opinion(source, before)
        assert set(p) == set(LETTERS)
        assert math.fsum(p.values()) == pytest.approx(1)
        assert max(p, key=p.__getitem__) == after, before
        assert bits(p, after) < 1


def test_a_word_costs_the_same_letter_by_letter_as_in_tokens(profile: Profile) -> None:
    """The chain rule: the letters of " station" and the space after it cost about what its tokens cost."""
    source = LlamaServer(profile, seconds=120)
    before, word = "the old clock in the", " station "
    known: dict[tuple[int, ...], Tokens] = {}
    letters = sum(bits(opinion(source, before + word[:i], known), word[i]) for i in range(1, len(word)))
    # In tokens: " station", given that a new word begins, then whatever ends a word.
    first = source.after(source.ids(before))
    begins = math.fsum(p for _, text, p in first if text.startswith(" "))
    id, p = next((id, p) for id, text, p in first if text == " station")
    second = source.after([*source.ids(before), id])
    ends = math.fsum(p for _, text, p in second if not text[:1].isalpha())
    assert letters == pytest.approx(-math.log2(p / begins * ends), abs=0.5)


def test_it_plays_along_in_a_room(profile: Profile, tmp_path: Path) -> None:
    app = OpenAPI("live", doc_ui=False)
    settings = Settings("http://127.0.0.1:9", (profile,), data_dir=tmp_path, presenter_token=TOKEN)
    app.register_api(live.blueprint(settings))
    install(app)
    client = app.test_client()
    room = client.post("/live/rooms", json={}, headers={"Authorization": f"Bearer {TOKEN}"}).json
    driver = {"Authorization": f"Bearer {room['token']}"}
    games = f"/live/rooms/{room['room']}/games"
    game = client.post(games, json={"game": {"kind": "shannon", "text": TEXT}}, headers=driver).json
    address = f"{games}/{game['id']}"
    client.post(f"{address}/step", json={"action": "reveal"}, headers=driver)
    deadline = time.monotonic() + 180
    while not (shown := client.get(address).json)["last"]["llm"]:
        assert time.monotonic() < deadline, shown["llm_note"]
        time.sleep(0.1)
    assert shown["llm"] == "SmolLM2-135M-Instruct"
    assert math.fsum(shown["last"]["llm"]) == pytest.approx(1, abs=1e-3)
    assert shown["bits"]["llm"] == pytest.approx(-math.log2(shown["last"]["llm"][LETTERS.index("c")]), abs=1e-3)


def test_an_endpoint_without_token_probabilities_is_left_alone() -> None:
    with pytest.raises(NoLetters, match="does not run on this machine"):
        LlamaServer(Profile("far", "https://api.example/v1", "m"))
    gone = LlamaServer(Profile("gone", f"http://127.0.0.1:{ports.free()}/v1", "m"), seconds=2)
    with pytest.raises(NoLetters, match="cannot be reached"):
        gone.ids("hello")
