"""The model card tells of every run that made the adapter."""

from __future__ import annotations

import json
from pathlib import Path

from demo_server.embedded.adapter import digest
from demo_server.embedded.launch import ADAPTER
from demo_server.finetune.card import card

RUN = {
    "commit": "0123456789abcdef",
    "changed": "",
    "started": "2026-01-01T10:00:00+00:00",
    "recipe": {"steps": 7, "rows": 2, "rank": 16, "alpha": 32.0, "rate": 8e-4, "warm_steps": 1, "seed": 2},
    "more": 0,
    "torch": "2",
    "processor": "a processor",
    "reached": {"loss": 0.5, "tokens_per_second": 1234.5},
}


def test_a_card_of_two_runs(tmp_path: Path) -> None:
    adapter = tmp_path / "questions.gguf"
    adapter.write_bytes(b"matrices")
    second = {**RUN, "recipe": {**RUN["recipe"], "seed": 3, "begins_as": "ab" * 32}, "reached": None}  # type: ignore[dict-item]
    lines = card([RUN, second], None, adapter).splitlines()
    assert "| | run 1 | run 2 | " in lines
    assert "| seed | 2 | 3 | " in lines
    assert "| begins as | nothing | abababababab | " in lines
    assert "| tokens a second | 1,234 | – | " in lines
    assert "Not measured." in lines


def test_the_shipped_card_is_that_of_the_shipped_adapter() -> None:
    runs = json.loads(ADAPTER.with_name("runs.json").read_text(encoding="utf-8"))
    written = ADAPTER.with_name("README.md").read_text(encoding="utf-8")
    assert digest(ADAPTER) in written
    assert all(run["started"] in written for run in runs)
