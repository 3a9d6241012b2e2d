"""Numbers on slides come from one file that says where each was measured: `{{ facts.NAME }}` → its value.

>>> facts = {"corpora": Fact("2", command="python -m pyodide_ngram bits", date="2026-11-20")}
>>> fill("We tried {{ facts.corpora }} corpora, $x^{ {a} }$.", facts)
'We tried 2 corpora, $x^{ {a} }$.'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.errors import BuildError

PLACE = re.compile(r"\{\{\s*facts\.(\w+)\s*\}\}")


@dataclass(frozen=True)
class Fact:
    """A value as it is printed, the command that gave it and the day it did."""

    value: str
    command: str = ""
    date: str = ""


def load(path: Path, functions: Mapping[str, Callable[[], str]] | None = None) -> dict[str, Fact]:
    """Read a facts file: a table a fact, with `value`, `command`, `date`, or with `function`, computed now.

    Raises BuildError for a fact with neither, or with a function that this build does not have.
    """
    if not path.is_file():
        return {}
    return {name: _fact(name, entry, functions or {}) for name, entry in _tables(tomllib.loads(path.read_text()))}


def _tables(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The tables of facts, directly at the top or under `[facts]`."""
    top = document.get("facts", document)
    return [(name, entry) for name, entry in top.items() if isinstance(entry, dict)]


def _fact(name: str, entry: dict[str, Any], functions: Mapping[str, Callable[[], str]]) -> Fact:
    if "function" in entry:
        function = functions.get(entry["function"])
        if function is None:
            known = ", ".join(sorted(functions)) or "none"
            raise BuildError("facts", f"{name} asks for function {entry['function']!r}", f"use one of: {known}")
        return Fact(function(), f"sitegen.facts: {entry['function']}")
    if "value" not in entry:
        raise BuildError("facts", f"{name} has no value", "give it value, command and date")
    return Fact(str(entry["value"]), str(entry.get("command", "")), str(entry.get("date", "")))


def fill(markdown: str, facts: Mapping[str, Fact]) -> str:
    """Put the facts' values in place; no other braces are touched, so LaTeX stays as it is.

    Raises BuildError naming a fact that the file does not have.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in facts:
            raise BuildError("facts", f"a slide asks for facts.{match[1]}", "add it to slides/facts.toml")
        return facts[match[1]].value

    return PLACE.sub(value, markdown)


def functions(slides: Path) -> dict[str, Callable[[], str]]:
    """The facts that a build computes: so far `slide_count`."""
    return {
        "slide_count": lambda: str(sum(len(_slides(path.read_text())) for path in sorted(slides.glob("[0-9]*.md"))))
    }


def _slides(markdown: str) -> list[str]:
    return [part for part in re.split(r"^---$", markdown, flags=re.MULTILINE) if part.strip()]
