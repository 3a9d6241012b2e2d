"""`ask`: one question from a terminal; the query, what it says in plain English, and a table of what was found."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from demo_server.corpora.load import LoadError
from demo_server.embedded.launch import LaunchError
from demo_server.errors import described
from demo_server.profiles import ProfileError
from demo_server.terminal import data_dir_option, profiles_option, ready

MAX_COLUMN = 60


@click.command()
@click.argument("index")
@click.argument("question")
@click.option("--strategy", default=None, help="How examples are chosen, such as zero-shot, few-shot or rag.")
@click.option("--profile", default=None, help="The model to ask, by its name in the profiles' file.")
@click.option("--dry-run", is_flag=True, help="Only write the query, do not run it.")
@data_dir_option
@profiles_option
def command(
    index: str,
    question: str,
    strategy: str | None,
    profile: str | None,
    dry_run: bool,
    data_dir: Path,
    profiles: Path,
) -> None:
    """Ask INDEX a QUESTION in plain English."""
    errors, out = Console(stderr=True, highlight=False), Console(highlight=False)
    try:
        with ready(data_dir, profiles, errors) as services:
            asked = services.translator.asked(index, question, strategy, profile, execute=not dry_run)
            *_, last = services.translator.answer(asked, services.deadline())
            reasons = None
            if last.data["query"] and last.data["result"] and last.data["result"]["total"] == 0:
                reasons = services.translator.why(index, last.data["query"], services.deadline())
    except (LaunchError, LoadError, ProfileError) as error:
        errors.print(f"  {error}", style="red", markup=False)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - an edge: words and an exit code
        problem = described(error)
        errors.print(f"  {problem.message} {problem.hint or ''}", style="red", markup=False)
        sys.exit(1)
    if last.data["query"] is None:
        out.print(last.data["refusal"], style="bold", markup=False)
        return
    out.print(json.dumps(last.data["query"], indent=2, ensure_ascii=False), markup=False)
    out.print(f"\n{last.data['english']}\n", style="bold", markup=False)
    if last.data["result"] is not None:
        found = tables(last.data["result"])
        for table in found:
            out.print(table)
        if not found:
            out.print(f"{last.data['result']['total']} documents match")
    if reasons is not None:
        out.print(f"\n{reasons['english']}\n", markup=False)
        out.print(counted(reasons["conditions"]))


def counted(conditions: list[dict[str, Any]]) -> Table:
    """What each condition of a query that finds nothing leaves."""
    table = Table(title="Documents by condition")
    table.add_column("condition")
    for column in ("by itself", "all others, without it"):
        table.add_column(column, justify="right")
    for one in conditions:
        table.add_row(_escaped(one["english"]), str(one["alone"]), str(one["without"]))
    return table


def tables(result: dict[str, Any]) -> list[Table]:
    """The aggregations of a result, a table each, then its hits.

    >>> [table.title for table in tables({"total": 3, "hits": [], "aggregations": {"n": {"value": 2.5}}})]
    ['n']
    """
    made = [table for name, found in result["aggregations"].items() for table in _aggregations(name, found)]
    if result["hits"]:
        made.append(_hits(result))
    return made


def _aggregations(name: str, found: dict[str, Any]) -> list[Table]:
    """One table, or those of what was asked of nested objects."""
    inside = {below: inner for below, inner in found.items() if isinstance(inner, dict)}
    if "buckets" in found or not inside:
        return [_aggregation(name, found)]
    return [_aggregation(below, inner) for below, inner in inside.items()]


def _aggregation(name: str, found: dict[str, Any]) -> Table:
    table = Table(title=name)
    if "buckets" not in found:
        table.add_column("value", justify="right")
        table.add_row(_shown(found.get("value_as_string", found.get("value"))))
        return table
    below = sorted({key for bucket in found["buckets"] for key, inner in bucket.items() if isinstance(inner, dict)})
    table.add_column("key")
    for column in ("documents", *below):
        table.add_column(column, justify="right")
    for bucket in found["buckets"]:
        inner = [_shown(bucket.get(key, {}).get("value", "…")) for key in below]
        table.add_row(_shown(bucket.get("key_as_string", bucket["key"])), str(bucket["doc_count"]), *inner)
    return table


def _hits(result: dict[str, Any]) -> Table:
    table = Table(title=f"{len(result['hits'])} of {result['total']} documents")
    columns = list(dict.fromkeys(key for hit in result["hits"] for key in hit["_source"]))
    for column in columns:
        table.add_column(column)
    for hit in result["hits"]:
        table.add_row(*(_shown(hit["_source"].get(column, "")) for column in columns))
    return table


def _shown(value: Any) -> str:
    """A value in a cell, cut where it is long."""
    text = _escaped(_plain(value))
    return text if len(text) <= MAX_COLUMN else text[: MAX_COLUMN - 1] + "…"


def _plain(value: Any) -> str:
    """A value in words.

    >>> _plain([{"sku": "a", "pieces": 2}, {"sku": "b"}])
    'sku a, pieces 2; sku b'
    """
    if isinstance(value, list):
        return ("; " if any(isinstance(one, dict) for one in value) else ", ").join(map(_plain, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(one)}" for key, one in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
