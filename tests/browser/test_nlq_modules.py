"""The pure modules of the question page, run by Node: texts in, values out, checked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo_server.nlq.mapping import from_properties
from demo_server.nlq.schema import schema_for
from tests.node import evaluated
from tests.unit.server.from_schema import admitted

SCRIPTS = Path(__file__).resolve().parents[2] / "site/scripts/nlq"


def node(module: str, expression: str, *values: object) -> Any:
    """The value of an expression over a module of this folder."""
    return evaluated(SCRIPTS / module, expression, *values)


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ('{"size": 5,}', 1, 11, "one comma too many"),
        ('{\n  "size": 5\n  "query": {}\n}', 3, 3, "A comma"),
        ('{"query": {"match_all": {}}', 1, 28, "never closed"),
        ("{'size': 1}", 1, 2, "double quotes"),
        ('{"size": five}', 1, 10, "“five” needs double quotes"),
        ('{"size": 1, "size": 2}', 1, 13, "twice"),
        ('{"size": 01}', 1, 11, "A comma"),
        ('{"a": "open', 1, 7, "no closing quote"),
        ("[1] 2", 1, 5, "ends before"),
        ("", 1, 1, "the text ends"),
        ("[" * 200, 1, 66, "too deeply"),
    ],
)
def test_a_mistake_in_json_has_its_place_and_its_words(text: str, line: int, column: int, says: str) -> None:
    error = node("json-text.js", "m.read(v[0]).error", text)
    assert (error["line"], error["column"]) == (line, column)
    assert says in error["message"]


@pytest.mark.parametrize(
    ("why", "field", "was", "now", "says"),
    [
        ("value", "author", "turing", "Alan Turing", "No author is “turing”; “Alan Turing” was asked for."),
        ("left out", "genre", "", "Drama", "The model left out the genre “Drama”; it was added."),
        ("order", "", "budget", "running_time", "Sorted by running_time, which the question asks for, not by budget."),
        ("phrase", "content", "axis of evil", "axis of evil", "“axis of evil” stands in quotation marks"),
        ("either", "genre", "", "Musical or Drama", "The question says “or”: the genre may be any of Musical or"),
    ],
)
def test_each_change_of_a_query_is_told(why: str, field: str, was: str, now: str, says: str) -> None:
    told = node("corrections.js", "m.told(v[0])", {"field": field, "was": was, "now": now, "why": why})
    assert told.startswith(says)


@pytest.mark.parametrize(
    "value",
    [
        {"size": 0, "aggs": {"by": {"terms": {"field": "author", "size": 20}}}},
        {"query": {"bool": {"must": [{"match": {"title": 'a "quoted" \\ word'}}], "filter": []}}},
        [1, -2.5e3, True, None, "ü\u2028😀", {"__proto__": 1}],
    ],
)
def test_pretty_json_reads_back_as_the_same_value(value: object) -> None:
    text = node("format.js", "m.pretty(v[0], 40)", value)
    assert json.loads(text) == value
    assert node("json-text.js", "m.read(v[0])", text)["value"] == value


def test_a_complaint_is_placed_inside_the_part_that_it_names() -> None:
    text = '{"sort": [{"titel": "asc"}], "query": {"match": {"titel": "moon"}}}'
    complaint = "in 'match', there is no field 'titel' that fits; choose one of: title"
    at = node("json-text.js", "m.placeOf(v[0], m.read(v[0]), v[1])", text, complaint)
    assert at == text.index('"titel": "moon"')
    assert node("json-text.js", "m.placeOf(v[0], m.read(v[0]), 'the query is empty')", text) is None


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_events_come_whole_however_the_stream_is_cut(size: int) -> None:
    stream = ': hello\r\n\r\nevent: token\r\ndata: {"text":"ü\\n"}\r\n\r\nevent: done\ndata: {}\n\n'
    pieces = [stream[i : i + size] for i in range(0, len(stream), size)]
    events = node(
        "event-stream.js",
        "v[0].reduce(({events, rest}, piece) => { const taken = m.takeEvents(rest + piece);"
        " return {events: [...events, ...taken.events], rest: taken.rest}; }, {events: [], rest: ''}).events",
        pieces,
    )
    assert events == [{"event": "token", "data": '{"text":"ü\\n"}'}, {"event": "done", "data": "{}"}]


def events(*stages: tuple[str, float, object]) -> list[dict[str, object]]:
    return [{"stage": stage, "atMs": at, "data": data} for stage, at, data in stages]


ASK = {"index": "articles", "question": "?", "strategy": "few-shot", "profile": "", "execute": True}
RUN = "v[1].reduce((run, event) => m.advance(run, event), m.begin(v[0]))"


def test_a_run_keeps_the_time_of_each_step_and_every_attempt() -> None:
    run = node(
        "run.js",
        RUN,
        ASK,
        events(
            ("mapping", 2, {"index": "articles", "fields": []}),
            ("examples", 5, {"strategy": "few-shot", "examples": []}),
            ("prompt", 6, {"messages": [], "schema": {}}),
            ("token", 106, {"text": '{"a'}),
            ("token", 116, {"text": '"}'}),
            ("attempt", 120, {"output": '{"a"}', "error": "the answer is not JSON"}),
            ("token", 150, {"text": "{}"}),
            ("attempt", 160, {"output": "{}", "error": None}),
            ("query", 161, {"query": {"size": 0}, "english": "Nothing."}),
            ("result", 170, {"total": 0, "hits": [], "aggregations": {}, "took_ms": 1}),
            ("done", 171, {"timings_ms": {"total": 165}}),
        ),
    )
    steps = [(one["kind"], one["state"], one["endMs"] - one["startMs"]) for one in run["steps"]]
    assert steps == [
        ("mapping", "done", 2),
        ("examples", "done", 3),
        ("prompt", "done", 1),
        ("model", "rejected", 114),
        ("model", "done", 40),
        ("query", "done", 1),
        ("result", "done", 9),
    ]
    first, second = run["steps"][3:5]
    assert (first["tokens"], first["firstTokenMs"], first["attempt"], second["attempt"]) == (2, 100, 1, 2)
    assert (run["status"], run["english"], run["timings"]) == ("done", "Nothing.", {"total": 165})


def test_a_place_in_the_line_is_shown_until_the_run_begins() -> None:
    waiting = events(("queue", 1, {"place": 3, "waiting": 5}), ("queue", 400, {"place": 1, "waiting": 3}))
    told = ("mapping", 900, {"index": "articles", "fields": []})
    line = node("run.js", RUN, ASK, waiting)["steps"]
    assert [(step["kind"], step["state"], step["data"]["place"]) for step in line] == [("queue", "running", 1)]
    assert node("follow.js", "m.spoken(v[0])", node("run.js", RUN, ASK, waiting)) == "You are 1st in line."
    steps = node("run.js", RUN, ASK, [*waiting, *events(told)])["steps"]
    assert [(step["kind"], step["state"], step["endMs"]) for step in steps] == [
        ("queue", "done", 900), ("mapping", "done", 900), ("values", "running", None),
    ]  # fmt: skip
    places = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111]
    assert node("format.js", "v[0].map(m.ordinal).join(' ')", places) == (
        "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 103rd 111th"
    )


def test_a_query_that_is_only_written_has_no_result_step() -> None:
    written = events(("query", 5, {"query": {"size": 0}, "english": "Nothing."}), ("done", 6, {"timings_ms": {}}))
    run = node("run.js", RUN, {**ASK, "execute": False}, written)
    assert [step["kind"] for step in run["steps"]] == ["query"]
    assert (run["status"], run["result"]) == ("done", None)


@pytest.mark.parametrize(
    ("stages", "kinds"),
    [
        ([], []),
        ([("mapping", 1, {"fields": []})], ["mapping", "values"]),
        (
            [("prompt", 3, {"messages": []}), ("attempt", 9, {"output": "x", "error": "no"})],
            ["prompt", "model"],
        ),
    ],
)
def test_a_failed_run_shows_what_took_place_and_invents_nothing(
    stages: list[tuple[str, float, object]], kinds: list[str]
) -> None:
    failed = [*stages, ("error", 10, {"error": {"type": "engine", "message": "Elasticsearch is away."}})]
    run = node("run.js", RUN, ASK, events(*failed))
    assert [step["kind"] for step in run["steps"]] == kinds
    assert (run["status"], run["error"]["message"]) == ("failed", "Elasticsearch is away.")


def views(query: object, aggregations: object) -> Any:
    return node("aggregations.js", "m.views(v[0], v[1])", query, aggregations)


def test_each_aggregation_gets_its_form_and_labels() -> None:
    count = {"doc_count": 3}
    terms, dates, numbers, single = views(
        {
            "aggs": {
                "a": {"terms": {"field": "genre"}, "aggs": {"r": {"avg": {"field": "imdb_rating"}}}},
                "b": {"date_histogram": {"field": "release_date", "calendar_interval": "year"}},
                "c": {"histogram": {"field": "year", "interval": 10}},
                "d": {"max": {"field": "release_date"}},
            }
        },
        {
            "a": {"sum_other_doc_count": 4, "buckets": [{"key": "Drama", **count, "r": {"value": 7.5}}]},
            "b": {"buckets": [{"key": 0, "key_as_string": "1970-01-01T00:00:00.000Z", **count}]},
            "c": {"buckets": [{"key": 1850.0, **count}]},
            "d": {"value": 1.3e12, "value_as_string": "2011-03-13T00:00:00.000Z"},
        },
    )
    assert (terms["form"], terms["series"], terms["rows"][0]["values"], terms["others"]) == (
        "bars",
        ["average imdb rating", "documents"],
        [7.5, 3],
        4,
    )
    assert (dates["form"], dates["rows"][0]["label"]) == ("columns", "1970")
    assert numbers["rows"][0]["label"] == "1850–1859"
    assert (single["form"], single["valueText"]) == ("number", "13 March 2011")


def test_dates_are_a_line_and_empty_intervals_are_none() -> None:
    years = [{"key": -31536000000, "doc_count": 2}, {"key": 63072000000, "doc_count": 5}]
    query = {"aggs": {"b": {"date_histogram": {"field": "release_date", "calendar_interval": "year"}}}}
    (view,) = views(query, {"b": {"buckets": years}})
    assert (view["form"], view["interval"], view["series"]) == ("line", "year", ["documents"])
    buckets = [{"start": row["key"], "values": row["values"]} for row in view["rows"]]
    spec = {"interval": "year", "series": view["series"], "buckets": buckets}
    assert node("intervals.js", "m.points(v[0])", spec) == [[1969, 2], [1970, 0], [1971, 0], [1972, 5]]
    measured = {**spec, "series": ["average rating", "documents"]}  # of an empty year there is no average
    assert node("intervals.js", "m.points(v[0])", measured) == [[1969, 2], [1972, 5]]


@pytest.mark.parametrize(
    ("interval", "start", "name"),
    [
        ("year", "1913-01-01", "1913"),
        ("quarter", "1999-10-01", "1999-10"),
        ("month", "2024-02-01", "2024-02"),
        ("week", "2024-02-26", "2024-02-26"),
        ("day", "1969-12-31", "1969-12-31"),
    ],
)
def test_an_interval_has_a_place_and_a_name_on_the_axis(interval: str, start: str, name: str) -> None:
    told = "m.nameOf(v[0], m.placeOf(v[0], Date.parse(v[1])))"
    assert node("intervals.js", told, interval, start) == name
    before = "m.nameOf(v[0], m.placeOf(v[0], Date.parse(v[1]) - 1)) < v[2]"
    assert node("intervals.js", before, interval, start, name) is True


def test_nested_objects_are_counted_as_what_they_are() -> None:
    inner = {"skus": {"terms": {"field": "lines.sku"}}}
    (view,) = views(
        {"aggs": {"n": {"nested": {"path": "lines"}, "aggs": inner}}},
        {"n": {"doc_count": 2, "skus": {"buckets": [{"key": "a", "doc_count": 2}]}}},
    )
    assert (view["form"], view["series"], view["rows"][0]["values"]) == ("bars", ["lines"], [2])


def test_buckets_within_buckets_are_grouped() -> None:
    (view,) = views(
        {
            "aggs": {
                "d": {"histogram": {"field": "year", "interval": 100}, "aggs": {"p": {"terms": {"field": "party"}}}}
            }
        },
        {"d": {"buckets": [{"key": 1800, "doc_count": 5, "p": {"buckets": [{"key": "Whig", "doc_count": 2}]}}]}},
    )
    assert view["form"] == "grouped"
    assert view["groups"] == [{"label": "1800–1899", "parts": [{"label": "Whig", "value": 2}]}]


@pytest.mark.parametrize(
    ("search", "place", "damaged"),
    [
        ("?index=movies&question=Best%20drama%3F", {"index": "movies", "question": "Best drama?"}, False),
        ("?index=../../etc&question=x", {"question": "x"}, True),
        ("?question=a%00b", {"question": "a b"}, True),
        ("?question=" + "x" * 501, {}, True),
        ("?strategy=%3Cscript%3E", {}, True),
        (
            "?strategy=finetuned%2Brag&beside=few-shot%40own%2Crag",
            {
                "strategy": "finetuned+rag",
                "beside": [{"strategy": "few-shot", "profile": "own"}, {"strategy": "rag", "profile": ""}],
            },
            False,
        ),
        ("?beside=a%40b%40c%2Crag", {"beside": [{"strategy": "rag", "profile": ""}]}, True),
        ("", {}, False),
    ],
)
def test_an_address_gives_sane_values_or_says_that_it_is_damaged(search: str, place: object, damaged: bool) -> None:
    assert node("address.js", "m.readAddress(v[0])", search) == {"place": place, "damaged": damaged}


def test_an_address_survives_the_round_trip() -> None:
    lanes = [{"strategy": "finetuned+rag", "profile": ""}, {"strategy": "rag", "profile": "own"}]
    place = {"index": "speeches", "question": "War & peace? 100 % “so”", "strategy": "zero-shot", "beside": lanes}
    assert node("address.js", "m.readAddress(m.writeAddress(v[0])).place", place) == place


def test_the_same_query_in_another_order_is_the_same_query() -> None:
    runs = [
        {
            "ask": {"strategy": strategy},
            "status": "done",
            "query": query,
            "result": {"total": total},
            "elapsedMs": 100,
        }
        for strategy, query, total in (
            ("zero-shot", {"size": 1, "query": {"match": {"a": "b"}}}, 2),
            ("few-shot", {"query": {"match": {"a": "b"}}, "size": 1}, 2),
        )
    ]
    said = node("verdict.js", "m.verdict(['zero-shot', 'few-shot'], v[0])", runs)
    assert said.startswith("The same query: zero-shot found 2 documents in 100 ms")
    runs[1]["query"] = {"size": 0}
    assert node("verdict.js", "m.verdict(['a', 'b'], v[0])", runs).startswith("Two different queries")
    three = [*runs, {**runs[0], "elapsedMs": 2000}]
    said = node("verdict.js", "m.verdict(['a', 'b', 'c'], v[0])", three)
    assert said.startswith("Two different queries: a found 2 documents in 100 ms; b found")
    unable = {**runs[0], "query": None, "refusal": "It cannot."}
    assert (
        node("verdict.js", "m.verdict(['a', 'b', 'c'], v[0])", [unable] * 3) == "All say that the index cannot answer."
    )
    assert node("verdict.js", "m.verdict(['a', 'b', 'c'], v[0])", [unable, runs[0], unable]).startswith("a and c say")


def test_what_lies_beside_an_answer_is_on_offer_and_is_there_once() -> None:
    lanes = [{"strategy": "rag", "profile": profile} for profile in ("one", "two", "three", "four", "five")]
    wanted = [
        {"strategy": "rag", "profile": ""},
        lanes[1],
        lanes[1],
        {"strategy": "gone", "profile": "two"},
        *lanes[2:],
    ]
    assert node("lanes.js", "m.fitting(v[0][0], v[1], v[0])", lanes, wanted) == lanes[1:4]


ORDERS = from_properties(
    "orders",
    {
        "author": {"type": "keyword"},
        "year": {"type": "integer"},
        "lines": {"type": "nested", "properties": {"sku": {"type": "keyword"}}},
        "tags": {"type": "nested", "properties": {"name": {"type": "keyword"}}},
    },
)
KNOWLEDGE = {
    "schema": schema_for(ORDERS),
    "fields": [
        {"name": "author", "type": "keyword", "values": ["Ada"]},
        {"name": "year", "type": "integer", "low": 1936, "high": 2024},
    ],
}


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("|", ["{ }"]),
        ('{"|', ["size", "query", "aggs", "sort", "_source"]),
        ('{"query": {"match_all": {}}, |}', ["size", "aggs", "sort", "_source"]),
        ('{"query": {"ra|"}}', ["range"]),
        ('{"query": {|"range": {}}}', None),
        ('{"query": {"terms": {"author": ["|', ["Ada"]),
        ('{"query": {"range": {"year": {"gte": 3, "|', ["lte", "lt"]),
        ('{"query": {"range": {"year": {"gte": |', ["1936", "2024"]),
        ('{"query": {"nested": {"path": "|', ["lines", "tags"]),
        ('{"query": {"nested": {"path": "tags", "query": {"term": {"|', ["tags.name"]),
        ('{"query": {"bool": {"must": [{"term": {"|', ["author", "year"]),
        ('{"size": 0, "aggs": {"a": {"terms": {"field": "|', ["author", "year"]),
        ('{"size": 0, "aggs": {"a": {"terms": {"field": "author", "order": {"|', ["_count", "_key"]),
        ('{"sort": [{"year": "|', ["asc", "desc", "{ }"]),
        ('{"size": 3|', None),
        ('{"size": 3}|', None),
        ('{"quary": {"|', None),
    ],
)
def test_what_fits_at_the_cursor(text: str, offered: list[str] | None) -> None:
    at = text.index("|")
    found = node("complete.js", "m.complete(v[0], v[1], v[2])", text.replace("|", ""), at, KNOWLEDGE)
    assert (found and [offer["label"] for offer in found["offers"]]) == offered


@given(st.lists(st.tuples(st.text('{}[]":, \\abcquery01\n', max_size=40), st.integers(0, 40)), min_size=30))
@settings(max_examples=5, deadline=None)
def test_half_written_texts_are_no_trouble(texts: list[tuple[str, int]]) -> None:
    tried = "v[0].map(([text, at]) => [m.complete(text, at, v[1]), m.stranger(text, v[1])])"
    assert len(node("complete.js", tried, texts, KNOWLEDGE)) == len(texts)


@given(st.lists(admitted(schema_for(ORDERS)), min_size=20))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_that_the_schema_admits_is_called_a_stranger(queries: list[Any]) -> None:
    texts = [json.dumps(query, ensure_ascii=False) for query in queries]
    found = node("complete.js", "v[0].map((text) => m.stranger(text, v[1]))", texts, KNOWLEDGE)
    assert [text for text, strange in zip(texts, found, strict=True) if strange] == []
