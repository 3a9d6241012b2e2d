"""The lab's panels: what each shows is what the package answers in this process to the same messages."""

from __future__ import annotations

import asyncio
import lzma
import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pyodide_ngram import coding, sampling
from pyodide_ngram.bridge import Session
from pyodide_ngram.model import NgramModel
from tests.browser.conftest import Site
from tests.browser.test_ngram import READY_MS, page, sampler_of, talk_corpus, talk_numbers, written

__all__ = ["page"]


class Native:
    """The bridge in this process: the same messages as the page sends."""

    def __init__(self) -> None:
        self.session, self.answers, self.id = Session(), list[dict[str, Any]](), 0

    def ask(self, request: str, /, **message: object) -> dict[str, Any]:
        self.id += 1
        asked = self.session.handle({"id": self.id, "type": request, **message}, self.answers.append)
        with ThreadPoolExecutor(1) as thread:  # Playwright has a loop running in this one
            thread.submit(asyncio.run, asked).result()
        answer = self.answers[-1]
        assert answer["type"] == "result", answer
        return answer


def panel_of(
    page: Page, site: Site, name: str, query: str = "corpus=expressions&order=3&seed=7&n=20&prompt="
) -> Locator:
    page.goto(f"{site.url}lab/?{query}")
    panel = page.locator(name)
    panel.scroll_into_view_if_needed(timeout=READY_MS)
    return panel


def press(panel: Locator, name: str) -> None:
    """Press the panel's main button and wait until it is done, and done without a failure."""
    button = panel.get_by_role("button", name=name, exact=True)
    button.click(timeout=READY_MS)
    expect(button).to_be_visible(timeout=READY_MS)
    expect(panel.get_by_role("button", name="■ Stop")).to_be_hidden(timeout=READY_MS)
    assert panel.get_by_role("alert").all_text_contents() == []


def table_of(panel: Locator, name: str) -> list[list[str]]:
    rows = panel.get_by_role("table", name=name).locator("tbody tr")
    return [row.locator("th, td").all_text_contents() for row in rows.all()]


