"""`--check` finds each thing that must not be published; a clean page passes."""

from pathlib import Path

import pytest

from sitegen.checks import in_html, links
from sitegen.leaks import leaked_notes

PROBLEMS = {
    "an image without alternative text": '<img src="a.png">',
    "a figure without alternative text": '<svg role="img"></svg>',
    "asks for https://cdn.example/k.css": '<link rel="stylesheet" href="https://cdn.example/k.css">',
    "asks for //cdn.example/k.js": '<script src="//cdn.example/k.js"></script>',
    "an inline script": "<script>alert(1)</script>",
    "an inline event handler": '<button onclick="go()">go</button>',
}


@pytest.mark.parametrize(("problem", "html"), PROBLEMS.items(), ids=lambda value: value[:30])
def test_a_problem_is_found(problem: str, html: str) -> None:
    assert any(problem in found for found in in_html(f"<html><body>{html}</body></html>", Path("index.html")))


def test_links_to_other_sites_are_no_requests() -> None:
    clean = (
        '<a href="https://example.org/">x</a><link rel="canonical" href="https://example.org/"><img alt="" src="a.png">'
    )
    assert list(in_html(clean, Path("index.html"))) == []


def test_links_lead_to_files_and_to_places_on_them() -> None:
    pages = {
        Path("index.html"): '<a href="read/">r</a> <a href="read/#two">t</a> <a href="./">me</a>',
        Path(
            "read/index.html"
        ): '<a href="../">home</a> <a href="#two">t</a> <h2 id="two">Two</h2> <a href="/x">abs</a>',
        Path("404.html"): '<a href="../up/">out</a> <a href="read/#three">t</a>',
    }
    assert links(pages, pages) == [
        "read/index.html: a dead link to /x",
        "404.html: a dead link to ../up/",
        "404.html: a dead link to read/#three",
    ]


def test_a_note_in_any_text_file_is_found_whatever_its_line_breaks(tmp_path: Path) -> None:
    note = "Here I tell them about the day the model failed on stage."
    (tmp_path / "data.json").write_text('{"x": "Here I tell them\\n about"}')
    (tmp_path / "page.html").write_text("<p>Here I tell them\n  about the day the model failed</p>")
    found = leaked_notes(tmp_path, [tmp_path / "data.json", tmp_path / "page.html"], [note, "short"])
    assert [line.split(":")[0] for line in found] == ["page.html"]
