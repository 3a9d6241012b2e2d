"""The question page against a scripted server: only the wire is faked, page and browser are real.

Each answer here has the shape that the real server gives; `test_nlq_live.py` asks the real one the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from demo_server.nlq.mapping import from_properties
from demo_server.nlq.schema import schema_for

from .conftest import Site

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"

EVIL = "<img src=x onerror=\"window.broken='yes'\"><script>window.broken='yes'</script>"
COUNTS = {"size": 0, "aggs": {"by_author": {"terms": {"field": "author"}}}}
BUCKETS = {
    "total": 72,
    "hits": [],
    "aggregations": {
        "by_author": {
            "sum_other_doc_count": 40,
            "buckets": [{"key": "Claude Shannon", "doc_count": 20}, {"key": f"=cmd {EVIL}", "doc_count": 12}],
        }
    },
    "took_ms": 3,
    "partial": False,
}
FOUND = {"query": {"match": {"title": "communication"}}}
HITS = {
    "total": 1200,
    "hits": [
        {
            "_id": "1",
            "_score": 2.5,
            "_source": {
                "title": f"A Mathematical Theory of Communication {EVIL}",
                "author": ["Claude Shannon", EVIL],
                "publication_date": "1948-07-01",
                "content": "The fundamental problem of communication. " * 40,
            },
        }
    ],
    "aggregations": {},
    "took_ms": 5,
    "partial": False,
}
MAPPING = from_properties(
    "articles", {"author": {"type": "keyword"}, "title": {"type": "text"}, "pages": {"type": "long"}}
)
KNOWN = {
    "index": "articles",
    "fields": [
        {"name": "author", "type": "keyword", "values": ["Ada Lovelace", "Claude Shannon", EVIL], "whole": True},
        {"name": "title", "type": "text"},
        {"name": "pages", "type": "long", "low": 3, "high": 871},
    ],
    "json_schema": schema_for(MAPPING),
}
WHY = {
    "total": 157,
    "english": f"No document meets all of it. There would be 12 without this: the author is {EVIL}.",
    "conditions": [
        {"english": f"the author is {EVIL}", "alone": 0, "without": 12, "query": FOUND},
        {"english": "the title mentions “communication”", "alone": 12, "without": 0, "query": COUNTS},
    ],
}
Wire = tuple[str, object]


def stages(query: object, english: str, result: object, *, strategy: str = "few-shot") -> list[Wire]:
    """A whole run as the server streams it."""
    output = json.dumps(query)
    example = {"question": f"Who wrote most? {EVIL}", "query": COUNTS, "index": "articles"}
    examples = [example] if strategy != "zero-shot" else []
    return [
        (
            "mapping",
            {"index": "articles", "fields": [{"name": "author", "type": "keyword"}, {"name": "title", "type": "text"}]},
        ),
        ("examples", {"strategy": strategy, "examples": examples}),
        (
            "prompt",
            {
                "messages": [
                    {"role": "system", "content": f"Fields: author, title {EVIL}"},
                    {"role": "user", "content": "How many?"},
                ],
                "schema": {"anyOf": [{"type": "object"}]},
            },
        ),
        *[("token", {"text": output[at : at + 5]}) for at in range(0, len(output), 5)],
        ("attempt", {"output": output, "error": None}),
        ("query", {"query": query, "english": english}),
        ("result", result),
        ("done", {"query": query, "result": result, "timings_ms": {"total": 312.5, "model": 300, "search": 4}}),
    ]


def stream(events: list[Wire]) -> str:
    return "".join(f"event: {stage}\ndata: {json.dumps(data)}\n\n" for stage, data in events)


class Server:
    """The API, scripted: what each question is answered with, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.searched: list[dict[str, Any]] = []
        self.wondered: list[dict[str, Any]] = []
        ways = ["zero-shot", "few-shot"]
        self.models = [
            {"name": "embedded", "title": "SmolLM2", "model": "SmolLM2-135M", "default": True, "strategies": ways}
        ]
        self.answer: Callable[[Route, dict[str, Any]], None] = self.count
        self.search: Callable[[Route, dict[str, Any]], None] = lambda route, _: route.fulfill(
            json={**HITS, "english": "In articles: find the documents."}
        )

    def count(self, route: Route, body: dict[str, Any]) -> None:
        told = stages(COUNTS, "In articles: count the documents for each author.", BUCKETS, strategy=body["strategy"])
        self.stream(route, told)

    def stream(self, route: Route, events: list[Wire]) -> None:
        route.fulfill(content_type="text/event-stream", body=stream(events))

    def fail(self, route: Route, status: int, message: str, hint: str) -> None:
        route.fulfill(status=status, json={"error": {"type": "down", "message": message, "hint": hint}})

    def handle(self, route: Route) -> None:
        path = route.request.url.partition("?")[0]
        body: Any = route.request.post_data_json if route.request.method == "POST" else {}
        if path.endswith("/health"):
            route.fulfill(json={"service": "llm-talk", "status": "ok", "parts": {}})
        elif path.endswith("/indexes"):
            names = ("articles", "gutenberg", "speeches", "movies")
            samples = ["How many articles did each author write?", "Articles about communication"]
            route.fulfill(
                json={
                    "indexes": [{"name": n, "description": "Works.", "count": 1234, "samples": samples} for n in names]
                }
            )
        elif path.endswith("/profiles"):
            route.fulfill(json={"profiles": self.models, "strategies": ["zero-shot", "few-shot", "finetuned"]})
        elif path.endswith("/examples"):  # scripted in test_nlq_examples.py
            route.fulfill(json={"examples": []})
        elif path.endswith("/mapping"):
            route.fulfill(json=KNOWN)
        elif path.endswith("/why"):
            self.wondered.append(body)
            route.fulfill(json=WHY)
        elif path.endswith("/nlq"):
            assert route.request.headers["accept"] == "text/event-stream"
            self.asked.append(body)
            self.answer(route, body)
        elif path.endswith("/search"):
            self.searched.append(body)
            self.search(route, body)


