"""The n-gram model in the browser: it loads in the open, writes what it writes natively, stops, and fails in words."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from pyodide_ngram import expressions, sampling
from pyodide_ngram.model import NgramModel
from tests.browser.conftest import Site

READY_MS = 120_000  # a loaded machine boots Pyodide in seconds; this only ends a hang
SHELF = Path(__file__).resolve().parents[2] / "site/scripts/ngram/texts.js"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A reader who wants no motion: bytes appear at once. What moves is tested by `watching`."""
    return new_page(reduced_motion="reduce")


@pytest.fixture
def watching(new_page: Callable[..., Page]) -> Page:
    """A reader who watches bytes appear one by one."""
    return new_page()


def slide_with(site: Site, attributes: str) -> tuple[int, str]:
    """The number of the slide whose sampler has these attributes, and the sampler's opening tag."""
    html = (site.folder / "slides/index.html").read_text()
    for number, body in re.findall(r'<div class="slide" id="s(\d+)"(.*?)(?=<div class="slide" id="s|\Z)', html, re.S):
        found = re.search(rf"<ngram-sampler [^>]*{attributes}[^>]*>", body)
        if found:
            return int(number), found[0]
    raise AssertionError(f"no slide has a sampler with {attributes}")


def talk_numbers() -> dict[str, int]:
    """The numbers of the talk's expressions, from the page's own source."""
    shape = re.search(r"EXPRESSIONS = \{(.+?)\}", SHELF.read_text())
    assert shape is not None
    return {name: int(value) for name, value in re.findall(r"(\w+): (\d+)", shape[1])}


def talk_corpus() -> bytes:
    """The expressions that the page trains on, made natively."""
    numbers = talk_numbers()
    count, seed = numbers.pop("count"), numbers.pop("seed")
    return expressions.corpus(count, random.Random(seed), **numbers)


def native(data: bytes, tag: str, **changed: str) -> str:
    """What the package writes in this process with the attributes of a sampler's tag."""
    given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) | changed
    model = NgramModel(int(given["order"]))
    model.learn(data)
    prompt = given.get("prompt", "")
    text = sampling.generate(
        model,
        prompt.encode(),
        int(given["length"]),
        random.Random(int(given["seed"])),
        temperature=float(given["temperature"]),
        top_k=int(given["top-k"]) if "top-k" in given else None,
        top_p=float(given["top-p"]) if "top-p" in given else None,
    )
    return prompt + text.decode()


def sampler_of(page: Page, scope: str = "") -> Locator:
    return page.locator(f"{scope} ngram-sampler".strip())


def finished(sampler: Locator) -> None:
    """Wait until it has written its text to the end."""
    expect(sampler.get_by_role("button", name="Sample")).to_be_visible(timeout=READY_MS)
    expect(sampler.locator("byte-text p.unseen")).not_to_have_text("The text is being written.", timeout=READY_MS)


def written(sampler: Locator) -> str:
    finished(sampler)
    text = sampler.locator("byte-text p.unseen").text_content()
    assert text is not None
    return text.strip()


def set_slider(sampler: Locator, name: str, value: str) -> None:
    sampler.get_by_role("slider", name=name).fill(value)


def test_a_slide_writes_the_same_text_as_the_package_natively(page: Page, site: Site) -> None:
    number, tag = slide_with(site, 'corpus="expressions"')
    page.goto(f"{site.url}slides/#{number}")
    sampler = sampler_of(page, f"#s{number}")
    data = talk_corpus()
    assert written(sampler) == native(data, tag)

    set_slider(sampler, "Temperature", "0.5")
    expect(sampler.locator("byte-text p.unseen")).to_contain_text(native(data, tag, temperature="0.5")[:60])
    assert written(sampler) == native(data, tag, temperature="0.5")

    sampler.get_by_role("spinbutton", name="Seed").fill("11")
    sampler.get_by_role("spinbutton", name="Seed").press("Enter")
    wanted = native(data, tag, temperature="0.5", seed="11")
    expect(sampler.locator("byte-text p.unseen")).to_contain_text(wanted[:60], timeout=READY_MS)
    assert written(sampler) == wanted


def test_bytes_appear_one_by_one_and_stop_holds_them(watching: Page, site: Site) -> None:
    watching.goto(f"{site.url}lab/?corpus=expressions&order=5&seed=7&n=2000&pace=slow&prompt=")
    sampler = sampler_of(watching)
    bytes_shown = sampler.locator("byte-text i")
    expect(bytes_shown.nth(2)).to_be_visible(timeout=READY_MS)
    sampler.get_by_role("button", name="Stop").click()
    expect(sampler.get_by_role("button", name="Sample")).to_be_visible()
    assert 3 <= bytes_shown.count() < 2000


