"""The query's editor: what it offers at the cursor, why nothing is found, and an example saved from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Site
from .test_nlq import AXE, EVIL, FOUND, HITS, WHY, Server, ask, section, stages, wire
from .test_nlq_examples import PATIENCE_MS, TOKEN, Store

NOTHING = {**HITS, "total": 0, "hits": []}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def editing(new_page: Callable[..., Page], site: Site, server: Server) -> Callable[..., tuple[Page, Locator]]:
    """A page with an answered question, and its editor."""

    def open_page(**options: Any) -> tuple[Page, Locator]:
        page = new_page(**options)
        wire(page, server)
        page.goto(site.url + "nlq/")
        ask(page, "How many articles did each author write?")
        expect(page.get_by_role("button", name="What fits at the cursor?")).to_be_visible(timeout=PATIENCE_MS)
        return page, page.get_by_label("Query as JSON")

    return open_page


def write(editor: Locator, text: str) -> None:
    """Put a text into the editor, the cursor where its | is."""
    editor.fill(text.replace("|", ""))
    editor.evaluate("(area, at) => area.setSelectionRange(at, at)", text.index("|"))


def offers(page: Page) -> Locator:
    return page.get_by_role("listbox", name="What fits here").get_by_role("option")


def test_a_query_is_written_by_the_keyboard_out_of_what_fits(editing: Callable[..., tuple[Page, Locator]]) -> None:
    page, editor = editing()
    editor.fill("")
    editor.press_sequentially('{"qu')
    expect(offers(page)).to_have_text(["query"])
    editor.press("Enter")  # "query": {|}, and what fits inside is offered at once
    expect(offers(page).first).to_have_text("match_all")
    editor.press_sequentially('"ter')
    expect(offers(page)).to_have_text(["term", "terms"])
    editor.press("Enter")
    expect(offers(page)).to_have_text(["authorkeyword", "pageslong"])
    expect(offers(page).first).to_have_attribute("aria-selected", "true")
    editor.press("ArrowDown")
    expect(editor).to_have_attribute("aria-activedescendant", "offer-1")
    editor.press("ArrowUp")
    editor.press("Enter")
    expect(offers(page)).to_have_text(["Ada Lovelace", "Claude Shannon", EVIL])
    editor.press_sequentially("shan")
    expect(offers(page)).to_have_text(["Claude Shannon"])
    editor.press("Enter")
    expect(offers(page)).to_have_count(0)
    assert editor.input_value() == '{"query": {"term": {"author": "Claude Shannon"}}'
    editor.press("End")
    editor.press_sequentially("}")
    assert json.loads(editor.input_value()) == {"query": {"term": {"author": "Claude Shannon"}}}
    editor.press("Control+z")
    assert editor.input_value().endswith('"Claude Shannon"}}')


def test_what_fits_is_asked_for_by_a_key_and_by_a_button(editing: Callable[..., tuple[Page, Locator]]) -> None:
    page, editor = editing()
    write(editor, '{"query": {"range": {"pages": {"gte": |}}}}')
    expect(offers(page)).to_have_count(0)
    editor.press("Control+Space")
    expect(offers(page)).to_have_text(["3the lowest", "871the highest"])
    expect(page.get_by_text("2 fit here: arrow keys choose, Enter takes, Escape closes.")).to_be_attached()
    editor.press("Escape")
    expect(offers(page)).to_have_count(0)
    expect(editor).to_be_focused()
    page.get_by_role("button", name="What fits at the cursor?").click()
    offers(page).last.click()
    assert json.loads(editor.input_value())["query"]["range"]["pages"] == {"gte": 871}
    expect(editor).to_be_focused()


def test_the_list_is_on_the_screen_wherever_the_cursor_is(editing: Callable[..., tuple[Page, Locator]]) -> None:
    page, editor = editing(viewport={"width": 390, "height": 700})
    for text in ('{|"size": 3}', '{"size": 0, "aggs": {"by": {"terms": {"field": "|"}}}}'):
        write(editor, text)
        page.get_by_role("button", name="What fits at the cursor?").click()
        box = page.get_by_role("listbox", name="What fits here").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 700
        editor.press("Escape")


def test_a_name_that_fits_nowhere_is_underlined_while_one_types(editing: Callable[..., tuple[Page, Locator]]) -> None:
    page, editor = editing()
    editor.fill('{\n  "query": {"match": {"titel": "moon"}}\n}')
    expect(page.get_by_text("Line 2, column 23:")).to_be_visible()
    expect(page.locator("nlq-editor .mistake")).to_have_text('"titel"')
    editor.fill('{"query": {"match": {"title": "moon"}}}')
    expect(page.locator("nlq-editor .mistake")).to_have_count(0)
    expect(editor).to_have_attribute("aria-invalid", "false")


def test_an_empty_result_is_offered_a_look_at_why(editing: Callable[..., tuple[Page, Locator]], server: Server) -> None:
    page, _ = editing()
    server.answer = lambda route, _: server.stream(route, stages(FOUND, "In articles: find.", NOTHING))
    ask(page, "Articles about communication")
    result = section(page, "The result")
    assert server.wondered == []
    result.get_by_role("button", name="Which condition removes everything?").click()
    expect(result).to_contain_text(WHY["english"])
    assert server.wondered == [{"query": FOUND}]
    row = result.get_by_role("row").filter(has_text="the author is")
    expect(row.get_by_role("cell").nth(0)).to_have_text("0")
    row.get_by_role("button", name="Search without it").click()
    expect(result).to_contain_text("this is your query, not the model's")
    assert server.searched == [{"query": FOUND}]
    assert page.evaluate("window.broken") is None


@pytest.mark.expects_console("403")
def test_a_query_is_saved_as_an_example_and_listed_at_once(
    editing: Callable[..., tuple[Page, Locator]], new_page: Callable[..., Page]
) -> None:
    page, editor = editing()
    store = Store()
    page.route("**/examples", store.handle)
    editor.fill(json.dumps(FOUND))
    page.get_by_role("button", name="Save as an example").click()
    field = section(page, "The query").get_by_label("Presenter’s token")
    expect(field).to_be_focused()
    field.fill("a guess")
    field.press("Enter")
    expect(section(page, "The query")).to_contain_text("That is not the presenter’s token.")
    field.fill(TOKEN)
    field.press("Enter")
    expect(page.get_by_text("Saved: models are shown it from now on.")).to_be_visible()
    wanted = {"index": "articles", "question": "How many articles did each author write?", "query": FOUND}
    assert store.asked[-1] == ("POST", wanted)
    expect(page.get_by_text("You tend the examples.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor_and_its_list(
    editing: Callable[..., tuple[Page, Locator]], server: Server, scheme: str
) -> None:
    page, editor = editing(color_scheme=scheme, bypass_csp=True)
    server.answer = lambda route, _: server.stream(route, stages(FOUND, "In articles: find.", NOTHING))
    ask(page, "Articles about communication")
    page.get_by_role("button", name="Which condition removes everything?").click()
    page.get_by_role("button", name="Save as an example").click()
    write(editor, '{"query": {"term": {|}}}')
    editor.press("Control+Space")
    expect(offers(page).first).to_be_visible()
    page.add_script_tag(path=AXE)
    found = page.evaluate("async () => (await axe.run('nlq-demo', {resultTypes: ['violations']})).violations")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
