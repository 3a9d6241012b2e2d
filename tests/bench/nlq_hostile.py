"""Five hundred hostile questions to the real model and the real engine: how each ended, and what the engine was asked.

    python -m tests.bench.nlq_hostile [--data-dir .data] [questions]

Prints how many ended how, every index that the engine was asked about, and each question with a status of 500 or more.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from demo_server.app import create_app
from demo_server.profiles import DEFAULT_FILE
from demo_server.terminal import ready
from tests.unit.server.strangers import questions

SEED = 5
ASKED = re.compile(r"^[A-Z]+ https?://[^/]+/([^/?]*)")


class Indexes(logging.Handler):
    """Collects the first part of each address that the client of Elasticsearch asks."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.found: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Note one request."""
        if match := ASKED.match(record.getMessage()):
            self.found[match[1]] += 1


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=int, default=500)
    parser.add_argument("--data-dir", type=Path, default=Path(".data"))
    arguments = parser.parse_args()
    indexes = Indexes()
    client_log = logging.getLogger("elastic_transport.transport")
    client_log.setLevel(logging.INFO)
    client_log.propagate = False
    client_log.addHandler(indexes)
    with ready(arguments.data_dir, DEFAULT_FILE, Console(stderr=True)) as services:
        client = create_app(replace(services.settings, rate_questions="1000000 per second")).test_client()
        indexes.found.clear()
        ends, wrong = Counter[str](), []
        for kind, question in questions(SEED, arguments.questions):
            sent = json.dumps({"question": question})
            answer = client.post("/articles/nlq", data=sent, content_type="application/json")
            refused = answer.get_json().get("error", {}).get("type")
            ends[f"{answer.status_code} {refused or ('query' if answer.get_json()['query'] else 'refusal')}"] += 1
            if answer.status_code >= 500:
                wrong.append(f"{kind}: {question[:80]!r}: {refused}")
    print(", ".join(f"{count} {end}" for end, count in ends.most_common()))
    print("the engine was asked about " + ", ".join(f"{name} ({count})" for name, count in indexes.found.items()))
    for line in wrong or ["nothing went wrong"]:
        print(line)


if __name__ == "__main__":
    main()
