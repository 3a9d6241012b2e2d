"""Marp's slides made ready for a page: figures and emoji local, demos filled with real results, titles known.

>>> from sitegen.marp import RenderedDeck, RenderedSlide
>>> svg = '<svg data-marpit-svg=""><foreignObject><section id="1"><h1>Hi</h1></section></foreignObject></svg>'
>>> deck = RenderedDeck((RenderedSlide(svg, "01-start", ("lead",), ("Wave. Timing — 2 minutes.",)),), "")
>>> slide = prepare(deck, Path("slides"), lambda tag, attributes: "")[0]
>>> slide.index, slide.title, slide.section, slide.minutes, slide.body
(1, 'Hi', '01-start', 2.0, '<h1>Hi</h1>')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from sitegen import panel_results
from sitegen.errors import BuildError
from sitegen.marp import RenderedDeck, RenderedSlide

DEMOS = ("ngram-sampler", "ngram-lab", *panel_results.PANELS, "nlq-demo", "live-game")
TRANSITIONS = ("fade", "none", "push", "rise")  # as deck.css draws them; without a word it is fade

# What stands inside a demo before it starts: a real result as HTML, from the tag and its attributes.
Fallback = Callable[[str, Mapping[str, str]], str]

IMAGE = re.compile(r"<img\b([^>]*?)/?>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
DEMO = re.compile(rf"(?:<p>)?\s*<({'|'.join(DEMOS)})\b([^>]*)>\s*</\1>\s*(?:</p>)?")
SECTION = re.compile(r"<section\b[^>]*>(.*)</section>", re.DOTALL)
CONTENT_LAYER = re.compile(
    r'<section\b[^>]*data-marpit-advanced-background="content"[^>]*>(.*?)</section>\s*</foreignObject>', re.DOTALL
)
HEADING = re.compile(r"<h([1-3])\b[^>]*>(.*?)</h\1>", re.DOTALL)
MATHML = re.compile(
    r'<span class="katex-mathml"><math [^>]*?(display="block")?>.*?'
    r'<annotation encoding="application/x-tex">(.*?)</annotation>.*?</math></span>',
    re.DOTALL,
)
MINUTES = re.compile(r"\bTiming\s*[—–:-]\s*(\d+(?:\.\d+)?)\s*min")


@dataclass(frozen=True)
class Slide:
    """One slide: `svg` for the deck, `body` (the inside of its section) for the reading page, and what it is called."""

    index: int
    title: str
    section: str
    classes: tuple[str, ...]
    svg: str
    body: str
    notes: tuple[str, ...]
    minutes: float
    transition: str = ""


def prepare(deck: RenderedDeck, folder: Path, fallback: Fallback) -> list[Slide]:
    """Finish every slide of a rendered deck. `folder` holds the slides' `figures/`.

    Raises BuildError for a figure that does not exist.
    """
    return [prepare_slide(slide, i, folder, fallback) for i, slide in enumerate(deck.slides, 1)]


def prepare_slide(slide: RenderedSlide, index: int, folder: Path, fallback: Fallback) -> Slide:
    """Finish one slide, the `index`-th (from 1)."""
    svg = IMAGE.sub(lambda match: _image(match, folder, index), slide.svg)
    svg = DEMO.sub(lambda match: _demo(match, fallback), svg)
    svg = re.sub(r' is="marp-[\w-]+"| data-auto-scaling="[^"]*"| data-marp-twemoji=""', "", svg)
    return Slide(
        index=index,
        title=_title(svg, index),
        section=slide.section,
        classes=slide.classes,
        svg=svg,
        body=_body(svg),
        notes=slide.notes,
        transition=_transition(slide.transition, index),
        minutes=sum(float(minutes) for note in slide.notes for minutes in MINUTES.findall(note)),
    )


def _transition(name: str, index: int) -> str:
    if name and name not in TRANSITIONS:
        why = f"slide {index} comes by the transition {name!r}, which does not exist"
        raise BuildError("slides", why, f"there are {', '.join(TRANSITIONS)}")
    return name


def attributes_of(text: str) -> dict[str, str]:
    """The attributes in an opening tag, unescaped.

    >>> attributes_of(' order="5" prompt="sum(&quot;" wide')
    {'order': '5', 'prompt': 'sum("', 'wide': ''}
    """
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(text)}


def _image(match: re.Match[str], folder: Path, index: int) -> str:
    attributes = attributes_of(match[1])
    source, alt = attributes.get("src", ""), attributes.get("alt", "")
    if source.startswith("twemoji/"):
        return f'<img class="emoji" alt="{escape(alt)}" src="../assets/emoji/{Path(source).name}">'
    if not source.endswith(".svg") or "://" in source:
        return match[0]
    path = folder / source
    if not path.is_file():
        raise BuildError(
            "slides", f"slide {index} shows {source}, which does not exist", f"draw {folder.name}/{source}"
        )
    return inline_figure(path.read_text(), alt, attributes.get("style", ""))


def inline_figure(svg: str, alt: str, style: str = "") -> str:
    """An SVG file's text as an element of the page, named by `alt`; without `alt` it is decoration.

    >>> inline_figure('<?xml version="1.0"?>\\n<svg viewBox="0 0 1 1"><path/></svg>', "A dot")
    '<svg viewBox="0 0 1 1" role="img" aria-label="A dot" class="figure"><path/></svg>'
    """
    svg = re.sub(r"\A\s*(?:<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|\s)*", "", svg, flags=re.DOTALL).strip()
    svg = re.sub(r">\s*\n\s*<", "><", svg)
    head = re.match(r"<svg\b([^>]*)>", svg)
    if head is None:
        return svg
    name = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    kept = re.sub(r'\s(?:role|aria-[\w-]+|class|xmlns(?::\w+)?)="[^"]*"', "", head[1]).rstrip()
    classes = " ".join(["figure", *re.findall(r'\sclass="([^"]*)"', head[1])])
    extra = f' style="{escape(style)}"' if style and 'style="' not in kept else ""
    return f'<svg{kept} {name} class="{classes}"{extra}>{svg[head.end() :]}'


def _demo(match: re.Match[str], fallback: Fallback) -> str:
    tag, attributes = match[1], match[2].rstrip()
    return f"<{tag}{attributes}>{fallback(tag, attributes_of(attributes))}</{tag}>"


def _body(svg: str) -> str:
    layer = CONTENT_LAYER.search(svg) or SECTION.search(svg)
    return layer[1].strip() if layer else ""


def _title(svg: str, index: int) -> str:
    heading = HEADING.search(svg)
    return plain_text(heading[2]) if heading else f"Slide {index}"


def plain_text(html: str) -> str:
    """The words of a piece of HTML; a formula in a line counts as its TeX source, one on a line of its own not at all.

    >>> plain_text('<b>An</b> &amp;  <svg aria-label="x"><text>figure</text></svg> end')
    'An & end'
    """
    html = re.sub(r'<span class="katex-html" aria-hidden="true">', '<span class="katex-html">', html)
    html = MATHML.sub(lambda match: ("" if match[1] else match[2]) + "<katex-end>", html)
    html = _without_katex_html(html)
    html = re.sub(r"<(svg|style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(
        unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li|h\d|td|th|dd|dt|div|pre)>|<br>", " ", html))).split()
    )


def _without_katex_html(html: str) -> str:
    """Drop what KaTeX draws (spans nested to any depth), keeping what follows."""
    parts = html.split("<katex-end>")
    kept = [parts[0]]
    for part in parts[1:]:
        depth, at = 0, 0
        for tag in re.finditer(r"<(/?)span\b[^>]*>", part):
            depth += -1 if tag[1] else 1
            at = tag.end()
            if depth == 0:
                break
        kept.append(part[at:])
    return "".join(kept)
