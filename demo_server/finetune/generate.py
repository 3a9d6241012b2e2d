"""Examples without end: a mapping, what the index was found to hold, a question, and its answer as one line of JSON.

python -m demo_server.finetune.generate 5 --seed 1
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import click

from demo_server.finetune.known import known_worlds
from demo_server.finetune.noise import typed
from demo_server.finetune.questions import Asked, ask
from demo_server.finetune.worlds import World, coined, invented, mapping_line

KNOWN_SHARE = 0.3


def hints(rng: Random, world: World, asked: Asked) -> list[str]:
    """`field=value` for what a look into the index would have found, at times with a stray find among it."""
    lines = [f"{name}={value}" for name, value in asked.found if name != "?"]
    if rng.random() < 0.06:
        others = [
            field for field in world.of("role", "category") if field.name not in {name for name, _ in asked.found}
        ]
        if others:
            field = rng.choice(others)
            lines.append(f"{field.name}={rng.choice(field.pool) if field.pool else coined(rng).capitalize()}")
    rng.shuffle(lines)
    return list(dict.fromkeys(lines))


def examples(seed: int, known: tuple[World, ...] = ()) -> Iterator[dict[str, str]]:
    """Examples with the keys system, question, answer, intent, index; the same seed gives the same ones."""
    rng = Random(seed)
    while True:
        world = rng.choice(known) if known and rng.random() < KNOWN_SHARE else invented(rng)
        for _ in range(rng.randint(1, 4)):
            asked = ask(world, rng)
            yield {
                "system": "\n".join([mapping_line(world), *hints(rng, world, asked)]),
                "question": typed(rng, asked.question),
                "answer": json.dumps(asked.answer, separators=(",", ":"), ensure_ascii=False),
                "intent": asked.intent,
                "index": world.index,
            }


@click.command()
@click.argument("count", type=int)
@click.option("--seed", type=int, default=1, show_default=True)
def main(count: int, seed: int) -> None:
    """Print COUNT examples as JSON lines."""
    for example, _ in zip(examples(seed, known_worlds()), range(count), strict=False):
        click.echo(json.dumps(example, ensure_ascii=False))


if __name__ == "__main__":
    main()
