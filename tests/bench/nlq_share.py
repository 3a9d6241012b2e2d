"""How much of a question's time is the server's own: all but waiting for the model and for Elasticsearch.

    python -m tests.bench.nlq_share [questions]

Both ends are scripted and answer at once, in a process of their own; the time of a bare exchange with each, measured
in the same run by the same client libraries' HTTP layers, is taken off. Prints medians in milliseconds.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.nlq.deadline import Deadline
from demo_server.profiles import Profile
from tests.unit.server.wire import scripted_engine, scripted_model

QUESTION = {"question": "How many articles did each author write?", "strategy": "few-shot"}


def ends(pipe: multiprocessing.connection.Connection) -> None:
    """Serve both ends until told to stop."""
    with scripted_model() as model, scripted_engine() as engine:
        pipe.send((model.url, engine.url))
        pipe.recv()


def median_ms(run: Callable[[], object], times: int) -> float:
    """The median time of `run` in milliseconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def main(times: int) -> None:
    """Measure and print."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=ends, args=(theirs,), daemon=True)
    process.start()
    model_url, engine_url = ours.recv()
    profile = Profile("scripted", model_url, "scripted", supports=frozenset({"json_schema"}))
    app = create_app(Settings(engine_url, (profile,), rate_questions="1000000 per second"))
    client, services = app.test_client(), app.extensions["talk"]

    def whole() -> None:
        assert client.post("/articles/nlq", json=QUESTION).status_code == 200

    checker = services.engine.checker("articles", Deadline(9))
    messages = [{"role": "user", "content": QUESTION["question"]}]
    query = json.loads(json.dumps({"size": 0, "aggs": {"by_author": {"terms": {"field": "author"}}}}))

    def model() -> None:
        assert list(services.models.stream(profile, messages, checker.schema, Deadline(9)))

    def engine() -> None:
        services.engine.search(checker.mapping, query, Deadline(9))

    for warm in (whole, model, engine):
        median_ms(warm, 20)
    all_of_it, at_the_model, at_the_engine = (median_ms(run, times) for run in (whole, model, engine))
    own = all_of_it - at_the_model - at_the_engine
    print(f"whole request {all_of_it:.2f} ms, model exchange {at_the_model:.2f} ms, search {at_the_engine:.2f} ms")
    print(f"the server's own share: {own:.2f} ms (median of {times})")
    ours.send("stop")
    process.join(5)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
