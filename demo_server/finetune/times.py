"""Conditions on dates and years: a year, a month, a day, a decade, a century, a span, or counted back from now."""

from __future__ import annotations

from random import Random
from typing import Any

from demo_server.finetune.clauses import Clause, Condition, marked, spoken
from demo_server.finetune.fields import Field
from demo_server.finetune.texts import topic

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
DECADES = {20: "twenties", 30: "thirties", 40: "forties", 50: "fifties", 60: "sixties", 70: "seventies",
           80: "eighties", 90: "nineties"}  # fmt: skip
CENTURIES = {18: "eighteenth", 19: "nineteenth", 20: "twentieth", 21: "twenty-first"}


def span(field: Field, low: Any = None, high: Any = None, *, above: Any = None, below: Any = None) -> Clause:
    """A range with the bounds that are given."""
    bounds = {"gte": low, "gt": above, "lte": high, "lt": below}
    return {"range": {field.name: {key: value for key, value in bounds.items() if value is not None}}}


def temporal(rng: Random, field: Field, leading: bool) -> Condition:
    """One condition on a time.

    `leading`: this is the world's main date, so "from 1990" needs no further word.
    """
    done = rng.choice(field.done) if field.done else ""
    verb = done if done and (not leading or rng.random() < 0.5) else ""
    plain = not verb
    if plain and (not leading or rng.random() < 0.12):
        verb = spoken(rng, "time", "lead", noun=rng.choice(field.nouns))
    value, text, exact_day = _moment(rng, field)
    said = marked(text)
    if rng.random() < 0.05:  # what is said besides is no condition
        said = f"the {topic(rng)} {rng.choice(('({})', 'of {}', '({})', 'in {}')).format(said)}"
    kind = rng.random()
    leads: tuple[str, ...] = ()
    if kind < 0.24:
        clause = span(field, value, value) if field.type == "date" else {"term": {field.name: value}}
        links = ("in", "in", "in", "during", "from", "of") if plain else ("in", "in", "during")
        phrase = f"{'on' if exact_day else rng.choice(links)} {said}"
        if leading and not exact_day:
            leads = (said, f"{said} {{noun}}", f"{said}'s {{noun}}")
    elif kind < 0.42:
        clause = span(field, above=value)
        phrase = f"{spoken(rng, 'time', 'newer' if plain else 'after')} {said}"
    elif kind < 0.58:
        clause = span(field, below=value)
        phrase = f"{spoken(rng, 'time', 'older' if plain else 'before')} {said}"
    elif kind < 0.68:
        clause, phrase = span(field, value), spoken(rng, "time", "since", v=said)
    elif kind < 0.74:
        clause, phrase = span(field, high=value), f"{spoken(rng, 'time', 'until')} {said}"
    elif kind < 0.9 or field.type != "date":
        clause, phrase = _stretch(rng, field, plain)
    else:
        clause, phrase = _back_from_now(rng, field)
    return Condition(f"{verb} {phrase}".strip(), must=(clause,), leads=leads)


def _moment(rng: Random, field: Field) -> tuple[Any, str, bool]:
    """A year, a month or a day: as the query has it, as a person says it, and whether it is a day."""
    year = rng.choice((rng.randint(1960, 2025), rng.randint(1990, 2025), rng.randint(1780, 2025)))
    said = f"'{year % 100:02d}" if 1950 <= year <= 2023 and rng.random() < 0.06 else str(year)
    if field.type != "date":
        return year, said, False
    if rng.random() >= 0.25:
        return str(year), said, False
    month = rng.randint(1, 12)
    name, iso = MONTHS[month - 1], f"{year}-{month:02d}"
    if rng.random() < 0.3:
        day = rng.randint(1, 28)
        iso += f"-{day:02d}"
        ways = (
            iso,
            f"{name} {day}, {year}",
            f"{day} {name} {year}",
            f"{name[:3]} {day} {year}",
            f"{day} {name[:3]} {year}",
        )
        return iso, _cased(rng, rng.choice(ways)), True
    ways = (f"{name} {year}", f"{name} {year}", f"{name[:3]} {year}", iso, f"{month:02d}/{year}")
    return iso, _cased(rng, rng.choice(ways)), False


def _cased(rng: Random, text: str) -> str:
    return text.lower() if rng.random() < 0.4 else text


def _stretch(rng: Random, field: Field, plain: bool) -> tuple[Clause, str]:
    """A decade, a century, or from one year to another."""
    year = rng.randint(1780, 2025)
    kind = rng.random()
    if kind < 0.5:
        year = rng.choice((year, rng.randint(1920, 2019), rng.randint(1920, 2019)))
        low, high = year // 10 * 10, year // 10 * 10 + 9
        ways = [f"{low}s"] * 2
        if 1920 <= low < 2000:
            ways += [f"{low % 100:02d}s", f"'{low % 100:02d}s", DECADES[low % 100], DECADES[low % 100]]
        link = rng.choice(
            ("in the", "in the", "from the", "during the", "out of the", "of the")
            if plain
            else ("in the", "during the")
        )
        phrase = f"{link} {marked(rng.choice(ways))}"
    elif kind < 0.62:
        century = rng.choice((18, 19, 20, 21))
        low, high = (century - 1) * 100, (century - 1) * 100 + 99
        said = marked(rng.choice((f"{century}{'st' if century == 21 else 'th'}", CENTURIES[century])))
        phrase = f"{rng.choice(('in the', 'from the', 'of the'))} {said} century"
    else:
        low, high = year, year + rng.randint(1, 30)
        phrase = spoken(rng, "time", "between", a=marked(low), b=marked(high))
    if field.type == "date":
        return span(field, str(low), str(high)), phrase
    return span(field, low, high), phrase


def _back_from_now(rng: Random, field: Field) -> tuple[Clause, str]:
    """The last so many days, or this, or the last one."""
    unit = rng.choice(("y", "M", "w", "d"))
    name = {"y": "year", "M": "month", "w": "week", "d": "day"}[unit]
    if rng.random() < 0.5:
        amount = rng.randint(2, 24)
        phrase = f"{spoken(rng, 'time', 'last')} {marked(f'{amount} {name}s')}"
        return span(field, f"now-{amount}{unit}"), phrase
    this = rng.random() < 0.45
    rounded = f"now/{unit}" if this else f"now-1{unit}/{unit}"
    said = ("today" if this else "yesterday") if unit == "d" else ("this " if this else "last ") + name
    return span(field, rounded, rounded), marked(said)
