"""Conditions on keywords and booleans: exact values, which a look into the index mostly finds in the question."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from demo_server.finetune.clauses import Clause, Condition, Found, marked
from demo_server.finetune.fields import Field, table
from demo_server.finetune.noise import slip
from demo_server.finetune.worlds import World, coined, person
from demo_server.nlq.values import Catalogue

STARTS = ("that ", "with ", "without ", "behind ", "out ", "at ", "on ", "in ", "no ", "never ", "has ", "have ",
          "but ", "none ", "lacking ", "which ", "not ")  # fmt: skip
"""How a phrase begins that needs no "that are" before it."""


def a_value(rng: Random, field: Field) -> str:
    """A value that the field could hold."""
    if field.pool:
        return str(rng.choice(field.pool))
    return person(rng) if field.kind == "role" else coined(rng).capitalize()


def _partial(rng: Random, field: Field, value: str) -> str:
    """How a person names a value that the index holds: whole, in lower case, by one word of it, with a slip."""
    parts = value.replace(",", "").split()
    kind = rng.random()
    if len(parts) > 1 and field.kind == "role":
        if kind < 0.5:
            value = parts[0] if "," in value else parts[-1]
        elif kind < 0.56:
            value = parts[-1] if "," in value else parts[0]
        elif kind < 0.6:
            value = "".join(part[0] for part in parts)
    elif len(parts) > 1 and kind < 0.2:
        value = rng.choice(parts)
    if rng.random() < 0.06:
        value = slip(rng, value)
    return value.lower() if rng.random() < 0.4 else value


def _meant(field: Field, said: str, value: str) -> list[str]:
    """All values of the field that these words may mean: "bush" is both of them."""
    means = [link.value for link in _catalogue(field.pool).links(said)]
    return means if value in means else [value]


@lru_cache(maxsize=1024)
def _catalogue(pool: tuple[str, ...]) -> Catalogue:
    return Catalogue({"": [str(value) for value in pool]})


def _namesake(rng: Random, value: str) -> str:
    """Somebody else of the same last name."""
    return f"{person(rng).split()[0].strip(',')} {value.split()[-1]}"


def exact(rng: Random, world: World, field: Field) -> Condition:
    """A keyword: one value, one of two, two at once, or all but one; before the noun or behind it."""
    known = rng.random() < 0.92
    values = [a_value(rng, field)]
    kind = rng.random()
    if kind < 0.16:
        values.append(a_value(rng, field))
        if values[1] == values[0]:
            values.pop()
    said = [_partial(rng, field, value) if known else value for value in values]
    if not known and rng.random() < 0.2:
        values = said = [value.lower() for value in values]
    found = [Found(text, field.name, value) for text, value in zip(said, values, strict=True)] if known else []
    if known and field.pool:
        values = list(
            dict.fromkeys(
                value for text, value in zip(said, values, strict=True) for value in _meant(field, text, value)
            )
        )
        found = [Found(said[0], field.name, value) for value in values]
    elif (
        known
        and len(values) == 1
        and field.kind == "role"
        and values[0].split()[-1].lower() == said[0].lower() != values[0].lower()
        and rng.random() < 0.12
    ):  # "bush": both of them
        values.append(_namesake(rng, values[0]))
        found.append(Found(said[0], field.name, values[1]))
    if known:
        found += _elsewhere(rng, world, field, found)
    spoken = [marked(text) for text in said]
    both = len(spoken) == 2 and kind < 0.04
    clause: Clause = {"term": {field.name: values[0]}} if len(values) == 1 else {"terms": {field.name: values}}
    joined = spoken[0] if len(spoken) == 1 else _joined(rng, spoken, both)
    slots = {"v": joined, "noun": rng.choice(field.nouns), "done": rng.choice(field.done or ("",)), "past": field.past}
    if both:
        clauses = tuple({"term": {field.name: value}} for value in values)
        return Condition(rng.choice(_behind(rng, field)).format(**slots), must=clauses, found=tuple(found))
    if kind > 0.87:
        negation = rng.choice(_negations(field))
        if slots["done"].endswith("to"):  # "not assigned to Nolan"
            negation = negation.replace("{done} by", "{done}")
        phrase = " ".join(negation.format(**slots).split())
        return Condition(phrase, must_not=(clause,), found=tuple(found))
    leads = _leads(field, spoken, joined)
    if field.adjective and len(spoken) == 1 and rng.random() < 0.4:
        return Condition(joined, must=(clause,), before=True, found=tuple(found), leads=leads)
    phrase = rng.choice(_behind(rng, field)).format(**slots)
    return Condition(phrase, must=(clause,), found=tuple(found), leads=leads)


def _joined(rng: Random, spoken: list[str], both: bool) -> str:
    if both:
        return rng.choice(("both {} and {}", "{} and {} together", "{} together with {}", "both {} and {}")).format(
            *spoken
        )
    return rng.choice((" or ", " or ", " and ", ", ", " and/or ", " or by ")).join(spoken)


def _elsewhere(rng: Random, world: World, field: Field, found: list[Found]) -> list[Found]:
    """The same value found in another field too: two roles of the same people, two fields of places."""
    alike = [
        other
        for other in world.of("role", "category")
        if other is not field and other.kind == field.kind and other.pool == field.pool
    ]
    if not alike or rng.random() > 0.6:
        return []
    other = rng.choice(alike)
    return [Found(one.said, other.name, one.value) for one in found]


def _behind(rng: Random, field: Field) -> list[str]:
    ways = table("conditions")["keyword"]
    phrases = list(field.after) * 2
    if field.kind == "role":
        phrases += ways["role"]
        phrases += [f"{done} by {{v}}" for done in field.done if not done.endswith("to")] * 2
        phrases += [f"{done} {{v}}" for done in field.done if done.endswith("to")] * 3
    if not phrases or rng.random() < 0.2:
        phrases = ways["generic"]
    return phrases


def _leads(field: Field, spoken: list[str], joined: str) -> tuple[str, ...]:
    """In place of the noun: "Nolan's", "Nolan", "Nolan's films"; "westerns", "the Whigs", "western"."""
    if len(spoken) > 1:
        either = " or ".join(f"{one}'s" for one in spoken)
        return (joined, either) if field.kind == "role" else (joined, " and ".join(f"{one}s" for one in spoken))
    if field.kind == "role":
        return (f"{joined}'s", f"{joined}'s {{noun}}", joined, f"{joined}'s", f"the {joined} {{noun}}")
    if field.adjective:
        return (f"{joined}s", f"the {joined}s", joined, f"{joined} {{noun}}", f"{joined} ones")
    return (joined, f"{joined} {{noun}}", f"{joined}'s {{noun}}")


def _negations(field: Field) -> list[str]:
    ways = table("conditions")["keyword"]
    if field.kind == "role":
        return [*ways["negated"], *ways["negated_any"], *ways["negated_role"], *ways["negated_role"]]
    links = ("in ", "from ", "of ", "by ", "at ", "on ", "for ", "under ")
    return [
        *ways["negated"],
        *ways["negated_any"],
        *ways["negated_category"],
        *(f"not {after}" for after in field.after if after.startswith(links)),
    ]


def either_role(rng: Random, fields: list[Field]) -> Condition:
    """Somebody in one role or the other."""
    first, second = fields
    value = a_value(rng, first)
    said = _partial(rng, first, value)
    found = (Found(said, first.name, value), Found(said, second.name, value))
    phrase = rng.choice(table("conditions")["keyword"]["either_role"]).format(
        v=marked(said), one=rng.choice(first.nouns), other=rng.choice(second.nouns)
    )
    clauses = tuple({"term": {field.name: value}} for field in fields)
    return Condition(phrase, should=clauses, found=found, leads=(phrase,))


def boolean(rng: Random, field: Field) -> Condition:
    """True or false, as the field says it."""
    truth = rng.random() < 0.55
    phrase = rng.choice(field.yes if truth else field.no)
    if not truth and rng.random() < 0.35:
        phrase = _denied(rng, rng.choice(field.yes))
    clause: Clause = {"term": {field.name: truth}}
    if " " not in phrase and rng.random() < 0.5:
        return Condition(phrase, must=(clause,), before=True, leads=(f"{phrase} ones", f"the {phrase} {{noun}}"))
    lead = "" if phrase.startswith(STARTS) else rng.choice(("that are ", "that are ", "which are ", ""))
    return Condition(lead + phrase, must=(clause,))


def _denied(rng: Random, phrase: str) -> str:
    """What a boolean says when true, denied: "paid" is "not paid", "with a lift" is "no lift"."""
    ways: tuple[str, ...]
    if phrase.startswith("with "):
        thing = phrase.removeprefix("with ").removeprefix("a ").removeprefix("an ")
        ways = ("no {}", "without {}", "without any {}", "that have no {}", "lacking {}", "with no {}", "but no {}")
    elif phrase.startswith("that "):
        return f"none {phrase}"
    else:
        thing = phrase
        ways = ("not {}", "that are not {}", "that aren't {}", "but not {}", "which are not {}", "that were never {}",
                "not {} though", "that weren't {}")  # fmt: skip
    return rng.choice(ways).format(thing)


def plain(field: Field) -> str:
    """What a boolean says when true in one word or two, "sold out"; nothing where it takes a clause, "that leak"."""
    return next((phrase for phrase in field.yes if not phrase.startswith(STARTS)), "")


def two_booleans(rng: Random, first: Field, second: Field) -> Condition:
    """Neither of two, or both: "neither read nor paid"."""
    neither = rng.random() < 0.7
    ways = (
        ("neither {} nor {}", "neither {} nor {}", "that are neither {} nor {}", "not {} and not {}", "not {} nor {}",
         "not {}, not {}", "not {} and not {} either", "that are not {} or {}")
        if neither
        else ("both {} and {}", "{} and {} at once", "{} and also {}", "{} as well as {}", "that are both {} and {}")
    )  # fmt: skip
    phrase = rng.choice(ways).format(plain(first), plain(second))
    clauses: tuple[Clause, ...] = tuple({"term": {field.name: not neither}} for field in (first, second))
    return Condition(phrase, must=clauses)
