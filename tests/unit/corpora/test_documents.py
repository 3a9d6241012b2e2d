"""The data of the four indexes: real, complete, of the types that the mappings promise."""

from __future__ import annotations

import collections
import datetime
import doctest
import importlib
import json
from typing import Any

import pytest

from demo_server.corpora.documents import FOLDER, SOURCES, Document
from demo_server.corpora.load import version

EXPECTED = {"articles": 157, "gutenberg": 270, "speeches": 233, "movies": 3200}


@pytest.fixture(scope="module")
def documents() -> dict[str, list[Document]]:
    return {index: list(read()) for index, read in SOURCES.items()}


def mapping(index: str) -> dict[str, Any]:
    return json.loads((FOLDER / index / "mapping.json").read_text())["properties"]


def fits(value: object, kind: str) -> bool:
    values = value if isinstance(value, list) else [value]
    if kind in ("integer", "long"):
        return all(type(one) is int for one in values)
    if kind == "float":
        return all(type(one) in (int, float) for one in values)
    if kind == "date":
        return all(isinstance(one, str) and bool(datetime.date.fromisoformat(one)) for one in values)
    return all(isinstance(one, str) and one.strip() != "" for one in values)


@pytest.mark.parametrize("index", SOURCES)
def test_every_document_fits_its_mapping(index: str, documents: dict[str, list[Document]]) -> None:
    fields = mapping(index)
    assert len(documents[index]) == EXPECTED[index]
    for document in documents[index]:
        assert set(document) <= set(fields)
        for field, value in document.items():
            assert fits(value, fields[field]["type"]), (field, value)


@pytest.mark.parametrize("index", SOURCES)
def test_every_index_says_what_it_is_and_offers_questions(index: str) -> None:
    questions = json.loads((FOLDER / index / "questions.json").read_text())
    assert set(questions) == {"description", "samples"}
    assert len(questions["description"]) > 40
    assert len(set(questions["samples"])) == len(questions["samples"]) >= 6


def test_articles_have_authors_worth_counting(documents: dict[str, list[Document]]) -> None:
    articles = documents["articles"]
    assert len({article["title"] for article in articles}) >= len(articles) - 1  # "Deep Learning" is a paper and a book
    assert articles == sorted(articles, key=lambda one: (one["publication_date"], one["title"]))
    counts = collections.Counter(author for article in articles for author in article["author"])
    for author in ("Claude Shannon", "Geoffrey Hinton", "Yoshua Bengio", "Ilya Sutskever", "Christopher Manning"):
        assert counts[author] >= 5
    assert all(len(set(article["author"])) == len(article["author"]) for article in articles)


def test_books_are_whole(documents: dict[str, list[Document]]) -> None:
    books = documents["gutenberg"]
    counts = collections.Counter(book["author"] for book in books)
    assert counts == {
        "Herman Melville": 138,
        "King James Bible": 66,
        "William Shakespeare": 42,
        "Lewis Carroll": 12,
        "John Milton": 12,
    }
    by_title = {book["title"]: book for book in books}
    assert len(by_title) == len(books)
    assert by_title["Moby Dick, Chapter 1: Loomings"]["content"].startswith("Call me Ishmael.")
    assert "DRINK ME" in by_title["Alice's Adventures in Wonderland, Chapter 1: Down the Rabbit-Hole"]["content"]
    assert by_title["Paradise Lost, Book 12"]["content"].endswith("Through Eden took their solitary way.")
    assert by_title["Genesis"]["content"].startswith("1:1 In the beginning God created")
    assert by_title["Revelation"]["content"].rstrip().endswith("Amen.")
    assert "To be, or not to be" in by_title["Hamlet"]["content"]
    for book in books:
        assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in book["content"]), book["title"]
        assert "Project Gutenberg" not in book["content"], book["title"]


def test_speeches_name_the_presidents_as_usual(documents: dict[str, list[Document]]) -> None:
    speeches = documents["speeches"]
    presidents = collections.Counter(speech["president"] for speech in speeches)
    assert presidents["Franklin D. Roosevelt"] == 12
    assert presidents["William McKinley"] == 4
    assert speeches[0]["title"] == "State of the Union 1790, George Washington"
    assert {speech["year"] for speech in speeches} >= {1790, 1862, 1941, 2021}


def test_movies_are_of_the_twentieth_century_not_of_the_future(documents: dict[str, list[Document]]) -> None:
    movies = {movie["title"]: movie for movie in documents["movies"]}
    assert movies["King Kong (1933)"]["release_date"] == "1933-04-07"
    assert movies["300"]["release_date"] == "2007-03-09"
    assert max(movie["release_date"] for movie in movies.values()) < "2012"
    assert min(movie["release_date"] for movie in movies.values()) >= "1915"


def test_a_version_changes_with_documents_and_with_the_mapping() -> None:
    first = version([{"a": 1}], {"m": 1})
    assert version([{"a": 1}], {"m": 1}) == first
    assert version([{"a": 2}], {"m": 1}) != first
    assert version([{"a": 1}], {"m": 2}) != first
    assert version([{"a": 1}, {"a": 1}], {"m": 1}) != first


@pytest.mark.parametrize("name", ["books", "documents", "load", "roman"])
def test_examples(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"demo_server.corpora.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