def test_every_stage_of_loading_has_a_name_and_the_built_result_stays_until_then(page: Page, site: Site) -> None:
    held: list[Route] = []
    page.context.route("**/pyodide_ngram*.whl", lambda route: held.append(route))
    page.goto(f"{site.url}lab/")
    stages = page.get_by_role("list", name="Loading the model")
    expect(stages.get_by_role("listitem")).to_have_count(4, timeout=READY_MS)
    for name in ("Python runtime", "Standard library", "n-gram package", "Starting Python"):
        expect(stages).to_contain_text(name)
    expect(stages.get_by_text("Python runtime, ready")).to_be_visible(timeout=READY_MS)
    expect(page.get_by_text("Computed when this page was built")).to_be_visible()
    while not held:  # the package is asked for once Pyodide knows its name
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    written(sampler_of(page))
    expect(page.get_by_text("Computed when this page was built")).to_be_hidden()
    expect(stages).to_be_hidden()


@pytest.mark.expects_console("Failed to load|ERR_|Failed to fetch")
def test_the_model_writes_without_numpy_and_says_so_where_it_is_needed(page: Page, site: Site) -> None:
    page.context.route("**/numpy*.whl", lambda route: route.abort())
    page.goto(f"{site.url}lab/?corpus=expressions&order=5&seed=7&n=50&prompt=")
    sampler = sampler_of(page)
    written(sampler)
    sampler.get_by_role("combobox", name="Corpus").select_option("moby-dick")
    alert = sampler.get_by_role("alert")
    expect(alert).to_contain_text(re.compile("numpy.* did not arrive"), timeout=READY_MS)
    page.context.unroute("**/numpy*.whl")
    alert.get_by_role("button", name="Retry").click()
    expect(sampler.get_by_text("1.22 MB")).to_be_visible(timeout=READY_MS)
    assert len(written(sampler)) >= 50


@pytest.mark.expects_console("Failed to load|ERR_|Failed to fetch")
@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "python_stdlib.zip", "pyodide_ngram*.whl", "pyodide.mjs"])
def test_the_network_gone_while_loading_is_said_and_can_be_retried(page: Page, site: Site, file: str) -> None:
    page.context.route(f"**/{file}", lambda route: route.abort())
    page.goto(f"{site.url}lab/")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("did not arrive", timeout=READY_MS)
    expect(alert).to_contain_text("Check the network connection")
    expect(page.get_by_text("Computed when this page was built")).to_be_visible()
    page.context.unroute(f"**/{file}")
    alert.get_by_role("button", name="Retry").click()
    assert len(written(sampler_of(page))) > 100
    expect(alert).to_be_hidden()


@pytest.mark.expects_console("Failed to|integrity|digest")
def test_a_package_that_was_tampered_with_is_refused(page: Page, site: Site) -> None:
    page.context.route("**/pyodide_ngram*.whl", lambda route: route.fulfill(body=b"PK not the wheel"))
    page.goto(f"{site.url}lab/")
    expect(page.get_by_role("alert")).to_contain_text("did not arrive", timeout=READY_MS)


def test_a_browser_without_webassembly_is_told_so(page: Page, site: Site) -> None:
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(f"{site.url}lab/")
    expect(page.get_by_role("alert")).to_contain_text("WebAssembly", timeout=READY_MS)
    expect(page.get_by_text("Computed when this page was built")).to_be_visible()


