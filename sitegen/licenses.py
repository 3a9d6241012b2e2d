"""Everything by others that the site carries, with its licence: npm packages as bundled, and what is copied as it is.

>>> work = npm_work("lit", "web components")
>>> work.licence, work.text.splitlines()[0]
('BSD-3-Clause', 'BSD 3-Clause License')
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitegen.corpora import CORPORA
from sitegen.node_tools import MODULES

# What each package is for, where the name does not say it.
PURPOSE = {
    "lit": "Base of the demos' web components",
    "lit-html": "Templates of the demos",
    "lit-element": "Base of the demos' web components",
    "@lit/reactive-element": "Base of the demos' web components",
    "minisearch": "Full-text search of the reading page",
    "katex": "Formulas: stylesheet and drawn HTML (the fonts under the SIL Open Font License 1.1)",
    "@marp-team/marpit-svg-polyfill": "Slides drawn right in WebKit",
    "@marp-team/marp-core": "Stylesheet of the slides",
}


@dataclass(frozen=True)
class Work:
    """A work by others: its name, what it does here, its licence's name and, where there is one, the licence's text."""

    name: str
    what: str
    licence: str
    version: str = ""
    url: str = ""
    text: str = ""


def works(bundled: Iterable[str], numpy_wheel: Path, uses_emoji: bool) -> list[Work]:
    """All works in the site: the npm packages that esbuild bundled, and what the build copied."""
    listed = {*bundled, "@marp-team/marp-core"}
    made = [npm_work(name, PURPOSE.get(name, "Part of the pages' scripts")) for name in sorted(listed)]
    made += [
        Work(
            "Pyodide",
            "Python for the browser: CPython (PSF licence) compiled to WebAssembly with Emscripten (MIT)",
            "MPL-2.0",
            _package("pyodide")["version"],
            "https://github.com/pyodide/pyodide",
        ),
        Work(
            "CPython standard library",
            "Runs under Pyodide, compiled to .pyc files",
            "PSF-2.0",
            "3.12",
            "https://docs.python.org/3.12/license.html",
        ),
        Work("NumPy", "Arrays for the n-gram model", "BSD-3-Clause", text=_wheel_licence(numpy_wheel)),
    ]
    if uses_emoji:
        made.append(
            Work(
                "Twemoji",
                "The few emoji on the slides",
                "CC-BY 4.0 (graphics)",
                url="https://github.com/jdecked/twemoji",
            )
        )
    made += [Work(corpus.title, f"A text to learn from, by {corpus.source}", corpus.licence) for corpus in CORPORA]
    return made


def npm_work(name: str, what: str) -> Work:
    """A package of node_modules, with the licence file that it brought."""
    package = _package(name)
    homepage = str(package.get("homepage") or "").split("#")[0]
    texts = sorted((MODULES / name).glob("LICEN[CS]E*"))
    return Work(
        name, what, str(package["license"]), package["version"], homepage, texts[0].read_text() if texts else ""
    )


def _package(name: str) -> dict[str, str]:
    document: dict[str, str] = json.loads((MODULES / name / "package.json").read_text())
    return document


def _wheel_licence(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" in name and "LICENSE" in name]
        return archive.read(names[0]).decode() if names else ""
