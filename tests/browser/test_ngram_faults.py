"""The lab when things go wrong: presses while parts still arrive, Stop at any moment, a killed worker, two tabs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_ngram import READY_MS, page, sampler_of, written
from tests.browser.test_ngram_panels import panel_of, press

__all__ = ["page"]

QUICK = "corpus=expressions&order=2&seed=7&n=20&pace=once&prompt="
BUTTONS = {
    "ngram-source": "Write a text",
    "ngram-compare": "Compare",
    "ngram-quality": "Measure",
    "ngram-answers": "Ask 300 expressions",
    "ngram-states": "Count",
    "ngram-backoff": "Compare the rules",
    "ngram-compress": "Predict and count",
    "ngram-lifelong": "Read the stream",
    "ngram-machine": "Build the machine",
}

# Asks for the machine every few milliseconds from before numpy is here until the first answer came.
ASK_WHILE_NUMPY_ARRIVES = """async (sampler) => {
    const { client } = sampler;
    await client.start();
    const { corpus } = await client.request("corpus", { kind: "text", name: "abc", bytes: "abcabc" });
    const { model } = await client.request("train", { corpus, order: 1, engine: "dict" });
    const answers = [];
    let answered = false;
    while (!answered) {
        const asked = client.request("chain", { model, context: "", limit: 10 });
        answers.push(asked.then(({ states }) => states.length, (error) => error.message));
        void answers.at(-1).then(() => { answered = true; });
        await new Promise((go) => setTimeout(go));
    }
    return [...new Set(await Promise.all(answers))];
}"""

# Presses the panel's button and, after each of some times (ms), Stop; waits each time until it is at rest.
STOP_AT_ANY_MOMENT = """async (panel, label) => {
    const button = (text) =>
        [...panel.renderRoot.querySelectorAll(".runbar button")].find((found) => found.textContent.trim() === text);
    const rest = (ms) => new Promise((go) => setTimeout(go, ms));
    let stopped = 0;
    for (const ms of [0, 1, 5, 20, 80, 200, 0]) {
        button(label).click();
        await panel.updateComplete;
        if (ms) await rest(ms);
        const stop = button("■ Stop");
        stop?.click();
        if (stop) stopped += 1;
        while (panel.busy) await rest(5);
        await panel.updateComplete;
    }
    return stopped;
}"""

# How much a panel shows beside its bar.
SHOWN = """panel => panel.renderRoot.querySelectorAll("section, svg, line-chart, bar-chart, byte-text, tbody").length"""


def started(page: Page) -> int:
    """How many workers the page has had; ending one counts, too."""
    generation: int = sampler_of(page).evaluate("sampler => sampler.client.generation")
    return generation


def test_what_needs_numpy_can_be_asked_while_it_arrives(page: Page, site: Site) -> None:
    """Python keeps for good what it imported half unpacked: a press at that moment once ended the model."""
    page.goto(f"{site.url}lab/?{QUICK}")
    assert sampler_of(page).evaluate(ASK_WHILE_NUMPY_ARRIVES) == [3]  # a, b, c


def test_stop_is_heard_while_a_press_waits_for_numpy(page: Page, site: Site) -> None:
    held: list[Route] = []
    page.context.route("**/numpy*.whl", lambda route: held.append(route))
    panel = panel_of(page, site, "ngram-machine", QUICK)
    button = panel.get_by_role("button", name="Build the machine")
    button.click(timeout=READY_MS)
    while not held:
        page.wait_for_timeout(50)
    before = started(page)
    panel.get_by_role("button", name="■ Stop").click()
    expect(button).to_be_visible(timeout=READY_MS)
    assert started(page) == before  # the worker lives on
    for route in held:
        route.continue_()
    press(panel, "Build the machine")
    expect(panel).to_contain_text("states,")


@pytest.mark.parametrize("name", BUTTONS)
def test_a_press_before_the_panel_was_seen_is_not_lost(page: Page, site: Site, name: str) -> None:
    """A panel is drawn before it is scrolled to; what it does when it is seen must leave a press alone."""
    page.goto(f"{site.url}lab/?{QUICK}")
    panel = page.locator(name)
    button = panel.get_by_role("button", name=BUTTONS[name], exact=True)
    expect(button).to_be_visible(timeout=READY_MS)
    shown = panel.evaluate(SHOWN)
    button.evaluate("button => button.click()")  # as a screen reader presses it: without scrolling there
    panel.scroll_into_view_if_needed()
    expect(panel.get_by_role("button", name="■ Stop")).to_be_hidden(timeout=READY_MS)
    assert panel.evaluate(SHOWN) > shown


@pytest.mark.parametrize("name", BUTTONS)
def test_stop_at_any_moment_leaves_a_panel_that_works(page: Page, site: Site, name: str) -> None:
    panel = panel_of(page, site, name, QUICK)
    press(panel, BUTTONS[name])
    before = started(page)
    assert panel.evaluate(STOP_AT_ANY_MOMENT, BUTTONS[name]) >= 2
    assert started(page) == before
    press(panel, BUTTONS[name])


def test_stop_while_the_first_texts_are_made_leaves_no_half_of_them(page: Page, site: Site) -> None:
    """What a panel measures on is made once and kept: stopped half-way it must not be kept."""
    page.goto(f"{site.url}lab/?corpus=expressions-2-4-9-13000-1&order=1&n=20&pace=once")
    sampler = sampler_of(page)
    expect(sampler.get_by_role("button", name="■ Stop").first).to_be_visible(timeout=READY_MS)
    written(sampler)
    for name in ("ngram-quality", "ngram-backoff"):
        panel = page.locator(name)
        panel.scroll_into_view_if_needed()
        expect(panel.get_by_role("button", name=BUTTONS[name])).to_be_visible(timeout=READY_MS)
        assert panel.evaluate(STOP_AT_ANY_MOMENT, BUTTONS[name]) >= 2
        press(panel, BUTTONS[name])


# Takes no message for a second, then ends as a browser ends it: what was asked meanwhile is never answered.
BUSY_THEN_DEAD = """() => { setTimeout(() => {
    const end = performance.now() + 1000;
    while (performance.now() < end);
    self.close();
}); }"""


def kill(page: Page) -> None:
    """End the worker from inside, as a browser does: the page hears no event."""
    page.workers[-1].evaluate("() => { setTimeout(() => self.close()); }")


def test_a_killed_worker_is_told_and_started_again(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-machine", QUICK)
    press(panel, "Build the machine")
    text = written(sampler_of(page))
    kill(page)
    alert = page.get_by_role("alert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("The browser has ended the model. Start it again.")
    alert.get_by_role("button", name="Retry").click()
    expect(alert).to_have_count(0)
    assert written(sampler_of(page)) == text
    press(panel, "Build the machine")


def test_a_worker_killed_at_work_is_told_where_it_worked(page: Page, site: Site) -> None:
    panel = panel_of(page, site, "ngram-lifelong", QUICK)
    panel.get_by_role("button", name="Read the stream").click(timeout=READY_MS)
    bar = panel.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", re.compile("."), timeout=READY_MS)  # the worker has said how far it is
    kill(page)
    alert = panel.get_by_role("alert")
    expect(alert).to_contain_text("The browser has ended the model.")
    alert.get_by_role("button", name="Retry").click()
    press(panel, "Read the stream")
    expect(panel).to_contain_text("After the change the frozen model needs")


@pytest.mark.parametrize("name", ["ngram-sampler", "ngram-source"])
def test_a_byte_opened_while_the_worker_dies_raises_nothing(page: Page, site: Site, name: str) -> None:
    """The question is on its way when its worker ends: the model's end is told once, and nothing is left uncaught."""
    quick = QUICK.replace("expressions", "moby-dick").replace("order=2", "order=0")  # over twelve candidates a byte
    panel = panel_of(page, site, name, quick)
    if name == "ngram-source":
        press(panel, BUTTONS[name])
    written(sampler_of(page))
    byte = panel.get_by_role("slider", name="Choose a byte of the text")
    page.workers[-1].evaluate(BUSY_THEN_DEAD)
    byte.fill("5")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The browser has ended the model.")
    expect(alert).to_have_count(1)
    alert.get_by_role("button", name="Retry").click()
    expect(alert).to_have_count(0)
    assert written(sampler_of(page))


