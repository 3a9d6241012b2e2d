"""`python build.py` writes the whole site to `dist/`; the steps are in sitegen/, in order in sitegen/recipe.py.

python build.py                     the site, ready for any static host
python build.py --check             and fail on overflow, dead links, missing alt text, outside requests, notes
python build.py --watch             and serve it; a changed slide is on screen at once
python build.py --pdf --pptx        and the deck as files, without speaker notes
python build.py --cards             and a picture of each slide, which networks show of a link to it
python build.py --notes-file FILE   and speaker notes in a file outside the site, for the server to give to the speaker
python build.py --notes             and speaker notes in the site: for your own screen, not for publishing;
                                    with --pdf or --pptx also speaker.pdf or speaker.pptx, which hold them
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from sitegen.errors import BuildError, CheckFailed
from sitegen.recipe import STEPS, Options, build
from sitegen.steps import Steps


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("dist"), help="Folder to write.")
@click.option("--check", is_flag=True, help="Check the built site and fail on problems.")
@click.option("--watch", is_flag=True, help="Serve the site and rebuild what changes.")
@click.option("--port", default=8001, show_default=True, help="Port for --watch.")
@click.option("--pdf", is_flag=True, help="Also write slides.pdf (needs a Chromium).")
@click.option("--pptx", is_flag=True, help="Also write slides.pptx (needs a Chromium).")
@click.option("--cards", is_flag=True, help="Also draw each slide for links to it (needs a Chromium).")
@click.option("--notes", is_flag=True, help="Also write speaker notes; do not publish such a build.")
@click.option(
    "--notes-file", type=click.Path(path_type=Path, dir_okay=False), help="Write them there, not in the site."
)
@click.option("--url", default="", help="Where the site will be published, for canonical and social links.")
def main(
    out: Path,
    check: bool,
    watch: bool,
    port: int,
    pdf: bool,
    pptx: bool,
    cards: bool,
    notes: bool,
    notes_file: Path | None,
    url: str,
) -> None:
    """Build the talk's site."""
    console = Console(stderr=True)
    files = tuple(f"slides.{kind}" for kind, wanted in (("pdf", pdf), ("pptx", pptx)) if wanted)
    beside = notes_file.resolve() if notes_file else None
    options = Options(
        out.resolve(), notes=notes, notes_file=beside, url=url, files=files, cards=cards, offline=not watch
    )
    start = time.perf_counter()
    try:
        with Steps(STEPS + (1 + notes) * (pdf + pptx) + cards + check, console) as step:
            built = build(options, step)
            if pdf or pptx:
                from sitegen.exports import write

                write(built, [kind for kind, wanted in (("pdf", pdf), ("pptx", pptx)) if wanted], notes, step)
            if cards:
                from sitegen.exports import cards as draw_cards

                with step("cards"):
                    draw_cards(built, built.out)
            if check:
                from sitegen.checks import run

                with step("check"):
                    run(built)
        size = sum(path.stat().st_size for path in built.out.written)
        console.print(
            f"[bold]{out}/[/bold]  {len(built.slides)} slides, {len(built.out.written)} files, {size / 1e6:.1f} MB, "
            f"{len(built.out.changed)} changed, in {time.perf_counter() - start:.1f} s"
        )
        if watch:
            from sitegen.watch import watch as serve_and_rebuild

            serve_and_rebuild(built, options, port, console)
    except CheckFailed as failed:
        for problem in failed.problems:
            console.print(f"✗ {problem}", style="red", markup=False, highlight=False, soft_wrap=True)
        stop(console, str(failed))
    except BuildError as failed:
        stop(console, str(failed))
    except OSError as failed:
        hint = "If that is in the cache folder: set LLM_TALK_CACHE to a folder that can be written"
        stop(console, f"{failed.filename}: {failed.strerror}. {hint}.")


def stop(console: Console, why: str) -> NoReturn:
    """Say why the build failed, and end with status 1."""
    console.print(f"build failed: {why}", style="bold red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
