"""Examples without end: a mapping, questions with what the index was found to hold, and answers in shorthand.

python -m demo_server.finetune.generate 5 --seed 1
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache
from random import Random

import click

from demo_server.evaluation.leakage import forms, held_out
from demo_server.finetune.clauses import MARK
from demo_server.finetune.fields import Field
from demo_server.finetune.known import CORPORA, known_worlds
from demo_server.finetune.noise import typed
from demo_server.finetune.questions import Asked, ask
from demo_server.finetune.values import a_value
from demo_server.finetune.worlds import World, coined, invented, mapping_line, person
from demo_server.nlq.links import Link, noted
from demo_server.nlq.lookup import aliases_of
from demo_server.nlq.occurrences import occurrences, spans
from demo_server.nlq.shorthand import NoShorthand, written
from demo_server.nlq.values import Catalogue, stem, words

STRAY_SHARE = 0.15
"""How often a field of a made-up index holds a value that shares a word with a question by chance."""
BESIDES_SHARE = 0.4
"""How often another text holds what the main one is asked for, unnamed."""
KNOWN_SHARE = 0.35
MORE_SHARE = 0.1
QUESTIONS = (4, 7)
"""How many questions are asked of one world, at least and at most."""


@dataclass(frozen=True)
class Example:
    """What a user says, what the model should answer (see nlq.shorthand), and the intent behind it."""

    asked: str
    answer: str
    intent: str


@dataclass(frozen=True)
class Group:
    """Questions of one world; `system` is its mapping on a line."""

    index: str
    system: str
    examples: tuple[Example, ...]


def catalogue(rng: Random, world: World, asked: list[Asked]) -> Catalogue:
    """What a look into the world's index can find: the values that are asked for, and others beside them."""
    if world.real:
        return known_values()[world.index]
    values: dict[str, list[str]] = {}
    for field in world.of("role", "category"):
        mine = [one.value for question in asked for one in question.found if one.field == field.name and one.value]
        taken = {word.stem for value in mine for word in words(value)}
        others = field.pool or [a_value(rng, field) for _ in range(rng.choice((5, 20, 40)))]
        mine += [str(value) for value in others if field.pool or not taken & {word.stem for word in words(value)}]
        if asked and rng.random() < STRAY_SHARE and (stray := _stray(rng, field, rng.choice(asked), taken)):
            mine.append(stray)
        values[field.name] = list(dict.fromkeys(mine))
    return Catalogue(values, own_words=(world.index, *(field.name for field in world.fields)))


@cache
def known_values() -> dict[str, Catalogue]:
    """The catalogues of the talk's own indexes."""
    found = {}
    for world in known_worlds():
        values = {field.name: [str(value) for value in field.pool] for field in world.of("role", "category")}
        names = (world.index, *(field.name for field in world.fields))
        found[world.index] = Catalogue(values, aliases_of(CORPORA / world.index / "aliases.json"), names)
    return found


def _stray(rng: Random, field: Field, asked: Asked, taken: set[str]) -> str | None:
    """A value that shares a word with a question by chance: the King of Texas is not Henry King."""
    said = asked.question.replace(MARK, "").split()
    free = [word for word in said if word.isalpha() and len(word) > 3 and stem(word) not in taken]
    if not free:
        return None
    word = rng.choice(free).capitalize()
    if field.kind == "role":
        return f"{person(rng).split()[0].strip(',')} {word}"
    return rng.choice((word, f"{word} {coined(rng).capitalize()}"))


def links(rng: Random, world: World, asked: Asked, question: str, index: Catalogue) -> list[Link] | None:
    """What a look into the index finds, as the server looks; None where nobody could answer with it.

    That is so where a name that is asked for turns out to be that of others too, and where half a name is not found.
    """
    values = index.links(question)
    found = {(link.field, link.value) for link in values}
    low = question.casefold()
    for one in asked.found:
        if one.value and one.field != "?" and (one.field, one.value) not in found and one.value.casefold() not in low:
            return None
    answered = json.dumps(asked.answer, ensure_ascii=False)
    meant: dict[tuple[str, str], list[bool]] = {}
    for link in values:
        meant.setdefault((link.said, link.field), []).append(json.dumps(link.value, ensure_ascii=False) in answered)
    if any(any(used) and not all(used) for used in meant.values()):
        return None
    return values + _in_texts(rng, world, asked, question, values, index.own)


def _in_texts(rng: Random, world: World, asked: Asked, question: str, values: list[Link], own: Set[str]) -> list[Link]:
    """Where the texts of made-up documents hold words of the question.

    What is asked of a text stands in it, nearly always; any other word may, in a long text more often than in a title.
    A question that names no text means the main one, the last, wherever that holds its words.
    """
    texts = world.of("text")
    if not texts:
        return []
    meant = {(one.field, one.said.lower()) for one in asked.found if not one.value}
    parts = {(field, word) for field, said in meant for word in said.split()}
    bare = {one.said.lower(): one.field for one in asked.found if one.bare}
    rich = {field.name: rng.choice((0.02, 0.1, 0.2) if field.names_it else (0.1, 0.4, 0.85)) for field in texts}
    held: dict[tuple[str, str], bool] = {}

    def holds(field: str, said: str) -> bool:
        key = (field, said.lower())
        if key not in held:
            several = " " in said
            if meant_text := bare.get(said.lower()):
                besides = BESIDES_SHARE if meant_text == texts[-1].name else 0.0
                chance = 1.0 if field == meant_text else besides
            elif key in meant:
                chance = 0.85 if several else 0.95
            elif key in parts:
                chance = 0.97
            else:
                chance = 0.06 * rich[field] if several else rich[field]
            held[key] = rng.random() < chance
        return held[key]

    return occurrences(spans(question, values, own), holds, [field.name for field in texts])


def groups(seed: int, known: tuple[World, ...] = (), more: tuple[Group, ...] = ()) -> Iterator[Group]:
    """Groups of examples; the same seed gives the same ones. `more`: groups from elsewhere, mixed in.

    What the evaluation asks, and all of its form, is left out: nothing that is measured is trained on.
    """
    rng = Random(seed)
    measured = held_out()
    while True:
        if more and rng.random() < MORE_SHARE:
            yield rng.choice(more)
            continue
        world = rng.choice(known) if known and rng.random() < KNOWN_SHARE else invented(rng)
        asked = [ask(world, rng) for _ in range(rng.randint(*QUESTIONS))]
        index = catalogue(rng, world, asked)
        examples = []
        for one in asked:
            question = typed(rng, one.question)
            if forms(question, one.answer) & measured:
                continue
            found = links(rng, world, one, question, index)
            if found is None:
                continue
            try:
                answer = written(one.answer)
            except NoShorthand:  # two choices between alternatives in one question
                continue
            examples.append(Example(noted(question, found), answer, one.intent))
        if examples:
            yield Group(world.index, mapping_line(world), tuple(examples))


@click.command()
@click.argument("count", type=int)
@click.option("--seed", type=int, default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Print COUNT groups of examples as JSON lines."""
    for group, _ in zip(groups(seed, known_worlds()), range(count), strict=False):
        for example in group.examples:
            line = {"index": group.index, "system": group.system, **example.__dict__}
            click.echo(json.dumps(line, ensure_ascii=False))


if __name__ == "__main__":
    main()
