"""Rooms without HTTP: who may drive, what a newcomer hears, what a restart keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import ValidationError

from demo_server.live.messages import MAX_CLOCK, Clear, Lift, Messages, Pointer, State, Stroke
from demo_server.live.rooms import (
    CLOSED,
    ROOM_SECONDS,
    TOKEN_SECONDS,
    Event,
    Full,
    NoRoom,
    NotDriver,
    Rooms,
    Stale,
    TooFast,
)
from demo_server.live.store import Store


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(tmp_path: Path, clock: Clock) -> Rooms:
    return Rooms(Store(tmp_path / "live.sqlite3"), clock)


def state(slide: int, clock: int = 1, *, step: int = 0, black: bool = False) -> State:
    return State(type="state", clock=clock, slide=slide, step=step, black=black)


def stroke(slide: int, id: str = "a", at: int = 0) -> Stroke:
    return Stroke(type="stroke", slide=slide, id=id, at=at, points=[0.25, 0.5])


def heard(rooms: Rooms, code: str, after: int = 0) -> list[Event]:
    """All that someone who comes now is told at once."""
    events = []
    with rooms.follow(code, after) as follower:
        while event := follower.next(timeout=0):
            events.append(event)
    return events


def kinds(events: Sequence[Event]) -> list[str]:
    return [json.loads(event.body)["type"] for event in events]


def test_a_newcomer_hears_where_the_talk_is_and_what_is_drawn_but_no_past(rooms: Rooms) -> None:
    code, token = rooms.open()
    rooms.say(code, token, "a", [state(1), stroke(1), state(2, 2), stroke(2, "b"), state(3, 3)])
    rooms.say(code, token, "a", [Pointer(type="pointer", slide=3, x=0.5, y=0.5), Lift(type="lift")])
    events = heard(rooms, code)
    assert kinds(events) == ["stroke", "stroke", "state"]
    assert json.loads(events[-1].body)["slide"] == 3
    rooms.say(code, token, "a", [Clear(type="clear", slide=1)])
    assert kinds(heard(rooms, code)) == ["stroke", "state", "clear"]


def test_one_who_comes_back_hears_only_what_is_new(rooms: Rooms) -> None:
    code, token = rooms.open()
    rooms.say(code, token, "a", [state(1), stroke(1)])
    last = heard(rooms, code)[-1].number
    assert last == 2
    rooms.say(code, token, "a", [state(2, 2), state(3, 3), stroke(3, "b")])
    missed = heard(rooms, code, after=last)
    assert kinds(missed) == ["state", "stroke"]  # of two places the later one
    assert [event.number for event in missed] == [4, 5]
    assert heard(rooms, code, after=5) == []
    assert kinds(heard(rooms, code, after=99)) == ["stroke", "state", "stroke"]  # a number from another life


def test_nothing_is_lost_or_doubled_between_the_past_and_the_present(rooms: Rooms) -> None:
    code, token = rooms.open()
    rooms.say(code, token, "a", [state(1)])
    with rooms.follow(code, 0) as follower:
        rooms.say(code, token, "a", [state(2, 2)])
        numbers = [event.number for event in (follower.next(0), follower.next(0)) if event]
        assert numbers == [1, 2]
        assert follower.next(0) is None


def test_a_restart_keeps_room_place_drawing_and_tokens(tmp_path: Path, clock: Clock) -> None:
    before = Rooms(Store(tmp_path / "live.sqlite3"), clock)
    code, token = before.open()
    before.say(code, token, "a", [state(7, step=2, black=True), stroke(7)])
    after = Rooms(Store(tmp_path / "live.sqlite3"), clock)
    assert after.look(code)["state"] == {
        "v": 1,
        "from": "a",
        "type": "state",
        "clock": 1,
        "slide": 7,
        "step": 2,
        "black": True,
    }
    assert after.say(code, token, "b", [state(8, 2)]) == 3
    assert token.encode() not in (tmp_path / "live.sqlite3").read_bytes()


def test_of_two_writers_the_later_wins_everywhere(rooms: Rooms) -> None:
    code, token = rooms.open()
    rooms.say(code, token, "b", [state(5, clock=4)])
    with pytest.raises(Stale) as late:
        rooms.say(code, token, "z", [state(2, clock=3)])
    assert json.loads(late.value.state)["slide"] == 5
    with pytest.raises(Stale):
        rooms.say(code, token, "a", [state(2, clock=4)])
    rooms.say(code, token, "c", [state(6, clock=4)])
    assert json.loads(str(rooms.store.state(code)))["slide"] == 6


@pytest.mark.parametrize("token", ["", "wrong", "é" * 50])
def test_without_the_token_nobody_drives(rooms: Rooms, token: str) -> None:
    code, _ = rooms.open()
    other, others = rooms.open()
    for wrong in (token, others):
        with pytest.raises(NotDriver):
            rooms.say(code, wrong, "a", [state(2)])
        with pytest.raises(NotDriver):
            rooms.close(code, wrong)
        with pytest.raises(NotDriver):
            rooms.invite(code, wrong)
    assert other != code
    assert heard(rooms, code) == []


def test_co_drivers_drive_until_they_are_dismissed_and_hand_over_changes_who_decides(rooms: Rooms) -> None:
    code, driver = rooms.open()
    id, co_driver = rooms.invite(code, driver)
    rooms.say(code, co_driver, "phone", [state(2)])
    for forbidden in (lambda: rooms.invite(code, co_driver), lambda: rooms.close(code, co_driver)):
        with pytest.raises(NotDriver):
            forbidden()
    rooms.hand_over(code, driver, id)
    assert {one["role"] for one in rooms.drivers(code, driver) if one["me"]} == {"co-driver"}
    with pytest.raises(NotDriver):
        rooms.invite(code, driver)
    old = next(str(one["id"]) for one in rooms.drivers(code, driver) if one["me"])
    rooms.dismiss(code, co_driver, old)
    with pytest.raises(NotDriver):
        rooms.say(code, driver, "a", [state(3, 2)])
    with pytest.raises(NotDriver):
        rooms.dismiss(code, co_driver, id)  # the room would have no driver


def test_tokens_and_rooms_expire(rooms: Rooms, clock: Clock) -> None:
    code, token = rooms.open()
    clock.time += TOKEN_SECONDS + 1
    with pytest.raises(NotDriver):
        rooms.say(code, token, "a", [state(2)])
    clock.time += ROOM_SECONDS
    rooms.open()
    with pytest.raises(NoRoom):
        rooms.look(code)


def test_a_closed_room_ends_for_those_in_it(rooms: Rooms) -> None:
    code, token = rooms.open()
    with rooms.follow(code, 0) as follower:
        rooms.close(code, token)
        assert follower.next(0) is CLOSED
    with pytest.raises(NoRoom), rooms.follow(code, 0):
        pass


def test_a_flood_is_stopped_and_a_slow_follower_lets_go(rooms: Rooms, clock: Clock) -> None:
    code, token = rooms.open()
    with rooms.follow(code, 0) as follower:
        for _ in range(400):
            rooms.say(code, token, "a", [Lift(type="lift")])
        with pytest.raises(TooFast):
            rooms.say(code, token, "a", [Lift(type="lift")])
        assert not follower.lost
        clock.time += 10
        for _ in range(200):
            rooms.say(code, token, "a", [Lift(type="lift")])
        assert follower.lost


def test_one_phone_with_a_thousand_streams_shuts_nobody_out(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo_server.live.rooms.MAX_FROM_ONE", 3)
    monkeypatch.setattr("demo_server.live.rooms.MAX_FOLLOWERS", 5)
    code, _ = rooms.open()
    with ExitStack() as present:
        for _ in range(3):
            last = present.enter_context(ExitStack())
            last.enter_context(rooms.follow(code, 0, "the flood"))
        with pytest.raises(Full), rooms.follow(code, 0, "the flood"):
            pass
        with rooms.follow(code, 0, "ann"), rooms.follow(code, 0, "bob"), pytest.raises(Full):
            present.enter_context(rooms.follow(code, 0, "cyd"))  # and all together are too many
        last.close()
        with rooms.follow(code, 0, "the flood"):
            assert rooms.look(code)["followers"] == 3
    assert rooms.look(code)["followers"] == 0


def test_a_clock_that_jumps_holds_nobody_up(rooms: Rooms, clock: Clock) -> None:
    """A laptop that slept, or was set right in the middle of the talk."""
    code, token = rooms.open()
    for i, jump in enumerate((-30 * 365 * 86_400.0, 3600.0, -7200.0), 1):
        clock.time += jump
        for _ in range(100):
            rooms.say(code, token, "a", [Lift(type="lift")])
        clock.time += 10  # the pace of one driver recovers by the clock as it is now
        rooms.say(code, token, "a", [state(i, clock=i)])
    assert json.loads(heard(rooms, code)[-1].body)["slide"] == 3  # places are ordered by count, not by time
    later, _ = rooms.open()
    assert later != code
    assert rooms.look(code)["last"] == 3


def test_drawing_has_an_end(rooms: Rooms, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo_server.live.rooms.MAX_STROKES", 3)
    code, token = rooms.open()
    for i in range(3):
        rooms.say(code, token, "a", [stroke(1, f"line{i}")])
    with pytest.raises(Full):
        rooms.say(code, token, "a", [stroke(1, "more")])
    rooms.say(code, token, "a", [Clear(type="clear", slide=1), stroke(1, "again")])


def test_followers_are_counted_while_they_are_there(rooms: Rooms) -> None:
    code, _ = rooms.open()
    with rooms.follow(code, 0), rooms.follow(code, 0):
        assert rooms.look(code)["followers"] == 2
    assert rooms.look(code)["followers"] == 0


GOOD = {"type": "state", "clock": 1, "slide": 1, "step": 0, "black": False}


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "hello"},
        {**GOOD, "slide": 0},
        {**GOOD, "slide": 1.5},
        {**GOOD, "slide": "3"},
        {**GOOD, "step": -1},
        {**GOOD, "black": 1},
        {**GOOD, "clock": MAX_CLOCK + 1},
        {**GOOD, "more": True},
        {"type": "pointer", "slide": 1, "x": 1.01, "y": 0},
        {"type": "pointer", "slide": 1, "x": float("nan"), "y": 0},
        {"type": "stroke", "slide": 1, "id": "<b>", "at": 0, "points": [0, 0]},
        {"type": "stroke", "slide": 1, "id": "a", "at": 0, "points": [0, 0, 0]},
        {"type": "stroke", "slide": 1, "id": "a", "at": 0, "points": []},
        {"type": "stroke", "slide": 1, "id": "a", "at": 0, "points": [0.1] * 4098},
    ],
)
def test_a_message_outside_the_rules_is_refused(message: dict[str, object]) -> None:
    Messages.model_validate({"sender": "a", "messages": [GOOD]})
    with pytest.raises(ValidationError):
        Messages.model_validate({"sender": "a", "messages": [message]})