def test_a_worker_killed_while_it_loads_is_told(page: Page, site: Site) -> None:
    held: list[Route] = []
    page.context.route("**/pyodide_ngram*.whl", lambda route: held.append(route))
    page.goto(f"{site.url}lab/?{QUICK}")
    while not held:
        page.wait_for_timeout(50)
    kill(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The browser has ended the model.")
    page.context.unroute("**/pyodide_ngram*.whl")
    alert.get_by_role("button", name="Retry").click()
    assert written(sampler_of(page))


def test_two_tabs_have_a_model_each(page: Page, site: Site) -> None:
    other = page.context.new_page()
    errors: list[str] = []
    other.on("pageerror", lambda error: errors.append(str(error)))
    texts = [QUICK.replace("order=2", "order=3"), QUICK.replace("seed=7", "seed=8")]
    for tab, query in zip((page, other), texts, strict=True):
        tab.goto(f"{site.url}lab/?{query}")
    first, second = (written(sampler_of(tab)) for tab in (page, other))
    assert first != second

    # One learns something else, and its model is ended; the other goes on with its own.
    page.bring_to_front()
    sampler_of(page).get_by_role("combobox", name="Corpus").select_option("moby-dick")
    expect(sampler_of(page).get_by_text("1.22 MB")).to_be_visible(timeout=READY_MS)
    kill(page)
    expect(page.get_by_role("alert")).to_contain_text("The browser has ended the model.")
    other.bring_to_front()
    sampler: Locator = sampler_of(other)
    sampler.get_by_role("spinbutton", name="Seed").fill("9")
    sampler.get_by_role("spinbutton", name="Seed").press("Enter")
    expect(sampler.locator("byte-text p.unseen")).not_to_have_text(second, timeout=READY_MS)
    assert "seed=9" in other.url
    assert "seed=7" in page.url
    assert errors == []
