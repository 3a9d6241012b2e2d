"""The deck as files, printed by marp-cli from the site’s own slides: `slides.pdf` and `slides.pptx` without notes, and,
in a build with notes, `speaker.pdf` and `speaker.pptx`, which hold them (`Output` forgets those in a public build).

>>> printable_css(":root{}", "section{}", "src:url(katex-fonts/a.woff2)", Path("/fonts"))
':root{}\\nsrc:url(file:///fonts/a.woff2)\\nsection{}'
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sitegen.assets import EMOJI, STYLES, katex
from sitegen.browser import find, no_sandbox
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
    with tempfile.TemporaryDirectory(prefix="talk-") as name:
        folder = Path(name)
        css = printable_css(
            (STYLES / "tokens.css").read_text(), (STYLES / "parts.css").read_text(), built.css, katex() / "fonts"
        )
        html = "\n".join(slide.svg for slide in built.slides).replace("../assets/emoji/", f"file://{EMOJI}/")
        said = [list(slide.notes) if notes else [] for slide in built.slides]
        (folder / "finished.json").write_text(json.dumps({"html": html, "css": css, "comments": said}))
        (folder / "talk.md").write_text(built.markdown)
        target = folder / f"{SPEAKER if notes else 'slides'}.{kind}"
        options: list[str | Path] = ["--theme-set", built.theme, "--allow-local-files", "--browser-path", find(kind)]
        if notes and kind == "pdf":
            options.append("--pdf-notes")
        run(
            kind,
            ["npx", "--no-install", "marp", "--config", CONFIG, *options, "-o", target, folder / "talk.md"],
            env={"TALK_FINISHED": str(folder / "finished.json"), **no_sandbox()},
        )
        return out.copy(target.name, target)


def printable_css(tokens: str, parts: str, deck: str, fonts: Path) -> str:
    """The slides' style for paper: palette, Marp's CSS with fonts from `fonts`, and the demos' static results."""
    return "\n".join([tokens, deck.replace("katex-fonts/", f"file://{fonts}/"), parts])
