"""The talk as one text: slides become paragraphs under headings, with a table of contents and something to search.

>>> from sitegen.slides import Slide
>>> slide = Slide(1, "Hi", "01-start", (), "", "<h2 id='hi'>Hi</h2><p data-marpit-fragment='1'>You</p>", (), 1.0)
>>> chapter = chapters([slide], {"01-start": "The start"})[0]
>>> chapter.title, chapter.slides[0].anchor, chapter.slides[0].html
('The start', 'hi', '<p>You</p>')
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sitegen.slides import DEMOS, HEADING, Slide, plain_text
from sitegen.templates import slug

NOT_SEARCHED = re.compile(rf'<p class="sources">.*?</p>|<({"|".join(DEMOS)})\b.*?</\1>', re.DOTALL)


@dataclass(frozen=True)
class Passage:
    """A slide as text: where it is on the page (`anchor`), in the deck (`index`), and its HTML without its title."""

    anchor: str
    index: int
    title: str
    title_html: str
    html: str
    text: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """The slides of one file. `anchor` is its place on the page."""

    anchor: str
    title: str
    slides: tuple[Passage, ...]


def section_titles(path: Path) -> dict[str, str]:
    """Titles of the slides' files, from `slides/sections.toml`; a file without one is called after its own name."""
    return dict(tomllib.loads(path.read_text())) if path.is_file() else {}


def section_title(name: str, titles: Mapping[str, str]) -> str:
    """What a slides file is called.

    >>> section_title("03-learning", {}), section_title("03-learning", {"03-learning": "Learning from data"})
    ('Learning', 'Learning from data')
    """
    return titles.get(name) or re.sub(r"^\d+-", "", name).replace("-", " ").capitalize()


def chapters(slides: Iterable[Slide], titles: Mapping[str, str]) -> list[Chapter]:
    """Group slides by the file they came from, in the deck's order."""
    taken: set[str] = set()
    made = []
    for name, members in groupby(slides, key=lambda slide: slide.section):
        title = section_title(name, titles)
        anchor = _unused("part-" + slug(title), taken)
        made.append(Chapter(anchor, title, tuple(passage(slide, taken) for slide in members)))
    return made


def passage(slide: Slide, taken: set[str]) -> Passage:
    """One slide as text; `taken` are the anchors used so far."""
    heading = HEADING.search(slide.body)
    body = slide.body.replace(heading[0], "", 1) if heading else slide.body
    body = re.sub(r"\s(?:data-marpit-[\w-]+|data-[a-z]+-split)=(?:\"[^\"]*\"|'[^']*')", "", body)
    body = re.sub(r"<h([1-4])\b[^>]*>(.*?)</h\1>", r"<h4>\2</h4>", body, flags=re.DOTALL)
    body = re.sub(r"<header\b.*?</header>", "", body, flags=re.DOTALL)
    body = re.sub(r"<footer\b[^>]*>(.*?)</footer>", r'<p class="sources">\1</p>', body, flags=re.DOTALL)
    return Passage(
        anchor=_unused(slug(slide.title), taken),
        index=slide.index,
        title=slide.title,
        title_html=heading[2] if heading else slide.title,
        html=body.strip(),
        text=plain_text(NOT_SEARCHED.sub("", body)),
        classes=slide.classes,
    )


def entries(chapters: Sequence[Chapter]) -> list[dict[str, object]]:
    """What the search index is made from: a document a slide."""
    return [
        {
            "id": part.index,
            "title": part.title,
            "section": chapter.title,
            "text": part.text,
            "url": f"#{part.anchor}",
        }
        for chapter in chapters
        for part in chapter.slides
    ]


def _unused(anchor: str, taken: set[str]) -> str:
    candidate, count = anchor, 1
    while candidate in taken:
        count += 1
        candidate = f"{anchor}-{count}"
    taken.add(candidate)
    return candidate
