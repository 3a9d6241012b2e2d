"""Games without HTTP: who may do what, what counts once, what a restart keeps, what a stranger cannot do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from demo_server.live.games.board import MAX_EACH, Board
from demo_server.live.games.games import Games, pause_for
from demo_server.live.games.kinds import BadAnswer, Muted, NoGame, NoPlayer, TooLate
from demo_server.live.games.pace import Pace
from demo_server.live.games.poll import Poll
from demo_server.live.games.shannon import Shannon
from demo_server.live.games.shapes import START, Answer, EntryBody
from demo_server.live.rooms import NoRoom, NotDriver, Rooms, TooFast
from demo_server.live.store import Store

from .test_rooms import Clock

POLL = START.validate_python({"kind": "poll", "question": "Does it think?", "options": ["yes", "no"]})
SHANNON = START.validate_python({"kind": "shannon", "text": "the cat sat", "given": 4})
QUESTIONS = START.validate_python({"kind": "questions"})
ASK = START.validate_python({"kind": "ask", "indexes": ["articles", "movies"]})


@pytest.fixture
def clock() -> Clock:
    return Clock()


def games_at(path: Path, clock: Callable[[], float]) -> Games:
    """The server's games over a file, each change told at once."""
    kinds = {"poll": Poll(), "shannon": Shannon(lambda: None), "questions": Board(), "ask": Board()}
    return Games(Rooms(Store(path), clock), kinds, pause=lambda followers: 0)


@pytest.fixture
def games(tmp_path: Path, clock: Clock) -> Games:
    return games_at(tmp_path / "live.sqlite3", clock)


@pytest.fixture
def room(games: Games) -> tuple[str, str]:
    return games.rooms.open()


def phone(games: Games, code: str) -> str:
    return games.join(code, named=False)[1]


def test_an_answer_counts_once_however_often_it_comes(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, POLL)
    ann, bob = phone(games, code), phone(games, code)
    for choice in (0, 0, 1):  # sent again, then another mind
        games.answer(code, ann, id, Answer(round=1, choice=choice))
    games.answer(code, bob, id, Answer(round=1, choice=1))
    assert games.look(code, id)["tally"] == [0, 2]
    assert games.look(code, id)["answers"] == 2


def test_what_comes_late_or_does_not_fit_does_not_count(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, POLL)
    ann = phone(games, code)
    with pytest.raises(TooLate):
        games.answer(code, ann, id, Answer(round=2, choice=0))
    with pytest.raises(BadAnswer):
        games.answer(code, ann, id, Answer(round=1, choice=2))
    with pytest.raises(BadAnswer):
        games.answer(code, ann, id, Answer(round=1, taps={"e": 1}))
    with pytest.raises(NoGame):
        games.answer(code, ann, id + 1, Answer(round=1, choice=0))
    games.step(code, driver, id, "reveal")
    with pytest.raises(TooLate):
        games.answer(code, ann, id, Answer(round=1, choice=0))
    assert games.look(code, id)["answers"] == 0


def test_a_press_that_came_twice_moves_once(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, SHANNON)
    games.step(code, driver, id, "reveal", round=1)
    games.step(code, driver, id, "next", round=1)
    with pytest.raises(TooLate):
        games.step(code, driver, id, "next", round=1)
    assert games.look(code, id)["round"] == 2


def test_a_restart_keeps_game_round_answers_and_phones(tmp_path: Path, clock: Clock) -> None:
    before = games_at(tmp_path / "live.sqlite3", clock)
    code, driver = before.rooms.open()
    id = before.start(code, driver, SHANNON)
    ann = phone(before, code)
    before.answer(code, ann, id, Answer(round=1, taps={"c": 1}))
    before.step(code, driver, id, "reveal")
    before.step(code, driver, id, "next")
    before.answer(code, ann, id, Answer(round=2, taps={"a": 3, "o": 1}))
    after = games_at(tmp_path / "live.sqlite3", clock)
    seen = after.look(code, id)
    assert (seen["text"], seen["round"], seen["answers"]) == ("the c", 2, 1)
    mine = after.mine(code, ann, id)
    assert (mine["answer"], mine["rounds"]) == ({"a": 3, "o": 1}, 1)
    assert mine["bits"] == pytest.approx(0.146, abs=1e-3)
    after.answer(code, ann, id, Answer(round=2, taps={"a": 1}))
    assert after.step(code, driver, id, "reveal")["last"]["bits"]["room"] == pytest.approx(0.146, abs=1e-3)
    assert ann.encode() not in (tmp_path / "live.sqlite3").read_bytes()