def test_stop_stops_training_and_keeps_what_was_learnt(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=expressions-2-4-9-13000-1&order=16&seed=7&n=200&prompt=")
    sampler = sampler_of(page)
    expect(sampler.get_by_text(re.compile("Training on expressions: .* MB/s"))).to_be_visible(timeout=READY_MS)
    sampler.get_by_role("button", name="Stop").click()
    expect(sampler.get_by_role("progressbar", name="Training")).to_be_hidden(timeout=READY_MS)
    expect(sampler.get_by_text("Stopped after")).to_be_visible()
    # What it has learnt so far is a model, too.
    sampler.get_by_role("button", name="Sample").click()
    assert len(written(sampler)) >= 200


def test_a_worker_that_hangs_is_ended_by_stop_and_can_be_started_again(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=expressions&order=5&seed=7&n=50&prompt=")
    sampler = sampler_of(page)
    text = written(sampler)
    page.workers[0].evaluate("() => { setTimeout(() => { for (;;); }); }")
    sampler.get_by_role("combobox", name="Corpus").select_option("moby-dick")
    sampler.get_by_role("button", name="Stop").click()
    again = sampler.get_by_role("button", name="Start the model again")
    expect(again).to_be_visible(timeout=READY_MS)
    again.click()
    expect(again).to_be_hidden(timeout=READY_MS)
    sampler.get_by_role("combobox", name="Corpus").select_option("expressions")
    expect(sampler.locator("byte-text p.unseen")).to_have_text(text, timeout=READY_MS)


def test_typing_in_a_demo_never_turns_the_page(page: Page, site: Site) -> None:
    number, _ = slide_with(site, 'corpus="expressions"')
    page.goto(f"{site.url}slides/#{number}")
    sampler = sampler_of(page, f"#s{number}")
    written(sampler)
    prompt = sampler.get_by_role("textbox", name="Prompt")
    prompt.fill("")
    prompt.press_sequentially("max(7, f o t 12")
    for key in ("Space", "Home", "End", "PageDown", "PageUp", "ArrowRight", "ArrowLeft"):
        prompt.press(key)
    slider = sampler.get_by_role("slider", name="Order")
    slider.focus()
    slider.press("ArrowRight")
    assert page.url.endswith(f"#{number}")
    assert prompt.input_value().startswith("max(7, f o t 12")
    expect(slider).to_have_value("6")


def test_a_byte_can_be_opened_by_mouse_and_by_keyboard(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=expressions&order=5&t=1&seed=7&n=80&prompt=sum(&pace=once")
    sampler = sampler_of(page)
    text = written(sampler)
    sampler.locator("byte-text i").nth(9).click()
    step = sampler.get_by_role("region", name="How a byte was chosen")
    expect(step.get_by_role("heading")).to_contain_text(f"Byte 10: {text[13]}")
    chooser = sampler.get_by_role("slider", name="Choose a byte of the text")
    chooser.press("ArrowRight")
    expect(step.get_by_role("heading")).to_contain_text(f"Byte 11: {text[14]}")
    rows = step.get_by_role("table").get_by_role("row").all_text_contents()
    assert any("(chosen)" in row for row in rows)

    model = NgramModel(5)
    model.learn(talk_corpus())
    counts, used = model.distribution(text[:14].encode())
    assert used == 5
    best = max(sorted(counts), key=lambda byte: counts[byte])
    assert f"{counts[best] / sum(counts.values()) * 100:.0f} %" in rows[1]


def test_the_coin_is_drawn_inside_the_byte_that_it_chose(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=moby-dick&order=2&t=1&seed=7&n=60&prompt=Call me &pace=once")
    sampler = sampler_of(page)
    written(sampler)
    chooser = sampler.get_by_role("slider", name="Choose a byte of the text")
    for index in (3, 17, 30, 44, 60):
        chooser.fill(str(index))
        part = sampler.locator("step-view .part.chosen")
        expect(sampler.locator("step-view .pointer")).to_be_visible()  # drawn once every candidate is known
        coin = float((sampler.locator("step-view .pointer").text_content() or "").strip("▲ ").removeprefix("coin "))
        stack, box = sampler.locator("step-view .stack").bounding_box(), part.bounding_box()
        assert stack is not None
        assert box is not None
        at = stack["x"] + coin * stack["width"]
        assert box["x"] - 1 <= at <= box["x"] + box["width"] + 1


def test_a_context_never_seen_says_what_was_dropped(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=expressions&order=5&seed=1&n=20&pace=once&prompt=ZZZZZ")
    sampler = sampler_of(page)
    written(sampler)
    sampler.locator("byte-text i").first.click()
    expect(sampler.get_by_role("region", name="How a byte was chosen")).to_contain_text(
        "The 5 oldest bytes are dropped; no context is left: plain frequencies."
    )


def test_the_lab_keeps_its_state_in_the_address(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/")
    sampler = sampler_of(page)
    first = written(sampler)
    page.get_by_role("combobox", name="Pace").select_option("once")
    set_slider(sampler, "Order", "2")
    expect(sampler.locator("byte-text p.unseen")).not_to_have_text(first)
    changed = written(sampler)
    assert "order=2" in page.url
    page.goto("about:blank")
    page.go_back()
    assert written(sampler_of(page)) == changed


def test_a_damaged_or_hostile_link_opens_with_defaults_and_says_so(page: Page, site: Site) -> None:
    hostile = "%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D%27owned%27%22%3E"
    page.goto(f"{site.url}lab/?corpus=../../secret&order=1e9&t=NaN&k=-1&seed=7&n=40&pace=once&prompt={hostile}")
    expect(page.get_by_text("Part of this link could not be read (corpus, order, t, k)")).to_be_visible()
    sampler = sampler_of(page)
    assert written(sampler).startswith("<img src=x onerror=")
    assert page.title() != "owned"
    assert page.locator("img[src=x]").count() == 0


def test_bytes_that_do_not_print_are_shown_as_signs(page: Page, site: Site) -> None:
    odd = bytes(range(32)) + bytes([127, 128, 255]) + "é€".encode()
    index = [{"id": "odd", "title": "Odd bytes", "file": "odd.txt", "bytes": len(odd) * 50}]
    page.context.route("**/corpora/index.json", lambda route: route.fulfill(body=json.dumps(index)))
    page.context.route("**/corpora/odd.txt", lambda route: route.fulfill(body=odd * 50))
    page.goto(f"{site.url}lab/?corpus=odd&order=4&seed=1&n=200&pace=once&prompt=")
    sampler = sampler_of(page)
    written(sampler)
    shown = sampler.locator("byte-text .bytes").text_content() or ""
    for sign in ("␀", "⇥", "⏎", "␛", "␡", "80", "FF", "é", "€"):
        assert sign in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", shown)


def test_the_lab_fits_a_phone(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(f"{site.url}lab/?pace=once")
    sampler = sampler_of(page)
    written(sampler)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(sampler.get_by_role("slider", name="Top-k")).to_be_hidden()
    sampler.get_by_role("button", name="More knobs").tap()
    expect(sampler.get_by_role("slider", name="Top-k")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
