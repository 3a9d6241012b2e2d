"""A page for each slide's link, `/slides/12/`: its own title and words for whoever is sent it, then the slide itself.

>>> summary("Back-off  " + "drop the oldest byte. " * 20, "Back-off", most=40)
'drop the oldest byte. drop the oldest…'

What follows `#` is never sent to a server, so the cards that messengers and networks draw need an address of their own.
With `build.py --cards` each shows its own slide (`exports.cards`), else the talk's picture: sixty pictures take longer
than all the rest of a build.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sitegen.article import Chapter
from sitegen.pages import Site

TALK_CARD = "social-card.png"
LONGEST = 200  # characters; networks cut later ones


def card(index: int) -> str:
    """Where the picture of a slide lies.

    >>> card(12)
    'slides/12/card.png'
    """
    return f"slides/{index}/card.png"


def write(site: Site, chapters: Sequence[Chapter], *, own_cards: bool = False) -> list[Path]:
    """All of them, in order; with `own_cards` each names the picture of its slide."""
    template = site.templates.get_template("share.html.j2")
    written = []
    for chapter in chapters:
        for slide in chapter.slides:
            words = summary(slide.text, slide.title) or site.talk.description
            picture = card(slide.index) if own_cards else TALK_CARD
            html = template.render(talk=site.talk, slide=slide, description=words, picture=picture, own=own_cards)
            written.append(site.out.write(f"slides/{slide.index}/index.html", html))
    return written


def summary(text: str, title: str, most: int = LONGEST) -> str:
    """The first words of a slide, without its title, at most `most` characters."""
    words = " ".join(text.split()).removeprefix(title).strip()
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
