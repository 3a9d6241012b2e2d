"""The pages: Jinja2 templates filled with slides, demos and facts, every link relative.

>>> Page("read", "The talk as a page", "…", depth=1).root, Page("", "Start", "…", depth=0).root
('../', '')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from sitegen import evaluation
from sitegen.article import Chapter, section_title
from sitegen.assets import STYLES, Bundle
from sitegen.fallbacks import Fallbacks, Sample
from sitegen.licenses import Work
from sitegen.output import Output
from sitegen.slides import Slide

WORDS_A_MINUTE = 220
# The demos that the landing page draws and the tools' own pages open with.
LAB_DEMO = {"corpus": "expressions", "order": "5", "temperature": "1", "seed": "7"}
SHOWN_SAMPLE = {**LAB_DEMO, "length": "200", "prompt": "max(2,5)="}  # the grammar is right, the sum is a guess
HEATED = {"corpus": "moby-dick", "order": "2", "temperature": "1", "seed": "7", "length": "1", "prompt": "th"}
NLQ_DEMO = {"index": "articles", "question": "How many articles did each author write?", "strategy": "finetuned"}


@dataclass(frozen=True)
class Talk:
    """What all pages say about the talk. `url`: where it will be published, with a slash at its end, or ""."""

    title: str
    short: str
    description: str
    url: str = ""


@dataclass(frozen=True)
class Page:
    """A page: its folder, what it is called and said to be; `root` leads back to the site's start."""

    name: str
    title: str
    description: str
    depth: int = 1

    @property
    def root(self) -> str:
        """The relative link to the site's start."""
        return "../" * self.depth

    @property
    def path(self) -> str:
        """Where the page is, below the site's start."""
        return f"{self.name}/" if self.depth else ""

    @property
    def file(self) -> str:
        """The file that a static host shows for it."""
        return f"{self.path}index.html"


@dataclass(frozen=True)
class Site:
    """What every template may use."""

    talk: Talk
    assets: Mapping[str, str]
    templates: Environment
    fallbacks: Fallbacks
    out: Output
    build: str = ""
    """Names this version of the site; empty: browsers do not keep it."""

    def write(self, page: Page, template: str, **values: Any) -> Path:
        """Render a template as a page."""
        html = self.templates.get_template(template).render(
            talk=self.talk, page=page, assets=self.assets, build=self.build, **values
        )
        return self.out.write(page.file, html)


def asset_names(*bundles: Bundle) -> dict[str, str]:
    """The bundles' entries as templates name them: `page` the script, `page_css` its stylesheet."""
    return {
        name + ("_css" if path.endswith(".css") else ""): path
        for bundle in bundles
        for name, path in bundle.files.items()
    }


def deck(site: Site, slides: Sequence[Slide], titles: Mapping[str, str], notes: bool) -> Path:
    """`/slides/`. `notes` says that `notes.json` lies beside it; the deck itself never holds them."""
    seen: set[str] = set()
    shown = []
    for slide in slides:
        name = section_title(slide.section, titles)
        minutes = sum(other.minutes for other in slides if other.section == slide.section)
        shown.append({**vars(slide), "section_title": name, "minutes": 0 if slide.section in seen else minutes})
        seen.add(slide.section)
    page = Page("slides", site.talk.title, site.talk.description)
    return site.write(page, "deck.html.j2", slides=shown, notes=notes)


def counts(slides: Sequence[Slide], chapters: Sequence[Chapter]) -> dict[str, int]:
    """Numbers that the pages tell about the talk."""
    words = sum(len(part.text.split()) for chapter in chapters for part in chapter.slides)
    return {
        "slides": len(slides),
        "minutes": max(1, round(words / WORDS_A_MINUTE)),
        "formulas": sum(slide.svg.count('class="katex-html"') for slide in slides),
    }


def landing(site: Site, numbers: Mapping[str, int], files: Sequence[str] = ()) -> Path:
    """`/`: what this is, the ways in, and how to run it."""
    sample, heated = site.fallbacks.sample(SHOWN_SAMPLE), site.fallbacks.sample(HEATED)
    return site.write(
        Page("", site.talk.title, site.talk.description, depth=0),
        "index.html.j2",
        counts=numbers,
        files=files,
        sample=sample,
        lines=wrapped(sample.prompt + sample.text, width=30, most=5),
        heated=heated,
        heat={t: at_temperature(heated, t) for t in (0.5, 1, 2)},
        answer=site.fallbacks.answer(NLQ_DEMO)["bars"],
    )


def wrapped(text: str, width: int, most: int) -> list[str]:
    """The first `most` lines of a text without spaces, `width` characters each.

    >>> wrapped("abcdefg", 3, 2)
    ['abc', 'def']
    """
    return [text[at : at + width] for at in range(0, min(len(text), width * most), width)]


def at_temperature(sample: Sample, t: float) -> list[float]:
    """The shown candidates' probabilities at temperature `t`, rescaled to sum to 1."""
    powers = [probability ** (1 / t) for _, probability in sample.candidates]
    return [power / sum(powers) for power in powers]


def reading(site: Site, chapters: Sequence[Chapter], numbers: Mapping[str, int], search: str) -> Path:
    """`/read/`. `search` is the index's path relative to the page."""
    page = Page("read", "Read the talk", f"{site.talk.title}, as one page with figures, formulas and a search.")
    return site.write(page, "read.html.j2", chapters=chapters, counts=numbers, search=search)


def join(site: Site) -> Path:
    """`/join/`: where a phone in the audience begins to follow."""
    page = Page("join", "Follow the talk", "The slides on your phone, where the speaker is.")
    return site.write(page, "join.html.j2")


def tools(site: Site) -> list[Path]:
    """`/lab/` and `/nlq/`: a demo each, with a page to itself; and, once measured, how good the answers are."""
    lab = Page(
        "lab", "The n-gram lab", "Train a language model in this page, watch it write, and see the odds of every byte."
    )
    nlq = Page(
        "nlq", "Ask the index", "Questions in English, answered by Elasticsearch: every step from question to chart."
    )
    asked = {"demo": NLQ_DEMO, "fallback": site.fallbacks("nlq-demo", NLQ_DEMO)}
    report = evaluation.latest()
    written = [
        site.write(lab, "lab.html.j2", demo=LAB_DEMO, fallback=site.fallbacks("ngram-lab", SHOWN_SAMPLE)),
        site.write(nlq, "nlq.html.j2", measured=report is not None, **asked),
    ]
    if report is not None:
        measured = Page(
            "nlq/evaluation", "How often is the answer right?", "Every strategy on every question, measured.", depth=2
        )
        written.append(site.write(measured, "evaluation.html.j2", **evaluation.page_values(report)))
    return written


def licenses(site: Site, works: Sequence[Work]) -> Path:
    """`/licenses/`: the works of others inside."""
    page = Page("licenses", "Licences", "The works of others that this site carries, and their licences.")
    return site.write(page, "licenses.html.j2", works=works)


def not_found(site: Site) -> Path:
    """`404.html`, whole in itself: a host shows it at any depth."""
    template = site.templates.get_template("404.html.j2")
    style = re.sub(r"/\*.*?\*/", "", (STYLES / "tokens.css").read_text() + (STYLES / "404.css").read_text(), flags=re.S)
    icon = "data:image/svg+xml," + quote((STYLES.parent / "images/favicon.svg").read_text().strip())
    return site.out.write("404.html", template.render(talk=site.talk, style=" ".join(style.split()), icon=icon))


def with_url(talk: Talk, url: str) -> Talk:
    """The talk, published at `url`."""
    return replace(talk, url=url.rstrip("/") + "/" if url else "")
