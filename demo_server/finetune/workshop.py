"""The folder of a training run: what was run, where it stands, and what came of it."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo_server.finetune.card import RUNS, write_beside
from demo_server.finetune.train import Progress, Recipe

ROOT = Path(__file__).parents[2]


class Workshop:
    """Paths of one run and the record of how it began."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = folder / "run.json"
        self.checkpoint = folder / "checkpoint.pt"
        self.adapter = folder / "adapter.gguf"
        self.report = folder / "dev.json"

    def note(self, progress: Progress) -> None:
        """Add where the run stands to its record: the last loss and speed are what the card tells."""
        if progress.step % 100 == 0 or progress.step == progress.steps:
            record = json.loads(self.record.read_text(encoding="utf-8"))
            record["reached"] = asdict(progress)
            _write(self.record, record)

    def write_card(self, adapter: Path) -> None:
        """The model card beside an adapter, from the records of its runs and, where it was measured, the report."""
        record = json.loads(self.record.read_text(encoding="utf-8"))
        runs = [*record.pop("earlier"), record]
        report = json.loads(self.report.read_text(encoding="utf-8")) if self.report.exists() else None
        write_beside(adapter, runs, report)

    def begin(self, recipe: Recipe, start: Path | None = None, more: int = 0) -> dict[str, Any]:
        """Write down what is run, from which adapter on, with how many examples from elsewhere.

        A run that is continued keeps its record. The runs that made `start` are read from beside it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.record.exists():
            import torch

            started = {
                "commit": _git("rev-parse", "HEAD"),
                "changed": _git("status", "--porcelain", "--", "demo_server/finetune", "demo_server/nlq/links.py"),
                "started": datetime.now(UTC).isoformat(timespec="seconds"),
                "recipe": asdict(recipe),
                "more": more,
                "earlier": json.loads(start.with_name(RUNS).read_text(encoding="utf-8")) if start else [],
                "torch": torch.__version__,
                "processor": f"{platform.machine()}, {torch.get_num_threads()} threads",
            }
            _write(self.record, started)
        record: dict[str, Any] = json.loads(self.record.read_text(encoding="utf-8"))
        return record


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def _git(*arguments: str) -> str:
    """What git says of this checkout, or "unknown" outside of one."""
    try:
        ran = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return ran.stdout.strip()
