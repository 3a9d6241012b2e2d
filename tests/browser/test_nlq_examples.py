"""The examples on the question page: a scripted store on the wire, the page and the browser are real.

What the real store says and does to the same requests is in `tests/integration/test_examples.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .conftest import Site
from .test_nlq import AXE, EVIL, Server, wire

API = re.compile(r"/examples(/export|/import)?$")
PATIENCE_MS = 30_000  # for the modules to arrive on a busy machine; nothing is measured here
TOKEN = "a token of forty letters"
SHANNON = {"query": {"term": {"author": "Claude Shannon"}}}


def example(question: str, **more: Any) -> dict[str, Any]:
    return {
        "index": "articles", "question": question, "query": SHANNON, "made_by": "shipped",
        "made_at": "2026-11-25T10:00:00+00:00", "verified": "hand", "state": "approved",
        "english": "In articles: find the documents where the author is “Claude Shannon”; show 10.", **more,
    }  # fmt: skip


class Store:
    """The store's API over a list, with the statuses and errors of the real one."""

    def __init__(self) -> None:
        self.examples = [
            example("Articles by Claude Shannon"),
            example(f"Proposed {EVIL}", state="proposed", verified="run", made_by=f"teacher:strong {EVIL}"),
            example("Marked", problem=f"in 'term', there is no field 'author' {EVIL}", english=None),
            example("articles by claude shannon!", duplicate_of="Articles by Claude Shannon"),
            example("Speeches about war", index="speeches"),
        ]
        self.asked: list[tuple[str, Any]] = []

    def handle(self, route: Route) -> None:
        request = route.request
        allowed = request.headers.get("authorization") == f"Bearer {TOKEN}"
        body = request.post_data_json if request.post_data else None
        path = request.url.partition("/examples")[2]
        if request.method != "GET":
            self.asked.append((f"{request.method} {path}".strip(), body))
            if not allowed:
                route.fulfill(status=403, json={"error": {"type": "not_allowed", "message": "Only the presenter may."}})
                return
        shown = [one for one in self.examples if allowed or one["state"] == "approved"]
        match request.method, path:
            case "GET", "/export":
                route.fulfill(content_type="application/jsonl", body="".join(json.dumps(one) + "\n" for one in shown))
            case "GET", _:
                route.fulfill(json={"examples": [{k: v for k, v in one.items() if v is not None} for one in shown]})
            case "POST", "":
                self.examples.append(example(**body))
                route.fulfill(status=201, json=self.examples[-1])
            case "POST", _:
                lines = [line for line in body["lines"].splitlines() if line]
                notes = [
                    f"line {at}: refused, it is not JSON {EVIL}" for at, line in enumerate(lines, 1) if line[0] != "{"
                ]
                refused = len(notes)
                counts = {"kept": len(lines) - refused, "marked": 0, "waiting": 0, "duplicate": 0, "refused": refused}
                route.fulfill(json={**counts, "notes": notes})
            case "PATCH", _:
                self.change(route, body)
            case "DELETE", _:
                self.examples = [one for one in self.examples if one["question"] != body["question"]]
                route.fulfill(status=204)

    def change(self, route: Route, body: dict[str, Any]) -> None:
        (kept,) = (one for one in self.examples if one["question"] == body["question"])
        if body.get("query") == {}:
            error = {"type": "query_rejected", "message": "The query may not run: in the query, something is missing."}
            route.fulfill(status=422, json={"error": error})
            return
        kept["question"] = body.get("new_question", kept["question"])
        kept["query"] = body.get("query", kept["query"])
        kept["state"] = "approved" if body.get("approved", True) else "proposed"
        route.fulfill(json=kept)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def tending(new_page: Callable[..., Page], site: Site, store: Store) -> Callable[..., Page]:
    """Opens the page, scrolled to its examples; the question's part has the scripted server of its own tests."""

    def open_page(**options: Any) -> Page:
        page = new_page(**options)
        wire(page, Server())
        page.route(API, store.handle)
        page.goto(site.url + "nlq/")
        page.get_by_role("heading", name="The examples").scroll_into_view_if_needed()
        expect(cards(page).first).to_be_visible(timeout=PATIENCE_MS)
        return page

    return open_page


def cards(page: Page) -> Locator:
    return page.locator("nlq-example")


def card(page: Page, question: str) -> Locator:
    return cards(page).filter(has=page.get_by_role("heading", name=question))


def open_up(page: Page, token: str = TOKEN) -> None:
    page.locator("nlq-examples summary", has_text="For the presenter").click()
    page.get_by_label("Presenter’s token").fill(token)
    page.get_by_role("button", name="Open", exact=True).click()


def test_everyone_searches_the_approved_ones_and_can_change_nothing(tending: Callable[..., Page]) -> None:
    page = tending()
    expect(cards(page)).to_have_count(4)
    expect(card(page, "Articles by Claude Shannon").first).to_contain_text("checked by a person")
    expect(card(page, "Marked")).to_contain_text("No longer fits its index, so it is not used")
    expect(card(page, "articles by claude shannon!")).to_contain_text("Asks the same as “Articles by Claude Shannon”")
    assert page.get_by_role("button", name="Edit").count() == 0
    page.get_by_label("Search", exact=True).fill("war speeches")
    expect(cards(page)).to_have_count(1)
    page.get_by_label("Search", exact=True).fill("")
    page.get_by_label("Which").select_option("unfit")
    expect(cards(page)).to_have_count(1)


