"""Which way of choosing examples helps the model most, on questions written by hand, by what their queries find.

    python -m tests.bench.nlq_strategies [--data-dir .data] [--profiles file] [strategy …]

A query is right when it finds what the gold query finds: the same aggregations, the same order where an order was
asked for, else the same documents. Prints every question and a line a strategy: right, time at the median and worst.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.model import ModelDown
from demo_server.nlq.pipeline import NoQuery
from demo_server.profiles import DEFAULT_FILE
from demo_server.services import Services
from demo_server.terminal import ready

QUESTIONS = Path(__file__).with_name("nlq_questions.jsonl")
PATIENCE = 120.0
OWN_KEYS = ("key", "doc_count", "value", "buckets")
NOTES = {"doc_count_error_upper_bound", "sum_other_doc_count", "key_as_string", "value_as_string"}


def found(aggregations: dict[str, Any]) -> list[Any]:
    """What aggregations hold, whatever they are called."""
    return [_bare(aggregation) for aggregation in aggregations.values()]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        own = [_bare(value[key]) for key in OWN_KEYS if key in value]
        return own + [_bare(below) for key, below in value.items() if key not in {*OWN_KEYS, *NOTES}]
    return [_bare(below) for below in value] if isinstance(value, list) else value


def right(gold_query: dict[str, Any], gold: dict[str, Any], query: dict[str, Any], result: dict[str, Any]) -> bool:
    """Does the result answer the question as the gold query's does?"""
    if "aggs" in gold_query or "aggs" in query:
        return gold["total"] == result["total"] and found(gold["aggregations"]) == found(result["aggregations"])
    if "sort" in gold_query:
        (field,) = gold_query["sort"][0]
        return [hit["_source"].get(field) for hit in gold["hits"]] == [
            hit["_source"].get(field) for hit in result["hits"]
        ]
    same = {hit["_id"] for hit in gold["hits"]} == {hit["_id"] for hit in result["hits"]}
    return gold["total"] == result["total"] and same


def judge(services: Services, strategy: str) -> None:
    """Ask every question by one strategy and print how it went."""
    correct, times = 0, []
    lines = [json.loads(line) for line in QUESTIONS.read_text().splitlines()]
    for line in lines:
        index, gold_query = line["index"], line["query"]
        mapping = services.engine.checker(index, Deadline(PATIENCE)).mapping
        gold = services.engine.search(mapping, gold_query, Deadline(PATIENCE))
        asked = services.translator.asked(index, line["question"], strategy)
        try:
            *_, done = services.translator.answer(asked, Deadline(PATIENCE))
        except (NoQuery, ModelDown) as error:
            good, said = False, str(error)
        else:
            good = right(gold_query, gold, done.data["query"], done.data["result"])
            said = json.dumps(done.data["query"])
            times.append(done.data["timings_ms"]["model"])
        correct += good
        print(f"{'right' if good else 'WRONG'} {strategy} {index}: {line['question']} {said[:150]}", flush=True)
    speed = f"p50 {statistics.median(times):.0f} ms, worst {max(times):.0f} ms" if times else "no answer"
    print(f"{strategy}: {correct} of {len(lines)} right; model {speed}", flush=True)


def main() -> None:
    """Measure the strategies named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("strategies", nargs="*")
    parser.add_argument("--data-dir", type=Path, default=Path(".data"))
    parser.add_argument("--profiles", type=Path, default=DEFAULT_FILE)
    arguments = parser.parse_args()
    with ready(arguments.data_dir, arguments.profiles, Console(stderr=True)) as services:
        profiles = tuple(
            replace(profile, first_token_seconds=PATIENCE, stall_seconds=PATIENCE)
            for profile in services.settings.profiles
        )
        patient = Services.make(replace(services.settings, profiles=profiles, search_seconds=PATIENCE))
        for strategy in arguments.strategies or patient.translator.strategies:
            judge(patient, strategy)


if __name__ == "__main__":
    main()
