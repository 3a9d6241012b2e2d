"""Fifty askers at once, and one alone: how long each waits, and whether any is lost.

    .venv/bin/python -m demo_server                            # in another terminal
    python -m tests.bench.nlq_askers http://127.0.0.1:8000/ [askers] [questions of one asker]

Asks a running server over HTTP. First one asker, one question after the other; then everybody in the same moment, each
over a connection of its own, as Server-Sent Events. Prints percentiles in milliseconds; *lost* is an asker who got
neither a result nor an error in words, *late* one who got it after the server's time limit. One client may ask 60
questions a minute, so that askers and questions of one asker together stay below that.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

LIMIT_SECONDS = 30.0
"""`Settings.question_seconds`."""
GRACE_SECONDS = 1.0
QUESTIONS = (
    "How many articles did each author write?",
    "Which articles did Claude Shannon write?",
    "Articles about attention",
    "How many articles were published each year?",
)


@dataclass
class Asked:
    """One question's times in seconds since it was sent, and how it ended."""

    first: float = 0.0
    whole: float = 0.0
    ended: str = "lost"
    place: int = 0


def ask(server: str, question: str) -> Asked:
    """Ask, and read the stream to its end."""
    asked, begun = Asked(), time.perf_counter()
    connection = http.client.HTTPConnection(server, timeout=LIMIT_SECONDS * 2)
    try:
        body = json.dumps({"question": question})
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        connection.request("POST", "/articles/nlq", body, headers)
        response = connection.getresponse()
        if response.status != 200:
            asked.ended = json.loads(response.read())["error"]["type"]
        stage = ""
        for line in response:
            text = line.decode().strip()
            if text.startswith("event: "):
                stage = text.removeprefix("event: ")
                asked.first = asked.first or time.perf_counter() - begun
            elif text.startswith("data: ") and stage in ("queue", "done", "error"):
                data = json.loads(text.removeprefix("data: "))
                asked.place = max(asked.place, data.get("place", 0))
                if stage != "queue":
                    asked.ended = stage if stage == "done" else data["error"]["type"]
    except (OSError, http.client.HTTPException, ValueError) as error:
        asked.ended = f"lost ({type(error).__name__})"
    finally:
        connection.close()
        asked.whole = time.perf_counter() - begun
    return asked


def told(name: str, asked: list[Asked]) -> None:
    """One line for a group of questions."""
    whole = sorted(one.whole * 1000 for one in asked)
    first = sorted(one.first * 1000 for one in asked)
    ends = ", ".join(f"{count} {end}" for end, count in Counter(one.ended for one in asked).items())
    late = sum(one.whole > LIMIT_SECONDS + GRACE_SECONDS for one in asked)
    print(
        f"{name}: answer p50 {statistics.median(whole):.0f} ms, p95 {whole[int(len(whole) * 0.95) - 1]:.0f} ms; "
        f"first event p50 {statistics.median(first):.0f} ms; longest place {max(one.place for one in asked)}; "
        f"{ends}; {late} late"
    )


def main(url: str, askers: int, alone: int) -> None:
    """Measure and print."""
    server = urlsplit(url).netloc
    ask(server, QUESTIONS[0])  # whatever is opened with the first question
    told("one asker", [ask(server, QUESTIONS[number % len(QUESTIONS)]) for number in range(alone)])
    together: list[Asked] = []
    start = threading.Barrier(askers)

    def one(number: int) -> None:
        start.wait()
        together.append(ask(server, QUESTIONS[number % len(QUESTIONS)]))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told(f"{askers} askers at once", together)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50, int(sys.argv[3]) if len(sys.argv) > 3 else 9)