@pytest.fixture
def server() -> Server:
    return Server()


def wire(page: Page, server: Server) -> None:
    for pattern in ("health", "indexes", "profiles", "examples", "*/nlq", "*/search", "*/mapping", "*/why"):
        page.route(f"**/{pattern}", server.handle)


@pytest.fixture
def asking(new_page: Callable[..., Page], site: Site, server: Server) -> Callable[..., Page]:
    """Opens the question page in a browser with the given options, with the scripted server behind it."""

    def open_page(search: str = "", **options: object) -> Page:
        page = new_page(**options)
        wire(page, server)
        page.goto(site.url + "nlq/" + search)
        expect(page.get_by_label("Your question")).to_be_visible()
        return page

    return open_page


def ask(page: Page | Locator, question: str | None = None) -> None:
    if question is not None:
        page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def section(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def step(page: Page | Locator, text: str, part: str = ".head") -> Locator:
    """The step whose heading, or a part of it such as its `.name`, holds this text."""
    return section(page, "The way of the question").locator(f'li:has({part}:has-text("{text}"))').first


def test_a_question_shows_its_way_its_query_and_a_chart(asking: Callable[..., Page]) -> None:
    page = asking()
    expect(page.get_by_text("SmolLM2-135M. Works. 1,234 documents.")).to_be_visible()
    ask(page, "How many articles did each author write?")
    for name in ("Mapping", "Examples", "Prompt", "Model", "Query", "Result"):
        expect(step(page, name)).to_contain_text("ms")
    expect(page.get_by_text("Server 313 ms: model 300 ms, search 4.0 ms, its own work 8.5 ms.")).to_be_visible()
    expect(section(page, "The query")).to_contain_text("In articles: count the documents for each author.")
    assert json.loads(page.get_by_label("Query as JSON").input_value()) == COUNTS
    result = section(page, "The result")
    expect(result).to_contain_text("72 documents counted")
    expect(result.get_by_role("img", name="By author")).to_be_visible()
    expect(result).to_contain_text("Other values are not shown: they count 40 more.")
    result.get_by_text("Table", exact=True).click()
    expect(result.get_by_role("row").filter(has_text="Claude Shannon")).to_contain_text("20")


@pytest.mark.parametrize("width", [1280, 390])
def test_counts_over_time_are_a_line_with_a_table_and_csv(
    asking: Callable[..., Page], server: Server, width: int
) -> None:
    """Four years, of which one has no document: the line is at 0 there, and the table leaves it out."""
    query = {"size": 0, "aggs": {"n": {"date_histogram": {"field": "released", "calendar_interval": "year"}}}}
    buckets = [
        {"key": key, "key_as_string": f"{year}-01-01", "doc_count": count}
        for key, year, count in ((-31536000000, 1969, 2), (0, 1970, 7), (63072000000, 1972, 5))
    ]
    found = {**BUCKETS, "aggregations": {"n": {"buckets": buckets}}}
    server.answer = lambda route, _: server.stream(route, stages(query, "Count.", found))
    page = asking(viewport={"width": width, "height": 800})
    ask(page, "How many each year?")
    result = section(page, "The result")
    chart = result.locator("date-chart")
    expect(chart.get_by_role("img", name="By released")).to_be_visible()
    expect(chart.locator("circle")).to_have_count(4)
    places = [float(at) for at in chart.locator("polyline").get_attribute("points").replace(",", " ").split()[1::2]]  # type: ignore[union-attr]
    assert places[1] < places[3] < places[0] < places[2]  # 7, 5, 2, 0 from above
    expect(chart.get_by_text("1971", exact=True)).to_be_visible()
    result.get_by_text("Table", exact=True).click()
    expect(chart.get_by_role("row")).to_have_text(["releaseddocuments", "19692", "19707", "19725"])
    with page.expect_download() as download:
        chart.get_by_role("button", name="CSV", exact=True).click()
    assert Path(download.value.path()).read_text().split() == ["released,documents", "1969,2", "1970,7", "1972,5"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_step_opens_to_what_went_in_and_came_out(asking: Callable[..., Page]) -> None:
    page = asking()
    ask(page)
    for name, content in (
        ("Mapping", "keyword"),
        ("Examples", "Who wrote most?"),
        ("Prompt", "Fields: author, title"),
        ("Model", json.dumps(COUNTS)),
    ):
        one = step(page, name)
        expect(one.get_by_text(content)).to_have_count(1)
        one.locator("summary").first.click()
        expect(one.get_by_text(content)).to_be_visible()
    prompt = step(page, "Prompt")
    schema = prompt.get_by_role("region", name="JSON Schema")
    expect(schema).to_be_hidden()
    prompt.get_by_text("The JSON Schema that holds the decoding").click()
    expect(schema).to_contain_text('"anyOf"')


def test_what_strangers_and_models_write_is_only_ever_text(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    server.answer = lambda route, _: server.stream(route, stages(FOUND, f"In articles: {EVIL}", HITS))
    ask(page, EVIL)
    expect(section(page, "The result").get_by_role("heading", name=EVIL)).to_be_visible()
    for summary in page.locator("nlq-stages summary").all():
        summary.click()
    server.answer = server.count
    ask(page)
    expect(section(page, "The result")).to_contain_text("72")
    page.locator("bar-chart summary").click()
    found = page.evaluate(
        """() => { const walk = (root) => [...root.querySelectorAll('*')].flatMap((el) =>
            [...(el.matches('img, script') ? [el.outerHTML] : []), ...(el.shadowRoot ? walk(el.shadowRoot) : [])]);
        return walk(document.querySelector('nlq-demo').shadowRoot); }"""
    )
    assert found == []
    assert page.evaluate("window.broken") is None


def test_hits_are_cards_with_dates_in_words_and_csv(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    server.answer = lambda route, _: server.stream(route, stages(FOUND, "Find.", HITS))
    ask(page, "Articles about communication")
    result = section(page, "The result")
    expect(result).to_contain_text("1,200 documents match, the first 1 here")
    expect(result.get_by_role("listitem")).to_contain_text("1 July 1948")
    with page.expect_download() as download:
        result.get_by_role("button", name="Documents as CSV").click()
    head, row = Path(download.value.path()).read_text().strip().splitlines()
    assert head == "title,author,publication_date,content"
    assert ",1948-07-01," in row


def test_what_was_found_is_marked_and_what_stands_around_it_is_text(
    asking: Callable[..., Page], server: Server
) -> None:
    page = asking()
    source = {"title": f"On communication. Part {EVIL}", "content": "x " * 900}
    marks = {"title": ["On <em>communication</em>."], "content": [f"a {EVIL} <em>communication</em> b"]}
    hit = {"_id": "1", "_score": 1.0, "_source": source, "highlight": marks}
    server.answer = lambda route, _: server.stream(route, stages(FOUND, "Find.", {**HITS, "hits": [hit]}))
    ask(page, "Articles about communication")
    card = section(page, "The result").get_by_role("listitem")
    expect(card.get_by_role("heading")).to_have_text(source["title"])  # whole, though a part of it was marked
    expect(card.locator("mark")).to_have_text(["communication"])
    expect(card).to_contain_text(f"a {EVIL} communication b")
    assert page.evaluate("window.broken") is None


def test_a_formula_in_a_bucket_is_defused_in_csv(asking: Callable[..., Page]) -> None:
    page = asking()
    ask(page)
    with page.expect_download() as download:
        section(page, "The result").get_by_role("button", name="CSV", exact=True).click()
    assert "'=cmd" in Path(download.value.path()).read_text()


@pytest.mark.expects_console("503")
def test_a_part_that_is_down_is_named_and_can_be_retried(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    server.answer = lambda route, _: server.fail(route, 503, "The model “embedded” is down.", "It restarts by itself.")
    ask(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The model “embedded” is down.")
    expect(alert).to_contain_text("It restarts by itself.")
    server.answer = server.count
    alert.get_by_role("button", name="Try again").click()
    expect(section(page, "The result")).to_contain_text("72 documents")
    expect(alert).to_have_count(0)


def test_an_error_in_the_middle_keeps_what_had_come(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    error = {"error": {"type": "engine", "message": "Elasticsearch is away.", "hint": "Ask again soon."}}
    server.answer = lambda route, _: server.stream(route, [*stages(COUNTS, "Count.", BUCKETS)[:-2], ("error", error)])
    ask(page)
    expect(page.get_by_role("alert")).to_contain_text("Elasticsearch is away. Ask again soon.")
    expect(section(page, "The query")).to_contain_text("Count.")
    expect(section(page, "The result")).to_contain_text("There is none.")


def test_a_stream_that_breaks_off_says_so(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    server.answer = lambda route, _: server.stream(route, stages(COUNTS, "Count.", BUCKETS)[:4])
    ask(page)
    expect(page.get_by_role("alert")).to_contain_text("broke off")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_have_attribute("aria-disabled", "false")


def test_a_rejected_answer_shows_why_and_the_second_attempt(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    whole = stages(COUNTS, "Count.", BUCKETS)
    why = "in 'query', 'regexp' is not allowed; choose one of: match"
    rejected = [("token", {"text": "{regexp"}), ("attempt", {"output": "{regexp", "error": why})]
    server.answer = lambda route, _: server.stream(route, [*whole[:3], *rejected, *whole[3:]])
    ask(page)
    first = step(page, "Not accepted")
    first.locator("summary").click()
    expect(first.get_by_text(why)).to_be_visible()
    expect(step(page, "Model, attempt 2")).to_be_visible()
    expect(section(page, "The result")).to_contain_text("72 documents")


def test_two_clicks_ask_once(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    page.get_by_role("button", name="Ask", exact=True).dblclick()
    expect(section(page, "The result")).to_contain_text("72 documents")
    assert len(server.asked) == 1


def test_stop_drops_the_request_and_the_next_question_works(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    server.answer = lambda *_: None  # never
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/nlq")):
        ask(page)
        expect(page.get_by_role("button", name="Ask", exact=True)).to_have_attribute("aria-disabled", "true")
        page.get_by_label("Your question").press("Enter")  # does nothing while an answer is coming
        page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status").filter(has_text="Stopped.")).to_have_count(1)
    assert len(server.asked) == 1
    server.answer = server.count
    ask(page)
    expect(section(page, "The result")).to_contain_text("72 documents")


def test_a_mistake_in_an_edited_query_is_shown_at_its_place(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    ask(page)
    editor = page.get_by_label("Query as JSON")
    editor.fill('{\n  "size": 3,\n  "query": {"match_all": {}},\n}')
    expect(page.get_by_text("Line 3, column 29:")).to_be_visible()
    expect(editor).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Go there").click()
    assert editor.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)") == ","
    editor.press("Control+Enter")
    assert server.searched == []
    page.get_by_role("button", name="Undo my edits").click()
    assert json.loads(editor.input_value()) == COUNTS


@pytest.mark.expects_console("400")
def test_an_edited_query_runs_by_hand_and_a_refusal_is_shown_at_its_place(
    asking: Callable[..., Page], server: Server
) -> None:
    page = asking()
    ask(page)
    editor = page.get_by_label("Query as JSON")
    why = "in 'match', there is no field 'titel' that fits; choose one of: title"
    accept, server.search = server.search, lambda route, _: server.fail(route, 400, why, "")
    editor.fill('{\n  "query": {"match": {"titel": "moon"}}\n}')
    page.get_by_role("button", name="Run this query").click()
    expect(page.get_by_text("Line 2, column 23:")).to_be_visible()
    expect(section(page, "The query")).to_contain_text(why)
    server.search = accept
    editor.fill('{"query": {"match": {"title": "moon"}}}')
    editor.press("Control+Enter")
    result = section(page, "The result")
    expect(result).to_contain_text("this is your query, not the model's")
    expect(result).to_contain_text("1,200 documents match")
    assert server.searched[-1] == {"query": {"query": {"match": {"title": "moon"}}}}
    result.get_by_role("button", name="Back to the model's result").click()
    expect(result).to_contain_text("72 documents counted")


def test_two_strategies_side_by_side_are_asked_in_turn(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    page.get_by_label("Compare with").select_option("zero-shot")
    ask(page)
    expect(page.get_by_text("The same query: few-shot found 72 documents in")).to_be_visible()
    assert [body["strategy"] for body in server.asked] == ["few-shot", "zero-shot"]
    expect(step(section(page, "zero-shot"), "Examples")).to_contain_text("none: the model is on its own")
    expect(step(section(page, "few-shot"), "Examples")).to_contain_text("1 example to learn from")


def test_several_strategies_and_models_side_by_side(asking: Callable[..., Page], server: Server) -> None:
    """Each way to ask is a lane, with the strategies that its model can follow; a link asks all of them again."""
    own = {"name": "own", "title": "Our model", "model": "m", "default": False, "strategies": ["few-shot"]}
    server.models = [{**server.models[0], "strategies": ["zero-shot", "few-shot", "finetuned"]}, own]
    page = asking()
    compare = page.get_by_label("Compare with")
    expect(compare.locator("option")).to_have_text(
        ["nothing", "zero-shot, SmolLM2", "few-shot, SmolLM2", "few-shot, Our model"]
    )
    for way in ("few-shot, Our model", "zero-shot, SmolLM2", "few-shot, SmolLM2"):
        compare.select_option(way)
    expect(compare).to_have_count(0)  # four are the most
    page.get_by_role("button", name="Leave out few-shot, SmolLM2").click()
    ask(page, "How many?")
    names = ["finetuned, SmolLM2", "few-shot, Our model", "zero-shot, SmolLM2"]
    expect(page.get_by_text(f"The same query: {names[0]} found 72 documents in")).to_be_visible()
    asked = [(body["strategy"], body["profile"]) for body in server.asked]
    assert asked == [("finetuned", "embedded"), ("few-shot", "own"), ("zero-shot", "embedded")]
    for name in names:
        expect(section(section(page, name), "The result")).to_contain_text("72 documents")
    other = asking(page.evaluate("location.search"))
    for name in names:
        expect(section(section(other, name), "The result")).to_contain_text("72 documents")
    assert server.asked[3:] == server.asked[:3]
    other.get_by_role("combobox", name="Model").select_option("Our model")  # it has no adapter
    ask(other, "How many, then?")
    expect(section(other, "few-shot, Our model")).to_be_visible()
    assert [body["strategy"] for body in server.asked[6:7]] == ["few-shot"]


def test_a_link_asks_the_same_question(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    ask(page, "Who & what? 100 %")
    expect(section(page, "The result")).to_contain_text("72 documents")
    search = page.evaluate("location.search")
    other = asking(search)
    expect(section(other, "The result")).to_contain_text("72 documents")
    assert server.asked[1] == server.asked[0]
    assert server.asked[0]["question"] == "Who & what? 100 %"


def test_a_damaged_link_opens_with_defaults_and_says_so(asking: Callable[..., Page], server: Server) -> None:
    page = asking("?index=%3Cscript%3E&question=" + "x" * 600)
    expect(page.get_by_text("This link was damaged")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("How many articles did each author write?")
    assert server.asked == []


def test_history_is_kept_asked_again_and_cleared(asking: Callable[..., Page], server: Server) -> None:
    page = asking()
    ask(page, "First question")
    ask(page, "Second question")
    expect(page.get_by_text("Asked before in this browser (2)")).to_be_visible()
    page.reload()
    page.get_by_text("Asked before in this browser (2)").click()
    page.get_by_role("button", name="First question").click()
    expect(page.get_by_label("Your question")).to_have_value("First question")
    expect(section(page, "The result")).to_contain_text("72 documents")
    assert server.asked[-1]["question"] == "First question"
    page.get_by_role("button", name="Clear this list").click()
    expect(page.get_by_text("Asked before")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('nlq-history')") is None


def test_by_keyboard_alone(asking: Callable[..., Page]) -> None:
    page = asking()
    page.get_by_label("Your question").focus()
    page.keyboard.press("Enter")
    expect(section(page, "The result")).to_contain_text("72 documents")
    for _ in range(30):
        page.keyboard.press("Tab")
        if "Prompt" in page.evaluate(
            "() => { let el = document.activeElement; while (el?.shadowRoot?.activeElement)"
            " el = el.shadowRoot.activeElement; return el.textContent }"
        ):
            break
    page.keyboard.press("Enter")
    expect(step(page, "Prompt").get_by_text("Fields: author, title")).to_be_visible()


def test_a_screen_reader_hears_how_it_ended(asking: Callable[..., Page]) -> None:
    page = asking()
    ask(page)
    expect(page.get_by_role("status").filter(has_text="Done. 72 documents.")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_an_answer(asking: Callable[..., Page], server: Server, scheme: str) -> None:
    page = asking(color_scheme=scheme, reduced_motion="reduce")
    for answer in (server.count, lambda route, _: server.stream(route, stages(FOUND, "Find.", HITS))):
        server.answer = answer
        ask(page)
        expect(section(page, "The result")).to_contain_text("documents")
        page.locator("nlq-stages li > details > summary").evaluate_all("(all) => all.forEach((one) => one.click())")
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        serious = [
            f"{v['id']}: {[n['target'] for n in v['nodes'][:3]]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_an_answer_fits_a_phone(asking: Callable[..., Page], server: Server) -> None:
    page = asking(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page.get_by_label("Compare with").select_option("zero-shot")
    server.answer = lambda route, body: server.stream(
        route, stages(FOUND, "Find.", HITS) if body["strategy"] == "zero-shot" else stages(COUNTS, "Count.", BUCKETS)
    )
    ask(page)
    expect(page.get_by_text("Two different queries")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1


@pytest.fixture
def slide(new_page: Callable[..., Page], site: Site, server: Server) -> tuple[Page, Locator]:
    """The deck at the slide of the first question demo, with the scripted server behind it."""
    page = new_page()
    wire(page, server)
    page.goto(site.url + "slides/")
    number = page.locator(".slide:has(nlq-demo)").first.get_attribute("data-index")
    page.evaluate("n => { location.hash = '#' + n }", number)
    demo = page.locator(f".slide[data-index='{number}'] nlq-demo")
    expect(demo.get_by_label("Your question")).to_be_visible()
    return page, demo


def test_in_a_slide_typing_never_turns_the_page(slide: tuple[Page, Locator]) -> None:
    page, demo = slide
    at = page.evaluate("location.hash")
    field = demo.get_by_label("Your question")
    field.fill("")
    field.press_sequentially("of n bottles, 12? ")
    for key in ("ArrowRight", "ArrowLeft", "Home", "End", "PageDown", "Space", "Backspace"):
        field.press(key)
    assert page.evaluate("location.hash") == at
    assert "of n bottles, 12?" in field.input_value()
    field.press("Enter")
    editor = demo.get_by_label("Query as JSON")
    editor.focus()
    editor.press_sequentially(" f o ")
    editor.press("PageDown")
    assert page.evaluate("location.hash") == at


def test_in_a_slide_the_answer_fits_and_is_clickable(slide: tuple[Page, Locator]) -> None:
    _, demo = slide
    ask(demo)
    expect(section(demo, "The result")).to_contain_text("72 documents")
    outside = demo.evaluate(
        """(demo) => { const box = demo.getBoundingClientRect();
            return [...demo.shadowRoot.querySelectorAll('.app > *')]
                .map((el) => el.getBoundingClientRect())
                .filter((b) => b.width > 2 && (b.right > box.right + 1 || b.bottom > box.bottom + 1)).length; }"""
    )
    assert outside == 0
    step(demo, "Prompt").locator("summary").first.click()
    expect(step(demo, "Prompt").get_by_text("Fields: author, title")).to_be_visible()
