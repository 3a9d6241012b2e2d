"""The model card: what the adapter is, how it was made, what it can do, from the run's own record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jinja2

from demo_server.embedded.adapter import digest
from demo_server.finetune.fields import archetypes, table

RUNS = "runs.json"
"""Beside an adapter: the records of the runs that made it, first to last."""


def card(runs: list[dict[str, Any]], report: dict[str, Any] | None, adapter: Path) -> str:
    """The card as Markdown. `runs`: see workshop; `report`: of `evaluate`, None if it was not measured."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701
    return environment.get_template("card.md.j2").render(
        runs=runs,
        report=report,
        adapter=adapter,
        sha256=digest(adapter),
        fields=sum(map(len, archetypes().values())),
        phrasings=sum(len(ways.strip().splitlines()) for ways in table("phrasings").values()),
        share=_share,
    )


def write_beside(adapter: Path, runs: list[dict[str, Any]], report: dict[str, Any] | None) -> None:
    """Put the records of its runs and its card beside an adapter."""
    adapter.with_name(RUNS).write_text(json.dumps(runs, indent=2) + "\n", encoding="utf-8")
    adapter.with_name("README.md").write_text(card(runs, report, adapter), encoding="utf-8")


def _share(share: dict[str, Any]) -> str:
    """`82 % (71–90, n = 62)`."""
    if share["share"] is None:
        return "–"
    low, high = (round(100 * end) for end in share["interval"])
    return f"{100 * share['share']:.0f} % ({low}–{high}, n = {share['n']})"
