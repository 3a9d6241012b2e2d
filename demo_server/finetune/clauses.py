"""A condition: one clause of a query together with the words that ask for it.

A phrase stands behind the noun ("films *by Nolan*") or before it ("*unpaid* invoices"); some conditions can also take
the noun's place ("*Nolan's* after 2005"). Values are wrapped in MARK, so that noise leaves them as the query has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from demo_server.finetune.fields import table

MARK = "\x01"
Clause = dict[str, Any]


class Found(NamedTuple):
    """A value that a look into the index finds for some words of the question; none where a text holds the words.

    `bare`: the question does not say which text is meant; where the words are found tells it.
    """

    said: str
    field: str
    value: str
    bare: bool = False


@dataclass(frozen=True)
class Condition:
    """A phrase, its clauses by the part of a `bool` they go to, and the values that the index is found to hold.

    `leads`: ways to say it in place of the noun, with `{noun}` where the noun stays.
    """

    phrase: str
    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    before: bool = False
    found: tuple[Found, ...] = ()
    leads: tuple[str, ...] = ()


def marked(text: object) -> str:
    """A value that must reach the query as it stands."""
    return f"{MARK}{text}{MARK}"


def spoken(rng: Random, kind: str, way: str, **slots: str) -> str:
    """One of the phrases of vocabulary/conditions.toml, filled in."""
    phrase: str = rng.choice(table("conditions")[kind][way])
    return " ".join(phrase.format(**slots).split())


def build(conditions: list[Condition]) -> Clause | None:
    """The query of all conditions together, in the order in which they are spoken; None without conditions."""
    must = [clause for condition in conditions for clause in condition.must]
    should = [clause for condition in conditions for clause in condition.should]
    must_not = [clause for condition in conditions for clause in condition.must_not]
    if not must and not should and not must_not:
        return None
    if len(must) == 1 and not should and not must_not:
        return must[0]
    parts: Clause = {}
    if must:
        parts["must"] = must
    if should:
        parts["should"] = should
    if must_not:
        parts["must_not"] = must_not
    if should and must:
        parts["minimum_should_match"] = 1
    return {"bool": parts}
