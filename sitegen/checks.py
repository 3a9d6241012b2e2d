"""`--check`: what must never be published, found in the files and by looking at them in a browser.

>>> page = '<html><a href="../read/#here">x</a><img src="https://cdn.example/x.png"></html>'
>>> sorted(in_html(page, Path("slides/index.html")))
['slides/index.html: an image without alternative text', 'slides/index.html: asks for https://cdn.example/x.png']
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sitegen.browser import find
from sitegen.errors import CheckFailed
from sitegen.leaks import leaked_notes
from sitegen.node_tools import NODE, run_node
from sitegen.recipe import Built
from sitegen.static_server import serve

PAGES = ("", "slides/", "read/", "lab/", "nlq/", "join/", "licenses/", "404.html")
SUB_PATH = "/some/path/"
FETCHED = dict.fromkeys(("script", "img", "iframe", "source", "video"), "src") | {"link": "href", "use": "href"}
QUIET_LINKS = {"canonical"}  # a link that no browser follows by itself
OUTSIDE = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)


def run(built: Built) -> None:
    """Check the whole site. Raises CheckFailed with every problem found, BuildError without a browser."""
    folder = built.out.folder
    html = {path.relative_to(folder): path.read_text() for path in built.out.written if path.suffix == ".html"}
    problems = [problem for path, page in sorted(html.items()) for problem in in_html(page, path)]
    problems += links(html, {path.relative_to(folder) for path in built.out.written})
    problems += leaked_notes(folder, every_file(folder), [note for slide in built.slides for note in slide.notes])
    with serve(folder, SUB_PATH) as url:
        problems += json.loads(run_node("check", [NODE / "inspect.mjs", find("check"), url, *PAGES]))
    if problems:
        raise CheckFailed(problems)


def every_file(folder: Path) -> list[Path]:
    """All files in the site's folder, also those that this build did not write: a host publishes the folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def in_html(html: str, path: Path) -> Iterator[str]:
    """Problems that a page shows by itself: missing alternative text, requests that leave the site, inline scripts."""
    page = LexborHTMLParser(html)
    for image in page.css("img"):
        if image.attributes.get("alt") is None:
            yield f"{path}: an image without alternative text"
    for figure in page.css("svg[role=img]"):
        if not figure.attributes.get("aria-label") and not figure.attributes.get("aria-labelledby"):
            yield f"{path}: a figure without alternative text"
    for figure in page.css("svg.figure[aria-hidden=true]"):
        yield f"{path}: a figure without alternative text near {_near(figure)!r}"
    for tag, attribute in FETCHED.items():
        for node in page.css(f"{tag}[{attribute}]"):
            asked = node.attributes.get(attribute) or ""
            if OUTSIDE.match(asked) and node.attributes.get("rel") not in QUIET_LINKS:
                yield f"{path}: asks for {asked}"
    for script in page.css("script:not([src])"):
        yield f"{path}: an inline script, which a strict content security policy refuses: {script.text()[:60]!r}"
    if re.search(r"<[^>]+\son[a-z]+=", html):
        yield f"{path}: an inline event handler, which a strict content security policy refuses"


def links(pages: Mapping[Path, str], files: Iterable[Path]) -> list[str]:
    """Links of the pages that lead nowhere: a file that is not there, or a place that the page does not have.

    >>> links({Path("a.html"): '<a href="b.html">b</a> <a href="#no">c</a> <p id="x">'}, [Path("a.html")])
    ['a.html: a dead link to b.html', 'a.html: a dead link to #no']
    """
    present = {path.as_posix() for path in files}
    parsed = {path.as_posix(): LexborHTMLParser(html) for path, html in pages.items()}
    ids = {path: {node.attributes.get("id") for node in page.css("[id]")} for path, page in parsed.items()}
    problems = []
    for path, page in parsed.items():
        for node in page.css("[href], [src]"):
            target = node.attributes.get("href") or node.attributes.get("src") or ""
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            place = _resolve(path, unquote(parts.path))
            if (
                place is None
                or place not in present
                or (parts.fragment and place in ids and unquote(parts.fragment) not in ids[place])
            ):
                problems.append(f"{path}: a dead link to {target}")
    return problems


def _resolve(page: str, target: str) -> str | None:
    """The file that `target`, as written on `page`, leads to; None if it leaves the site."""
    if not target:
        return page
    if target.startswith("/"):
        return None  # not relative: breaks under a sub-path
    parts: list[str] = list(PurePosixPath(page).parent.parts)
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join([*parts, "index.html"] if target.endswith(("/", "..", ".")) or not parts else parts)


def _near(node: LexborNode) -> str:
    parent = node.parent
    return parent.text(strip=True)[:60] if parent is not None else ""
