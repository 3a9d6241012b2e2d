"""Everything by others that the talk runs on, pinned and with its licence: the table in docs/dependencies.md.

    python -m provision.dependencies > docs/dependencies.md

>>> [one.version for one in python_packages() if one.name == "flask"] == [locked("talk.lock")["flask"]]
True
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from provision.artifacts import listed

ROOT = Path(__file__).parents[1]
HEAD = Path(__file__).with_name("dependencies-head.md")

ELSEWHERE = {"cffi": "MIT-0", "pycparser": "BSD-3-Clause", "httpx2-jsfetch": "BSD-3-Clause"}
"""Licences of packages that the lock has for other systems alone, read in their metadata."""
PARTS = {
    "pyodide-numpy": "BSD-3-Clause",
    "smollm2-135m-instruct": "Apache-2.0",
    "shakespeare": "public domain",
    "king-james-bible": "public domain",
    "alice-and-paradise-lost": "public domain",
    "chromium": "BSD-3-Clause",
    "elasticsearch-9.2.0": "Elastic-2.0, SSPL-1.0 or AGPL-3.0; its libraries Apache-2.0, BSD and MIT",
}
LONGEST_NAME = 80
"""Characters of a licence's name; some packages have the whole text in its place."""
WORDS = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0",
}


@dataclass(frozen=True)
class Dependency:
    """A package in the one version that is used, and the name of its licence ("" if it names none)."""

    name: str
    version: str
    licence: str


def locked(lock: str) -> dict[str, str]:
    """The packages of a lock file under requirements/, with their versions; of two for two Pythons the first."""
    text = (ROOT / "requirements" / lock).read_text()
    found: dict[str, str] = {}
    for name, version in re.findall(r"^([a-z0-9_.-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(name, version)
    return found


def python_packages() -> list[Dependency]:
    """All that `make talk` installs with pip."""
    return [Dependency(name, version, _licence(name)) for name, version in locked("talk.lock").items()]


def npm_packages() -> list[Dependency]:
    """What package.json asks for, as package-lock.json pins it; what that brings with it is in the lock."""
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    entries = {name: lock[f"node_modules/{name}"] for name in wanted}
    return [Dependency(name, entry["version"], str(entry.get("license", ""))) for name, entry in entries.items()]


def page() -> str:
    """docs/dependencies.md."""
    return "\n".join(_lines()) + "\n"


def _licence(name: str) -> str:
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ELSEWHERE.get(name, "")
    short = next((text for text in (told.get_all("License-Expression") or told.get_all("License") or ())), "")
    if short and "\n" not in short and len(short) < LONGEST_NAME:
        return str(short)
    classes = [entry.rpartition(" :: ")[2] for entry in told.get_all("Classifier") or () if entry.startswith("License")]
    return ", ".join(WORDS.get(entry, entry) for entry in classes)


def _lines() -> Iterator[str]:
    yield HEAD.read_text(encoding="utf-8").rstrip()
    yield from _table("Python packages", python_packages())
    yield from _table("Node packages", npm_packages())
    parts = [Dependency(name, "the hash of each file", PARTS.get(name, "")) for name in listed()]
    yield from _table("Parts that no lock file brings", parts)


def _table(title: str, found: list[Dependency]) -> Iterator[str]:
    yield from ("", f"## {title}", "", "| | pinned by | licence |", "|---|---|---|")
    yield from (f"| {one.name} | {one.version} | {one.licence} |" for one in found)


if __name__ == "__main__":
    print(page(), end="")
