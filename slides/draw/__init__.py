"""The talk's figures, drawn by code: numbers in them are computed, strokes and colours come from one place.

`canvas` knows shapes, tones and type; each other module draws the figures of one section and lists them in FIGURES.
`python -m slides.draw` writes them all to slides/figures/.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from slides.draw.canvas import Figure

FIGURES_FOLDER = Path(__file__).parent.parent / "figures"
SECTIONS = ("rules", "learning", "networks", "generative", "language", "ngram", "search", "ideas", "measured")


def every_figure() -> list[Figure]:
    """All figures of the talk, in the order of its sections."""
    return [draw() for section in SECTIONS for draw in import_module(f"slides.draw.{section}").FIGURES]
