"""The build itself, read top to bottom: each step takes what the ones before it made.

>>> Options(out=Path("dist")).notes            # speaker notes are written only when asked for
False
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from provision import cache_dir
from sitegen import (
    article,
    assets,
    compress,
    corpora,
    facts,
    fallbacks,
    licenses,
    marp,
    ngram_wheel,
    offline,
    pages,
    pyodide_runtime,
    share,
    slides,
    templates,
)
from sitegen import deck as deck_source
from sitegen.artefacts import artefact, digest
from sitegen.errors import BuildError
from sitegen.measured import measured
from sitegen.node_tools import MODULES, NODE, ROOT, run_node
from sitegen.output import Output
from sitegen.steps import Steps

SLIDES = ROOT / "slides"
THEME = SLIDES / "theme"
SITE = ROOT / "site"
STEPS = 12
TALK = pages.Talk(
    title="Demystifying large language models",
    short="Language models",
    description="A talk you can run: language models from theory to application, with a model that trains in the page "
    "and a search engine that answers questions in English.",
)


@dataclass(frozen=True)
class Options:
    """What a build was asked for.

    `notes`: speaker notes in the site, which is then not to be published; `notes_file`: in this file outside of it.
    `url`: where the site will be published, for canonical and social links. `files`: exports that pages may link to.
    `cards`: each slide's link shows its own slide, in pictures that `exports.cards` draws.
    `offline`: browsers may keep the site (not while one works on it).
    """

    out: Path
    notes: bool = False
    notes_file: Path | None = None
    url: str = ""
    files: tuple[str, ...] = ()
    cards: bool = False
    offline: bool = True


@dataclass(frozen=True)
class Built:
    """What later steps (checks, exports, the watcher) need to know of a build."""

    out: Output
    slides: list[slides.Slide]
    site: pages.Site
    markdown: str
    css: str
    theme: Path


def build(options: Options, step: Steps, render: Callable[[str], marp.RenderedDeck] | None = None) -> Built:
    """Write the whole site to `options.out`; `render` takes the place of a run of marp-cli (the watcher's is warm).

    Raises BuildError when a step fails; files already written stay.
    """
    render = render or (lambda markdown: marp.render(markdown, THEME))
    if not MODULES.is_dir():
        raise BuildError("set-up", "node_modules is missing", "run `npm ci`, or `make talk` for everything")
    cache = cache_dir() / "build"
    out = Output(options.out)
    out.folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as beside:
        with step("facts"):
            markdown = source()
        rendering = beside.submit(render, markdown)  # the longest step; the next ones run beside it
        bundling = beside.submit(assets.scripts, out)
        with step("corpora"):
            texts = corpora.build(cache)
        with step("ngram wheel"):
            wheel = ngram_wheel.build(cache)
        with step("pyodide runtime"):
            runtime = pyodide_runtime.build(cache, wheel, step.detail)
            for part in sorted(runtime.iterdir()):
                out.copy(f"pyodide/{part.name}", part)
            for text in sorted(texts.iterdir()):
                out.copy(f"corpora/{text.name}", text)
        with step("slides"):
            rendered = rendering.result()
        with step("fallbacks"):
            fill = fallbacks.Fallbacks(templates.environment(), cache, texts, SITE / "recorded")
            shown = slides.prepare(rendered, SLIDES, fill)
        with step("assets"):
            theme = assets.theme_script(out)
            styles = assets.styles(out, rendered.css)
            scripts = bundling.result()
            emoji = assets.emoji(out, [slide.svg for slide in shown])
            copy_files(out)
        with step("search index"):
            titles = article.section_titles(SLIDES / "sections.toml")
            chapters = article.chapters(shown, titles)
            index = search_index(cache, chapters)
            search = out.copy(f"read/search-{digest(index)[:8]}.json", index)
        with step("pages"):
            talk = pages.with_url(TALK, options.url)
            names = pages.asset_names(theme, styles, scripts)
            version = build_name(names, shown, search.name, runtime.name, talk.url) if options.offline else ""
            site = pages.Site(talk, names, fill.templates, fill, out, version)
            numbers = pages.counts(shown, chapters)
            pages.landing(site, numbers, options.files)
            pages.deck(site, shown, titles, options.notes)
            shared = share.write(site, chapters, own_cards=options.cards)
            pages.reading(site, chapters, numbers, search.name)
            pages.tools(site)
            pages.join(site)
            numpy_wheel = next(runtime.glob("numpy-*.whl"))
            pages.licenses(site, licenses.works(scripts.packages | {"katex"}, numpy_wheel, bool(emoji)))
            pages.not_found(site)
            write_notes(options, out, shown)
        with step("offline"):
            if options.offline:
                offline.write(out, version, cache / "hashes", leave=shared)
        with step("compress"):
            out.keep(compress.compress(sorted(out.written), cache / "compressed"))
        with step("tidy"):
            out.prune(cache / "written")
    return Built(out, shown, site, markdown, rendered.css, THEME)


def source() -> str:
    """The deck's Markdown with its facts in place."""
    return facts.fill(deck_source.read(SLIDES), facts.load(SLIDES / "facts.toml", facts.functions(SLIDES)) | measured())


def search_index(cache: Path, chapters: Sequence[article.Chapter]) -> Path:
    """The reading page's search index, as a file in the cache; made when a word changed."""
    documents, options = json.dumps(article.entries(chapters)), SITE / "scripts/read/search-options.js"

    def make(folder: Path) -> None:
        (folder / "index.json").write_text(run_node("search index", [NODE / "search_index.mjs"], stdin=documents))

    return (
        artefact(cache, "search", digest(documents, options, MODULES / "minisearch/package.json"), make) / "index.json"
    )


def build_name(assets: Mapping[str, str], shown: Sequence[slides.Slide], *parts: str) -> str:
    """A short name for this version of the site: another one as soon as anything on a page is another."""
    content = json.dumps([assets, [slide.svg for slide in shown], parts])
    return digest(content, *sorted(templates.TEMPLATES.rglob("*.j2")))[:12]


def write_notes(options: Options, out: Output, shown: Sequence[slides.Slide]) -> None:
    """Speaker notes to where they were asked for, and out of where they must not be.

    Notes of an earlier build in the same folder go, whoever remembers them: they must never be published. Raises
    BuildError for a notes file inside the site.
    """
    notes = json.dumps([list(slide.notes) for slide in shown], ensure_ascii=False)
    if options.notes_file is not None:
        if options.notes_file.is_relative_to(out.folder):
            hint = "name a file elsewhere, such as .data/notes.json"
            raise BuildError("pages", f"{options.notes_file} is inside the site, which anyone may read", hint)
        options.notes_file.parent.mkdir(parents=True, exist_ok=True)
        options.notes_file.write_text(notes, encoding="utf-8")
        options.notes_file.chmod(0o600)
    if options.notes:
        out.write("slides/notes.json", notes)
        return
    for path in [*(out.folder / "slides").glob("notes.json*"), *out.folder.glob("speaker.*")]:
        path.unlink()


def copy_files(out: Output) -> None:
    """Files that go into the site as they are: the icon, the social card, the recorded runs."""
    for image in sorted((SITE / "images").iterdir()):
        out.copy(image.name, image)
    # Pages ask for `health` to find the server; this answer, where there is none, keeps browsers from logging a 404.
    out.write("health", json.dumps({"service": "static"}))
    for recorded in sorted((SITE / "recorded").glob("*.json")):
        out.copy(f"recorded/{recorded.name}", recorded)
