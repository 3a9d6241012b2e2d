"""Which values a question speaks of: whole, in part, by initials or alias, with a slip; and what is no value at all."""

from __future__ import annotations

import doctest
import time

import pytest

from demo_server.nlq import completed, confidence, corrected, links, mapping, measures, values
from demo_server.nlq.flaws import unused
from demo_server.nlq.links import Link
from demo_server.nlq.values import Catalogue

DIRECTORS = ["Alfred Hitchcock", "Stanley Kubrick", "Ethan Coen", "Joel Coen", "Jane Park", "Ann Field", "Rob Reiner"]
CATALOGUE = Catalogue(
    {
        "director": DIRECTORS,
        "genre": ["Drama", "Comedy", "Black Comedy", "Western", "Science Fiction"],
        "rating": ["R", "PG", "PG-13", "Not Rated"],
        "president": ["Franklin D. Roosevelt", "Theodore Roosevelt", "John F. Kennedy"],
        "line": ["N1", "K6"],
    },
    aliases={"genre": {"Science Fiction": ["sci-fi"]}},
    own_words=["movies", "director", "genre", "release_date"],
)


def found(question: str) -> list[tuple[str, str]]:
    """Words of the question with what they may mean."""
    return [(link.said, link.value) for link in CATALOGUE.links(question)]


@pytest.mark.parametrize("module", [values, links, corrected, completed, measures, confidence])
def test_the_worked_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("westerns, please", [("westerns", "Western")]),
        ("black comedies by kubrick", [("black comedies", "Black Comedy"), ("kubrick", "Stanley Kubrick")]),
        ("hitchcok's dramas", [("hitchcok", "Alfred Hitchcock"), ("dramas", "Drama")]),
        ("joel coen's films", [("joel coen", "Joel Coen")]),
        ("anything by Coen", [("Coen", "Ethan Coen"), ("Coen", "Joel Coen")]),
        ("what did FDR say", [("FDR", "Franklin D. Roosevelt")]),
        ("jfk on the moon", [("jfk", "John F. Kennedy")]),
        ("sci-fi after 2000", [("sci-fi", "Science Fiction")]),
        ("rated R or pg-13", [("R", "R"), ("pg-13", "PG-13")]),
        ("stops of the n1", [("n1", "N1")]),
        ("how many are there per director, and which is the newest?", []),
        ("the 15 longest movies", []),
        ("", []),
        ("?!…", []),
        ("wo ist die älteste Rede", []),
    ],
)
def test_what_is_found(question: str, expected: list[tuple[str, str]]) -> None:
    assert found(question) == expected


def test_a_word_of_many_values_says_nothing() -> None:
    many = Catalogue({"author": [f"John Number{number}" for number in range(40)]})
    assert many.links("books by john") == []


def test_in_a_field_of_many_values_a_short_word_must_look_like_a_name() -> None:
    names = [f"Some{number} Body{number}" for number in range(300)]
    many = Catalogue({"author": [*names, "Henry King"]})
    assert many.links("texts with king in the title") == []
    assert [link.value for link in many.links("texts by king")] == ["Henry King"]


def test_the_nearest_value_is_the_only_one_that_can_be_meant() -> None:
    assert CATALOGUE.nearest("director", "kubrick") == "Stanley Kubrick"
    assert CATALOGUE.nearest("director", "Stanley Kubrick") is None
    assert CATALOGUE.nearest("director", "Coen") is None
    assert CATALOGUE.nearest("genre", "drama") == "Drama"
    assert CATALOGUE.nearest("year", "1990") is None


def test_a_query_gets_values_that_exist_and_says_which() -> None:
    query = {
        "query": {
            "bool": {
                "must": [
                    {"term": {"director": "kubrick"}},
                    {"match": {"title": {"query": "spcae", "operator": "and"}}},
                ],
                "must_not": [{"terms": {"genre": ["comedy", "Drama"]}}],
            }
        },
        "size": 3,
    }
    now, made = corrected.corrected(query, CATALOGUE, lambda _field, text: text.replace("spcae", "space"))
    assert now["query"]["bool"] == {
        "must": [
            {"term": {"director": "Stanley Kubrick"}},
            {"match": {"title": {"query": "space", "operator": "and"}}},
        ],
        "must_not": [{"terms": {"genre": ["Comedy", "Drama"]}}],
    }
    assert [one.was for one in made] == ["kubrick", "spcae", "comedy"]
    assert query["query"]["bool"]["must"][0] == {"term": {"director": "kubrick"}}


def test_what_a_query_leaves_out_is_counted() -> None:
    meant = [Link("coen", "director", "Joel Coen"), Link("coen", "director", "Ethan Coen"), Link("R", "rating", "R")]
    query = {"query": {"term": {"director": "Ethan Coen"}}}
    assert unused("3 R films by coen of 1,200", query, meant) == {"unused_values": 1.0, "unused_numbers": 2.0}


def test_confidence_is_only_said_of_what_was_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confidence, "fitted", lambda: {"tuned": {"weights": {"bias": 0.0, "sign": 2.0}}})
    assert confidence.confidence("untuned", {"sign": 1.0}) is None
    assert confidence.confidence("tuned", {"sign": 0.0}) == 0.5
    assert confidence.confidence("tuned", {"sign": 1e9}) == 1.0


def test_thousands_of_values_are_looked_up_while_nobody_waits() -> None:
    """Not a time, but a growth: a question costs its words, not the index's values."""

    def cost(amount: int) -> float:
        catalogue = Catalogue({"author": [f"First{n} Last{n}" for n in range(amount)]})
        begun = time.perf_counter()
        for _ in range(200):
            catalogue.links("anything that last17 wrote about whales before 1900, newest first")
        return time.perf_counter() - begun

    assert cost(8000) < 20 * cost(80)


LENGTHS = mapping.from_properties(
    "films",
    {
        "runningTime": {"type": "integer"},
        "budget": {"type": "long"},
        "cost": {"type": "long"},
        "score": {"type": "float"},
        "opened": {"type": "date"},
    },
)


@pytest.mark.parametrize(
    ("question", "sorted_by", "now"),
    [
        ("The longest films", "budget", "runningTime"),
        ("shortest one?", "score", "runningTime"),
        ("the longest films", "runningTime", "runningTime"),
        ("the longest by score", "score", "score"),  # it is named
        ("the cheapest film", "score", "score"),  # budget or cost: not said which
        ("the longest and heaviest", "budget", "budget"),
        ("the tallest", "budget", "budget"),
        ("the longest ago", "opened", "opened"),  # a date is no measure
    ],
)
def test_a_superlative_sorts_by_the_number_that_is_called_after_it(question: str, sorted_by: str, now: str) -> None:
    query, made = measures.measured({"size": 3, "sort": [{sorted_by: "desc"}]}, question, LENGTHS)
    assert query == {"size": 3, "sort": [{now: "desc"}]}
    assert len(made) == (sorted_by != now)
