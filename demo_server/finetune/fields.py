"""What a field is, how people speak of it, and which values it holds.

>>> author = next(field for field in read_roles("author,writer|author|written|wrote|write|authors"))
>>> author.nouns, author.plural, author.past
(('author',), 'authors', 'wrote')
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

VOCABULARY = Path(__file__).with_name("vocabulary")

Kind = Literal["role", "category", "number", "ordinal", "year", "date", "boolean", "text"]


@dataclass(frozen=True)
class Field:
    """One field of a world.

    `after`, `more`, `less` are phrases that stand behind a noun, with `{v}` for the value; `most` and `least` are its
    superlatives; `yes` and `no` are what a boolean says; `pool` are the values of a keyword, or (low, high, step).
    """

    names: tuple[str, ...]
    type: str
    kind: Kind
    nouns: tuple[str, ...]
    plural: str
    pool: tuple[Any, ...] = ()
    after: tuple[str, ...] = ()
    adjective: bool = False
    done: tuple[str, ...] = ()
    past: str = ""
    infinitive: str = ""
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    most: tuple[str, ...] = ()
    least: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    name: str = ""
    """The name in the mapping of its world, chosen out of `names`."""
    exact: str = ""
    """The keyword sub-field of a text, where its world has one."""

    @property
    def names_it(self) -> bool:
        """Is it what a document is called, rather than what it says?"""
        return bool({"title", "name"} & set(self.nouns))


def plural_of(noun: str) -> str:
    """The regular English plural.

    >>> plural_of("category"), plural_of("class"), plural_of("play")
    ('categories', 'classes', 'plays')
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@functools.cache
def table(name: str) -> dict[str, Any]:
    """One file of the vocabulary."""
    return tomllib.loads((VOCABULARY / f"{name}.toml").read_text(encoding="utf-8"))


@functools.cache
def words(name: str, key: str, separator: str = "|") -> tuple[str, ...]:
    """One entry of a vocabulary file, as its words: at `separator`, or at white space where that is None."""
    text = " ".join(table(name)[key].split("\n"))
    return tuple(word.strip() for word in text.split(separator) if word.strip())


def lines_of(name: str, key: str = "lines") -> Iterator[list[str]]:
    """The lines of an entry, each cut at its bars."""
    for line in table(name)[key].strip().splitlines():
        yield [part.strip() for part in line.split("|")]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read_roles(text: str) -> Iterator[Field]:
    """People by what they do: keyword fields whose values are names."""
    for line in text.strip().splitlines():
        names, nouns, done, past, infinitive, plural = (part.strip() for part in line.split("|"))
        yield Field(
            _list(names), "keyword", "role", _list(nouns), plural, done=_list(done), past=past, infinitive=infinitive
        )


def read_categories() -> Iterator[Field]:
    """Keyword fields with few values."""
    for names, nouns, plural, values, after, adjective in lines_of("categories"):
        pool = words("names", values[1:]) if values.startswith("@") else tuple(values.split(";"))
        yield Field(_list(names), "keyword", "category", _list(nouns), plural, pool, _list(after), adjective == "adj")


def read_numbers() -> Iterator[Field]:
    """Numeric fields with their ranges, thresholds and superlatives."""
    for names, nouns, type_, span, more, less, most, least in lines_of("numbers"):
        pool = tuple(float(part) for part in span.split(";"))
        yield Field(
            _list(names), type_, "number", _list(nouns), plural_of(_list(nouns)[0]), pool,
            more=_list(more), less=_list(less), most=_list(most), least=_list(least),
        )  # fmt: skip


def read_others() -> Iterator[Field]:
    """Dates, years, classes, booleans and texts."""
    for names, nouns, done in lines_of("others", "dates"):
        yield Field(_list(names), "date", "date", _list(nouns), plural_of(_list(nouns)[0]), done=_list(done))
    for names, nouns, done in lines_of("others", "years"):
        yield Field(_list(names), "integer", "year", _list(nouns), plural_of(_list(nouns)[0]), done=_list(done))
    for names, nouns, span in lines_of("others", "ordinals"):
        pool = tuple(float(part) for part in span.split(";"))
        yield Field(_list(names), "integer", "ordinal", _list(nouns), plural_of(_list(nouns)[0]), pool)
    for names, yes, no in lines_of("others", "booleans"):
        noun = _list(names)[0].replace("_", " ")
        yield Field(_list(names), "boolean", "boolean", (noun,), plural_of(noun), yes=_list(yes), no=_list(no))
    for names, nouns, after in lines_of("others", "texts"):
        yield Field(_list(names), "text", "text", _list(nouns), plural_of(_list(nouns)[0]), after=_list(after))


@functools.cache
def archetypes() -> dict[Kind, tuple[Field, ...]]:
    """All fields of the vocabulary, by kind."""
    found: dict[Kind, list[Field]] = {}
    for field in (*read_roles(table("roles")["lines"]), *read_categories(), *read_numbers(), *read_others()):
        found.setdefault(field.kind, []).append(field)
    return {kind: tuple(fields) for kind, fields in found.items()}
