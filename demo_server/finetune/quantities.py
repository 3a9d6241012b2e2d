"""Conditions on numbers: thresholds, spans, exact values, and whole numbers that name a class ("zone 3")."""

from __future__ import annotations

from random import Random

from demo_server.finetune.clauses import Condition, marked, spoken
from demo_server.finetune.fields import Field

SPELLED = {
    2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 12: "twelve",
    20: "twenty", 30: "thirty", 50: "fifty", 100: "a hundred", 200: "two hundred", 500: "five hundred",
    1000: "a thousand", 2000: "two thousand", 10_000: "ten thousand", 100_000: "a hundred thousand",
    500_000: "half a million", 1_000_000: "a million", 2_000_000: "two million", 5_000_000: "five million",
    10_000_000: "ten million", 50_000_000: "fifty million", 100_000_000: "a hundred million",
    200_000_000: "two hundred million", 500_000_000: "half a billion", 1_000_000_000: "a billion",
}  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth")  # fmt: skip


def number_words(rng: Random, value: float) -> str:
    """A number as a person writes it: 12000, 12,000, 12k, 1.5 million, a hundred."""
    whole = float(value).is_integer()
    if value in SPELLED and rng.random() < 0.25:
        return SPELLED[int(value)]
    if whole and value >= 1_000_000_000 and value % 100_000_000 == 0 and rng.random() < 0.6:
        return f"{value / 1_000_000_000:g}" + rng.choice((" billion", "bn"))
    if whole and value >= 1_000_000 and value % 100_000 == 0 and rng.random() < 0.6:
        return f"{value / 1_000_000:g}" + rng.choice((" million", " million", "M", "m", " mio", " mln"))
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


def numeric(rng: Random, field: Field) -> Condition:
    """A threshold, a span or an exact number."""
    value = number_of(rng, field)
    said, noun = marked(number_words(rng, value)), rng.choice(field.nouns)
    kind = rng.random()
    if kind < 0.6:
        more = kind < 0.33
        own = field.more if more else field.less
        if own and rng.random() < 0.6:
            phrase = rng.choice(own).format(v=said)
        else:
            phrase = spoken(rng, "number", "more" if more else "less", v=said, noun=noun)
        return Condition(phrase, must=({"range": {field.name: {"gt" if more else "lt": value}}},))
    if kind < 0.84:
        least = kind < 0.74
        phrase = spoken(rng, "number", "least" if least else "most", v=said, noun=noun)
        return Condition(phrase, must=({"range": {field.name: {"gte" if least else "lte": value}}},))
    if kind < 0.94:
        low, high = sorted((value, number_of(rng, field)))
        if low == high:
            high += 10
        ends = {"a": marked(number_words(rng, low)), "b": marked(number_words(rng, high))}
        phrase = spoken(rng, "number", "between", noun=noun, **ends)
        return Condition(phrase, must=({"range": {field.name: {"gte": low, "lte": high}}},))
    if value == 0:
        phrase = f"{rng.choice(('with no', 'without any', 'with zero', 'zero', 'with 0', 'no', 'not a single'))} {noun}"
    else:
        phrase = spoken(rng, "number", "exactly", v=said, noun=noun)
    return Condition(phrase, must=({"term": {field.name: value}},))


def _ordinal(rng: Random, value: int) -> str:
    if value <= len(ORDINALS) and rng.random() < 0.4:
        return ORDINALS[value - 1]
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def ordinal(rng: Random, field: Field) -> Condition:
    """A class named by a whole number: one, one of two, all but one, from or up to one."""
    low, high, step = (int(end) for end in field.pool)
    value, noun = rng.randrange(low, high + 1, step), rng.choice(field.nouns)

    def name(number: int) -> str:
        said = f"{marked(_ordinal(rng, number))} {noun}" if rng.random() < 0.4 else f"{noun} {marked(number)}"
        return f"the {said}" if said[0] in "\x01" and rng.random() < 0.4 else said

    kind = rng.random()
    link = rng.choice(("in ", "in ", "of ", "from ", "with ", ""))
    if kind < 0.6:
        leads = (
            f"{noun} {marked(value)} {{noun}}",
            f"{noun} {marked(value)}",
            f"{marked(_ordinal(rng, value))} {noun} {{noun}}",
        )
        return Condition(link + name(value), must=({"term": {field.name: value}},), leads=leads)
    if kind < 0.72:
        other = rng.choice([number for number in range(low, high + 1, step) if number != value])
        phrase = f"{link}{noun} {marked(value)} or {marked(other)}"
        return Condition(phrase, must=({"terms": {field.name: [value, other]}},))
    if kind < 0.82:
        return Condition(f"not {link}{name(value)}", must_not=({"term": {field.name: value}},))
    words, operator = rng.choice(
        (
            (("after", "later than", "above", "past", "beyond", "higher than"), "gt"),
            (("before", "earlier than", "below", "under", "lower than"), "lt"),
            (("not before", "from", "at least", "no lower than", "starting at"), "gte"),
            (("not later than", "up to", "at most", "no higher than", "until"), "lte"),
        )
    )
    return Condition(f"{rng.choice(words)} {name(value)}", must=({"range": {field.name: {operator: value}}},))
