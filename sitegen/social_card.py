"""`python -m sitegen.social_card` draws the picture that links to the talk show: `site/images/social-card.png`.

>>> SIZE
(1200, 630)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from provision import cache_dir
from sitegen import corpora, fallbacks, templates
from sitegen.assets import STYLES
from sitegen.browser import find
from sitegen.node_tools import NODE, run_node
from sitegen.pages import SHOWN_SAMPLE
from sitegen.recipe import SITE, TALK

SIZE = (1200, 630)  # what the large networks crop nothing from
TARGET = SITE / "images/social-card.png"


def draw(target: Path) -> Path:
    """Write the picture, with a sample computed now. Raises BuildError without a browser."""
    cache = cache_dir() / "build"
    pages = templates.environment()
    sample = fallbacks.Fallbacks(pages, cache, corpora.build(cache), SITE / "recorded").sample(SHOWN_SAMPLE)
    style = (STYLES / "tokens.css").read_text() + (STYLES / "social-card.css").read_text()
    html = pages.get_template("social-card.html.j2").render(talk=TALK, sample=sample, style=style)
    with tempfile.TemporaryDirectory(prefix="talk-") as folder:
        page = Path(folder) / "card.html"
        page.write_text(html)
        width, height = map(str, SIZE)
        run_node("social card", [NODE / "screenshot.mjs", find("social card"), page.as_uri(), width, height, target])
    return target


if __name__ == "__main__":
    draw(TARGET)
