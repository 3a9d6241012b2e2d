"""Marp with our engine: what is rendered, and what never is."""

import json
import subprocess
from pathlib import Path

import pytest

from sitegen import marp, slides
from sitegen.article import chapters, entries
from sitegen.errors import BuildError
from sitegen.node_tools import NODE, ROOT, run, run_node
from sitegen.warm import WarmMarp

DECK = """---
theme: talk
---

<!-- section: 01-start -->
<!-- _class: lead -->

# A *first* $n$-gram 🔥

* one
* two

<!-- Only the speaker may read these nine words here. Timing — 1.5 minutes. -->

---

## Same title

![A square](figures/square.svg)

<ngram-sampler corpus="expressions" prompt="sum(&quot;"></ngram-sampler>

---

<!-- section: 02-next -->

## Same title

Text with <b>bold</b>.
"""
SQUARE = '<?xml version="1.0"?>\n<svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("theme") / "talk.css"
    path.write_text("/* @theme talk */\nsection { padding: 40px }\n")
    return path


@pytest.fixture(scope="module")
def rendered(theme: Path) -> marp.RenderedDeck:
    return marp.render(DECK, theme)


@pytest.fixture(scope="module")
def finished(rendered: marp.RenderedDeck, tmp_path_factory: pytest.TempPathFactory) -> list[slides.Slide]:
    folder = tmp_path_factory.mktemp("slides")
    (folder / "figures").mkdir()
    (folder / "figures/square.svg").write_text(SQUARE)
    return slides.prepare(rendered, folder, lambda tag, attributes: f"<figure>{tag} {attributes['prompt']}</figure>")


def test_each_slide_knows_its_file_its_classes_and_its_notes(rendered: marp.RenderedDeck) -> None:
    assert [slide.section for slide in rendered.slides] == ["01-start", "01-start", "02-next"]
    assert [slide.classes for slide in rendered.slides] == [("lead",), (), ()]
    assert [len(slide.notes) for slide in rendered.slides] == [1, 0, 0]


def test_notes_are_in_nothing_that_is_drawn(rendered: marp.RenderedDeck) -> None:
    assert "nine words" in rendered.slides[0].notes[0]
    assert "nine words" not in "".join(slide.svg for slide in rendered.slides) + rendered.css


def test_math_is_drawn_and_nothing_points_outside(rendered: marp.RenderedDeck) -> None:
    everything = rendered.css + "".join(slide.svg for slide in rendered.slides)
    assert 'class="katex-html"' in everything
    outside = [part for part in everything.split("http")[1:] if not part.startswith("://www.w3.org/")]
    assert outside == []


def test_emoji_and_figures_are_local(finished: list[slides.Slide]) -> None:
    assert '<img class="emoji" alt="🔥" src="../assets/emoji/1f525.svg">' in finished[0].svg
    assert 'role="img" aria-label="A square"' in finished[1].svg
    assert "<?xml" not in finished[1].svg


def test_a_demo_holds_a_result_and_is_in_no_paragraph(finished: list[slides.Slide]) -> None:
    assert '<figure>ngram-sampler sum("</figure></ngram-sampler>' in finished[1].svg
    assert "<p><ngram-sampler" not in finished[1].svg


def test_titles_are_words_and_minutes_come_from_the_notes(finished: list[slides.Slide]) -> None:
    assert [slide.title for slide in finished] == ["A first n-gram", "Same title", "Same title"]
    assert [slide.minutes for slide in finished] == [1.5, 0, 0]


def test_the_article_has_one_place_for_each_slide(finished: list[slides.Slide]) -> None:
    made = chapters(finished, {"01-start": "The start"})
    assert [(chapter.title, [part.anchor for part in chapter.slides]) for chapter in made] == [
        ("The start", ["a-first-n-gram", "same-title"]),
        ("Next", ["same-title-2"]),
    ]
    assert "data-marpit" not in made[0].slides[0].html
    assert [entry["url"] for entry in entries(made)] == ["#a-first-n-gram", "#same-title", "#same-title-2"]


def test_a_missing_figure_is_named(rendered: marp.RenderedDeck, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"slide 2 .*square\.svg"):
        slides.prepare(rendered, tmp_path, lambda tag, attributes: "")


def test_a_tools_own_words_reach_the_reader_of_an_error() -> None:
    with pytest.raises(BuildError, match="the reason why"):
        run_node("slides", ["-e", "throw new Error('the reason why')"])
    with pytest.raises(BuildError, match=r"no-such-tool is not installed.*Node 20"):
        run("slides", ["no-such-tool"])


def test_the_warm_engine_renders_what_a_run_of_marp_renders(rendered: marp.RenderedDeck, theme: Path) -> None:
    with WarmMarp() as warm:
        first, again = warm.render(DECK, [theme]), warm.render(DECK.replace("one", "three"), [theme])
    assert first == rendered
    assert [old == new for old, new in zip(first.slides, again.slides, strict=True)] == [False, True, True]


def test_the_search_index_finds_words_in_titles_and_text(finished: list[slides.Slide]) -> None:
    documents = json.dumps(entries(chapters(finished, {})))
    script = (
        'import MiniSearch from "minisearch"; import { readFileSync } from "node:fs";'
        f'import {{ searchOptions }} from "{(ROOT / "site/scripts/read/search-options.js").as_uri()}";'
        'const index = MiniSearch.loadJSON(readFileSync(0, "utf8"), searchOptions);'
        "console.log(JSON.stringify(['bold', 'fiirst', 'nothing'].map((q) => index.search(q).map((r) => r.url))))"
    )
    index = subprocess.run(
        ["node", NODE / "search_index.mjs"], input=documents, capture_output=True, text=True, check=True
    ).stdout
    found = subprocess.run(
        ["node", "--input-type=module", "-e", script], cwd=ROOT, input=index, capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(found) == [["#same-title-2"], ["#a-first-n-gram"], []]


def test_a_slide_says_how_it_comes_in() -> None:
    deck = marp.render("<!-- _transition: push -->\n\n# One\n\n---\n\n# Two")
    shown = slides.prepare(deck, Path("slides"), lambda tag, attributes: "")
    assert [slide.transition for slide in shown] == ["push", ""]
    with pytest.raises(BuildError, match="'spin'"):
        slides.prepare(marp.render("<!-- _transition: spin -->\n\n# One"), Path("slides"), lambda tag, attributes: "")
