"""The built site as a stranger meets it: static host, sub-path, light and dark, with and without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sitegen.leaks import leaked_notes

from .conftest import Site

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["", "slides/", "read/", "lab/", "nlq/", "join/", "licenses/", "404.html"]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SLIDES_AT_LEAST, SLIDES_AT_MOST = 45, 60

OVERFLOWING = """() => [...document.querySelectorAll('#deck section')].flatMap((section, i) => {
    const box = section.getBoundingClientRect();
    const out = [...section.querySelectorAll('*')].filter((el) => {
        if (el.closest('svg:not([data-marpit-svg]) *') || el.closest('.katex-mathml, .visually-hidden')) return false;
        const b = el.getBoundingClientRect();
        return b.width && b.height && (b.right > box.right + 1 || b.bottom > box.bottom + 1 || b.left < box.left - 1);
    });
    const tall = section.scrollHeight > section.clientHeight + 1 || section.scrollWidth > section.clientWidth + 1;
    return tall || out.length ? [`slide ${i + 1}: ${tall ? 'content larger than the slide ' : ''}` +
        out.slice(0, 3).map((el) => el.tagName + '.' + el.className).join(', ')] : [];
})"""


def settle(page: Page) -> None:
    """Fonts are in and nothing is being fetched."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=["1280x720", "1920x1080"])
def test_no_slide_overflows(new_page: Callable[..., Page], site: Site, size: tuple[int, int]) -> None:
    page = new_page(viewport={"width": size[0], "height": size[1]}, java_script_enabled=True)
    page.goto(site.url + "slides/")
    settle(page)
    count = page.locator("#deck .slide").count()
    assert SLIDES_AT_LEAST <= count <= SLIDES_AT_MOST
    problems = []
    for number in range(1, count + 1):
        page.evaluate("n => { location.hash = '#' + n }", number)
        page.wait_for_function(
            "n => document.querySelector(`#deck .slide[data-index='${n}']`)?.checkVisibility()", arg=number
        )
        problems += [line for line in page.evaluate(OVERFLOWING) if line.startswith(f"slide {number}:")]
    assert problems == []


