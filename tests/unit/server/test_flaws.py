"""What speaks against an answer: bounds the wrong way, orders that nobody asked for, names and values left out."""

from __future__ import annotations

from typing import Any

import pytest

from demo_server.nlq.flaws import doubts, flaws, weight
from demo_server.nlq.links import Link
from demo_server.nlq.mapping import from_properties

GAMES = from_properties(
    "games",
    {
        "white": {"type": "keyword"},
        "outcome": {"type": "keyword"},
        "eloWhite": {"type": "integer"},
        "played": {"type": "date"},
        "notes": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    },
)


def found(question: str, query: dict[str, Any], *links: Link) -> dict[str, float]:
    return {name: amount for name, amount in flaws(question, query, links, GAMES).items() if amount}


@pytest.mark.parametrize(
    ("question", "bound", "value", "contrary"),
    [
        ("before 1990", "lt", "1990", False),
        ("before 1990", "gt", "1990", True),
        ("since 1990", "gte", "1990", False),
        ("since 1990", "gt", "1990", True),
        ("older than 1800", "lt", "1800", False),
        ("older than 1800", "gt", "1800", True),
        ("1990 or later", "gte", "1990", False),
        ("1990 or later", "lt", "1990", True),
        ("played>1990", "gt", "1990", False),
        ("played>=1990", "gt", "1990", True),
        ("not before 1990", "gte", "1990", False),
        ("the last three days", "gte", "now-3d", False),
        ("no word for it, 1990", "gt", "1990", False),
    ],
)
def test_a_bound_against_the_words(question: str, bound: str, value: str, contrary: bool) -> None:
    assert found(question, {"query": {"range": {"played": {bound: value}}}}) == (
        {"contrary_bounds": 1.0} if contrary else {}
    )


def test_people_older_than_fifty_are_above_it_and_books_older_than_1800_before_it() -> None:
    assert found("older than 50", {"query": {"range": {"played": {"gt": 50}}}}) == {}
    assert found("older than 1800", {"query": {"range": {"played": {"gt": 1800}}}}) == {"contrary_bounds": 1.0}


def test_a_span_and_a_range_deep_inside() -> None:
    span = {"range": {"played": {"gte": "1990", "lte": "1999"}}}
    assert found("before the 1990s were over: 1990 to 1999", {"query": {"bool": {"must": [span]}}}) == {}
    nested = {"bool": {"must_not": [{"range": {"played": {"gt": "1990"}}}]}}
    assert found("before 1990", {"query": nested}) == {"contrary_bounds": 1.0}


def test_an_order_by_letters_is_asked_for() -> None:
    query = {"query": {"match_all": {}}, "sort": [{"outcome": "desc"}]}
    assert found("longest one", query) == {"odd_orders": 1.0}
    assert found("alphabetically, please", query) == {}
    assert found("newest first", {"query": {"match_all": {}}, "sort": [{"played": "desc"}]}) == {}


def test_a_field_that_is_named_is_used() -> None:
    assert found("who had an elo for white", {"query": {"exists": {"field": "white"}}}) == {"unused_fields": 1.0}
    assert found("who had an elo for white", {"query": {"exists": {"field": "eloWhite"}}, "sort": ["white"]}) == {}
    assert found("the notes", {"query": {"match_all": {}}, "sort": [{"notes.raw": "asc"}]}) == {"odd_orders": 1.0}


def test_the_weights_and_the_doubts_of_a_refusal() -> None:
    assert weight({"unused_values": 1.0, "unused_fields": 1.0, "finds_nothing": 0.0}) == 1.5
    bees = Link("canal bank", "apiary", "Canal Bank")
    assert doubts("canal bank", "forage at canal bank", [bees]) == 1.0
    assert doubts("weather", "weather at canal bank", [bees]) == 0.0
    assert doubts("stock", "weather at canal bank", [bees]) == 0.5
