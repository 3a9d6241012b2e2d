"""The folder of a training run: what was run, where it stands, and what came of it."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo_server.finetune.train import Recipe

ROOT = Path(__file__).parents[2]


class Workshop:
    """Paths of one run and the record of how it began."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = folder / "run.json"
        self.checkpoint = folder / "checkpoint.pt"
        self.adapter = folder / "adapter.gguf"
        self.card = folder / "model-card.md"

    def begin(self, recipe: Recipe) -> dict[str, Any]:
        """Write down what is run, unless this continues a run; return the record."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.record.exists():
            import torch

            started = {
                "commit": _git("rev-parse", "HEAD"),
                "changed": _git("status", "--porcelain", "--", "demo_server/finetune", "demo_server/nlq/links.py"),
                "started": datetime.now(UTC).isoformat(timespec="seconds"),
                "recipe": asdict(recipe),
                "torch": torch.__version__,
                "processor": f"{platform.machine()}, {torch.get_num_threads()} threads",
            }
            self.record.write_text(json.dumps(started, indent=2) + "\n", encoding="utf-8")
        record: dict[str, Any] = json.loads(self.record.read_text(encoding="utf-8"))
        return record


def _git(*arguments: str) -> str:
    """What git says of this checkout, or "unknown" outside of one."""
    try:
        ran = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return ran.stdout.strip()
