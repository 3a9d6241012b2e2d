"""The question page on a static host: recorded real runs, labelled, replayed with their own times, and no pretence."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site
from .test_nlq import ask, section, step

INDEXES = ("articles", "gutenberg", "speeches", "movies")


def recording(site: Site, index: str = "articles") -> dict[str, Any]:
    """What `python -m demo_server record` wrote and the build copied."""
    return dict(json.loads((site.folder / f"recorded/{index}.json").read_text()))


def answered(recorded: dict[str, Any]) -> dict[str, Any]:
    """A recorded run that has a query and a result."""
    return next(run for run in recorded["runs"] if run.get("query") and run.get("result"))


@pytest.mark.parametrize("index", INDEXES)
def test_a_recording_holds_whole_runs(site: Site, index: str) -> None:
    recorded = recording(site, index)
    assert {"recorded_at", "model", "command"} <= set(recorded)
    assert len({run["question"] for run in recorded["runs"]}) >= 3
    for run in recorded["runs"]:
        seen = [event["stage"] for event in run["events"]]
        assert seen[:4] == ["mapping", "values", "examples", "prompt"]
        assert "attempt" in seen
        times = [event["at_ms"] for event in run["events"]]
        assert times == sorted(times)


def test_it_says_when_with_which_model_and_by_which_command(page: Page, site: Site) -> None:
    recorded = recording(site)
    day = date.fromisoformat(recorded["recorded_at"][:10])
    page.goto(site.url + "nlq/")
    expect(page.get_by_text(f"Recorded on {day.day} {day:%B %Y}").last).to_be_visible()
    note = page.locator("nlq-demo .origin")
    expect(note).to_contain_text(recorded["model"])
    expect(note).to_contain_text(recorded["command"])
    expect(note).to_contain_text("make talk")


def test_a_replay_shows_the_recorded_query_result_and_times(new_page: Callable[..., Page], site: Site) -> None:
    run = answered(recording(site))
    page = new_page(reduced_motion="reduce")  # all at once, with the recorded times shown
    page.goto(site.url + "nlq/")
    page.get_by_role("radio", name=run["strategy"]).first.check()
    ask(page, run["question"])
    editor = page.get_by_label("Query as JSON")
    expect(editor).to_be_visible()
    assert json.loads(editor.input_value()) == run["query"]
    expect(editor).to_have_attribute("readonly", "")
    expect(section(page, "The query")).to_contain_text("run the talk yourself")
    at = {event["stage"]: event["at_ms"] for event in run["events"]}
    took = at["examples"] - at["mapping"]
    shown = step(page, "Examples").locator(".ms").inner_text()
    assert float(shown.split()[0]) == pytest.approx(took, abs=0.51)


def test_a_replay_takes_the_time_that_the_run_took(page: Page, site: Site) -> None:
    run = max(recording(site)["runs"], key=lambda one: float(one["events"][-1]["at_ms"]))
    page.goto(site.url + "nlq/")
    page.get_by_role("radio", name=run["strategy"]).first.check()
    ask(page, run["question"])
    page.wait_for_function("document.querySelector('nlq-demo').busy === false")
    begun_to_done = page.evaluate("document.querySelector('nlq-demo').runs[0].elapsedMs")
    assert begun_to_done == pytest.approx(run["events"][-1]["at_ms"])


def test_stop_stops_a_replay(page: Page, site: Site) -> None:
    page.goto(site.url + "nlq/")
    page.get_by_label("Your question").fill(recording(site)["runs"][0]["question"])
    page.evaluate("() => { const demo = document.querySelector('nlq-demo'); demo.ask(); demo.stop(); }")
    page.wait_for_function("document.querySelector('nlq-demo').busy === false")
    assert page.evaluate("document.querySelector('nlq-demo').runs.every((run) => run.status !== 'done')")


def test_a_question_that_was_not_recorded_is_declined_kindly(new_page: Callable[..., Page], site: Site) -> None:
    run = answered(recording(site))
    page = new_page(reduced_motion="reduce")
    page.goto(site.url + "nlq/")
    ask(page, "What is the meaning of life?")
    notice = page.locator("nlq-demo .notice")
    expect(notice).to_contain_text("No server is here to answer a new question.")
    notice.get_by_role("button", name=run["question"], exact=True).click()
    expect(section(page, "The result")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value(run["question"])


def test_case_and_the_question_mark_make_no_other_question(new_page: Callable[..., Page], site: Site) -> None:
    run = answered(recording(site))
    page = new_page(reduced_motion="reduce")
    page.goto(site.url + "nlq/")
    ask(page, "  " + run["question"].upper().rstrip("?.") + "  ")
    expect(section(page, "The result")).to_be_visible()


def test_every_index_replays(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(site.url + "nlq/")
    for index in INDEXES:
        run = answered(recording(site, index))
        page.get_by_role("radio", name=index).check()
        page.get_by_role("group", name="Recorded:").get_by_role("button", name=run["question"], exact=True).click()
        page.get_by_role("radio", name=run["strategy"]).first.check()
        ask(page)
        expect(section(page, "The result")).to_contain_text("document")


def test_the_slides_demos_replay_too(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(site.url + "slides/")
    numbers = page.locator(".slide:has(nlq-demo)").evaluate_all("(all) => all.map((one) => one.dataset.index)")
    assert numbers
    for number in numbers:
        page.evaluate("n => { location.hash = '#' + n }", number)
        demo = page.locator(f".slide[data-index='{number}'] nlq-demo")
        ask(demo)
        expect(step(demo, "Prompt")).to_be_visible()
        expect(demo.locator(".notice")).to_have_count(0)


@pytest.mark.expects_console("404|ERR_")
def test_a_recording_that_is_gone_says_so_and_can_be_retried(page: Page, site: Site) -> None:
    pattern = "**/recorded/articles.json"
    page.route(pattern, lambda route: route.fulfill(status=404))
    page.goto(site.url + "nlq/")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("There is no recorded run for “articles” on this site.")
    page.unroute(pattern)
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator("nlq-demo .origin")).to_contain_text("Recorded on")
