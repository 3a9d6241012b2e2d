"""`evaluate`: ask the evaluation sets of strategies and models, judge every answer on the engine, write a report.

Progress goes to stderr, the figures to stdout. Stopped, it goes on where it was when it is called again.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from demo_server.corpora.documents import MissingDataError
from demo_server.corpora.load import LoadError
from demo_server.embedded.launch import ADAPTER, LaunchError, Options
from demo_server.embedded.progress import Stopped
from demo_server.evaluation import report, sets
from demo_server.evaluation.asking import Down
from demo_server.evaluation.bench import Bench, set_up
from demo_server.evaluation.execution import EngineRefusedGold
from demo_server.evaluation.fitting import fit
from demo_server.evaluation.measure import measure
from demo_server.evaluation.report import Judged
from demo_server.evaluation.runs import Run, RunError, Subject
from demo_server.nlq import confidence
from demo_server.nlq.engine import EngineDown
from demo_server.nlq.examples import TUNED
from demo_server.nlq.pipeline import STEPS
from demo_server.profiles import DEFAULT_FILE, ProfileError

REPORTS = Path(__file__).parents[1] / "evaluation" / "reports"
RUNS = "evaluation"
"""Below the data folder."""


@click.command()
@click.option("--strategy", "strategies", multiple=True, help="One to measure, again for more.  [default: all]")
@click.option("--profile", "profiles", multiple=True, help="A model, again for more.  [default: the first profile]")
@click.option("--split", type=click.Choice(sets.SPLITS), default="dev", show_default=True, help="Which half.")
@click.option(
    "--index", "indexes", multiple=True, type=click.Choice(sets.INDEXES), help="Only this one, again for more."
)
@click.option("--limit", type=click.IntRange(1), help="Ask only so many, spread over all.")
@click.option("--url", help="Ask this running server instead of starting the parts here.")
@click.option("--fresh", is_flag=True, help="Ask again what was answered before.")
@click.option("--out", type=click.Path(path_type=Path), help="The report.  [default: evaluation/reports/<split>.json]")
@click.option(
    "--data-dir", default=Path(".data"), show_default=True, type=click.Path(path_type=Path), help="Data, runs."
)
@click.option("--profiles-file", default=DEFAULT_FILE, type=click.Path(path_type=Path), help="Language models, TOML.")
@click.option("--adapter", default=ADAPTER, type=click.Path(path_type=Path), help="A LoRA adapter (GGUF) to measure.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(STEPS),
    help="Leave out a step, to see what it is worth; again for more.",
)
@click.option("--fit-confidence", is_flag=True, help="Weigh the signs of being right anew; only on the dev half.")
def command(
    strategies: tuple[str, ...],
    profiles: tuple[str, ...],
    split: sets.Split,
    indexes: tuple[str, ...],
    limit: int | None,
    url: str | None,
    fresh: bool,
    out: Path | None,
    data_dir: Path,
    profiles_file: Path,
    adapter: Path,
    without: tuple[str, ...],
    *,
    fit_confidence: bool,
) -> None:
    """Measure how often the answers are right.

    The `dev` half is there to work with; the `test` half is for the report, and is looked at for nothing else. Answers
    are kept below the data folder as they come: call it again to go on after an interruption. Queries are compared on
    the engine of this machine (or of ELASTICSEARCH_URL), also when --url names the server that is asked.
    """
    console = Console(stderr=True, highlight=False)
    if fit_confidence and (split != "dev" or limit or indexes or without):
        raise click.UsageError("--fit-confidence wants the whole dev half and every step")
    options = Options(data_dir, profiles_file=profiles_file, adapter=adapter)
    try:
        with set_up(options, url, console, without) as bench:
            asked = chosen(sets.load(indexes or bench.indexes, split), bench.indexes, limit)
            results = [
                (subject, _measured(bench, Run(data_dir / RUNS, subject, fresh=fresh), asked, console))
                for subject in bench.subjects(strategies, profiles)
            ]
    except (KeyboardInterrupt, Stopped):
        console.print("\n  stopped; what was answered is kept, and the same command goes on")
        sys.exit(130)
    except (Down, EngineDown) as error:
        console.print(f"  {error}; what was answered is kept, and the same command goes on", style="red")
        sys.exit(1)
    except (
        LaunchError,
        LoadError,
        MissingDataError,
        ProfileError,
        RunError,
        sets.SetError,
        EngineRefusedGold,
    ) as error:
        console.print(f"  {error}", style="red")
        sys.exit(1)
    if fit_confidence:
        weigh(results, _command(strategies, profiles, split, indexes, limit, url), console)
    whole: dict[str, Any] = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": _command(strategies, profiles, split, indexes, limit, url, without),
        "commit": _commit(),
        "machine": _machine(),
        "split": split,
        "questions": report.questions(asked),
        "runs": [report.of_run(subject, judged) for subject, judged in results],
    }
    path = out or REPORTS / f"{split}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    Console().print(table(whole["runs"]))
    console.print(f"  written to {path}")


def weigh(results: Sequence[tuple[Subject, Sequence[Judged]]], told: str, console: Console) -> None:
    """Fit the confidence of each fine-tuned strategy on these answers, and write it where the server reads it."""
    known = json.loads(confidence.FILE.read_text(encoding="utf-8")) if confidence.FILE.exists() else {}
    for subject, judged in results:
        rows = [(one.answer.signs, one.right) for one in judged if one.answer.query and one.answer.signs]
        if not subject.strategy.startswith(TUNED):
            continue
        try:
            weights = fit(rows)
        except ValueError as error:
            console.print(f"  {subject.name}: {error}", style="yellow")
            continue
        made = {"command": f"{told} --fit-confidence", "adapters": subject.adapters, "answers": len(rows)}
        known[subject.strategy] = {**made, "weights": weights}
    confidence.FILE.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def chosen(asked: Sequence[sets.Question], indexes: Sequence[str], limit: int | None) -> list[sets.Question]:
    """The questions of these indexes, at most `limit`, spread evenly.

    >>> [one.id for one in chosen(sets.load(("articles",)), ("articles",), 2)]
    ['articles-001', 'articles-049']
    """
    found = [one for one in asked if one.index in indexes]
    if limit is None or limit >= len(found):
        return found
    return [found[len(found) * at // limit] for at in range(limit)]


def _measured(bench: Bench, run: Run, asked: Sequence[sets.Question], console: Console) -> list[Judged]:
    columns = (
        TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[so_far]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console) as bar:
        name = f"{run.subject.strategy}, {run.subject.profile}"
        task = bar.add_task(name, total=len(asked), so_far="")
        right = done = 0

        def show(judged: Judged) -> None:
            nonlocal right, done
            right, done = right + judged.right, done + 1
            bar.update(task, completed=done, so_far=f"{right / done:.0%} right")

        return measure(bench.asker, run, asked, bench.judge, bench.checkers, show)


def table(runs: Sequence[dict[str, Any]]) -> Table:
    """The figures of all runs, one line each."""
    shown = Table(box=None, pad_edge=False)
    for heading in ("strategy", "known", "unseen", "exact", "refused", "wrong", "valid", "p50", "p95"):
        shown.add_column(heading, justify="left" if heading == "strategy" else "right", no_wrap=True)
    for run in runs:
        whole, seconds = run["all"], run["seconds"]
        shown.add_row(
            run["strategy"] if len({one["profile"] for one in runs}) == 1 else f"{run['strategy']} {run['profile']}",
            _spanned(run["known"]["accuracy"]), _spanned(run["unseen"]["accuracy"]), _percent(whole["exact"]),
            _percent(whole["refused"]), _percent(whole["wrong_queries"]), _percent(whole["valid_at_once"]),
            f"{seconds['p50']:.2f} s", f"{seconds['p95']:.2f} s",
        )  # fmt: skip
    return shown


def _percent(share: dict[str, Any]) -> str:
    return "–" if share["share"] is None else f"{share['share']:.0%}"


def _spanned(share: dict[str, Any]) -> str:
    if share["interval"] is None:
        return "–"
    low, high = (round(100 * end) for end in share["interval"])
    return f"{_percent(share)} {low}–{high}"


def _command(
    strategies: Sequence[str],
    profiles: Sequence[str],
    split: str,
    indexes: Sequence[str],
    limit: int | None,
    url: str | None,
    without: Sequence[str] = (),
) -> str:
    """The command that makes this report again."""
    words = ["python -m demo_server evaluate"]
    words += [f"--strategy {name}" for name in strategies]
    words += [f"--profile {name}" for name in profiles]
    words += [f"--split {split}", *(f"--index {name}" for name in indexes)]
    words += [f"--limit {limit}"] if limit else []
    words += [f"--url {url}"] if url else []
    words += [f"--without {step}" for step in without]
    return " ".join(words)


def _commit() -> str | None:
    """The checkout's commit, with a plus sign where files differ from it; None outside of a checkout."""
    root = Path(__file__).parents[2]
    try:
        commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=root, capture_output=True, text=True)
        changed = subprocess.run(
            ["git", "status", "--porcelain", "demo_server"], cwd=root, capture_output=True, text=True
        )
    except OSError:
        return None
    return commit.stdout.strip() + ("+" if changed.stdout.strip() else "") if commit.returncode == 0 else None


def _machine() -> dict[str, Any]:
    """What the times were measured on. `load`: processes that wanted a core in the last 15 minutes, on average."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        name = lines[0] if lines else name
    return {
        "processor": name,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[2], 1),
        "system": platform.system(),
    }
