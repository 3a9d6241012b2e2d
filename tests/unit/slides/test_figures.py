"""The figures on disk are what the code draws, carry the palette's colours only, and stand on a slide."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from slides.draw import FIGURES_FOLDER, SECTIONS, every_figure
from slides.draw.canvas import Figure

FIGURES = every_figure()
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SHOWN = re.compile(r"\]\(figures/([\w-]+)\.svg\)")


def names(figures: list[Figure]) -> list[str]:
    return [figure.name for figure in figures]


@pytest.mark.parametrize("section", ["canvas", *SECTIONS])
def test_worked_examples(section: str) -> None:
    assert doctest.testmod(import_module(f"slides.draw.{section}")).failed == 0


@pytest.mark.parametrize("figure", FIGURES, ids=names(FIGURES))
def test_the_file_is_what_the_code_draws(figure: Figure) -> None:
    """Up to the last decimal of a coordinate, which another machine's arithmetic may round the other way."""
    drawn, stored = figure.svg(), (FIGURES_FOLDER / f"{figure.name}.svg").read_text().strip()
    assert NUMBER.sub("0", drawn) == NUMBER.sub("0", stored), "run: python -m slides.draw"
    pairs = zip(NUMBER.findall(drawn), NUMBER.findall(stored), strict=True)
    assert all(abs(float(a) - float(b)) <= 0.11 for a, b in pairs), "run: python -m slides.draw"


@pytest.mark.parametrize("figure", FIGURES, ids=names(FIGURES))
def test_a_figure_can_be_inlined(figure: Figure) -> None:
    svg = figure.svg()
    ElementTree.fromstring(svg)
    assert "\n\n" not in svg, "a blank line would end the HTML block in Markdown"
    assert " id=" not in svg, "ids of two figures on one page could meet"
    assert "<style" not in svg, "a style would leak into the page"


def test_shapes_stay_inside_their_figure() -> None:
    for figure in FIGURES:
        for element in ElementTree.fromstring(figure.svg()).iter():
            for key, limit in (("x", figure.width), ("y", figure.height), ("cx", figure.width), ("cy", figure.height)):
                if key in element.attrib:
                    assert -1 <= float(element.attrib[key]) <= limit + 1, f"{figure.name}: {element.attrib}"


def test_every_figure_is_shown_once_and_every_shown_figure_is_drawn() -> None:
    shown = [name for file in sorted(Path("slides").glob("[0-9]*.md")) for name in SHOWN.findall(file.read_text())]
    assert sorted(shown) == sorted(names(FIGURES))
    assert sorted(shown) == sorted(path.stem for path in FIGURES_FOLDER.glob("*.svg"))
