"""Shorthand: what is written is read again, what cannot be read is told, and the grammar holds to the mapping."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from demo_server.evaluation.equivalence import normal
from demo_server.evaluation.sets import load
from demo_server.finetune.clauses import MARK
from demo_server.finetune.known import known_worlds, mapping_of
from demo_server.finetune.questions import ask
from demo_server.nlq.mapping import IndexMapping, from_properties
from demo_server.nlq.parse import ParseError
from demo_server.nlq.shorthand import NoShorthand, grammar, read, written
from demo_server.nlq.validate import Checker

MOVIES = mapping_of("movies")


def test_every_query_that_is_composed_comes_back_and_may_run() -> None:
    rng = Random(7)
    seen = set()
    for world in known_worlds():
        mapping = mapping_of(world.index)
        checker = Checker(mapping)
        for _ in range(300):
            asked = ask(world, rng)
            if "unanswerable" in asked.answer:
                assert read(written(asked.answer), mapping) == asked.answer
                continue
            try:
                line = written(asked.answer)
            except NoShorthand:
                assert str(asked.answer).count("'match'") + str(asked.answer).count("'term'") > 3
                continue
            assert MARK not in line
            query = read(line, mapping)
            checker.check(query)
            assert normal(query, mapping) == normal(asked.answer, mapping), line
            seen.add(asked.intent)
    assert len(seen) >= 12


def test_every_right_answer_of_the_development_half_can_be_written() -> None:
    golds = [one for one in load(("articles", "gutenberg", "speeches", "movies"), "dev") if one.gold]
    assert len(golds) > 150
    for question in golds:
        mapping = mapping_of(question.index)
        assert any(_comes_back(query, mapping) for query in question.gold), question.gold


def _comes_back(query: dict[str, Any], mapping: IndexMapping) -> bool:
    try:
        return normal(read(written(query), mapping), mapping) == normal(query, mapping)
    except NoShorthand:
        return False


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("all", {"query": {"match_all": {}}}),
        ("count", {"size": 0, "query": {"match_all": {}}}),
        ("show 7", {"size": 7, "query": {"match_all": {}}}),
        ("genre = Drama | Comedy", {"query": {"terms": {"genre": ["Drama", "Comedy"]}}}),
        ("no genre", {"query": {"bool": {"must_not": [{"exists": {"field": "genre"}}]}}}),
        ("us_gross >= 1.5M\ncount", {"size": 0, "query": {"range": {"us_gross": {"gte": 1500000}}}}),
        ("imdb_rating < 7.5", {"query": {"range": {"imdb_rating": {"lt": 7.5}}}}),
        ("release_date = 1999", {"query": {"range": {"release_date": {"gte": "1999", "lte": "1999"}}}}),
        ("release_date = 1990..1999", {"query": {"range": {"release_date": {"gte": "1990", "lte": "1999"}}}}),
        ('title ~ "star wars"', {"query": {"match_phrase": {"title": "star wars"}}}),
        (
            "not title ~ a | b",
            {"query": {"bool": {"must_not": [{"match": {"title": "a"}}, {"match": {"title": "b"}}]}}},
        ),
        (
            "director | distributor = Disney",
            {"query": {"bool": {"should": [{"term": {"director": "Disney"}}, {"term": {"distributor": "Disney"}}]}}},
        ),
        (
            "per genre; per release_date yearly",
            {
                "size": 0,
                "aggs": {
                    "groups": {
                        "terms": {"field": "genre"},
                        "aggs": {
                            "subgroups": {"date_histogram": {"field": "release_date", "calendar_interval": "year"}}
                        },
                    }
                },
            },
        ),
        ("cannot: prices", {"unanswerable": "prices"}),
    ],
)
def test_lines_say_what_the_table_says(text: str, query: dict[str, Any]) -> None:
    assert read(text, MOVIES) == query


def test_conditions_on_a_nested_object_are_meant_of_one_object() -> None:
    lines = {"type": "nested", "properties": {"sku": {"type": "keyword"}, "pieces": {"type": "integer"}}}
    orders = from_properties("orders", {"lines": lines, "from": {"type": "ip"}})
    text = "from = 10.0.0.0/8\nlines.sku = A7\nlines.pieces > 2"
    query = read(text, orders)
    inner = {"bool": {"must": [{"term": {"lines.sku": "A7"}}, {"range": {"lines.pieces": {"gt": 2}}}]}}
    assert query["query"]["bool"]["must"] == [
        {"term": {"from": "10.0.0.0/8"}},
        {"nested": {"path": "lines", "query": inner}},
    ]
    Checker(orders).check(query)
    assert written(query) == text
    assert read("no lines.sku", orders) == read(written(read("no lines.sku", orders)), orders)
    assert '"lines.sku"' in grammar(orders)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the answer is empty"),
        ("budget > 5", "there is no field 'budget' in 'movies'"),
        ("what a film", "the line 'what a film' cannot be read"),
        ("us_gross > plenty", "'us_gross' is a number, and 'plenty' is none"),
        ("title ~ a | b\ndirector | distributor = X", "is the second"),
        ("per genre; per director; per title.raw", "cannot be read"),
        ("per release_date yearly; avg us_gross desc", "only groups by value can be ranked"),
        ("count\ncount", "the line 'count' cannot be read"),
        ("genre = x\n" * 3000, "longer than"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, complaint: str) -> None:
    with pytest.raises(ParseError, match=complaint.replace("(", r"\(")):
        read(text, MOVIES)


@pytest.mark.parametrize(
    "query",
    [
        {"query": {"multi_match": {"query": "love", "fields": ["title"]}}},
        {"query": {"term": {"genre": "A | B"}}},
        {"query": {"match_all": {}}, "_source": ["title"]},
        {"query": {"bool": {"must": [{"term": {"genre": "X"}}], "should": [{"match": {"title": "a"}}]}}},
        {"size": 0, "aggs": {"a": {"avg": {"field": "us_gross"}}, "b": {"max": {"field": "us_gross"}}}},
    ],
)
def test_what_has_no_line_is_refused(query: dict[str, Any]) -> None:
    with pytest.raises(NoShorthand):
        written(query)


def test_a_grammar_offers_a_field_only_where_it_fits() -> None:
    rules = dict(line.split(" ::= ", 1) for line in grammar(MOVIES).splitlines())
    assert '"title"' in rules["texts"]
    assert '"title"' not in rules["exact"]
    assert '"us_gross"' in rules["ordered"]
    assert '"genre"' not in rules["ordered"]
    assert set(rules["dates"].split(" | ")) == {'"release_date"'}
    only = grammar(from_properties("notes", {"body": {"type": "text"}}))
    assert "sorted" not in only
    assert '"body"' in only
