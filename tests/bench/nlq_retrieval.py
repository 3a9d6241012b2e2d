"""Which way of retrieving finds an example of the right form, without asking the language model for a single query.

    python -m tests.bench.nlq_retrieval [--data-dir .data] [strategy …]

For every answerable question of the dev half over the talk's indexes: is among the chosen examples one whose query has
the form of a gold query, values aside? Questions whose form no stored example has are left out: no ranking finds what
is not there. Prints a line a strategy: found, of all that could be, and the median time of a choice.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from demo_server.evaluation import sets
from demo_server.evaluation.equivalence import normal
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.mapping import IndexMapping
from demo_server.profiles import DEFAULT_FILE
from demo_server.services import Services
from demo_server.terminal import ready

SECONDS = 300.0
RETRIEVING = ("few-shot", "rag", "rag-knn", "rag-fused", "rag-cross")
NAMES = frozenset(("field", "fields", "order", "operator", "interval", "calendar_interval"))


def form(query: dict[str, Any], mapping: IndexMapping) -> str:
    """A query without its values: two of one form differ in what they look for, not in how."""
    return json.dumps(_bare(json.loads(normal(query, mapping))), sort_keys=True)


def _bare(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _bare(below, name) for name, below in value.items()}
    if isinstance(value, list):
        return [_bare(below, key) for below in value]
    if key == "size":
        return "none" if value == 0 else "some"
    return value if key in NAMES else type(value).__name__


def measure(services: Services, strategy: str) -> str:
    """One strategy's line."""
    found = possible = total = 0
    times = []
    for index in sets.KNOWN:
        mapping = services.engine.checker(index, Deadline(SECONDS)).mapping
        there = {
            form(kept.example.query, mapping) for kept in services.store.all(index, Deadline(SECONDS)) if kept.usable
        }
        for asked in sets.load((index,), "dev"):
            gold = {form(query, mapping) for query in asked.gold}
            total += bool(gold)
            if not gold & there:
                continue
            possible += 1
            begun = time.perf_counter()
            chosen = services.translator.strategies[strategy].choose(asked.question, mapping, 8, Deadline(SECONDS))
            times.append(time.perf_counter() - begun)
            found += any(form(one.query, mapping) in gold for one in chosen if one.index == index)
    share = found / possible if possible else 0.0
    middle = 1000 * statistics.median(times)
    return f"{strategy:10} {found} of {possible} ({share:.0%}; {total} questions in all), {middle:.1f} ms"


def main() -> None:
    """Measure the strategies named, or all that retrieve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("strategies", nargs="*")
    parser.add_argument("--data-dir", type=Path, default=Path(".data"))
    parser.add_argument("--profiles", type=Path, default=DEFAULT_FILE)
    arguments = parser.parse_args()
    with ready(arguments.data_dir, arguments.profiles, Console(stderr=True)) as services:
        for strategy in arguments.strategies or RETRIEVING:
            print(measure(services, strategy), flush=True)


if __name__ == "__main__":
    main()
