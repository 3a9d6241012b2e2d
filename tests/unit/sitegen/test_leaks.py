"""Speaker notes are in no public file, PDF and PPTX included; where they are asked for, the same eyes find them."""

import json
import shutil
from pathlib import Path

import pytest

from sitegen import exports
from sitegen.errors import BuildError
from sitegen.leaks import leaked_notes, words_of
from sitegen.marp import render
from sitegen.output import Output
from sitegen.recipe import THEME, Built, Options, write_notes
from sitegen.slides import Slide, prepare

NOTE = "Here I tell them – honestly – about the day the model failed on stage."
MARKDOWN = f"---\nmarp: true\ntheme: talk\n---\n\n# One\n\n<!--\n{NOTE}\n-->\n\n---\n\n# Two\n"


def slides() -> tuple[list[Slide], str]:
    deck = render(MARKDOWN, THEME)
    return prepare(deck, Path("slides"), lambda tag, attributes: ""), deck.css


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_exports_hold_notes_only_for_the_speaker(tmp_path: Path, kind: str) -> None:
    shown, css = slides()
    out = Output(tmp_path)
    built = Built(out, shown, None, MARKDOWN, css, THEME)  # type: ignore[arg-type] - exports do not touch the site
    public = exports.export(built, kind, out)
    speaker = exports.export(built, kind, out, notes=True)
    assert (public.name, speaker.name) == (f"slides.{kind}", f"speaker.{kind}")
    assert leaked_notes(tmp_path, [public], [NOTE]) == []
    assert len(leaked_notes(tmp_path, [speaker], [NOTE])) == 1  # or the line above would prove nothing


def test_a_public_build_forgets_what_a_speakers_build_left(tmp_path: Path) -> None:
    out = Output(tmp_path / "dist")
    shown = [Slide(1, "One", "01", (), "<svg/>", "", (NOTE,), 0)]
    write_notes(Options(out.folder, notes=True), out, shown)
    left = [out.folder / name for name in ("slides/notes.json", "slides/notes.json.br", "speaker.pdf", "speaker.pptx")]
    for path in left[1:]:
        shutil.copyfile(left[0], path)
    write_notes(Options(out.folder), out, shown)
    assert not any(path.exists() for path in left)


def test_a_notes_file_is_written_outside_the_site_for_its_owner_alone(tmp_path: Path) -> None:
    out = Output(tmp_path / "dist")
    shown = [Slide(1, "One", "01", (), "<svg/>", "", (NOTE,), 0), Slide(2, "Two", "01", (), "<svg/>", "", (), 0)]
    file = tmp_path / "data/notes.json"
    write_notes(Options(out.folder, notes_file=file), out, shown)
    assert json.loads(file.read_text()) == [[NOTE], []]
    assert file.stat().st_mode & 0o077 == 0
    assert out.written == set()
    with pytest.raises(BuildError, match="inside the site"):
        write_notes(Options(out.folder, notes_file=out.folder / "slides/mine.json"), out, shown)


def test_pictures_hold_no_words(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(NOTE.encode())
    assert words_of(tmp_path / "a.png") == ""
