"""The deck as files: `slides.pdf` and `slides.pptx`, printed by marp-cli from the site’s own slides, without notes.

>>> printable_css(":root{}", "section{}", "src:url(katex-fonts/a.woff2)", Path("/fonts"))
':root{}\\nsrc:url(file:///fonts/a.woff2)\\nsection{}'
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from sitegen.assets import EMOJI, STYLES, katex
from sitegen.browser import find, no_sandbox
from sitegen.marp import CONFIG
from sitegen.node_tools import run
from sitegen.output import Output
from sitegen.recipe import Built
from sitegen.steps import Steps


def write(built: Built, *, pdf: bool, pptx: bool, step: Steps) -> None:
    """Write the files that are wanted into the site. Raises BuildError without a browser or when Marp fails."""
    for kind, wanted in (("pdf", pdf), ("pptx", pptx)):
        if wanted:
            with step(kind):
                export(built, kind, built.out)


def export(built: Built, kind: str, out: Output) -> Path:
    """Write `slides.<kind>`; takes some 10 s as PDF, 40 s as PPTX (a picture a slide)."""
    with tempfile.TemporaryDirectory(prefix="talk-") as name:
        folder = Path(name)
        css = printable_css(
            (STYLES / "tokens.css").read_text(), (STYLES / "parts.css").read_text(), built.css, katex() / "fonts"
        )
        html = "\n".join(slide.svg for slide in built.slides).replace("../assets/emoji/", f"file://{EMOJI}/")
        (folder / "finished.json").write_text(json.dumps({"html": html, "css": css}))
        (folder / "talk.md").write_text(built.markdown)
        target = folder / f"slides.{kind}"
        options: list[str | Path] = ["--theme-set", built.theme, "--allow-local-files", "--browser-path", find(kind)]
        run(
            kind,
            ["npx", "--no-install", "marp", "--config", CONFIG, *options, "-o", target, folder / "talk.md"],
            env={"TALK_FINISHED": str(folder / "finished.json"), **no_sandbox()},
        )
        return out.copy(target.name, target)


def printable_css(tokens: str, parts: str, deck: str, fonts: Path) -> str:
    """The slides' style for paper: palette, Marp's CSS with fonts from `fonts`, and the demos' static results."""
    return "\n".join([tokens, deck.replace("katex-fonts/", f"file://{fonts}/"), parts])
