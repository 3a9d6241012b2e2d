"""Figures of what was measured: drawn from the reports that `python -m demo_server evaluate` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from slides.draw.canvas import Figure

REPORT = Path(__file__).parents[2] / "demo_server" / "evaluation" / "reports" / "test.json"
STRATEGIES = {
    "zero-shot": "no help",
    "few-shot": "1  fixed examples",
    "rag": "2  examples that fit",
    "finetuned": "3  fine-tuned",
    "finetuned+rag": "2 + 3",
}
"""In the talk's order, as the figure calls them."""
LEFT, SCALE, ROW = 206.0, 3.1, 84.0


def runs(report: Path = REPORT) -> dict[str, dict[str, Any]]:
    """What the report says of each strategy with the embedded model, by strategy."""
    whole = json.loads(report.read_text(encoding="utf-8"))
    return {run["strategy"]: run for run in whole["runs"] if run["profile"] == "embedded"}


def ideas_measured() -> Figure:
    """How many questions each idea gets right: the talk's indexes above, unseen ones below, with 95 % intervals."""
    found = {strategy: run for strategy, run in runs().items() if strategy in STRATEGIES}
    figure = Figure("ideas-measured", LEFT + 100 * SCALE + 70, 74 + ROW * len(found))
    floor = 44 + ROW * len(found)
    for percent in (0, 25, 50, 75, 100):
        x = LEFT + percent * SCALE
        figure.line((x, 30), (x, floor), tone="line", width=2)
        figure.text(x, floor + 18, f"{percent} %" if percent else "0", size=18, tone="soft")
    for row, (strategy, words) in enumerate((key, name) for key, name in STRATEGIES.items() if key in found):
        y = 44 + ROW * row
        figure.text(0, y + 26, words, size=20, anchor="start", bold=strategy.startswith("finetuned"))
        _bar(figure, y, found[strategy]["known"]["accuracy"], "accent")
        _bar(figure, y + 30, found[strategy]["unseen"]["accuracy"], "warm")
    figure.text(LEFT - 30, 14, "the talk’s indexes", size=17, tone="accent", anchor="start", bold=True)
    figure.text(LEFT + 155, 14, "indexes it never met", size=17, tone="warm", anchor="start", bold=True)
    return figure


def _bar(figure: Figure, y: float, share: dict[str, Any], tone: str) -> None:
    """A share of the questions, 22 pixels high, with its interval as a line and its value as a number."""
    low, high = (100 * end for end in share["interval"])
    value = 100 * share["share"]
    if value:
        figure.rect(LEFT, y, value * SCALE, 22, fill=tone, radius=3)
    figure.line((LEFT + low * SCALE, y + 11), (LEFT + high * SCALE, y + 11), tone="ink", width=2)
    for end in (low, high):
        figure.line((LEFT + end * SCALE, y + 6), (LEFT + end * SCALE, y + 16), tone="ink", width=2)
    figure.text(LEFT + max(high, value) * SCALE + 8, y + 11, f"{value:.0f} %", size=18, anchor="start", bold=True)


FIGURES = (ideas_measured,)
