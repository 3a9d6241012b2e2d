"""What every slide owes its reader and its speaker: one title, a picture described, something to say, how long."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sitegen.measured import measured

FILES = sorted(Path("slides").glob("[0-9]*.md"))
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
DIRECTIVE = re.compile(r"\A\s*_?\w+:")
SLIDES = [
    pytest.param(slide, id=f"{file.stem}-{number}")
    for file in FILES
    for number, slide in enumerate(re.split(r"\n---\n", FRONT_MATTER.sub("", file.read_text())), 1)
]


def notes(slide: str) -> str:
    return "\n".join(text for text in COMMENT.findall(slide) if not DIRECTIVE.match(text)).strip()


def without_code(slide: str) -> str:
    return re.sub(r"```.*?```", "", COMMENT.sub("", slide), flags=re.DOTALL)


def test_the_talk_has_its_length() -> None:
    assert 45 <= len(SLIDES) <= 60


@pytest.mark.parametrize("slide", SLIDES)
def test_one_title(slide: str) -> None:
    assert len(re.findall(r"^#{1,2} \S", without_code(slide), re.MULTILINE)) == 1


@pytest.mark.parametrize("slide", SLIDES)
def test_the_speaker_knows_what_to_say_and_how_long(slide: str) -> None:
    assert len(notes(slide).split()) >= 20
    assert re.search(r"^Timing — (\d+(\.\d+)? minutes?|as long as .+)\.$", notes(slide), re.MULTILINE)


@pytest.mark.parametrize("slide", SLIDES)
def test_a_note_is_not_taken_for_a_directive(slide: str) -> None:
    """Marp reads a comment that is a YAML mapping as directives, and the note would be lost."""
    for text in COMMENT.findall(slide):
        if DIRECTIVE.match(text):
            assert re.fullmatch(r"\s*_(class|paginate|footer|transition): .+\s*", text), text


@pytest.mark.parametrize("slide", SLIDES)
def test_pictures_are_described(slide: str) -> None:
    for alt in re.findall(r"!\[(.*?)\]\(", slide):
        assert len(alt.split()) >= 8, alt


def test_facts_used_and_facts_given_are_the_same() -> None:
    given = tomllib.loads(Path("slides/facts.toml").read_text())
    used = {name for file in FILES for name in re.findall(r"\{\{\s*facts\.(\w+)", file.read_text())}
    reported = measured()
    assert reported, "the report that slides speak of is not there"
    assert used - set(reported) == set(given)
    assert all(fact["command"] and fact["date"] for fact in given.values())
