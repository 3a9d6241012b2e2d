"""The line before a model: places as people see them, those who leave, those who come too many."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from demo_server.asker import presence
from demo_server.nlq.deadline import Deadline, OutOfTime
from demo_server.nlq.waiting import AskerLeft, Line, LineFull, Place
from tests.unit.server.conftest import MakeClient
from tests.unit.server.wire import Endpoint, FakeEngine

QUESTION = {"question": "How many articles did each author write?", "strategy": "few-shot"}
LONG = 60.0


def stays() -> bool:
    return True


def test_who_came_first_is_served_first() -> None:
    line = Line(at_once=2, longest=9)
    turns = [line.join() for _ in range(5)]
    assert [turn.place().place for turn in turns] == [0, 0, 1, 2, 3]
    turns[1].__exit__()
    assert [turn.place().place for turn in (turns[0], *turns[2:])] == [0, 0, 1, 2]
    turns[3].__exit__()  # one who waits may leave, too
    assert [turn.place() for turn in (turns[0], turns[2], turns[4])] == [Place(0, 1), Place(0, 1), Place(1, 1)]
    for turn in (turns[0], turns[2], turns[4]):
        turn.__exit__()
    assert line.lengths() == (0, 0)


def test_places_are_told_as_they_change_until_it_is_ones_turn() -> None:
    line = Line(at_once=1, longest=9)
    first, second, third = (line.join() for _ in range(3))
    told = third.wait(Deadline(LONG), stays)
    assert next(told) == Place(2, 2)
    first.__exit__()
    assert next(told) == Place(1, 1)
    second.__exit__()
    assert list(told) == []


def test_one_who_has_left_is_noticed_while_waiting() -> None:
    line = Line(at_once=1, longest=9)
    with line.join():
        with line.join() as second, pytest.raises(AskerLeft):
            list(second.wait(Deadline(LONG), lambda: False))
        assert line.lengths() == (1, 0)


def test_the_whole_time_counts_in_the_line_too() -> None:
    line = Line(at_once=1, longest=9)
    with line.join(), line.join() as second, pytest.raises(OutOfTime, match="0 were still ahead"):
        list(second.wait(Deadline(0.05), stays))
    assert line.lengths() == (0, 0)


def test_a_line_that_is_full_says_when_to_come_back() -> None:
    clock = iter([0.0, 6.0, *[6.0] * 9]).__next__
    line = Line(at_once=1, longest=2, clock=clock)
    line.join().__exit__()  # took six seconds
    with line.join(), line.join(), line.join(), pytest.raises(LineFull, match="2 are waiting") as full:
        line.join()
    assert full.value.retry_after == 12


def test_one_who_would_not_be_served_in_time_is_told_at_once() -> None:
    clock = iter([0.0, 6.0, *[6.0] * 9]).__next__
    line = Line(at_once=1, longest=99, clock=clock)
    line.join().__exit__()
    with line.join(seconds=10), line.join(seconds=10):
        with pytest.raises(LineFull, match="1 are waiting already, and an answer would take about 12 seconds"):
            line.join(seconds=10)
        with line.join(seconds=30) as patient:
            assert patient.place().place == 2


def test_no_turn_is_lost_among_many_threads() -> None:
    line = Line(at_once=3, longest=1000)
    together, most = [], []

    def served(_: int) -> None:
        with line.join() as turn:
            list(turn.wait(Deadline(LONG), stays))
            together.append(1)
            most.append(len(together))
            together.pop()

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(served, range(400)))
    assert (len(most), line.lengths()) == (400, (0, 0))
    assert max(most) <= 3


def test_a_connection_tells_whether_its_other_end_is_there() -> None:
    ours, theirs = socket.socketpair()
    here = presence({"gunicorn.socket": ours})
    assert here()
    theirs.send(b"G")  # the next request, before this one is answered
    assert here()
    assert ours.recv(9) == b"G"
    theirs.close()
    assert not here()
    ours.close()
    assert not here()


@pytest.fixture
def blocked(make_client: MakeClient, model: Endpoint) -> Iterator[tuple[str, FlaskClient]]:
    """A running application whose model serves one at a time and is busy until it is released; its address."""
    app = make_client(longest_line=2).application
    (line,) = app.extensions["talk"].lines.by_profile.values()
    line.at_once = 1
    model.behaviour = "silent"
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threads = [threading.Thread(target=server.serve_forever, args=(0.02,))]
    threads += [threading.Thread(target=lambda: app.test_client().post("/articles/nlq", json=QUESTION))]
    for thread in threads:
        thread.start()
    while not model.requests:
        time.sleep(0.01)
    yield f"127.0.0.1:{server.server_port}", app.test_client()
    model.released.set()
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()


class Streamed:
    """A question asked over a connection of its own, its events read one by one."""

    def __init__(self, address: str) -> None:
        self.connection = http.client.HTTPConnection(address, timeout=60)
        headers = {"Accept": "text/event-stream", "Content-Type": "application/json"}
        self.connection.request("POST", "/articles/nlq", json.dumps(QUESTION), headers)
        self.response = self.connection.getresponse()

    def next(self) -> tuple[str, Any]:
        """Stage and data of the next event."""
        stage, data, _ = (self.response.readline().decode().strip() for _ in range(3))
        return stage.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_place_in_the_line_is_the_first_thing_told(blocked: tuple[str, FlaskClient], model: Endpoint) -> None:
    address, client = blocked
    second = Streamed(address)
    assert second.next() == ("queue", {"place": 1, "waiting": 1})
    third = Streamed(address)
    assert third.next() == ("queue", {"place": 2, "waiting": 2})
    refused = client.post("/articles/nlq", json=QUESTION)
    assert (refused.status_code, refused.get_json()["error"]["type"]) == (503, "line_full")
    assert int(refused.headers["Retry-After"]) >= 1
    assert 'talk_waiting{profile="scripted"} 2.0' in client.get("/metrics").text
    model.behaviour = "answer"
    model.released.set()  # the first one ends, and the line moves
    for asker in (second, third):
        told = [asker.next()]
        while told[-1][0] != "done":
            told.append(asker.next())
        stages = [stage for stage, _ in told if stage not in ("queue", "token")]
        assert stages == ["mapping", "values", "examples", "prompt", "attempt", "query", "result", "done"]
        assert told[-1][1]["timings_ms"]["queue"] > 0


def test_work_is_dropped_between_stages_when_the_asker_leaves(client: FlaskClient, engine: FakeEngine) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        left = client.post("/articles/nlq", json=QUESTION, environ_overrides={"gunicorn.socket": ours})
    assert (left.status_code, left.get_json()["error"]["type"]) == (499, "asker_left")
    assert engine.searches == []


def said(caplog: pytest.LogCaptureFixture, event: str) -> list[dict[str, Any]]:
    return [record.said for record in caplog.records if record.getMessage() == event]


def test_the_log_tells_of_a_question_without_its_words(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "demo_server")
    make_client().post("/articles/nlq", json=QUESTION)
    (told,) = said(caplog, "question")
    assert {name: told[name] for name in ("index", "strategy", "profile", "outcome", "attempts")} == {
        "index": "articles", "strategy": "few-shot", "profile": "scripted", "outcome": "done", "attempts": 1,
    }  # fmt: skip
    assert QUESTION["question"] not in str(told)
    make_client(log_questions=True).post("/articles/nlq", json=QUESTION)
    assert said(caplog, "question")[-1]["question"] == QUESTION["question"]


def test_lines_of_the_log_carry_the_requests_number(make_client: MakeClient, tmp_path: Any) -> None:
    from demo_server import logs

    logger = logging.getLogger("demo_server")
    before = (list(logger.handlers), logger.level, logger.propagate)
    logs.into(tmp_path)
    try:
        response = make_client().get("/articles/mapping")
        make_client(presenter_token="hush-hush").post("/examples", json={}, headers={"Authorization": "Bearer hush"})
    finally:
        for handler in set(logger.handlers) - set(before[0]):
            handler.close()
        logger.handlers[:], logger.level, logger.propagate = before[0], before[1], before[2]
    first, second = map(json.loads, (tmp_path / logs.FILE).read_text().splitlines())
    assert (first["event"], first["status"]) == ("request", 200)
    assert first["request"] == response.headers["X-Request-Id"]
    assert second["status"] == 422
    assert "hush" not in str(second)