def test_who_follows_hears_games_and_a_newcomer_the_last_of_each_kind(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    with games.rooms.follow(code, 0) as follower:
        first = games.start(code, driver, POLL)
        second = games.start(code, driver, POLL)
        told = []
        while event := follower.next(0):
            assert event.name == "game"
            assert event.number is None  # never replayed
            told.append(json.loads(event.body)["id"])
    assert told == [first, second]
    assert games.look(code, first)["phase"] == "closed"  # one poll at a time
    games.start(code, driver, QUESTIONS)
    with games.rooms.follow(code, 0) as late:
        kinds = [json.loads(event.body)["kind"] for event in (late.next(0), late.next(0)) if event]
        assert kinds == ["poll", "questions"]
        assert late.next(0) is None


def test_only_drivers_move_games(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, POLL)
    ann = phone(games, code)
    _, other = games.rooms.open()
    for wrong in ("", "guess", ann, other):
        for forbidden in (
            lambda token: games.start(code, token, POLL),
            lambda token: games.step(code, token, id, "close"),
            lambda token: games.desk(code, token, id),
            lambda token: games.moderate(code, token, id, 1, "shown"),
            lambda token: games.players(code, token),
            lambda token: games.mute(code, token, "x", True),
            lambda token: games.remove(code, token, "x"),
            lambda token: games.drop(code, token, id),
            lambda token: games.result(code, token, id),
        ):
            with pytest.raises(NotDriver):
                forbidden(wrong)
    with pytest.raises(NoRoom):
        games.look("ZZZZZ", id)
    with pytest.raises(NoRoom):
        games.join("ZZZZZ", named=False)


def test_a_driver_is_no_player_and_a_player_is_of_one_room(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, POLL)
    elsewhere, _ = games.rooms.open()
    for wrong in ("", driver, phone(games, elsewhere)):
        with pytest.raises(NoPlayer):
            games.answer(code, wrong, id, Answer(round=1, choice=0))


def test_nobody_reads_a_question_before_the_speaker_did(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, QUESTIONS)
    ann, bob = phone(games, code), phone(games, code)
    rude = games.enter(code, ann, id, EntryBody(text="<b>rude</b>"))
    good = games.enter(code, ann, id, EntryBody(text="Why bytes?"))
    seen = games.look(code, id)
    assert (seen["entries"], seen["waiting"]) == ([], 2)
    assert not any("rude" in event.body for event in games.rooms.now_on(code))
    with pytest.raises(NoGame):
        games.vote(code, bob, id, good, True)
    games.moderate(code, driver, id, good, "shown")
    games.moderate(code, driver, id, rude, "hidden")
    for _ in range(3):
        games.vote(code, bob, id, good, True)
    games.vote(code, ann, id, good, True)
    games.vote(code, ann, id, good, False)
    entries = games.look(code, id)["entries"]
    assert [(entry["text"], entry["votes"]) for entry in entries] == [("Why bytes?", 1)]
    assert "player" not in entries[0]
    assert games.mine(code, bob, id)["votes"] == [good]
    games.step(code, driver, id, "close")
    _, table, _ = games.result(code, "", id)
    assert table.rows == [[1, "shown", "Why bytes?"]]
    with pytest.raises(TooLate):
        games.vote(code, bob, id, good, False)


def test_a_question_for_an_index_names_one_of_those_on_offer(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    ask, questions = games.start(code, driver, ASK), games.start(code, driver, QUESTIONS)
    ann = phone(games, code)
    games.enter(code, ann, ask, EntryBody(text="Films about whales?", index="movies"))
    for id, index in ((ask, None), (ask, "secrets"), (questions, "movies")):
        with pytest.raises(BadAnswer):
            games.enter(code, ann, id, EntryBody(text="?", index=index))


def test_muted_phones_write_nothing_and_removed_ones_are_forgotten(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    board, poll = games.start(code, driver, QUESTIONS), games.start(code, driver, POLL)
    player, ann = games.join(code, named=True)
    games.enter(code, ann, board, EntryBody(text="buy my book"))
    games.answer(code, ann, poll, Answer(round=1, choice=0))
    games.mute(code, driver, player.id, True)
    assert games.look(code, board)["waiting"] == 0
    with pytest.raises(Muted):
        games.enter(code, ann, board, EntryBody(text="buy it now"))
    games.answer(code, ann, poll, Answer(round=1, choice=1))  # playing harms nobody
    games.remove(code, driver, player.id)
    assert games.look(code, poll)["tally"] == [0, 0]
    assert games.desk(code, driver, board)["entries"] == []
    with pytest.raises(NoPlayer):
        games.answer(code, ann, poll, Answer(round=1, choice=0))
    with pytest.raises(NoPlayer):
        games.remove(code, driver, player.id)


def test_floods_are_stopped(games: Games, room: tuple[str, str], clock: Clock) -> None:
    code, driver = room
    id, board = games.start(code, driver, POLL), games.start(code, driver, QUESTIONS)
    ann, bob = phone(games, code), phone(games, code)
    for _ in range(20):
        games.answer(code, ann, id, Answer(round=1, choice=0))
    with pytest.raises(TooFast):
        games.answer(code, ann, id, Answer(round=1, choice=0))
    games.answer(code, bob, id, Answer(round=1, choice=0))  # others are not held up
    clock.time += 60
    for i in range(MAX_EACH):
        games.enter(code, ann, board, EntryBody(text=f"question {i}"))
    with pytest.raises(BadAnswer):
        games.enter(code, ann, board, EntryBody(text="one more"))


def test_names_are_drawn_and_nothing_else_is_kept(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    player, token = games.join(code, named=True)
    assert player.name is not None
    assert len(player.name.split()) == 2
    assert games.rename(code, token, named=False).name is None
    assert set(games.players(code, driver)[0]) == {"id", "name", "muted"}


def test_a_closed_room_leaves_nothing(games: Games, room: tuple[str, str]) -> None:
    code, driver = room
    id = games.start(code, driver, QUESTIONS)
    ann = phone(games, code)
    games.enter(code, ann, id, EntryBody(text="remember me"))
    games.rooms.close(code, driver)
    db = games.rooms.store.db
    for table in ("player", "game", "answer", "entry", "vote"):
        assert db.execute(f"select count(*) from {table}").fetchone() == (0,), table


@pytest.mark.parametrize(
    "settings",
    [
        {"kind": "chess"},
        {"kind": "poll", "question": "?", "options": ["one"]},
        {"kind": "poll", "question": "x" * 201, "options": ["a", "b"]},
        {"kind": "poll", "question": " \u200b ", "options": ["a", "b"]},
        {"kind": "shannon", "text": "x" * 10_000},
        {"kind": "temperature", "cold": float("nan")},
        {"kind": "temperature", "hot": 99},
        {"kind": "ask", "indexes": ["../etc"]},
        {"kind": "ask", "indexes": []},
        {"kind": "questions", "more": 1},
    ],
)
def test_settings_outside_the_rules_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        START.validate_python(settings)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"round": 0, "choice": 1},
        {"round": 1, "choice": -1},
        {"round": 1, "choice": "1"},
        {"round": 1, "taps": {"ee": 1}},
        {"round": 1, "taps": {"É": 1}},
        {"round": 1, "taps": {"e": 0}},
        {"round": 1, "taps": {"e": 11}},
        {"round": 1, "taps": {"e": 0.5}},
        {"round": 1, "taps": {}},
        {"round": 1, "choice": 1, "bits": 0},
    ],
)
def test_answers_outside_the_rules_are_refused(answer: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate(answer)


def test_text_from_strangers_is_one_plain_line() -> None:
    assert EntryBody(text="  a\u202eb\n\tc\u0000 ").text == "ab c"
    with pytest.raises(ValidationError):
        EntryBody(text="x" * 201)


def test_many_changes_become_few_messages() -> None:
    sent: list[str] = []
    pace: Pace[str] = Pace(lambda key: 30.0, sent.append)
    for _ in range(100):
        pace.soon("a")
    assert sent == ["a"]
    pace.now("a")
    assert sent == ["a", "a"]
    assert pause_for(500) > pause_for(5)
