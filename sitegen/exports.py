"""The deck as files, printed by marp-cli from the site’s own slides: `slides.pdf` and `slides.pptx` without notes, and,
in a build with notes, `speaker.pdf` and `speaker.pptx`, which hold them (`Output` forgets those in a public build).
And, on request, a picture of each slide beside its own page: the card that a network draws of a link to it.

>>> printable_css(":root{}", "section{}", "src:url(katex-fonts/a.woff2)", Path("/fonts"))
':root{}\\nsrc:url(file:///fonts/a.woff2)\\nsection{}'
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sitegen import share
from sitegen.assets import EMOJI, STYLES, katex
from sitegen.browser import find, no_sandbox
from sitegen.errors import BuildError
from sitegen.marp import CONFIG
from sitegen.node_tools import run
from sitegen.output import Output
from sitegen.recipe import Built
from sitegen.steps import Steps

SPEAKER = "speaker"  # the name, without its ending, of every file that holds notes


def write(built: Built, kinds: Sequence[str], notes: bool, step: Steps) -> None:
    """Write the files that are wanted into the site. Raises BuildError without a browser or when Marp fails."""
    for kind in kinds:
        with step(kind):
            export(built, kind, built.out)
        if notes:
            with step(f"{kind} with notes"):
                export(built, kind, built.out, notes=True)


def export(built: Built, kind: str, out: Output, *, notes: bool = False) -> Path:
    """Write `slides.<kind>`; takes some 10 s as PDF, 40 s as PPTX (a picture a slide).

    With `notes` it is `speaker.<kind>`: notes as annotations at each page of a PDF, as the notes of each slide in PPTX.
    """
    options = ["--pdf-notes"] if notes and kind == "pdf" else []
    with tempfile.TemporaryDirectory(prefix="talk-") as folder:
        target = Path(folder) / f"{SPEAKER if notes else 'slides'}.{kind}"
        _print(built, kind, target, [list(slide.notes) if notes else [] for slide in built.slides], options)
        return out.copy(target.name, target)


def cards(built: Built, out: Output) -> list[Path]:
    """Write `slides/<n>/card.png` for every slide, 1280 × 720; takes some 30 s."""
    with tempfile.TemporaryDirectory(prefix="talk-") as folder:
        _print(built, "cards", Path(folder) / "card.png", [[] for _ in built.slides], ["--images", "png"])
        drawn = sorted(Path(folder).glob("card.*.png"))
        if len(drawn) != len(built.slides):
            raise BuildError("cards", f"marp drew {len(drawn)} pictures of {len(built.slides)} slides")
        pairs = zip(built.slides, drawn, strict=True)
        return [out.copy(share.card(slide.index), picture) for slide, picture in pairs]


def _print(built: Built, what: str, target: Path, notes: list[list[str]], options: Sequence[str]) -> None:
    """Have marp-cli write `target`, beside which there is room for its inputs."""
    css = printable_css(
        (STYLES / "tokens.css").read_text(), (STYLES / "parts.css").read_text(), built.css, katex() / "fonts"
    )
    html = "\n".join(slide.svg for slide in built.slides).replace("../assets/emoji/", f"file://{EMOJI}/")
    finished, markdown = target.with_name("finished.json"), target.with_name("talk.md")
    finished.write_text(json.dumps({"html": html, "css": css, "comments": notes}))
    markdown.write_text(built.markdown)
    given: list[str | Path] = [
        "--config",
        CONFIG,
        "--theme-set",
        built.theme,
        "--allow-local-files",
        "--browser-path",
        find(what),
    ]
    run(
        what,
        ["npx", "--no-install", "marp", *given, *options, "-o", target, markdown],
        env={"TALK_FINISHED": str(finished), **no_sandbox()},
    )


def printable_css(tokens: str, parts: str, deck: str, fonts: Path) -> str:
    """The slides' style for paper: palette, Marp's CSS with fonts from `fonts`, and the demos' static results."""
    return "\n".join([tokens, deck.replace("katex-fonts/", f"file://{fonts}/"), parts])
