"""Some conditions on different fields of one world."""

from __future__ import annotations

from random import Random

from demo_server.finetune.clauses import Condition
from demo_server.finetune.fields import Field
from demo_server.finetune.quantities import numeric, ordinal
from demo_server.finetune.texts import textual
from demo_server.finetune.times import temporal
from demo_server.finetune.values import boolean, either_role, exact, plain, two_booleans
from demo_server.finetune.worlds import World


def some(rng: Random, world: World, amount: int, without: tuple[Field, ...] = ()) -> list[Condition]:
    """`amount` conditions on different fields (fewer where the world has fewer)."""
    free = [field for field in world.fields if field not in without]
    rng.shuffle(free)
    roles = [field for field in free if field.kind == "role" and not field.pool][:2]
    if amount and len(roles) == 2 and rng.random() < 0.05:
        return _beside(rng, world, either_role(rng, roles), roles, free, amount)
    switches = [field for field in free if field.kind == "boolean" and plain(field)][:2]
    if amount and len(switches) == 2 and rng.random() < 0.12:
        return _beside(rng, world, two_booleans(rng, *switches), switches, free, amount)
    return [condition(rng, world, field) for field in free[:amount]]


def _beside(
    rng: Random, world: World, both: Condition, pair: list[Field], free: list[Field], amount: int
) -> list[Condition]:
    """A condition on two fields, and further ones up to `amount` on others."""
    rest = [field for field in free if field not in pair]
    return [both, *(condition(rng, world, field) for field in rest[: amount - 1])]


def condition(rng: Random, world: World, field: Field) -> Condition:
    """One condition on this field."""
    dates = world.of("date", "year")
    match field.kind:
        case "number":
            return numeric(rng, field)
        case "ordinal":
            return ordinal(rng, field)
        case "date" | "year":
            return temporal(rng, field, leading=dates[0] is field and len(dates) == 1)
        case "boolean":
            return boolean(rng, field)
        case "text":
            return textual(rng, world, field)
        case _:
            return exact(rng, world, field)
