"""A reader who knows nothing of this project walks from the landing page to a trained model and a chart, live."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import Site
from .test_ngram import READY_MS, finished
from .test_nlq import ask
from .test_nlq_live import QUESTION, wait_for_end

SLIDES = 60


def test_from_the_landing_page_to_a_trained_model_and_a_chart(page: Page, live: Site) -> None:
    page.goto(live.url)
    page.get_by_role("link", name="Start the slides").click()
    sampler = page.locator(".slide ngram-sampler:not([bare])").first
    for _ in range(SLIDES):
        if sampler.is_visible():
            break
        page.keyboard.press("ArrowRight")
    expect(sampler).to_be_visible()
    finished(sampler)
    first = sampler.locator("byte-text p.unseen").text_content()
    slide = page.url.rpartition("#")[2]

    prompt = sampler.get_by_role("textbox", name="Prompt")
    prompt.fill("max(")
    prompt.press("Enter")
    expect(sampler.locator("byte-text p.unseen")).to_contain_text("max(", timeout=READY_MS)
    finished(sampler)
    assert sampler.locator("byte-text p.unseen").text_content() != first
    assert page.url.rpartition("#")[2] == slide, "typing in a demo turned the page"

    page.goto(live.url)
    page.get_by_role("navigation").get_by_role("link", name="Ask").first.click()
    expect(page.locator("nlq-demo .origin")).to_contain_text("Live")
    ask(page, QUESTION)
    wait_for_end(page)
    chart = page.locator("nlq-result bar-chart")
    expect(chart).to_be_visible()
    expect(chart.locator("svg").first).to_be_visible()
    expect(page.locator("nlq-result")).to_contain_text("documents counted")
