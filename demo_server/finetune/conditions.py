"""Conditions: one clause of a query together with the words that ask for it.

A phrase stands behind the noun ("films *by Nolan*") or before it ("*unpaid* invoices"). Values are wrapped in MARK, so
that noise leaves them as the query has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from demo_server.finetune.fields import Field, table, words
from demo_server.finetune.worlds import World, coined, person

MARK = "\x01"
Clause = dict[str, Any]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Condition:
    """A phrase, its clauses by the part of a `bool` they go to, and the values that the index is found to hold."""

    phrase: str
    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()
    before: bool = False
    found: tuple[tuple[str, str], ...] = ()


def marked(text: object) -> str:
    """A value that must reach the query as it stands."""
    return f"{MARK}{text}{MARK}"


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


def number_words(rng: Random, value: float) -> str:
    """A number as a person writes it: 12000, 12,000, 12k, 1.5 million."""
    whole = float(value).is_integer()
    if whole and value >= 1_000_000 and value % 100_000 == 0 and rng.random() < 0.6:
        millions = value / 1_000_000
        text = f"{millions:g}"
        return text + rng.choice((" million", "M", "m", " mio"))
    if whole and value >= 1000 and value % 1000 == 0 and rng.random() < 0.3:
        return f"{int(value) // 1000}" + rng.choice(("k", " thousand"))
    if whole and value >= 1000 and rng.random() < 0.3:
        return f"{int(value):,}"
    return f"{int(value)}" if whole else f"{value:g}"


def number_of(rng: Random, field: Field) -> float | int:
    """A value that the field could hold."""
    low, high, step = field.pool
    steps = int((high - low) / step)
    if high > 20000 and rng.random() < 0.6:
        span = rng.choice([power for power in (1000, 10_000, 100_000, 1_000_000, 100_000_000) if power <= high * 10])
        value: float = span * rng.choice((1, 2, 3, 5, 10, 20, 50))
    else:
        value = low + step * rng.randint(0, steps)
        if high >= 100 and rng.random() < 0.6:
            value = round(value, -1) or value
    return int(value) if float(value).is_integer() else round(value, 2)


def _said(rng: Random, kind: str, way: str, **slots: str) -> str:
    """One of the phrases of vocabulary/conditions.toml, filled in."""
    phrase: str = rng.choice(table("conditions")[kind][way])
    return " ".join(phrase.format(**slots).split())


def numeric(rng: Random, field: Field) -> Condition:
    """A threshold, a span or an exact number."""
    value = number_of(rng, field)
    said, noun = marked(number_words(rng, value)), rng.choice(field.nouns)
    kind = rng.random()
    if kind < 0.62:
        more = kind < 0.34
        own = field.more if more else field.less
        if own and rng.random() < 0.6:
            phrase = rng.choice(own).format(v=said)
        else:
            phrase = _said(rng, "number", "more" if more else "less", v=said, noun=noun)
        return Condition(phrase, must=({"range": {field.name: {"gt" if more else "lt": value}}},))
    if kind < 0.84:
        least = kind < 0.74
        phrase = _said(rng, "number", "least" if least else "most", v=said, noun=noun)
        return Condition(phrase, must=({"range": {field.name: {"gte" if least else "lte": value}}},))
    if kind < 0.94:
        low, high = sorted((value, number_of(rng, field)))
        if low == high:
            high += 10
        spoken = {"a": marked(number_words(rng, low)), "b": marked(number_words(rng, high))}
        phrase = _said(rng, "number", "between", noun=noun, **spoken)
        return Condition(phrase, must=({"range": {field.name: {"gte": low, "lte": high}}},))
    phrase = _said(rng, "number", "exactly", v=said, noun=noun)
    return Condition(phrase, must=({"term": {field.name: value}},))


def _span(field: Field, low: Any = None, high: Any = None, *, above: Any = None, below: Any = None) -> Clause:
    bounds = {"gte": low, "gt": above, "lte": high, "lt": below}
    return {"range": {field.name: {key: value for key, value in bounds.items() if value is not None}}}


def temporal(rng: Random, field: Field, leading: bool) -> Condition:
    """A time: a year, a month, a day, a decade, a century, a span, or counted back from now.

    `leading`: this is the world's main date, so "from 1990" needs no further word.
    """
    done = rng.choice(field.done) if field.done else ""
    verb = done if done and (not leading or rng.random() < 0.55) else ""
    plain = not verb
    if plain and (not leading or rng.random() < 0.15):
        verb = _said(rng, "time", "lead", noun=rng.choice(field.nouns))
    value, text, exact_day = _moment(rng, field)
    said = marked(text)
    kind = rng.random()
    if kind < 0.22:
        clause = _span(field, value, value) if field.type == "date" else {"term": {field.name: value}}
        link = (
            "on" if exact_day else rng.choice(("in", "in", "in", "during", "from") if plain else ("in", "in", "during"))
        )
        phrase = f"{link} {said}"
    elif kind < 0.42:
        clause = _span(field, above=value)
        phrase = f"{_said(rng, 'time', 'newer' if plain else 'after')} {said}"
    elif kind < 0.58:
        clause = _span(field, below=value)
        phrase = f"{_said(rng, 'time', 'older' if plain else 'before')} {said}"
    elif kind < 0.68:
        clause, phrase = _span(field, value), _said(rng, "time", "since", v=said)
    elif kind < 0.74:
        clause, phrase = _span(field, high=value), f"{_said(rng, 'time', 'until')} {said}"
    elif kind < 0.86 or field.type != "date":
        clause, phrase = _stretch(rng, field, plain)
    else:
        clause, phrase = _back_from_now(rng, field)
    return Condition(f"{verb} {phrase}".strip(), must=(clause,))


def _moment(rng: Random, field: Field) -> tuple[Any, str, bool]:
    """A year, a month or a day: as the query has it, as a person says it, and whether it is a day."""
    year = rng.choice((rng.randint(1960, 2025), rng.randint(1990, 2025), rng.randint(1780, 2025)))
    if field.type != "date":
        return year, str(year), False
    if rng.random() >= 0.25:
        return str(year), str(year), False
    month = rng.randint(1, 12)
    name, iso = MONTHS[month - 1], f"{year}-{month:02d}"
    if rng.random() < 0.3:
        day = rng.randint(1, 28)
        iso += f"-{day:02d}"
        ways = (iso, f"{name} {day}, {year}", f"{day} {name} {year}", f"{name[:3]} {day} {year}")
        return iso, rng.choice(ways), True
    return (
        iso,
        rng.choice((f"{name} {year}", f"{name} {year}", f"{name[:3]} {year}", iso, f"{month:02d}/{year}")),
        False,
    )


def _stretch(rng: Random, field: Field, plain: bool) -> tuple[Clause, str]:
    """A decade, a century, or from one year to another."""
    year = rng.randint(1780, 2025)
    kind = rng.random()
    if kind < 0.45:
        low, high = year // 10 * 10, year // 10 * 10 + 9
        ways = [f"{low}s"] * 2
        if 1920 <= low < 2000:
            ways += [f"{low % 100:02d}s", f"'{low % 100:02d}s"]
        link = rng.choice(("in the", "in the", "from the", "during the") if plain else ("in the",))
        phrase = f"{link} {marked(rng.choice(ways))}"
    elif kind < 0.56:
        century = rng.choice((18, 19, 20, 21))
        low, high = (century - 1) * 100, (century - 1) * 100 + 99
        phrase = f"in the {marked(f'{century}' + ('st' if century == 21 else 'th'))} century"
    else:
        low, high = year, year + rng.randint(1, 30)
        phrase = _said(rng, "time", "between", a=marked(low), b=marked(high))
    if field.type == "date":
        return _span(field, str(low), str(high)), phrase
    return _span(field, low, high), phrase


def _back_from_now(rng: Random, field: Field) -> tuple[Clause, str]:
    """The last so many days, or this, or the last one."""
    unit = rng.choice(("y", "M", "w", "d"))
    name = {"y": "year", "M": "month", "w": "week", "d": "day"}[unit]
    if rng.random() < 0.5:
        amount = rng.randint(2, 24)
        phrase = f"{_said(rng, 'time', 'last')} {marked(f'{amount} {name}s')}"
        return _span(field, f"now-{amount}{unit}"), phrase
    this = rng.random() < 0.45
    rounded = f"now/{unit}" if this else f"now-1{unit}/{unit}"
    said = ("today" if this else "yesterday") if unit == "d" else ("this " if this else "last ") + name
    return _span(field, rounded, rounded), marked(said)


def _value(rng: Random, field: Field) -> str:
    if field.pool:
        return str(rng.choice(field.pool))
    return person(rng) if field.kind == "role" else coined(rng).capitalize()


def _partial(rng: Random, field: Field, value: str) -> str:
    """How a person names a value that the index is found to hold: whole, in lower case, or only by the last name."""
    if field.kind == "role" and " " in value and "," not in value and rng.random() < 0.4:
        value = value.split(" ")[-1]
    return value.lower() if rng.random() < 0.35 else value


def exact(rng: Random, field: Field) -> Condition:
    """A keyword: one value, one of two, or all but one; before the noun or behind it."""
    known = rng.random() < (0.9 if field.kind == "role" else 0.8)
    values = [_value(rng, field)]
    kind = rng.random()
    if kind < 0.13:
        values.append(_value(rng, field))
        if values[1] == values[0]:
            values.pop()
    said = [_partial(rng, field, value) if known else value for value in values]
    if not known and rng.random() < 0.2:
        values = said = [value.lower() for value in values]
    found = tuple((field.name, value) for value in values) if known else ()
    spoken = [marked(text) for text in said]
    clause: Clause = {"term": {field.name: values[0]}} if len(values) == 1 else {"terms": {field.name: values}}
    joined = spoken[0] if len(spoken) == 1 else rng.choice((" or ", " or ", " and ", ", ")).join(spoken)
    slots = {"v": joined, "noun": rng.choice(field.nouns), "done": rng.choice(field.done or ("",)), "past": field.past}
    if kind > 0.87:
        phrase = " ".join(rng.choice(_negations(field)).format(**slots).split())
        return Condition(phrase, must_not=(clause,), found=found)
    if field.adjective and len(values) == 1 and rng.random() < 0.4:
        return Condition(joined, must=(clause,), before=True, found=found)
    phrases = list(field.after) * 2
    if field.kind == "role":
        phrases += table("conditions")["keyword"]["role"]
        phrases += [f"{done} by {{v}}" for done in field.done if not done.endswith("to")] * 2
        phrases += [f"{done} {{v}}" for done in field.done if done.endswith("to")] * 3
    if not phrases or rng.random() < 0.22:
        phrases = table("conditions")["keyword"]["generic"]
    return Condition(rng.choice(phrases).format(**slots), must=(clause,), found=found)


def _negations(field: Field) -> list[str]:
    ways = table("conditions")["keyword"]
    if field.kind == "role":
        return [*ways["negated"], *ways["negated_role"]]
    links = ("in ", "from ", "of ", "by ", "at ", "on ", "for ", "under ")
    return [
        *ways["negated"],
        *ways["negated_category"],
        *(f"not {after}" for after in field.after if after.startswith(links)),
    ]


def boolean(rng: Random, field: Field) -> Condition:
    """True or false, as the field says it."""
    truth = rng.random() < 0.6
    phrase = rng.choice(field.yes if truth else field.no)
    clause: Clause = {"term": {field.name: truth}}
    if " " not in phrase and rng.random() < 0.5:
        return Condition(phrase, must=(clause,), before=True)
    lead = (
        "" if phrase.startswith(("that ", "with ", "without ", "behind ", "out ", "at ", "on ", "in ")) else "that are "
    )
    return Condition(lead + phrase, must=(clause,))


def topic(rng: Random) -> str:
    """Something that a text may speak of."""
    kind = rng.random()
    if kind < 0.8:
        return rng.choice(words("names", "topics"))
    if kind < 0.9:
        return f"{coined(rng)} {rng.choice(words('names', 'topics')).split()[-1]}"
    return coined(rng)


def match(field: Field, text: str) -> Clause:
    """A text must hold all the words.

    >>> from demo_server.finetune.fields import Field
    >>> title = Field((), "text", "text", (), "", name="title")
    >>> match(title, "civil rights"), match(title, "war")
    ({'match': {'title': {'query': 'civil rights', 'operator': 'and'}}}, {'match': {'title': 'war'}})
    """
    return {"match": {field.name: {"query": text, "operator": "and"} if " " in text else text}}


def textual(rng: Random, world: World, field: Field) -> Condition:
    """A text speaks of something: all words, either of two things, an exact phrase, or not at all."""
    ways = table("conditions")["text"]
    about, noun = topic(rng), rng.choice(field.nouns)
    only = len(world.of("text")) == 1
    phrases = [*field.after, *ways["named"]]
    if only or not {"title", "name"} & set(field.nouns):
        phrases += ways["generic"]
    kind = rng.random()
    if kind < 0.14:
        other = topic(rng)
        either = kind < 0.08
        said = f"{marked(about)} {'or' if either else 'and'} {marked(other)}"
        phrase = rng.choice(phrases).format(v=said, noun=noun)
        clauses = (match(field, about), match(field, other))
        return Condition(phrase, should=clauses) if either else Condition(phrase, must=clauses)
    if kind < 0.22:
        quote = rng.choice("\"'")
        chosen = ways["quoted"] + (ways["quoted_only"] if only else [])
        clause = {"match_phrase": {field.name: about}} if " " in about else match(field, about)
        return Condition(rng.choice(chosen).format(v=quote + marked(about) + quote, noun=noun), must=(clause,))
    if kind < 0.3:
        chosen = ways["negated"] + (ways["negated_only"] if only else [])
        return Condition(rng.choice(chosen).format(v=marked(about), noun=noun), must_not=(match(field, about),))
    return Condition(rng.choice(phrases).format(v=marked(about), noun=noun), must=(match(field, about),))


def some(rng: Random, world: World, amount: int, without: tuple[Field, ...] = ()) -> list[Condition]:
    """`amount` conditions on different fields (fewer where the world has fewer)."""
    free = [field for field in world.fields if field not in without]
    rng.shuffle(free)
    dates = world.of("date", "year")
    found = []
    for field in free[:amount]:
        match field.kind:
            case "number":
                found.append(numeric(rng, field))
            case "date" | "year":
                found.append(temporal(rng, field, leading=dates[0] is field and len(dates) == 1))
            case "boolean":
                found.append(boolean(rng, field))
            case "text":
                found.append(textual(rng, world, field))
            case _:
                found.append(exact(rng, field))
    return found
