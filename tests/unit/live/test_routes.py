"""`/live/…` over HTTP: statuses, the one error shape, the stream's form, no way around a token."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI
from werkzeug.test import TestResponse

from demo_server import live
from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.errors import install

TOKEN = "the presenter's"
STATE = {"type": "state", "clock": 1, "slide": 4, "step": 0, "black": False}


def client_of(data_dir: Path, token: str = TOKEN, site: Path | None = None) -> FlaskClient:
    """An app that has nothing but the live rooms."""
    app = OpenAPI("live", doc_ui=False)
    settings = Settings("http://127.0.0.1:9", profiles=(), data_dir=data_dir, presenter_token=token, site=site)
    app.register_api(live.blueprint(settings))
    install(app)
    return app.test_client()


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return client_of(tmp_path)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def room(client: FlaskClient) -> tuple[str, dict[str, str]]:
    """A room's address and the headers of its driver."""
    made = client.post("/live/rooms", json={}, headers=bearer(TOKEN))
    assert made.status_code == 201
    return f"/live/rooms/{made.json['room']}", bearer(made.json["token"])


def error_type(response: TestResponse) -> str:
    """The error's type; the shape is checked on the way."""
    assert set(response.json) == {"error"}
    assert response.json["error"]["message"]
    return str(response.json["error"]["type"])


@pytest.mark.parametrize("headers", [{}, bearer("wrong"), bearer(""), {"Authorization": f"Basic {TOKEN}"}])
def test_only_the_presenter_opens_a_room(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post("/live/rooms", json={}, headers=headers)
    assert response.status_code == 403
    assert error_type(response) == "not_allowed"


def test_a_server_without_a_token_opens_no_room(tmp_path: Path) -> None:
    assert client_of(tmp_path, token="").post("/live/rooms", json={}, headers=bearer("")).status_code == 403


def test_a_follower_gets_what_the_driver_says_as_numbered_events(
    client: FlaskClient, room: tuple[str, dict[str, str]]
) -> None:
    address, driver = room
    said = client.post(f"{address}/messages", json={"sender": "a", "messages": [STATE]}, headers=driver)
    assert said.json == {"last": 1}
    with client.get(f"{address}/events") as stream:
        assert stream.mimetype == "text/event-stream"
        first = [piece.decode() for piece in itertools.islice(stream.response, 2)]
    assert first[0].startswith("retry:")
    assert first[1] == f"id: 1\ndata: {json.dumps({'v': 1, 'from': 'a', **STATE}, separators=(',', ':'))}\n\n"
    assert client.get(address).json["followers"] == 0


def test_a_phone_hears_which_slides_are_served_and_that_the_room_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demo_server.live.stream.BEAT_SECONDS", 0.01)
    page = tmp_path / "site/slides/index.html"
    page.parent.mkdir(parents=True)
    client = client_of(tmp_path / "data", site=tmp_path / "site")
    made = client.post("/live/rooms", json={}, headers=bearer(TOKEN)).json
    code, driver = made["room"], bearer(made["token"])
    client.post(f"/live/rooms/{code}/messages", json={"sender": "a", "messages": [STATE]}, headers=driver)
    for html, build in (
        ('<!doctype html>\n<html lang="en" data-offline="sw.js" data-build="16adf7ce6099">', "16adf7ce6099"),
        ('<html lang="en" data-build="b2">', "b2"),  # built anew while the server runs
        ('<html lang="en"><p data-build="no">', ""),
    ):
        page.write_text(html)
        with client.get(f"/live/rooms/{code}/events") as stream:
            _, state, site, beat = (piece.decode() for piece in itertools.islice(stream.response, 4))
        assert state.startswith("id: 1\n")  # the past comes first
        assert site == f'event: site\ndata: {{"build": "{build}"}}\n\n'
        assert beat == "event: beat\ndata: {}\n\n"


def test_last_event_id_resumes(client: FlaskClient, room: tuple[str, dict[str, str]]) -> None:
    address, driver = room
    for clock in (1, 2):
        message = {**STATE, "clock": clock, "slide": clock}
        client.post(f"{address}/messages", json={"sender": "a", "messages": [message]}, headers=driver)
    client.post(
        f"{address}/messages", json={"sender": "a", "messages": [{"type": "clear", "slide": 1}]}, headers=driver
    )
    with client.get(f"{address}/events", headers={"Last-Event-ID": "2"}) as stream:
        pieces = [piece.decode() for piece in itertools.islice(stream.response, 2)]
    assert pieces[1].startswith("id: 3\n")
    for odd in ("-1", "x", "9" * 40, "²"):
        with client.get(f"{address}/events", headers={"Last-Event-ID": odd.encode().decode("latin-1")}) as stream:
            assert stream.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "messages"),
        ("GET", "drivers"),
        ("POST", "drivers"),
        ("DELETE", "drivers/abc"),
        ("POST", "handover"),
        ("GET", "notes"),
        ("DELETE", ""),
    ],
)
def test_every_address_of_a_driver_needs_the_token(
    client: FlaskClient, room: tuple[str, dict[str, str]], method: str, path: str
) -> None:
    address, _ = room
    bodies = {"messages": {"sender": "a", "messages": [STATE]}, "handover": {"to": "abc"}}
    body = None if method != "POST" else bodies.get(path, {})
    for headers in ({}, bearer("wrong"), bearer(TOKEN)):
        response = client.open(f"{address}/{path}".rstrip("/"), method=method, json=body, headers=headers)
        assert response.status_code == 403, headers
        assert error_type(response) == "not_driver"


LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "players", {"named": LONG}),
        ("PUT", "players/me", {"named": LONG}),
        ("PUT", "players/me", {"named": True, "name": LONG}),
        ("PUT", f"players/{LONG}", {"muted": True}),
        ("POST", "messages", {"sender": LONG, "messages": [STATE]}),
        ("POST", "messages", {"sender": "a", "messages": [{"type": "stroke", "slide": 1, "id": LONG, "at": 0}]}),
        ("POST", "handover", {"to": LONG}),
        ("POST", "games", {"game": {"kind": "poll", "question": LONG, "options": ["a", "b"]}}),
        ("POST", "games/1/entries", {"text": LONG}),
    ],
)
def test_names_and_texts_of_ten_thousand_characters_are_refused_before_anyone_looks_at_them(
    tmp_path: Path, method: str, path: str, body: dict[str, object]
) -> None:
    settings = Settings("http://127.0.0.1:9", profiles=(), data_dir=tmp_path, presenter_token=TOKEN)
    client = create_app(settings).test_client()
    made = client.post("/live/rooms", json={}, headers=bearer(TOKEN)).json
    address, driver = f"/live/rooms/{made['room']}", bearer(made["token"])
    refused = client.open(f"{address}/{path}", method=method, json=body, headers=driver)
    assert (refused.status_code, error_type(refused)) == (422, "bad_request")
    assert len(refused.data) < 1_000  # it does not come back either
    assert client.get(f"/live/rooms/{LONG}").status_code == 422
    assert client.get(f"{address}/games").json == {"games": []}