def test_one_step_slowly_shows_what_the_knobs_do_and_takes_another_byte(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=expressions&order=5&t=0.7&k=6&p=0.9&seed=7&n=20&pace=once&prompt=max(2,5,")
    panel = page.locator("ngram-step")
    panel.scroll_into_view_if_needed()
    further = panel.get_by_role("button", name="Next stage")
    expect(further).to_be_visible(timeout=READY_MS)
    for stage in range(2, 8):
        further.click()
        expect(panel).to_contain_text(f"{stage} of 7.")

    model = NgramModel(5)
    model.learn(talk_corpus())
    step = next(sampling.trace(model, b"max(2,5,", 1, random.Random(7), 0.7, 6, 0.9))
    kept = {chr(byte) for byte in step.weights}
    rows = panel.get_by_role("table").locator("tbody tr")
    assert rows.count() == len(step.counts)
    for row in rows.all():
        byte = (row.get_by_role("button").text_content() or "").strip()[0]
        assert ("out" not in row.inner_text()) == (byte in kept)
    panel.get_by_role("button", name=f"Write {chr(step.byte)}").click()
    expect(panel).to_contain_text("1 of 7.")
    expect(panel.locator("byte-text p.unseen")).to_have_text(f"max(2,5,{chr(step.byte)}")

    # Back, and another byte instead: the text goes on from that one.
    panel.get_by_role("button", name="Back").click()
    expect(panel.locator("byte-text p.unseen")).to_have_text("max(2,5,")
    other = next(chr(byte) for byte in sorted(step.counts) if byte != step.byte)
    panel.get_by_role("button", name=f"take {other}").click()
    expect(panel.locator("byte-text p.unseen")).to_have_text(f"max(2,5,{other}")

    # It plays by itself until it is told to pause; a press on a byte goes back to before it.
    panel.get_by_role("button", name="▶ Play").click()
    expect(panel.locator("byte-text i")).to_have_count(4, timeout=READY_MS)
    panel.get_by_role("button", name="❚❚ Pause").click()
    panel.locator("byte-text i").nth(1).click()
    expect(panel.locator("byte-text p.unseen")).to_have_text(f"max(2,5,{other}")


def test_how_good_is_it_measures_every_order(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-quality")
    panel.get_by_label("Smoothing").select_option("witten-bell", timeout=READY_MS)
    press(panel, "Measure")
    panel.get_by_text("Table", exact=True).click()
    shown = table_of(panel, "Surprise by order")

    native, numbers = Native(), talk_numbers()
    train = native.ask("corpus", kind="expressions", **numbers)["corpus"]
    other = {**numbers, "count": round(numbers["count"] / 8), "seed": numbers["seed"] + 1}
    test = native.ask("corpus", kind="expressions", **other)["corpus"]
    found = native.ask("orders", train=train, test=test, order=7, smoothing="witten-bell")
    assert [float(row[1]) for row in shown] == pytest.approx(found["train"], rel=1e-5)
    assert [float(row[2]) for row in shown] == pytest.approx(found["test"], rel=1e-5)
    assert found["floor"] < min(found["test"])
    assert [float(cell) for cell in shown[0][3:]] == [
        pytest.approx(bits, rel=0.02)  # LZMA in JavaScript is not quite xz
        for bits in (*found["peers"].values(), found["floor"])
    ]
    heads = panel.get_by_role("table", name="Surprise by order").get_by_role("columnheader").all_text_contents()
    assert [head.strip() for head in heads[3:]] == [
        *(f"{name}, unseen text" for name in ("gzip", "bz2", "≈ xz")),
        "floor: the process",
    ]


def test_it_remembers_and_does_not_compute(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-answers")
    press(panel, "Ask 300 expressions")
    native = Native()
    corpus = native.ask("corpus", kind="expressions", **talk_numbers())["corpus"]
    model = native.ask("train", corpus=corpus, order=16)["model"]
    score = native.ask("answers", model=model, corpus=corpus, count=300, seed=1)
    assert score["seen_right"] / score["seen"] > 0.9 > 0.2 > score["unseen_right"] / score["unseen"]
    expect(panel).to_contain_text(f"({score['seen_right']} of {score['seen']})")
    expect(panel).to_contain_text(f"({score['unseen_right']} of {score['unseen']})")
    panel.get_by_label("Show").select_option("wrong")
    first = next(row for row in sorted(score["rows"], key=lambda row: row["seen"]) if not row["right"])
    expect(panel.locator("tbody tr").first).to_contain_text(first["expression"])
    assert panel.locator("tbody tr td:last-child").first.inner_text() == ("yes" if first["seen"] else "no")


def test_a_byte_is_traced_to_the_places_that_voted_for_it(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-source", "corpus=expressions&order=12&seed=7&n=20&prompt=sum(")
    press(panel, "Write a text")
    panel.locator("byte-text i").nth(40).click()
    model, text = NgramModel(12), talk_corpus()
    model.learn(text)
    step = list(sampling.trace(model, b"sum(", 41, random.Random(7)))[40]
    votes = text.count(step.context + bytes([step.byte]))
    expect(panel.get_by_role("heading")).to_contain_text("One place" if votes == 1 else f"{votes} places")
    expect(panel.get_by_role("list", name="Places in the training text").get_by_role("listitem").first).to_contain_text(
        step.context.decode()
    )


def test_at_a_high_order_the_model_quotes_and_that_is_marked(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-source", "corpus=expressions&order=16&seed=7&n=20&prompt=sum(")
    press(panel, "Write a text")
    native = Native()
    corpus = native.ask("corpus", kind="expressions", **talk_numbers())["corpus"]
    model = native.ask("train", corpus=corpus, order=16)["model"]
    text = native.ask("sample", model=model, prompt="sum(", n=300, seed=7, trace=True)["text_bytes"]
    copies = native.ask("copied", model=model, text=text, at_least=20)["copies"]
    marked = panel.locator("byte-text i[data-copied]")
    assert marked.count() == sum(copy["end"] - copy["start"] for copy in copies) > 100
    expect(panel).to_contain_text("of these bytes are copied in passages of 20 or more (marked)")


def test_each_way_to_choose_has_its_knobs_and_they_are_in_the_link(page: Page, site: Site) -> None:
    query = "corpus=expressions&order=5&seed=7&n=20&prompt=max("
    panel = panel_of(page, site, "ngram-compare", query)
    press(panel, "Compare")
    model = NgramModel(5)
    model.learn(talk_corpus())

    def text(*knobs: Any) -> str:
        return "max(" + sampling.generate(model, b"max(", 240, random.Random(7), *knobs).decode()

    tree = panel.get_by_role("img", name="the winner reads")
    before = tree.get_attribute("aria-label")
    panel.get_by_role("region", name="Sampled", exact=True).get_by_role("slider", name="Temperature").fill("0.6")
    changed = panel.get_by_role("region", name="Temperature 0.6", exact=True)
    expect(changed.locator("p.unseen")).to_have_text(text(0.6), timeout=READY_MS)
    panel.get_by_role("region", name="Top-k", exact=True).get_by_role("slider", name="Top-p").fill("0.5")
    expect(panel.get_by_role("region", name="Top-k and top-p", exact=True).locator("p.unseen")).to_have_text(
        text(1.0, 3, 0.5), timeout=READY_MS
    )
    assert tree.get_attribute("aria-label") == before  # beam search has no coin and no knob
    assert "compare.ways=t0-t0.6-k3p0.5-p0.8" in page.url

    page.goto(page.url)
    panel.scroll_into_view_if_needed(timeout=READY_MS)
    press(panel, "Compare")
    expect(changed.locator("p.unseen")).to_have_text(text(0.6))
    page.goto(f"{site.url}lab/?{query}&compare.ways=t9-%3Cb%3E")
    expect(page.get_by_text("Part of this link could not be read (compare.ways)")).to_be_visible(timeout=READY_MS)


def test_four_ways_to_choose_and_the_beam(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-compare", "corpus=expressions&order=5&seed=7&n=20&prompt=max(")
    press(panel, "Compare")
    model = NgramModel(5)
    model.learn(talk_corpus())
    greedy = sampling.generate(model, b"max(", 240, random.Random(7), temperature=0).decode()
    region = panel.get_by_role("region", name="Greedy", exact=True)
    expect(region.locator("p.unseen")).to_have_text(f"max({greedy}")
    expect(panel.get_by_role("img", name="the winner reads")).to_be_visible()


def test_states_are_counted_and_the_rules_of_backing_off_compared(page: Page, site: Site) -> None:
    native = Native()
    corpus = native.ask("corpus", kind="expressions", **talk_numbers())["corpus"]

    panel = panel_of(page, site, "ngram-states")
    press(panel, "Count")
    rows = native.ask("states", corpus=corpus, order=7, points=9)["rows"]
    expect(panel).to_contain_text(f"{rows[-1]['seen']:,} were seen")

    panel = page.locator("ngram-backoff")
    panel.scroll_into_view_if_needed()
    press(panel, "Compare the rules")
    numbers = talk_numbers()
    other = {**numbers, "count": round(numbers["count"] / 8), "seed": numbers["seed"] + 1}
    test = native.ask("corpus", kind="expressions", **other)["corpus"]
    rules = native.ask("backoff", train=corpus, test=test, order=4, seed=1)["rows"]
    panel.get_by_text("Table", exact=True).click()
    shown = table_of(panel, "Surprise by the rule of backing off")
    assert [row[1] for row in shown] == [f"{rule['bits_per_byte']:.2f}" for rule in rules]


def test_a_text_is_compressed_saved_opened_and_comes_back(page: Page, site: Site, tmp_path: Path) -> None:
    panel = panel_of(page, site, "ngram-compress")
    text = "how much wood would a woodchuck chuck, if a woodchuck could chuck wood? " * 9
    field = panel.get_by_role("textbox", name="The text")
    field.fill(text, timeout=READY_MS)
    press(panel, "Predict and count")
    blob = coding.compress(text.encode(), 6)
    expect(panel).to_contain_text(f"{len(blob)} B")
    panel.get_by_text("Table", exact=True).click()
    sizes = {row[0]: float(row[1].split(" B")[0]) for row in table_of(panel, "Size of the compressed file")}
    assert sizes["≈ xz"] == pytest.approx(len(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)), rel=0.02)
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Save compressed").click()
    saved = tmp_path / "text.ngram"
    waiting.value.save_as(saved)
    assert saved.read_bytes() == blob

    field.fill("something else")
    panel.get_by_label("Open a text, or a compressed file").set_input_files(saved)
    expect(field).to_have_value(text, timeout=READY_MS)

    broken = tmp_path / "broken.ngram"
    broken.write_bytes(blob[:-3])
    panel.get_by_label("Open a text, or a compressed file").set_input_files(broken)
    expect(panel.get_by_role("alert")).to_be_visible(timeout=READY_MS)
    expect(field).to_have_value(text)


def test_the_stream_and_the_machine(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-lifelong")
    press(panel, "Read the stream")
    expect(panel.get_by_role("img")).to_be_visible()
    expect(panel).to_contain_text("After the change the frozen model needs")

    panel = page.locator("ngram-machine")
    panel.scroll_into_view_if_needed()
    press(panel, "Build the machine")
    native = Native()
    corpus = native.ask("corpus", kind="expressions", **talk_numbers())["corpus"]
    model = native.ask("train", corpus=corpus, order=1)["model"]
    chain = native.ask("chain", model=model, context="", limit=3000)
    expect(panel).to_contain_text(f"{len(chain['states'])} states, {len(chain['moves'])} moves")
    walked = panel.locator(".walk")
    expect(walked).not_to_have_text("", timeout=READY_MS)

    # Without coins it falls into one of the loops that were found.
    panel.get_by_label("Walk").select_option("without coins")
    loops = {len(cycle["states"]) for cycle in chain["cycles"]}
    told = panel.get_by_text(
        re.compile(r"From nothing it falls into its loop of\s+\d+\s+bytes?\s+after\s+\d+")
    ).inner_text()
    length, after = (int(number) for number in re.findall(r"\d+", told))
    assert length in loops
    greedy = native.ask("sample", model=model, n=400, temperature=0)["text_bytes"]
    assert greedy[after : after + length] == greedy[after + length : after + 2 * length]
    assert bytes(panel.evaluate("panel => panel.path.map(({ byte }) => byte)")) == greedy
    expect(walked).not_to_have_text("")


def test_own_text_is_learnt_in_the_page_and_more_on_top(page: Page, site: Site) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method != "GET" else None)
    page.goto(f"{site.url}lab/?corpus=expressions&order=2&seed=7&n=60&prompt=")
    sampler, panel = sampler_of(page), page.locator("ngram-data")
    written(sampler)
    panel.get_by_role("textbox", name="Your own text").fill("la le lu la le lu lo ")
    panel.get_by_role("button", name="Learn this", exact=True).click()
    expect(sampler.get_by_text("21 B")).to_be_visible(timeout=READY_MS)
    assert set(written(sampler)) <= set("la eu o")
    assert "corpus=" not in page.url  # a link cannot bring it back

    panel.get_by_role("button", name="+ The talk").click()
    expect(sampler.get_by_text(f"{(21 + len(talk_corpus())) / 1000:.1f} kB")).to_be_visible(timeout=READY_MS)
    expect(panel.get_by_role("list", name="What the model has learnt").get_by_role("listitem")).to_have_count(2)

    panel.get_by_role("textbox", name="Your own text").fill("")
    panel.get_by_role("button", name="Learn this", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("The text is empty")
    assert sent == []


def test_a_binary_file_is_opened_dropped_learnt_and_compressed(page: Page, site: Site, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4 + b"\xff\xfe\x00<script>document.title='owned'</script>\xc3\x28"
    file = tmp_path / "<b>odd.bin"
    file.write_bytes(data)
    page.goto(f"{site.url}lab/?corpus=expressions&order=1&seed=7&n=60&pace=once&prompt=")
    sampler, panel = sampler_of(page), page.locator("ngram-data")
    written(sampler)
    panel.get_by_label("Open a file").set_input_files(file)
    expect(sampler.get_by_text("1.07 kB")).to_be_visible(timeout=READY_MS)
    assert sampler.evaluate("sampler => sampler.model.bytes_seen") == len(data)
    names = panel.get_by_role("list", name="What the model has learnt")
    expect(names).to_have_text("<b>odd.bin")

    dropped = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'dropped.txt')); return data; }",
        "la le lu la le ",
    )
    panel.get_by_role("textbox", name="Your own text").dispatch_event("drop", {"dataTransfer": dropped})
    expect(names).to_have_text("dropped.txt")
    expect(sampler.get_by_text("15 B")).to_be_visible(timeout=READY_MS)
    assert set(written(sampler)) <= set("la eu")

    panel = page.locator("ngram-compress")
    panel.scroll_into_view_if_needed()
    panel.get_by_label("Open a text, or a compressed file").set_input_files(file)
    expect(panel).to_contain_text("<b>odd.bin: 1.07 kB")
    press(panel, "Predict and count")
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Save compressed").click()
    waiting.value.save_as(tmp_path / "odd.ngram")
    assert coding.decompress((tmp_path / "odd.ngram").read_bytes()) == data
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Bits as CSV").click()
    waiting.value.save_as(tmp_path / "bits.csv")
    assert len((tmp_path / "bits.csv").read_text().splitlines()) == 1 + len(data)
    assert page.title() != "owned"


def test_a_link_to_a_panel_opens_it(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/#machine")
    expect(page.get_by_role("heading", name="A machine")).to_be_in_viewport(timeout=READY_MS)
    expect(page.locator("ngram-machine").get_by_role("button", name="Build the machine")).to_be_visible(
        timeout=READY_MS
    )


def test_expressions_made_to_measure_are_in_the_link(page: Page, site: Site) -> None:
    page.goto(f"{site.url}lab/?corpus=expressions&order=2&seed=7&n=60&prompt=")
    sampler, panel = sampler_of(page), page.locator("ngram-data")
    written(sampler)
    panel.get_by_role("spinbutton", name="Largest number").fill("99")
    panel.get_by_role("spinbutton", name="Largest number").press("Enter")
    numbers = talk_numbers() | {"max_value": 99}
    wanted = "-".join(str(numbers[name]) for name in ("depth", "branching", "max_value", "count", "seed"))
    expect(page).to_have_url(re.compile(f"corpus=expressions-{wanted}&"))
