"""Markdown to slides by one run of marp-cli, with our engine: slide HTML, the theme's CSS and the speaker's notes.

>>> deck = render("# One\\n\\n<!-- said aloud -->\\n\\n---\\n\\n# Two $x^2$")           # doctest: +SKIP
>>> [slide.notes for slide in deck.slides], "katex" in deck.slides[1].svg             # doctest: +SKIP
([('said aloud',), ()], True)
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen.errors import BuildError
from sitegen.node_tools import NODE, ROOT, run

CONFIG = NODE / "marp.config.mjs"


@dataclass(frozen=True)
class RenderedSlide:
    """A slide as the engine gives it: its `<svg>`, the file it came from, its Marp classes, the speaker's notes, and
    the transition with which it comes."""

    svg: str
    section: str
    classes: tuple[str, ...]
    notes: tuple[str, ...]
    transition: str = ""


@dataclass(frozen=True)
class RenderedDeck:
    """All slides in order and the CSS that belongs to them."""

    slides: tuple[RenderedSlide, ...]
    css: str

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> RenderedDeck:
        """Read what sitegen/node/engine.mjs wrote."""
        slides = tuple(
            RenderedSlide(
                slide["svg"],
                slide["section"],
                tuple(slide["class"].split()),
                tuple(slide["notes"]),
                slide["transition"],
            )
            for slide in document["slides"]
        )
        return cls(slides, document["css"])


def render(markdown: str, theme: Path | None = None) -> RenderedDeck:
    """Render a whole deck. `theme` is a CSS file, or a folder of them, that the deck may name.

    Raises BuildError with Marp's own words when it fails.
    """
    with tempfile.TemporaryDirectory(prefix="talk-") as folder:
        source, sidecar = Path(folder) / "talk.md", Path(folder) / "deck.json"
        source.write_text(markdown)
        themes: list[str | Path] = ["--theme-set", theme] if theme else []
        run(
            "slides",
            ["npx", "--no-install", "marp", "--config", CONFIG, *themes, "-o", Path(folder) / "talk.html", source],
            env={"TALK_SIDECAR": str(sidecar)},
        )
        if not sidecar.is_file():
            raise BuildError("slides", "Marp wrote no slides", f"see {CONFIG.relative_to(ROOT)}")
        return RenderedDeck.from_json(json.loads(sidecar.read_text()))