@pytest.mark.expects_console("403")
def test_a_wrong_token_opens_nothing_and_is_kept_nowhere(tending: Callable[..., Page]) -> None:
    page = tending()
    open_up(page, "a guess")
    expect(page.get_by_role("alert")).to_contain_text("not the presenter’s token")
    assert page.get_by_role("button", name="Edit").count() == 0
    open_up_again = page.get_by_label("Presenter’s token")
    open_up_again.fill(TOKEN)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(cards(page)).to_have_count(5)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, document.cookie])")
    assert TOKEN not in kept
    page.get_by_role("button", name="Forget the token").click()
    expect(cards(page)).to_have_count(4)


def test_the_presenter_approves_and_takes_away(tending: Callable[..., Page], store: Store) -> None:
    page = tending()
    open_up(page)
    waiting = card(page, "Proposed")
    expect(waiting).to_contain_text("waits for approval")
    waiting.get_by_role("button", name="Approve").click()
    expect(waiting).not_to_contain_text("waits for approval")
    assert store.asked[-1] == (
        "PATCH", {"index": "articles", "question": f"Proposed {EVIL}", "approved": True}
    )  # fmt: skip
    waiting.get_by_role("button", name="Delete").click()
    waiting.get_by_role("button", name="Keep").click()
    waiting.get_by_role("button", name="Delete").click()
    waiting.get_by_role("button", name="Delete").click()
    expect(cards(page)).to_have_count(4)
    assert store.asked[-1] == ("DELETE", {"index": "articles", "question": f"Proposed {EVIL}"})


@pytest.mark.expects_console("422")
def test_the_presenter_edits_and_a_refusal_is_told_at_its_card(tending: Callable[..., Page], store: Store) -> None:
    page = tending()
    open_up(page)
    card(page, "Speeches about war").get_by_role("button", name="Edit").click()
    open_card = cards(page).filter(has=page.get_by_label("Query as JSON"))
    query = open_card.get_by_label("Query as JSON")
    query.fill("{}")
    open_card.get_by_role("button", name="Save and approve").click()
    expect(open_card.get_by_role("alert")).to_contain_text("something is missing")
    open_card.get_by_label("Question").fill("Speeches about peace")
    query.fill(json.dumps({"size": 3}))
    open_card.get_by_role("button", name="Save and approve").click()
    expect(card(page, "Speeches about peace")).to_be_visible()
    assert store.asked[-1] == (
        "PATCH",
        {
            "index": "speeches", "question": "Speeches about war", "approved": True, "query": {"size": 3},
            "new_question": "Speeches about peace",
        },
    )  # fmt: skip


def test_a_strangers_text_is_shown_as_text(tending: Callable[..., Page]) -> None:
    page = tending()
    open_up(page)
    page.locator("nlq-examples input[type=file]").set_input_files(
        {"name": "mine.jsonl", "mimeType": "text/plain", "buffer": b'{"question": "a"}\nno JSON\n'}
    )
    expect(page.locator("nlq-examples .report")).to_contain_text("1 kept")
    expect(page.locator("nlq-examples .report li")).to_have_text(f"line 2: refused, it is not JSON {EVIL}")
    expect(card(page, "Proposed")).to_contain_text(EVIL)
    expect(card(page, "Marked")).to_contain_text(EVIL)
    assert page.evaluate("window.broken") is None
    assert page.locator("nlq-examples img").count() == 0


def test_a_large_file_goes_in_pieces_and_its_lines_keep_their_numbers(
    tending: Callable[..., Page], store: Store
) -> None:
    page = tending()
    open_up(page)
    line = json.dumps({"question": "so" * 100})
    text = "\n".join([line] * 300 + ["no JSON"])
    page.locator("nlq-examples input[type=file]").set_input_files(
        {"name": "mine.jsonl", "mimeType": "text/plain", "buffer": text.encode()}
    )
    report = page.locator("nlq-examples .report")
    expect(report).to_contain_text("300 kept")
    expect(report.locator("li")).to_contain_text("line 301: refused")
    sent = [body["lines"] for what, body in store.asked if what == "POST /import" and body["lines"]]
    assert len(sent) == 3
    assert "\n".join(sent) == text


def test_what_may_be_seen_is_exported(tending: Callable[..., Page]) -> None:
    page = tending()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    lines = download.value.path().read_text().splitlines()
    assert len(lines) == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_panel_is_accessible_and_fits(tending: Callable[..., Page], width: int, scheme: str) -> None:
    page = tending(viewport={"width": width, "height": 720}, color_scheme=scheme)
    open_up(page)
    card(page, "Speeches about war").get_by_role("button", name="Edit").click()
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('nlq-examples')")
    assert [problem["id"] for problem in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_server_a_sentence_says_where_they_are(new_page: Callable[..., Page], site: Site) -> None:
    page = new_page()
    page.route("**/health", lambda route: route.fulfill(status=200, body="{}", content_type="application/json"))
    page.goto(site.url + "nlq/")
    expect(page.locator("nlq-examples")).to_contain_text("with the server running")
