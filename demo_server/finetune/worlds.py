"""Worlds: indexes with a mapping and words to speak of it, composed at random or (a share of them) the real ones.

>>> from random import Random
>>> world = invented(Random(4))
>>> world.index, len(world.fields) >= 3
('parcels', True)
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from random import Random
from typing import Any

from demo_server.finetune.fields import Field, Kind, archetypes, lines_of, plural_of, words

RIVAL_SHARE = 0.12
"""How often a field has a neighbour that only the words of a question tell from it."""


@dataclass(frozen=True)
class World:
    """An index: its name, what one document and many are called, and its fields in the mapping's order.

    `real`: it is one of the talk's own, not a made-up one that may well be called "articles" too.
    """

    index: str
    item: str
    items: tuple[str, ...]
    fields: tuple[Field, ...]
    real: bool = False

    def of(self, *kinds: Kind) -> list[Field]:
        """The fields of these kinds."""
        return [field for field in self.fields if field.kind in kinds]


@functools.cache
def entities() -> tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]:
    """What indexes may hold: index names, the singular, the plurals."""
    return tuple((tuple(names.split()), item, tuple(items.split(","))) for names, item, items in lines_of("entities"))


def coined(rng: Random, least: int = 2, most: int = 3) -> str:
    """A word that exists in no language."""
    syllables = words("names", "syllables", None)
    return "".join(rng.choice(syllables) for _ in range(rng.randint(least, most)))


def person(rng: Random) -> str:
    """A made-up name: mostly first and last, at times with an initial or a coined part."""
    first = rng.choice(words("names", "first", None))
    last = rng.choice(words("names", "last", None)) if rng.random() < 0.8 else coined(rng).capitalize()
    kind = rng.random()
    if kind < 0.75:
        return f"{first} {last}"
    if kind < 0.87:
        return f"{first} {rng.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
    if kind < 0.93:
        return f"{last}, {first}"
    return last


def _coined_field(rng: Random) -> Field:
    """A field that no vocabulary knows: only its own name says what it is called."""
    name = coined(rng)
    if rng.random() < 0.5:
        name += "_" + rng.choice(
            ("code", "index", "level", "group", "type", "id", "score", "name", "count", "rate", "class")
        )
    noun = name.replace("_", " ")
    kind = rng.choice(("category", "category", "number", "date", "text"))
    if kind == "category":
        pool: tuple[Any, ...] = tuple(coined(rng, 1, 2).capitalize() for _ in range(8))
        return Field((name,), "keyword", "category", (noun,), plural_of(noun), pool)
    if kind == "number":
        return Field((name,), rng.choice(("integer", "float")), "number", (noun,), plural_of(noun), (1.0, 1000.0, 1.0))
    if kind == "date":
        return Field((name,), "date", "date", (noun,), plural_of(noun))
    return Field((name,), "text", "text", (noun,), plural_of(noun))


def _styled(name: str, item: str, style: float, rng: Random) -> str:
    """The field's name as its mapping writes it: snake_case, camelCase, with a prefix, inside an object."""
    if rng.random() < 0.06:
        name = f"{item.split()[-1]}_{name}"
    if style < 0.12:
        head, *rest = name.split("_")
        name = head + "".join(part.capitalize() for part in rest)
    if rng.random() < 0.02:
        name = rng.choice(("meta", "info", "details", "data")) + "." + name
    return name


def _rival(rng: Random, alike: tuple[Field, ...], field: Field) -> Field:
    """A neighbour in the vocabulary, where rivals stand side by side: lender and borrower, sown and harvested."""
    at = alike.index(field) + rng.choice((-1, 1))
    return alike[max(0, min(len(alike) - 1, at))]


def invented(rng: Random) -> World:
    """A world composed of an entity and three to eleven fields that need not belong to it in real life."""
    names, item, items = rng.choice(entities())
    kinds = archetypes()
    amounts: dict[Kind, tuple[int, ...]] = {
        "role": (0, 1, 1, 1, 2, 2),
        "category": (0, 1, 1, 2, 2, 3),
        "number": (0, 1, 1, 2, 2, 3),
        "date": (0, 1, 1, 1, 2),
        "year": (0, 0, 0, 1),
        "ordinal": (0, 0, 0, 1),
        "boolean": (0, 0, 1, 1, 2),
        "text": (0, 1, 1, 2),
    }
    plan = [kind for kind, often in amounts.items() for _ in range(rng.choice(often))]
    chosen = [rng.choice(kinds[kind]) for kind in plan]
    chosen += [_rival(rng, kinds[field.kind], field) for field in chosen if rng.random() < RIVAL_SHARE]
    chosen += [_coined_field(rng) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
    while len(chosen) < 3:
        chosen.append(rng.choice(kinds[rng.choice(("role", "category", "number", "date"))]))
    rng.shuffle(chosen)
    style = rng.random()
    fields: list[Field] = []
    taken_names: set[str] = set()
    taken_nouns: set[str] = set()
    taken_phrases: set[str] = set()
    for field in chosen:
        name = _styled(rng.choice(field.names), item, style, rng)
        own = name.split(".")[-1].replace("_", " ").lower()
        nouns = [noun for noun in field.nouns if noun not in taken_nouns]
        if name in taken_names or not nouns or (field.kind in ("date", "year") and own in taken_nouns):
            continue
        if (
            own.isascii()
            and own.isalpha()
            and own not in nouns
            and len(own) > 2
            and field.kind in ("category", "number", "ordinal")
        ):
            nouns.append(own)
        taken_names.add(name)
        taken_nouns.update((*nouns, own))
        exact = name + rng.choice((".raw", ".keyword")) if field.kind == "text" and rng.random() < 0.25 else ""
        more, less, most, least = (
            tuple(phrase for phrase in phrases if phrase not in taken_phrases)
            for phrases in (field.more, field.less, field.most, field.least)
        )  # "the longest" is that of one field
        taken_phrases.update((*more, *less, *most, *least))
        fields.append(
            dataclasses.replace(
                field, name=name, nouns=tuple(nouns), exact=exact, more=more, less=less, most=most, least=least
            )
        )
    index = rng.choice(names) if rng.random() < 0.9 else coined(rng)
    return World(index, item, items, tuple(fields))


def mapping_line(world: World) -> str:
    """The mapping as the model reads it, one `name:type` a field.

    >>> author = Field(("by",), "keyword", "role", ("author",), "authors", name="by")
    >>> mapping_line(World("notes", "note", ("notes",), (author,)))
    'notes(by:keyword)'
    """
    parts = []
    for field in world.fields:
        parts.append(f"{field.name}:{field.type}")
        if field.exact:
            parts.append(f"{field.exact}:keyword")
    return f"{world.index}({','.join(parts)})"
