"""Hostile questions typed into the page, and said again by the server everywhere: they are text wherever they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.unit.server.strangers import MARKUP

from .test_nlq import FOUND, Server, ask, asking, section, server, stages  # noqa: F401 - two are fixtures

FOREIGN = "img, script, iframe, base, object, embed, [onload], [onerror], [onclick], [ontoggle], a[href^=javascript]"
ELEMENTS = """(foreign) => { const walk = (root) => [...root.querySelectorAll('*')].flatMap((el) =>
    [...(el.matches(foreign) ? [el.outerHTML] : []), ...(el.shadowRoot ? walk(el.shadowRoot) : [])]);
    return walk(document.querySelector('nlq-demo').shadowRoot); }"""


def echo(server: Server, route: Route, question: str) -> None:  # noqa: F811
    """The question, in every place that a run has."""
    hit = {"_id": question, "_score": 1, "_source": {"title": question, question: [question], "author": question}}
    result = {"total": 1, "hits": [hit], "aggregations": {}, "took_ms": 1, "partial": False}
    told: list[Any] = []
    for stage, data in stages(FOUND, f"In articles: {question}", result):
        if stage == "prompt":
            data = {"messages": [{"role": question, "content": question}], "schema": {question: question}}
        if stage == "attempt":
            told.append((stage, {"output": question, "error": question}))
        told.append((stage, data))
    server.stream(route, told)


def test_markup_in_a_question_is_text_wherever_it_appears(asking: Callable[..., Page], server: Server) -> None:  # noqa: F811
    page = asking()
    for question in MARKUP:
        server.answer = lambda route, body: echo(server, route, body["question"])
        ask(page, question)
        expect(section(page, "The result").get_by_role("listitem").first).to_contain_text(question.strip()[:20])
        for summary in page.locator("nlq-stages summary").all():
            summary.click()
        assert page.evaluate("window.broken") is None, question
        assert page.evaluate(ELEMENTS, FOREIGN) == [], question
