"""`examples`: what the store holds, as a table or as JSONL; and JSONL into it.

python -m demo_server examples list articles
python -m demo_server examples export --out mine.jsonl
python -m demo_server examples import mine.jsonl
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from demo_server.corpora.load import LoadError
from demo_server.embedded import parts
from demo_server.embedded.launch import LaunchError
from demo_server.errors import described
from demo_server.nlq import transfer
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.kept import Kept
from demo_server.profiles import ProfileError
from demo_server.services import Services
from demo_server.terminal import data_dir_option, profiles_option, ready

PATIENCE_SECONDS = 600.0
MAX_COLUMN = 70
WORDS = {"hand": "by a person", "run": "it runs", "none": "no"}


@click.group()
def command() -> None:
    """The store of examples that models are shown."""


def _parts(function: Callable[..., Any]) -> Callable[..., Any]:
    return data_dir_option(profiles_option(function))


@command.command("list")
@click.argument("index", required=False)
@_parts
def list_(index: str | None, data_dir: Path, profiles: Path) -> None:
    """Show the examples of INDEX, or all."""
    with store(data_dir, profiles) as services:
        Console().print(table(everything(services, index)))


@command.command("export")
@click.argument("index", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file.  [default: stdout]")
@_parts
def export(index: str | None, out: Path | None, data_dir: Path, profiles: Path) -> None:
    """Write the examples of INDEX, or all, as JSONL."""
    with store(data_dir, profiles) as services:
        text = transfer.written(everything(services, index))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_parts
def import_(file: Path, data_dir: Path, profiles: Path) -> None:
    """Take the examples of FILE (JSONL) in; each is held against its mapping and run."""
    console = Console(stderr=True, highlight=False)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}") from error
    with store(data_dir, profiles) as services, Progress(console=console, transient=True) as progress:
        task = progress.add_task("  importing", total=len(lines))
        report = transfer.bring_in(
            lines,
            services.store,
            services.engine,
            Deadline(PATIENCE_SECONDS),
            lambda number: progress.update(task, completed=number),
        )
    for words in report.words:
        console.print(f"  {words}", markup=False)
    click.echo(", ".join(f"{count} {what}" for what, count in report.counts.items()) or "nothing to import")
    if report.counts["refused"]:
        sys.exit(1)


@contextmanager
def store(data_dir: Path, profiles: Path, needed: tuple[str, ...] = (parts.ENGINE,)) -> Iterator[Services]:
    """The parts, with every failure as words on stderr and exit code 1."""
    console = Console(stderr=True, highlight=False)
    try:
        with ready(data_dir, profiles, console, needed) as services:
            yield services
    except (LaunchError, LoadError, ProfileError) as error:
        console.print(f"  {error}", style="red", markup=False)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - an edge: words and an exit code
        problem = described(error)
        console.print(f"  {problem.message} {problem.hint or ''}", style="red", markup=False)
        sys.exit(1)


def everything(services: Services, index: str | None) -> list[Kept]:
    """Every example, held against its mapping as that is now."""
    deadline = Deadline(PATIENCE_SECONDS)
    services.store.reconcile_all(deadline)
    return services.store.all(index, deadline)


def table(listed: list[Kept]) -> Table:
    """The examples, a line each.

    >>> from demo_server.nlq.examples import Example
    >>> table([Kept(Example("who?", {}, "notes"), "presenter", problem="no field 'x'")]).row_count
    1
    """
    shown = Table(box=None, pad_edge=False)
    for heading in ("index", "question", "made by", "when", "verified", "used"):
        shown.add_column(heading)
    for kept in listed:
        used = "yes" if kept.usable else kept.problem or "waits for approval"
        cells = (kept.example.index, kept.example.question, kept.made_by, kept.made_at[:10])
        shown.add_row(*(escape(_short(cell)) for cell in cells), WORDS[kept.verified], escape(_short(used)))
    return shown


def _short(text: str) -> str:
    return text if len(text) <= MAX_COLUMN else text[: MAX_COLUMN - 1] + "…"
