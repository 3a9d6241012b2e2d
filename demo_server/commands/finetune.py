"""`finetune`: compose the data, train the adapter, export it, measure before and after, write the model card.

Needs the extra `finetune` (`pip install '.[finetune]'`, 5.6 GB, best in an environment of its own); the talk does not.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from demo_server.embedded.adapter import AdapterError, check, digest
from demo_server.embedded.launch import ADAPTER, GGUF
from demo_server.evaluation import sets
from demo_server.finetune.more import more
from provision import FetchError, fetch

if TYPE_CHECKING:
    from demo_server.finetune.generate import Group
    from demo_server.finetune.train import Recipe
    from demo_server.finetune.workshop import Workshop

NEEDED = ("torch", "gguf", "tokenizers")
MEMORY_GB_A_ROW = 1.1
"""Measured: 8 rows of up to 700 tokens need 8.5 GB at their peak, the model's 0.3 GB among them."""
DISK_MB = 300


class NotReadyError(Exception):
    """Training cannot begin here; the message says why and what to do."""


@click.command()
@click.option("--work-dir", default=Path(".data/finetune"), show_default=True, type=click.Path(path_type=Path))
@click.option("--steps", type=click.IntRange(1), help="Batches to learn from.  [default: the recipe's 1400]")
@click.option("--rows", type=click.IntRange(1), help="Mappings in a batch, 4 to 7 questions each.  [default: 8]")
@click.option("--rate", type=click.FloatRange(0, 1, min_open=True), help="Highest learning rate.  [default: 0.0008]")
@click.option("--seed", type=int, help="Of data and first weights.  [default: 1]")
@click.option(
    "--examples",
    type=click.Path(path_type=Path, exists=True),
    help="JSONL of more examples, as `examples export` writes.",
)
@click.option(
    "--from",
    "start",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An adapter to train further; take another --seed than its own, for new data.",
)
@click.option("--out", default=ADAPTER, show_default=True, type=click.Path(path_type=Path), help="The adapter.")
@click.option("--evaluate/--no-evaluate", default=True, show_default=True, help="Measure before and after, on dev.")
def command(
    work_dir: Path,
    steps: int | None,
    rows: int | None,
    rate: float | None,
    seed: int | None,
    examples: Path | None,
    start: Path | None,
    out: Path,
    *,
    evaluate: bool,
) -> None:
    """Teach the embedded model to write queries, on questions composed over made-up indexes.

    About an hour on two cores, minutes on a GPU. Called again after an interruption, it goes on where it was.
    """
    console = Console(stderr=True, highlight=False)
    try:
        _installed()
        from demo_server.finetune.train import Recipe
        from demo_server.finetune.workshop import Workshop

        own = Recipe()
        recipe = replace(
            own,
            steps=steps or own.steps,
            rows=rows or own.rows,
            rate=rate or own.rate,
            seed=own.seed if seed is None else seed,
        )
        base = fetch(GGUF)
        if start:
            check(start, base)
            recipe = replace(recipe, begins_as=digest(start))
        workshop = Workshop(work_dir)
        _ready(work_dir, recipe, console)
        _trained(workshop, recipe, base, start, more(examples) if examples else (), console)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workshop.adapter, out)
        if evaluate:
            _measured(workshop, out, console)
        workshop.write_card(out)
    except KeyboardInterrupt:
        console.print("\n  stopped; the same command goes on from the last checkpoint")
        sys.exit(130)
    except (NotReadyError, FetchError, AdapterError, ValueError) as error:
        console.print(f"  {error}", style="red")
        sys.exit(1)
    except OSError as error:
        console.print(f"  {error.filename or work_dir}: {error.strerror}; what was saved before is kept", style="red")
        sys.exit(1)
    console.print(f"  {out} ({out.stat().st_size / 1e6:.1f} MB) and its card are written")


def _installed() -> None:
    for name in NEEDED:
        if find_spec(name) is None:
            raise NotReadyError(f"{name} is not installed here; run: pip install '.[finetune]'")


def _ready(folder: Path, recipe: Recipe, console: Console) -> None:
    """Say what this will take. Raises NotReadyError where memory or disk do not suffice."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    if (free := shutil.disk_usage(folder).free / 1e6) < DISK_MB:
        raise NotReadyError(f"{folder} has {free:.0f} MB left; checkpoints need {DISK_MB}")
    if torch.cuda.is_available():
        console.print(f"  training on {torch.cuda.get_device_name()}")
        return
    console.print(f"  no GPU: training on {torch.get_num_threads()} threads of the processor")
    need, have = recipe.rows * MEMORY_GB_A_ROW, _available_gb()
    if have is not None and have < need:
        raise NotReadyError(f"{have:.1f} GB of memory are free and {need:.1f} are needed; try --rows {int(have)}")


def _available_gb() -> float | None:
    """Memory that can be had without swapping; None where the system does not say."""
    meminfo = Path("/proc/meminfo")
    if not meminfo.exists():
        return None
    lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
    return int(lines["MemAvailable"].split()[0]) / 1e6


def _trained(
    workshop: Workshop,
    recipe: Recipe,
    base: Path,
    start: Path | None,
    examples: tuple[Group, ...],
    console: Console,
) -> None:
    """Train to the end of the recipe, from `start` on or from nothing, and export."""
    import torch

    from demo_server.finetune.export import read_adapter, write_adapter
    from demo_server.finetune.known import known_worlds
    from demo_server.finetune.network import Network, quicker
    from demo_server.finetune.tokens import tokenizer
    from demo_server.finetune.train import Progress as Standing
    from demo_server.finetune.train import train

    workshop.begin(recipe, start, len(examples))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    dtype = quicker(device)
    if dtype == torch.float32:
        console.print("  this processor has no instructions for bfloat16: float32 takes several times as long")
    network = Network(base, rank=recipe.rank, alpha=recipe.alpha, seed=recipe.seed, dtype=dtype).to(device)
    if start:
        read_adapter(network, start, alpha=recipe.alpha)
    columns = (
        TextColumn("  learning"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[told]}"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=recipe.steps, told="")

        def watch(now: Standing) -> None:
            told = f"loss {now.loss:.3f}, {now.tokens_per_second:,.0f} tokens/s"
            bar.update(task, completed=now.step, told=told)
            workshop.note(now)

        train(network, tokenizer(base), recipe, known_worlds(), workshop.checkpoint, watch, more=examples)
    write_adapter(
        network,
        workshop.adapter,
        alpha=recipe.alpha,
        base=base,
        description="Questions to Elasticsearch queries; see the model card beside this file",
    )


def _measured(workshop: Workshop, adapter: Path, console: Console) -> None:
    """`evaluate` on the dev half, in a process of its own: untuned, then tuned."""
    console.print("  measuring, untuned and tuned")
    words = [sys.executable, "-m", "demo_server", "evaluate", "--split", sets.SPLITS[0], "--adapter", str(adapter)]
    words += ["--strategy", "zero-shot", "--strategy", "few-shot", "--strategy", "finetuned"]
    words += ["--data-dir", str(workshop.folder / "evaluation"), "--out", str(workshop.report)]
    ran = subprocess.run(words, check=False)
    if ran.returncode:
        raise NotReadyError("the adapter is written; measuring it failed, see above")
