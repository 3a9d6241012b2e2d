"""Files of Markdown become one deck, and facts stand where slides ask for them."""

from pathlib import Path

import pytest

from sitegen import deck, facts
from sitegen.errors import BuildError


def test_front_matter_comes_from_the_first_file_and_files_from_their_names(tmp_path: Path) -> None:
    (tmp_path / "02-end.md").write_text("---\n\n# Bye\n\n---\n")
    (tmp_path / "01-start.md").write_text("---\ntheme: talk\n---\n\n# Hello\n\n---\n\n# Second\n")
    (tmp_path / "README.md").write_text("not a slide")
    text = deck.read(tmp_path)
    assert text.startswith("---\ntheme: talk\n---\n")
    assert "not a slide" not in text
    assert text.count("\n---\n") == 1 + 2  # the front matter's end, and a rule before each slide but the first
    assert (
        text.index("section: 01-start") < text.index("# Second") < text.index("section: 02-end") < text.index("# Bye")
    )


def test_no_slides_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="add a file"):
        deck.read(tmp_path)


def test_facts_fill_their_places_and_leave_latex_alone() -> None:
    known = {"order": facts.Fact("5")}
    latex = r"$\frac{{a}}{b}$ {% x %} {# y #} {{ facts.order }} {{facts.order}}"
    assert facts.fill(latex, known) == r"$\frac{{a}}{b}$ {% x %} {# y #} 5 5"


def test_a_fact_that_nobody_measured_stops_the_build() -> None:
    with pytest.raises(BuildError, match=r"facts\.speed"):
        facts.fill("{{ facts.speed }}", {})


def test_facts_file_gives_values_and_calls_functions(tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    file.write_text('[bits]\nvalue = "2.187"\ncommand = "c"\ndate = "2026-11-24"\n[slides]\nfunction = "count"\n')
    assert {name: fact.value for name, fact in facts.load(file, {"count": lambda: "59"}).items()} == {
        "bits": "2.187",
        "slides": "59",
    }
    with pytest.raises(BuildError, match="count"):
        facts.load(file, {})
