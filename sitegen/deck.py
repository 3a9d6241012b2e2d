"""One Marp deck out of a file a section: joined in name order, each slide knowing the file it came from.

>>> print(join("theme: talk", {"01-start": "# Hello", "02-end": "# Bye"}))
---
theme: talk
---
<BLANKLINE>
<!-- section: 01-start -->
<BLANKLINE>
# Hello
<BLANKLINE>
---
<BLANKLINE>
<!-- section: 02-end -->
<BLANKLINE>
# Bye
<BLANKLINE>
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sitegen.errors import BuildError

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
RULE_AT_EDGE = re.compile(r"\A\s*---\n|\n---\s*\Z")


def read(folder: Path) -> str:
    """The whole deck as Markdown. Front matter stands in `deck.yaml` or at the head of the first file.

    Raises BuildError when the folder holds no slides.
    """
    files = sorted(folder.glob("[0-9]*.md"))
    if not files:
        raise BuildError("slides", f"no slides in {folder.name}/", "add a file such as slides/01-start.md")
    sections = {file.stem: file.read_text() for file in files}
    settings = folder / "deck.yaml"
    if settings.is_file():
        return join(settings.read_text().strip(), sections)
    first = files[0].stem
    head = FRONT_MATTER.match(sections[first])
    if head:
        sections[first] = sections[first][head.end() :]
    return join(head[1] if head else "", sections)


def join(front_matter: str, sections: Mapping[str, str]) -> str:
    """Sections in the order given, with a comment at the head of each that the engine reads as its name."""
    parts = [f"<!-- section: {name} -->\n\n{trim(text)}\n" for name, text in sections.items()]
    return f"---\n{front_matter}\n---\n\n" + "\n---\n\n".join(parts)


def trim(text: str) -> str:
    """A section without the rules at its edges, which joining would turn into empty slides."""
    return RULE_AT_EDGE.sub("", text.strip()).strip()