def test_math_is_katex_html_with_its_fonts(page: Page, site: Site) -> None:
    page.goto(site.url + "slides/")
    settle(page)
    assert page.locator("#deck .katex-html").count() >= 10
    assert page.locator("#deck .katex-error").count() == 0
    slide = page.locator("#deck .slide:has(.katex-html)").first.get_attribute("data-index")
    page.evaluate("n => { location.hash = '#' + n }", slide)
    page.wait_for_function(
        "() => [...document.fonts].some(f => f.family.replaceAll('\"', '') === 'KaTeX_Math' && f.status === 'loaded')"
    )
    failed = page.evaluate("[...document.fonts].filter(f => f.status === 'error').map(f => f.family)")
    assert failed == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_violation(new_page: Callable[..., Page], site: Site, path: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(site.url + path)
    settle(page)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    serious = [
        f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation_on_any_slide(new_page: Callable[..., Page], site: Site, scheme: str) -> None:
    page = new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(site.url + "slides/")
    settle(page)
    page.add_script_tag(path=str(AXE))
    serious = []
    for number in range(1, page.locator("#deck .slide").count() + 1):
        page.evaluate("n => { location.hash = '#' + n }", number)
        page.wait_for_function(
            "n => document.querySelector(`#deck .slide[data-index='${n}']`)?.checkVisibility()", arg=number
        )
        found = page.evaluate(
            "async n => (await axe.run(document.querySelector(`#deck .slide[data-index='${n}']`),"
            " {resultTypes: ['violations']})).violations",
            number,
        )
        serious += [
            f"slide {number}: {v['id']}: {v['help']} at {[n['target'] for n in v['nodes'][:3]]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert serious == []


@pytest.mark.parametrize("path", ["", "slides/", "read/", "lab/", "nlq/", "join/"])
def test_pages_fit_a_phone(new_page: Callable[..., Page], site: Site, path: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(site.url + path)
    settle(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1


@pytest.mark.parametrize("path", ["", "read/", "lab/", "nlq/"])
def test_tab_reaches_every_control(page: Page, site: Site, path: str) -> None:
    page.goto(site.url + path)
    settle(page)
    wanted = page.evaluate(
        """() => {
            const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, ' +
                '[tabindex="0"]';
            const walk = (root) => [...root.querySelectorAll('*')].flatMap((el) =>
                [...(el.matches(focusable) && el.checkVisibility() && el.tabIndex >= 0 && el.type !== 'radio'
                    ? [el] : []),
                 ...(el.shadowRoot ? walk(el.shadowRoot) : [])]);
            const all = walk(document);
            all.forEach((el, i) => { el.dataset.tabTest = String(i); });
            return all.length;
        }"""
    )
    assert wanted > 3
    reached = set()
    for _ in range(3 * wanted + 30):  # panels that come into view bring controls of their own
        page.keyboard.press("Tab")
        at = page.evaluate(
            "() => { let el = document.activeElement;"
            " while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement;"
            " return el?.dataset?.tabTest ?? null }"
        )
        if at is not None:
            reached.add(at)
        if len(reached) == wanted:
            break
    missed = page.evaluate(
        """(reached) => {
            const walk = (root) => [...root.querySelectorAll('*')].flatMap((el) =>
                [...(el.dataset?.tabTest !== undefined && !reached.includes(el.dataset.tabTest) && el.checkVisibility()
                    ? [el.outerHTML.slice(0, 120)] : []),
                 ...(el.shadowRoot ? walk(el.shadowRoot) : [])]);
            return walk(document);
        }""",
        sorted(reached),
    )
    assert missed == []


@pytest.mark.parametrize("path", ["", "slides/", "read/", "lab/", "nlq/"])
def test_reads_without_javascript(new_page: Callable[..., Page], site: Site, path: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.url + path)
    text = page.locator("main").inner_text()
    assert len(text) > 300
    if path in ("slides/", "read/"):
        for part in (
            page.get_by_text(re.compile(r"Back(s|ed)? off")),
            page.locator("ngram-sampler"),
            page.locator("nlq-demo"),
        ):
            part.first.scroll_into_view_if_needed()  # far from the window nothing is laid out, nor has inner text
            expect(part.first).to_have_text(re.compile(r"\S"), use_inner_text=True)


def test_every_internal_link_leads_somewhere(site: Site) -> None:
    broken = []
    for html in sorted(site.folder.rglob("*.html")):
        for target in re.findall(r'(?:href|src)="([^"#?]+)', html.read_text()):
            if target.startswith(("data:", "mailto:", "http:", "https:")):
                continue
            assert not target.startswith("/"), f"{html.name}: {target} is not relative"
            place = (html.parent / target).resolve()
            if not (place.is_file() or (place / "index.html").is_file()):
                broken.append(f"{html.relative_to(site.folder)} -> {target}")
    assert broken == []


def test_speaker_notes_are_in_no_public_file(site: Site) -> None:
    """Every file of the build; PDF and PPTX, which a build has when asked for, in tests/unit/sitegen/test_leaks.py."""
    notes = [
        " ".join(comment.split())
        for source in sorted((ROOT / "slides").glob("*.md"))
        for comment in re.findall(r"<!--(.*?)-->", source.read_text(), re.S)
        if not re.match(r"\s*_?[a-zA-Z]+:\s", comment) and len(comment.split()) > 8
    ]
    assert len(notes) >= SLIDES_AT_LEAST
    assert leaked_notes(site.folder, filter(Path.is_file, site.folder.rglob("*")), notes) == []


def test_slides_before_any_demo_are_light(page: Page, site: Site) -> None:
    """Compressed bytes of all that /slides/ asks for before a demo is near, by the files that the build compressed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url + "slides/")
    settle(page)
    total = 0
    sizes = {}
    for url in dict.fromkeys(asked):
        name = url.removeprefix(site.url).split("#")[0].split("?")[0]
        file = site.folder / name
        file = file / "index.html" if file.is_dir() else file
        packed = file.with_name(file.name + ".br")
        sizes[name] = (packed if packed.exists() else file).stat().st_size
        total += sizes[name]
    assert total <= 150_000, json.dumps(sizes, indent=1)
