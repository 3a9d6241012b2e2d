"""Examples without end: a mapping, questions with what the index was found to hold, and their answers as JSON lines.

python -m demo_server.finetune.generate 5 --seed 1
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import click

from demo_server.evaluation.leakage import forms, held_out
from demo_server.finetune.clauses import Found
from demo_server.finetune.known import known_worlds
from demo_server.finetune.noise import typed
from demo_server.finetune.questions import Asked, ask
from demo_server.finetune.worlds import World, coined, invented, mapping_line, person
from demo_server.nlq.links import Link, noted

KNOWN_SHARE = 0.35
MORE_SHARE = 0.1
QUESTIONS = (3, 6)
"""How many questions are asked of one world, at least and at most."""


@dataclass(frozen=True)
class Example:
    """What a user says, what the model should answer (one line of JSON), and the intent behind it."""

    asked: str
    answer: str
    intent: str


@dataclass(frozen=True)
class Group:
    """Questions of one world; `system` is its mapping on a line."""

    index: str
    system: str
    examples: tuple[Example, ...]


def links(rng: Random, world: World, asked: Asked, question: str) -> list[Link]:
    """What a look into the index would have found, in the order of the question, at times with a stray find."""
    found: list[Found] = [one for one in asked.found if one.field != "?"]
    if rng.random() < 0.12 and (stray := _stray(rng, world, question, found)):
        found.append(stray)
    low = question.lower()
    found.sort(key=lambda one: low.find(one.said.lower()))
    return [Link(*one) for one in found]


def _stray(rng: Random, world: World, question: str, found: list[Found]) -> Found | None:
    """A value that shares a word with the question by chance: the King of Texas is not Henry King."""
    fields = world.of("role", "category")
    said = {word for one in found for word in one.said.lower().split()}
    words = [word for word in question.split() if word.isalpha() and len(word) > 3 and word.lower() not in said]
    if not fields or not words:
        return None
    field, word = rng.choice(fields), rng.choice(words)
    if field.kind == "role":
        value = f"{person(rng).split()[0].strip(',')} {word.capitalize()}"
    else:
        value = rng.choice((word.capitalize(), f"{word.capitalize()} {coined(rng).capitalize()}"))
    return Found(word, field.name, value)


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
        examples = []
        for _ in range(rng.randint(*QUESTIONS)):
            asked = ask(world, rng)
            question = typed(rng, asked.question)
            if forms(question, asked.answer) & measured:
                continue
            examples.append(
                Example(
                    noted(question, links(rng, world, asked, question)),
                    json.dumps(asked.answer, separators=(",", ":"), ensure_ascii=False),
                    asked.intent,
                )
            )
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
