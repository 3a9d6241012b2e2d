"""Each slide's own card: the picture of that slide, and a page that names it."""

import struct
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from sitegen import article, exports, pages, share, templates
from sitegen.marp import render
from sitegen.output import Output
from sitegen.recipe import TALK, THEME, Built
from sitegen.slides import prepare

MARKDOWN = "---\nmarp: true\ntheme: talk\n---\n\n# One\n\n---\n\n# Two\n\n* at first\n* and then\n"
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_link_to_a_slide_shows_that_slide(tmp_path: Path) -> None:
    out = Output(tmp_path)
    deck = render(MARKDOWN, THEME)
    slides = prepare(deck, Path("slides"), lambda tag, attributes: "")
    talk = pages.with_url(TALK, "https://talk.example/here/")
    site = pages.Site(talk, {}, templates.environment(), None, out)  # type: ignore[arg-type] - no demo is filled here
    share.write(site, article.chapters(slides, {}), own_cards=True)
    cards = exports.cards(Built(out, slides, site, MARKDOWN, deck.css, THEME), out)
    assert [card.relative_to(tmp_path).as_posix() for card in cards] == ["slides/1/card.png", "slides/2/card.png"]
    pictures = [card.read_bytes() for card in cards]
    assert pictures[0] != pictures[1]
    for index, picture in enumerate(pictures, 1):
        assert picture.startswith(PNG)
        shared = LexborHTMLParser((tmp_path / f"slides/{index}/index.html").read_text())
        said = {
            node.attributes.get("property"): node.attributes.get("content") for node in shared.css("meta[property]")
        }
        assert said["og:image"] == f"https://talk.example/here/slides/{index}/card.png"
        assert struct.unpack(">II", picture[16:24]) == (
            int(str(said["og:image:width"])),
            int(str(said["og:image:height"])),
        )
