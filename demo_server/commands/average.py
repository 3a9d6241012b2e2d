"""`average`: one adapter out of several, their mean."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from demo_server.embedded.adapter import AdapterError, check, digest
from demo_server.embedded.launch import ADAPTER, GGUF
from demo_server.finetune.average import average
from demo_server.finetune.card import RUNS, write_beside
from provision import FetchError, fetch

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("adapters", nargs=-1, required=True, type=_FILE)
@click.option("--out", default=ADAPTER, show_default=True, type=click.Path(path_type=Path), help="The adapter.")
def command(adapters: tuple[Path, ...], out: Path) -> None:
    """Write the mean of ADAPTERS, the ends of runs that each went on from the one before, and its card.

    The records of the runs are read from beside the last one.
    """
    console = Console(stderr=True, highlight=False)
    try:
        base = fetch(GGUF)
        for adapter in adapters:
            check(adapter, base)
        runs = _runs(adapters[-1].with_name(RUNS))
        runs[-1]["averaged"] = [digest(adapter) for adapter in adapters]
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(average(adapters))
        write_beside(out, runs, None)
    except (AdapterError, FetchError, OSError, ValueError) as error:
        console.print(f"  {error}", style="red", markup=False)
        sys.exit(1)
    console.print(f"  {out} ({out.stat().st_size / 1e6:.1f} MB), the mean of {len(adapters)}, and its card are written")


def _runs(path: Path) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    if not runs:
        raise AdapterError(f"{path} tells of no run")
    return runs