@pytest.mark.parametrize("path", ["", "/events", "/qr.svg", "/notes"])
def test_a_wrong_code_is_404_and_guessing_is_slowed(client: FlaskClient, path: str) -> None:
    statuses = [client.get(f"/live/rooms/ZZZZZ{path}").status_code for _ in range(70)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_a_later_place_is_told_to_the_one_who_is_late(client: FlaskClient, room: tuple[str, dict[str, str]]) -> None:
    address, driver = room
    for clock, status in ((5, 200), (3, 409)):
        body = {"sender": "a", "messages": [{**STATE, "clock": clock}]}
        response = client.post(f"{address}/messages", json=body, headers=driver)
        assert response.status_code == status
    assert response.json["error"]["state"]["clock"] == 5


def test_notes_go_to_drivers_alone(client: FlaskClient, room: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    address, driver = room
    assert client.get(f"{address}/notes", headers=driver).json == []
    (tmp_path / "notes.json").write_text('[["Welcome."]]')
    assert client.get(f"{address}/notes", headers=driver).json == [["Welcome."]]
    assert client.get(f"{address}/notes").status_code == 403


def test_notes_without_a_room_need_the_presenters_token(
    client: FlaskClient, room: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    assert client.get("/live/notes", headers=bearer(TOKEN)).json == []
    (tmp_path / "notes.json").write_text('[["Welcome."]]')
    assert client.get("/live/notes", headers=bearer(TOKEN)).json == [["Welcome."]]
    for headers in ({}, bearer("wrong"), bearer(""), room[1]):
        assert client.get("/live/notes", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("bound", "host", "reachable"),
    [
        ("127.0.0.1", "127.0.0.1:8000", False),
        ("127.0.0.1", "talk.example", True),  # behind a proxy
        ("0.0.0.0", "192.0.2.7:8000", True),
    ],
)
def test_a_room_says_whether_phones_can_reach_it(
    client: FlaskClient, room: tuple[str, dict[str, str]], bound: str, host: str, reachable: bool
) -> None:
    address, driver = room
    where = {"environ_overrides": {"SERVER_NAME": bound}, "headers": {**driver, "Host": host}}
    looked = client.get(address, **where).json
    invited = client.post(f"{address}/drivers", json={}, **where).json
    assert looked["join"] == f"http://{host}/join/?room={looked['room']}"
    assert (looked["reachable"], invited["reachable"]) == (reachable, reachable)
    assert invited["link"].startswith(f"http://{host}/slides/?view=presenter&room={looked['room']}#token=")
    assert invited["qr"].startswith("<svg")


def test_the_qr_code_is_drawn_here(client: FlaskClient, room: tuple[str, dict[str, str]]) -> None:
    address, _ = room
    response = client.get(f"{address}/qr.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.text.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "http" not in response.text.replace("http://www.w3.org/2000/svg", "")


def test_a_game_over_http(client: FlaskClient, room: tuple[str, dict[str, str]]) -> None:
    address, driver = room
    poll = {"kind": "poll", "question": "Does it think?", "options": ["yes", "=no()"]}
    made = client.post(f"{address}/games", json={"game": poll}, headers=driver)
    assert made.status_code == 201
    game = f"{address}/games/{made.json['id']}"
    joined = client.post(f"{address}/players", json={"named": True})
    assert joined.status_code == 201
    phone = bearer(joined.json["token"])
    for _ in range(2):
        assert client.put(f"{game}/answer", json={"round": 1, "choice": 1}, headers=phone).status_code == 204
    assert client.get(game).json["tally"] == [0, 1]
    assert error_type(client.get(f"{game}/result.csv")) == "not_driver"
    assert client.get(f"{game}/result.csv", headers=driver).text == "answer,votes\nyes,0\n'=no(),1\n"
    client.post(f"{game}/step?round=1", json={"action": "close"}, headers=driver)
    late = client.put(f"{game}/answer", json={"round": 1, "choice": 0}, headers=phone)
    assert (late.status_code, error_type(late)) == (409, "too_late")
    result = client.get(f"{game}/result.json")  # closed: everyone may take it home
    assert result.headers["Content-Disposition"].startswith("attachment")
    assert [row["votes"] for row in result.json["rows"]] == [0, 1]
    assert joined.json["id"] not in result.text
    assert client.delete(game, headers=driver).status_code == 204
    assert error_type(client.get(game)) == "no_game"


def test_a_follower_hears_a_game_beside_the_talk(client: FlaskClient, room: tuple[str, dict[str, str]]) -> None:
    address, driver = room
    client.post(f"{address}/games", json={"game": {"kind": "questions"}}, headers=driver)
    with client.get(f"{address}/events") as stream:
        event = [piece.decode() for piece in itertools.islice(stream.response, 2)][1]
    assert event.startswith('event: game\ndata: {"id":')
    assert "\nid:" not in event


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "games", {"game": {"kind": "poll", "question": "?", "options": ["a", "b"]}}, 403),
        ("POST", "games/1/step", {"action": "close"}, 403),
        ("GET", "games/1/desk", None, 403),
        ("DELETE", "games/1", None, 403),
        ("PUT", "games/1/answer", {"round": 1, "choice": 0}, 403),
        ("POST", "games/1/entries", {"text": "hello"}, 403),
        ("PUT", "games/1/entries/1/vote", {"up": True}, 403),
        ("PUT", "games/1/entries/1", {"status": "shown"}, 403),
        ("GET", "games/1/mine", None, 403),
        ("GET", "players", None, 403),
        ("PUT", "players/me", {"named": True}, 403),
        ("PUT", "players/x", {"muted": True}, 403),
        ("DELETE", "players/x", None, 403),
        ("GET", "games/1", None, 404),
        ("GET", "games/1/result.json", None, 404),
    ],
)
def test_every_address_of_a_game_asks_who_it_is(
    client: FlaskClient,
    room: tuple[str, dict[str, str]],
    method: str,
    path: str,
    body: dict[str, object] | None,
    status: int,
) -> None:
    address, _ = room
    response = client.open(f"{address}/{path}", method=method, json=body, headers=bearer("a guess"))
    assert response.status_code == status
    assert error_type(response) in {"not_driver", "not_player", "no_game"}
