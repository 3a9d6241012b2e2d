"""`record`: put the sample questions to the real model and the real engine, and keep every step with its time.

A site without a server plays these runs back, so nothing in them is made up: whatever the model answered is kept,
also where it is wrong or was rejected.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from demo_server.corpora.load import LoadError
from demo_server.embedded.launch import LaunchError
from demo_server.errors import described
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.limits import cut
from demo_server.nlq.pipeline import NoQuery
from demo_server.profiles import ProfileError
from demo_server.routes.indexes import introduction
from demo_server.services import Services
from demo_server.terminal import data_dir_option, profiles_option, ready

HIT_CHARS = 300
"""Of each text in a hit; the file is part of the site."""
SHOWN = ("zero-shot", "few-shot", "rag", "finetuned")
"""The strategies that the slides compare."""
PATIENCE_SECONDS = 300.0
"""For one question: nobody waits for a recording, and a busy machine must not spoil it."""


@click.command()
@click.argument("indexes", nargs=-1)
@click.option("--out", default=Path("site/recorded"), show_default=True, type=click.Path(path_type=Path))
@click.option("--strategy", "strategies", multiple=True, help="One, again for more.  [default: those of the slides]")
@click.option("--profile", default=None, help="The model to ask, by its name in the profiles' file.")
@data_dir_option
@profiles_option
def command(
    indexes: tuple[str, ...],
    out: Path,
    strategies: tuple[str, ...],
    profile: str | None,
    data_dir: Path,
    profiles: Path,
) -> None:
    """Record the sample questions of INDEXES (all, if none is named), one file each."""
    errors = Console(stderr=True, highlight=False)
    try:
        with ready(data_dir, profiles, errors) as services, Progress(console=errors, transient=True) as progress:
            for index in indexes or services.settings.indexes:
                samples = introduction(index)["samples"]
                chosen = strategies or SHOWN
                wanted = [(question, strategy) for question in samples for strategy in chosen]
                runs = []
                for question, strategy in progress.track(wanted, description=f"  {index}"):
                    runs.append(run(services, index, question, strategy, profile))
                path = out / f"{index}.json"
                write(path, services, profile, runs)
                errors.print(f"  {path}: {len(runs)} runs")
    except (LaunchError, LoadError, ProfileError) as error:
        errors.print(f"  {error}", style="red", markup=False)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - an edge: words and an exit code
        problem = described(error)
        errors.print(f"  {problem.message} {problem.hint or ''}", style="red", markup=False)
        sys.exit(1)


def run(services: Services, index: str, question: str, strategy: str, profile: str | None) -> dict[str, Any]:
    """One question's whole way: the response, and its events `{stage, at_ms, data}`.

    A question to which the model wrote no query that may run is recorded with the error that a reader would see.
    """
    asked = services.translator.asked(index, question, strategy, profile)
    events: list[dict[str, Any]] = []
    whole: dict[str, Any] = {"index": index, "question": question, "strategy": strategy, "profile": asked.profile.name}
    begun = time.perf_counter()

    def keep(stage: str, data: dict[str, Any]) -> None:
        events.append({"stage": stage, "at_ms": round((time.perf_counter() - begun) * 1000, 1), "data": data})

    try:
        for event in services.translator.answer(asked, Deadline(PATIENCE_SECONDS)):
            if event.stage == "done":
                whole = {**event.data, "result": _short(event.data["result"])}
                keep("done", {"query": whole["query"]})
            else:
                keep(event.stage, _kept(event.stage, event.data))
    except NoQuery as error:
        attempts = [attempt.public() for attempt in error.attempts]
        whole |= {"query": None, "attempts": attempts, "result": None, "model": asked.profile.model}
        keep("error", described(error).body())
    return {**whole, "events": events}


def _kept(stage: str, data: dict[str, Any]) -> dict[str, Any]:
    if stage == "prompt":  # the schema is long and the same for every question of an index
        return {"messages": data["messages"]}
    return _short(data) if stage == "result" else data


def _short(result: dict[str, Any]) -> dict[str, Any]:
    return {**result, "hits": [{**hit, "_source": cut(hit["_source"], HIT_CHARS)} for hit in result["hits"]]}


def write(path: Path, services: Services, profile: str | None, runs: list[dict[str, Any]]) -> None:
    """One index's file, complete or not at all."""
    name = profile or services.models.default or ""
    recorded = {
        "recorded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": services.models.profiles[name].model,
        "command": "python -m demo_server record",
        "runs": runs,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(json.dumps(recorded, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    half.replace(path)
