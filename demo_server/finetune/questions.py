"""Questions with their answers: an intent, conditions, a way to phrase them, and the query a reader would have written.

Aggregations are named `groups` (buckets), `subgroups` (buckets below) and `value` (a measure), always.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from demo_server.finetune.clauses import MARK, Clause, Condition, Found, build, marked
from demo_server.finetune.conditions import some
from demo_server.finetune.fields import Field, archetypes, table
from demo_server.finetune.quantities import numeric
from demo_server.finetune.texts import match, topic
from demo_server.finetune.values import a_value, boolean, exact
from demo_server.finetune.worlds import World, person

NUMBER_WORDS = dict(
    zip(
        (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 20),
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "ten", "twelve", "twenty"],
        strict=True,
    )
)


STEP_WORDS = {
    5: ("fives",), 10: ("tens", "tens"), 20: ("twenties", "scores"), 50: ("fifties",), 100: ("hundreds",),
    500: ("five hundreds",), 1000: ("thousands",), 12: ("dozens",),
}  # fmt: skip
_NONE = re.compile(r"\b(no|without|lack\w*)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A question, the answer that it should get, what the index would be found to hold, and the intent."""

    question: str
    answer: dict[str, Any]
    found: tuple[Found, ...]
    intent: str


@functools.cache
def phrasings(intent: str) -> tuple[str, ...]:
    """The ways to ask for an intent, from vocabulary/phrasings.toml."""
    return tuple(line for line in table("phrasings")[intent].strip().splitlines())


class Composer:
    """Asks of one world, with one source of chance."""

    def __init__(self, world: World, rng: Random) -> None:
        self.world = world
        self.rng = rng
        self.conditions: list[Condition] = []

    def conditioned(self, weights: tuple[int, ...], without: tuple[Field, ...] = ()) -> None:
        """Choose conditions: `weights[k]` says how often there are k."""
        amount = self.rng.choices(range(len(weights)), weights)[0]
        self.conditions = some(self.rng, self.world, amount, without)
        self.conditions.sort(key=lambda condition: not condition.before)

    def said(self, intent: str, **slots: str) -> str:
        """One way to ask, with the conditions in their places."""
        way = self.rng.choice(phrasings(intent))
        conditions = list(self.conditions)
        noun, item = self._noun(), self.world.item
        taking = [condition for condition in conditions if condition.leads]
        if taking and ("{items}" in way or "{item}" in way) and self.rng.random() < 0.36:
            lead = self.rng.choice(taking)
            conditions.remove(lead)
            form = self.rng.choice(lead.leads)
            noun, item = form.format(noun=noun), form.format(noun=item)
        before = " ".join(condition.phrase for condition in conditions if condition.before)
        linked = self._linked([condition.phrase for condition in conditions if not condition.before])
        if linked.startswith((" that", " who")) and "{items} are there{conds}" in way and self.rng.random() < 0.5:
            way = way.replace(" are there", "")
        named = "{items}" if "{items}" in way else "{item}"
        if before and named in way:
            way = way.replace(named, before + " " + named)
            if before.count(MARK) and self.rng.random() < 0.12:
                way = way.replace(" " + named, "", 1)
        elif before:
            linked = f" {self.rng.choice(('for', 'of', 'among'))} {before} {noun}" + linked
        if way.startswith("{items}{conds}") and linked.strip() and self.rng.random() < 0.12:
            way, linked = way.removeprefix("{items}"), linked[1:]
        return " ".join(way.format_map({"items": noun, "item": item, "conds": linked, **slots}).split())

    def _noun(self) -> str:
        """What the documents are called; at times only "ones" or "entries"."""
        if self.rng.random() < 0.07:
            return self.rng.choice(("ones", "things", "entries", "records", "stuff", "of them", "documents", "items"))
        return self.rng.choice(self.world.items)

    def _linked(self, phrases: list[str]) -> str:
        linked = ""
        for position, phrase in enumerate(phrases):
            link = " "
            if position:
                turn = (
                    (" but ", " yet ", ", but ")
                    if phrase.startswith(("not", "without", "except", "no "))
                    else (" and ",)
                )
                link = self.rng.choice((" ", " ", " and ", ", ", ", ", *turn))
            linked += link + phrase
        return linked

    def asked(self, intent: str, question: str, answer: dict[str, Any]) -> Asked:
        found = tuple(pair for condition in self.conditions for pair in condition.found)
        return Asked(question, answer, found, intent)

    def query(self) -> dict[str, Clause]:
        """`{"query": …}`, or nothing without conditions."""
        clause = build(self.conditions)
        return {} if clause is None else {"query": clause}

    def amount(self) -> tuple[int, str]:
        """How many, and how that is said."""
        value = self.rng.choice((2, 3, 3, 5, 5, 5, 10, 10, 4, 6, 7, 8, 12, 15, 20, 25, 30, 50))
        word = NUMBER_WORDS.get(value)
        return value, marked(word if word and self.rng.random() < 0.3 else value)

    def knob(self, *path: str) -> str:
        """One of the words of vocabulary/knobs.toml."""
        node: Any = table("knobs")
        for key in path:
            node = node[key]
        return str(self.rng.choice(node))

    def grouping(self) -> list[Field]:
        """What documents may be grouped by."""
        return self.world.of("role", "category", "ordinal")


Intent = Callable[[Composer], Asked | None]


def search(ask: Composer) -> Asked | None:
    """Documents under one to three conditions, or all of them."""
    ask.conditioned((1, 14, 12, 4))
    if not ask.conditions:
        return ask.asked("search", ask.said("everything"), {"query": {"match_all": {}}})
    return ask.asked("search", ask.said("search"), ask.query())


def count(ask: Composer) -> Asked | None:
    """How many there are."""
    ask.conditioned((2, 11, 6, 1))
    return ask.asked("count", ask.said("count"), {"size": 0, **(ask.query() or {"query": {"match_all": {}}})})


def top(ask: Composer) -> Asked | None:
    """The first so many by a number or a time, or all of them in that order."""
    rng = ask.rng
    ordered = ask.world.of("number", "date", "year")
    if not ordered:
        return None
    field = rng.choice(ordered)
    descending = rng.random() < 0.62
    way = "desc" if descending else "asc"
    ask.conditioned((8, 8, 3), (field,))
    amount, said = ask.amount()
    times = ask.world.of("date", "year")
    plain_time = field.kind in ("date", "year") and (len(times) == 1 or field is times[0])
    superlatives = (field.most if descending else field.least) if field.kind == "number" else ()
    word = ask.knob("superlative", "late" if descending else "early")
    done = [verb for verb in field.done if not verb.startswith("that ")]
    if field.kind in ("date", "year") and not plain_time and done:
        word = f"{rng.choice(('most recently', 'last') if descending else ('first',))} {rng.choice(done)}"
    elif field.kind in ("date", "year") and not plain_time:
        superlatives = ()
        word = ""
    elif superlatives:
        word = rng.choice(superlatives)
    elif field.kind == "number":
        word = ""
    sort = [{field.name: way}]
    kind = rng.random()
    if kind < 0.2 or (not word and kind < 0.3):
        order = (
            ("newest" if descending else "oldest")
            if field.kind in ("date", "year")
            else ("descending" if descending else "ascending")
        )
        said_order = ask.knob("order", order)
        way_to_say = "sorted_plain" if said_order and rng.random() < 0.3 else "sorted"
        question = ask.said(way_to_say, f=rng.choice(field.nouns), o=said_order)
        return ask.asked(
            "sort",
            question,
            {**ask.query(), "sort": sort} if ask.query() else {"query": {"match_all": {}}, "sort": sort},
        )
    if word and kind < 0.32:
        question = ask.said("sorted_word", s=word)
        if "first first" in question:
            return None
        return ask.asked("sort", question, {**(ask.query() or {"query": {"match_all": {}}}), "sort": sort})
    if word and kind < 0.5:
        return ask.asked(
            "top",
            ask.said("top_one", s=word),
            {"size": 1, **(ask.query() or {"query": {"match_all": {}}}), "sort": sort},
        )
    if field.kind == "number" and kind < 0.6 and rng.random() < 0.4:
        extreme = ask.knob("superlative", "high" if descending else "low")
        question = ask.said("top_field_one", f=rng.choice(field.nouns), x=extreme)
        return ask.asked("top", question, {"size": 1, **(ask.query() or {"query": {"match_all": {}}}), "sort": sort})
    if word and kind < 0.85:
        question = ask.said("top", n=said, s=word)
    else:
        number = field.kind == "number"
        ends = ("high", "low") if number else ("late", "early")
        extreme = ask.knob("superlative", ends[0] if descending else ends[1])
        extreme = extreme if number else word or extreme
        question = ask.said("top_field", n=said, f=rng.choice(field.nouns), x=extreme)
        if question.startswith(("top", "Top")) and f" {extreme} " not in question:
            sort = [{field.name: "desc"}]
    return ask.asked("top", question, {"size": amount, **(ask.query() or {"query": {"match_all": {}}}), "sort": sort})


def alphabetical(ask: Composer) -> Asked | None:
    """All of them in the order of a keyword's letters."""
    rng = ask.rng
    titles = [(field.exact, field.nouns) for field in ask.world.of("text") if field.exact]
    names = [(field.name, field.nouns) for field in ask.grouping() if field.kind != "ordinal"]
    if not titles and not names:
        return None
    name, nouns = rng.choice(titles * 3 or names)
    ask.conditioned((4, 8, 2))
    noun = rng.choice(nouns)
    question = ask.said("alphabetical", f=marked(noun), o=ask.knob("order", "alphabetical"))
    if (name, nouns) not in titles and marked(noun) not in question:
        return None  # "films by Nolan from A to Z" does not say by what
    question = question.replace(marked(noun), noun)
    return ask.asked("sort", question, {**(ask.query() or {"query": {"match_all": {}}}), "sort": [{name: "asc"}]})


def _aggregation(ask: Composer, groups: dict[str, Any], name: str = "groups") -> dict[str, Any]:
    return {"size": 0, **ask.query(), "aggs": {name: groups}}


def groups(ask: Composer) -> Asked | None:
    """How many for each value of a keyword, all of them or the first so many."""
    rng = ask.rng
    fields = ask.grouping() + [field for field in ask.world.of("year") if rng.random() < 0.3]
    if not fields:
        return None
    field = rng.choice(fields)
    ask.conditioned((9, 8, 3), (field,))
    noun = rng.choice(field.nouns)
    plural = field.plural if noun == field.nouns[0] else noun + "s"
    kind = rng.random() if field.kind != "year" else rng.uniform(0.62, 1.0)
    terms: dict[str, Any] = {"field": field.name}
    if field.kind == "role" and field.past and kind < 0.2:
        if rng.random() < 0.5:
            question = ask.said(
                "who_each", f=noun, fs=plural, inf=field.infinitive, done=rng.choice(field.done), past=field.past
            )
        else:
            terms["size"] = 1
            question = ask.said("who_most", f=noun, past=field.past, done=rng.choice(field.done))
    elif kind < 0.62:
        question = ask.said("groups", f=noun, fs=plural)
    elif kind < 0.84:
        amount, said = ask.amount()
        terms["size"] = amount
        question = ask.said("groups_top", n=said, f=noun, fs=plural)
    else:
        terms["size"] = 1
        question = ask.said("groups_one", f=noun, fs=plural)
    return ask.asked("groups", question, _aggregation(ask, {"terms": terms}))


def timeline(ask: Composer) -> Asked | None:
    """How many for each year, month, week or day."""
    rng = ask.rng
    dates = ask.world.of("date")
    years = ask.world.of("year")
    if years and (not dates or rng.random() < 0.5):
        field = years[0]
        ask.conditioned((9, 8, 3), (field,) if rng.random() < 0.7 else ())
        if rng.random() < 0.35:
            histogram_of = {"histogram": {"field": field.name, "interval": 10}}
            return ask.asked("histogram", ask.said("decades"), _aggregation(ask, histogram_of))
        if rng.random() < 0.12:
            step, step_said = rng.choice(
                ((25, "quarter century"), (50, "half century"), (100, "century"), (5, "five years"))
            )
            question = ask.said("timeline", i=step_said, il=f"{step_said} by {step_said}", v="")
            return ask.asked(
                "histogram", question, _aggregation(ask, {"histogram": {"field": field.name, "interval": step}})
            )
        if rng.random() < 0.3:
            yearly = {"histogram": {"field": field.name, "interval": 1}}
            return ask.asked("timeline", ask.said("over_time"), _aggregation(ask, yearly))
        question = ask.said(
            "timeline", i=rng.choice(field.nouns), il="yearly", v=rng.choice(field.done) if field.done else ""
        )
        return ask.asked("timeline", question, _aggregation(ask, {"histogram": {"field": field.name, "interval": 1}}))
    if not dates:
        return None
    field = rng.choice(dates)
    ask.conditioned((9, 7, 2), (field,) if rng.random() < 0.65 else ())
    if field is dates[0] and rng.random() < 0.25:
        yearly = {"date_histogram": {"field": field.name, "calendar_interval": "year"}}
        return ask.asked("timeline", ask.said("over_time"), _aggregation(ask, yearly))
    interval = rng.choices(("year", "month", "quarter", "week", "day"), (9, 7, 3, 3, 3))[0]
    single, adverb = table("knobs")["intervals"][interval]
    done = rng.choice(field.done) if field.done else ""
    if field is not dates[0]:
        single = f"{single} of {rng.choice(field.nouns)}"
        adverb = f"{adverb} {rng.choice(field.nouns)}" if not done else adverb
    question = ask.said("timeline", i=single, il=adverb, v=done)
    if field is not dates[0] and done and done not in question and field.nouns[0] not in question:
        return None
    return ask.asked(
        "timeline",
        question,
        _aggregation(ask, {"date_histogram": {"field": field.name, "calendar_interval": interval}}),
    )


def histogram(ask: Composer) -> Asked | None:
    """How many for each step of a number."""
    numbers = ask.world.of("number")
    if not numbers:
        return None
    field = ask.rng.choice(numbers)
    ask.conditioned((8, 5, 1), (field,))
    step = ask.rng.choice((1, 2, 5, 10, 20, 25, 30, 50, 100, 200, 500, 1000))
    noun = ask.rng.choice(field.nouns)
    if ask.rng.random() < 0.25:
        step = ask.rng.choice(list(STEP_WORDS))
        question = ask.said("histogram_words", steps=ask.rng.choice(STEP_WORDS[step]), f=noun)
    else:
        question = ask.said("histogram", n=marked(step), f=noun)
    return ask.asked("histogram", question, _aggregation(ask, {"histogram": {"field": field.name, "interval": step}}))


def _measure(ask: Composer, names: tuple[str, ...] = ("avg", "avg", "avg", "max", "min", "sum")) -> tuple[str, str]:
    """A measure and a word for it, out of `names`, as often as each stands there."""
    name = ask.rng.choice(names)
    return name, ask.knob({"avg": "average"}.get(name, name), "words")


HOW = {
    "longest": "long", "tallest": "tall", "highest": "high", "heaviest": "heavy", "oldest": "old", "deepest": "deep",
    "fastest": "fast", "hottest": "hot", "biggest": "big", "largest": "large", "priciest": "expensive",
    "strongest": "strong", "slowest": "slow", "furthest": "far",
}  # fmt: skip


def _how(field: Field) -> str | None:
    """The adjective behind the field's superlative: longest, "how long"."""
    return next((HOW[word] for word in field.most if word in HOW), None)


def metric(ask: Composer) -> Asked | None:
    """One number over the documents: average, sum, smallest, largest, first or last."""
    rng = ask.rng
    numbers, times = ask.world.of("number"), ask.world.of("date", "year")
    if times and (not numbers or rng.random() < 0.2):
        field = rng.choice(times)
        name = rng.choice(("min", "max"))
        ask.conditioned((6, 8, 3), (field,))
        word = ask.knob("superlative", "early" if name == "min" else "late")
        done = rng.choice(field.done) if field.done else ""
        way = ("first" if name == "min" else "last") if done and rng.random() < 0.3 else "first_last"
        question = ask.said(way, w=word, f=rng.choice(field.nouns), v=done)
        if len(times) > 1 and not any(noun in question for noun in field.nouns) and (not done or done not in question):
            return None
        return ask.asked("metric", question, _aggregation(ask, {name: {"field": field.name}}, "value"))
    if not numbers:
        return None
    field = rng.choice(numbers)
    name, word = _measure(ask)
    ask.conditioned((6, 8, 3), (field,))
    noun = rng.choice(field.nouns)
    if name == "avg" and (how := _how(field)) and rng.random() < 0.35:
        question = ask.said("how_average", how=how)
        return ask.asked("metric", question, _aggregation(ask, {name: {"field": field.name}}, "value"))
    special = {"avg": "average", "sum": "total"}.get(name)
    way = special if special and rng.random() < 0.3 else "metric"
    return ask.asked("metric", ask.said(way, w=word, f=noun), _aggregation(ask, {name: {"field": field.name}}, "value"))


def distinct(ask: Composer) -> Asked | None:
    """How many different values a keyword has."""
    fields = ask.grouping()
    if not fields:
        return None
    field = ask.rng.choice(fields)
    ask.conditioned((8, 6, 2), (field,))
    question = ask.said("distinct", f=field.nouns[0], fs=field.plural)
    return ask.asked("distinct", question, _aggregation(ask, {"cardinality": {"field": field.name}}, "value"))


def metric_groups(ask: Composer) -> Asked | None:
    """A measure for each value of a keyword or each stretch of time, or the values ranked by it."""
    rng = ask.rng
    numbers, by = ask.world.of("number"), ask.grouping() + ask.world.of("date")
    if not numbers or not by:
        return None
    field, group = rng.choice(numbers), rng.choice(by)
    ranked = group.kind != "date" and rng.random() < 0.5
    name, word = _measure(ask, ("avg",) * 6 + ("sum",) * 6 + ("max", "min")) if ranked else _measure(ask)
    ask.conditioned((11, 6, 1), (field, group))
    noun = rng.choice(field.nouns)
    below = {"value": {name: {"field": field.name}}}
    if group.kind == "date":
        interval = rng.choice(("year", "month", "quarter", "week", "day"))
        single = table("knobs")["intervals"][interval][0]
        if group is not ask.world.of("date")[0]:
            single += f" of {rng.choice(group.nouns)}"
        question = ask.said("metric_groups", w=word, f=noun, g=single, gs=single + "s")
        buckets = {"date_histogram": {"field": group.name, "calendar_interval": interval}, "aggs": below}
        return ask.asked("metric_groups", question, _aggregation(ask, buckets))
    group_noun = rng.choice(group.nouns)
    plural = group.plural if group_noun == group.nouns[0] else group_noun + "s"
    terms: dict[str, Any] = {"field": group.name}
    if ranked:
        descending = rng.random() < 0.75
        amount, said = ask.amount()
        extreme = ask.knob("superlative", "high" if descending else "low")
        measure = {"avg": "average", "sum": "total"}.get(name, word)
        superlatives = field.most if descending else field.least
        if name == "avg" and superlatives and rng.random() < 0.3:
            question = ask.said("metric_rank_how", s=rng.choice(superlatives), g=group_noun, gs=plural)
            if f"which {plural}" not in question:
                terms["size"] = 1
        elif descending and name in ("avg", "sum") and rng.random() < 0.35:
            person_asked = group.kind == "role" and len(ask.world.of("role")) == 1 and rng.random() < 0.6
            way = f"metric_rank_who_{measure}" if person_asked else f"metric_rank_{measure}"
            question = ask.said(way, f=noun, g=group_noun, gs=plural)
            terms["size"] = 1
        elif rng.random() < 0.4:
            question = ask.said("metric_rank_one", w=measure, f=noun, g=group_noun, gs=plural, x=extreme)
            terms["size"] = 1
        else:
            question = ask.said("metric_rank", w=measure, f=noun, g=group_noun, gs=plural, n=said, x=extreme)
            if question.startswith(("rank ", "top ")):
                descending = True
            if said in question:
                terms["size"] = amount
            elif question.startswith((f"which {group_noun} has", f"{group_noun} with")):
                terms["size"] = 1
        terms["order"] = {"value": "desc" if descending else "asc"}
        return ask.asked("metric_rank", question, _aggregation(ask, {"terms": terms, "aggs": below}))
    question = ask.said("metric_groups", w=word, f=noun, g=group_noun, gs=plural)
    return ask.asked("metric_groups", question, _aggregation(ask, {"terms": terms, "aggs": below}))


def two_groups(ask: Composer) -> Asked | None:
    """Counts by two things at once."""
    rng = ask.rng
    fields = ask.grouping()
    dates, years = ask.world.of("date"), ask.world.of("year")
    if len(fields) < 2 and not (fields and (dates or years)):
        return None
    rng.shuffle(fields)
    outer = fields[0]
    ask.conditioned((10, 4), tuple(fields[:2]))
    noun, plural = rng.choice(outer.nouns), outer.plural
    if (dates or years) and rng.random() < 0.45:
        name, buckets = _by_time(rng, (dates or years)[0])
        question = ask.said("two_times", f=noun, fs=plural, i=name)
        below = {"subgroups": {"terms": {"field": outer.name}}}
        return ask.asked("two_groups", question, _aggregation(ask, {**buckets, "aggs": below}))
    if len(fields) < 2 and not dates:
        return None
    if dates and (len(fields) < 2 or rng.random() < 0.5):
        interval = rng.choice(("year", "month", "quarter"))
        inner_said, inner = (
            table("knobs")["intervals"][interval][0],
            {"date_histogram": {"field": dates[0].name, "calendar_interval": interval}},
        )
        if rng.random() < 0.5:
            question = ask.said("two_groups", f=inner_said, fs=inner_said + "s", g=noun, gs=plural)
            return ask.asked(
                "two_groups",
                question,
                _aggregation(ask, {**inner, "aggs": {"subgroups": {"terms": {"field": outer.name}}}}),
            )
    else:
        inner_said, inner = rng.choice(fields[1].nouns), {"terms": {"field": fields[1].name}}
    question = ask.said("two_groups", f=noun, fs=plural, g=inner_said, gs=inner_said + "s")
    return ask.asked(
        "two_groups", question, _aggregation(ask, {"terms": {"field": outer.name}, "aggs": {"subgroups": inner}})
    )


def _by_time(rng: Random, field: Field) -> tuple[str, dict[str, Any]]:
    """A stretch of time as it is called, and its buckets."""
    if field.kind == "year":
        name, step = rng.choice(
            (("year", 1), ("decade", 10), ("decade", 10), ("quarter century", 25), ("century", 100))
        )
        return name, {"histogram": {"field": field.name, "interval": step}}
    interval = rng.choice(("year", "year", "month", "quarter"))
    return interval, {"date_histogram": {"field": field.name, "calendar_interval": interval}}


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def presence_of_two(ask: Composer) -> Asked | None:
    """Documents that lack two fields, or have one and lack the other."""
    rng = ask.rng
    fields = [field for field in ask.world.fields if field.kind != "boolean"]
    if len(fields) < 3:
        return None
    first, second = rng.sample(fields, 2)
    ask.conditioned((8, 2), (first, second))
    one, two = rng.choice(first.nouns), rng.choice(second.nouns)
    there, lacking = {"exists": {"field": first.name}}, {"exists": {"field": second.name}}
    slots = {"f": one, "g": two, "a": _article(one), "b": _article(two)}
    if rng.random() < 0.5:
        question, condition = ask.said("neither", **slots), Condition("", must_not=(there, lacking))
    else:
        question, condition = ask.said("one_not_other", **slots), Condition("", must=(there,), must_not=(lacking,))
    return ask.asked("presence", question, {"query": build([condition, *ask.conditions])})


def presence(ask: Composer) -> Asked | None:
    """Documents that have a field, or lack it."""
    rng = ask.rng
    field = rng.choice([field for field in ask.world.fields if field.kind != "boolean"] or [None])
    if field is None:
        return None
    ask.conditioned((9, 3), (field,))
    exists: Clause = {"exists": {"field": field.name}}
    noun = rng.choice(field.nouns)
    lacking = rng.random() < 0.7
    done = [verb for verb in field.done if not verb.startswith("that ")]
    if lacking and field.kind == "date" and done and rng.random() < 0.4:
        question = ask.said("never", done=rng.choice(done))
    else:
        question = ask.said("missing" if lacking else "having", f=noun, a=_article(noun))
    if lacking and field.kind == "number" and field.pool[0] <= 0 and _NONE.search(question):
        return None  # "no views": none were counted, rather than nobody knows
    first = Condition("", must_not=(exists,)) if lacking else Condition("", must=(exists,))
    clause = build([first, *ask.conditions])
    counting = question.startswith(tuple(ask.world.items)) and rng.random() < 0.2
    if counting:
        return ask.asked("presence", "how many " + question, {"size": 0, "query": clause})
    return ask.asked("presence", question, {"query": clause})


def attribute(ask: Composer) -> Asked | None:
    """What a field of one document holds: the documents that the question names show it."""
    fields = [field for field in ask.world.fields if field.kind not in ("boolean", "text")]
    if not ask.world.of("text") or not fields:
        return None
    question = _attribute(ask, ask.rng.choice(fields), texts_only=True)
    return None if question is None else ask.asked("search", question, ask.query())


def _attribute(ask: Composer, field: Field, *, texts_only: bool = False) -> str | None:
    """Asks for a field of a thing that the index holds; the one condition is what the thing is called."""
    rng = ask.rng
    texts = [text for text in ask.world.of("text") if text.names_it] or ask.world.of("text")
    holders = texts[:1] if texts_only else [*texts[:1], *ask.world.of("role", "category")]
    if not holders:
        return None
    holder = rng.choice(holders)
    if holder.kind == "text":
        said = topic(rng)
        found: tuple[Found, ...] = (Found(said, holder.name, ""),)
        clause = match(holder, said)
    else:
        value = a_value(rng, holder)
        said = rng.choice((value, value.split()[-1], value.lower()))
        found = (Found(said, holder.name, value),)
        clause = {"term": {holder.name: value}}
    ask.conditions = [Condition("", must=(clause,), found=found)]
    done = [verb for verb in field.done if not verb.endswith(("to", "on", "for", "in", "at", "with"))]
    way = "attribute"
    if field.kind == "role" and field.past and done and rng.random() < 0.6:
        way = "attribute_done"
    elif field.kind == "date" and done:
        way = "attribute_when"
    elif field.kind == "number" and _how(field) and rng.random() < 0.6:
        way = "attribute_how"
    slots = {"done": rng.choice(done or [""]), "past": field.past, "how": _how(field) or ""}
    return ask.said(way, f=rng.choice(field.nouns), fs=field.plural, k=marked(said), **slots)


def _off_topic(ask: Composer) -> Asked:
    """What no index knows, at times of somebody or something that this one does hold."""
    rng, world = ask.rng, ask.world
    strange = rng.choice([field for fields in archetypes().values() for field in fields])
    ask.conditions = []
    named, about = person(rng), topic(rng)
    found: list[Found] = []
    roles, texts = world.of("role"), world.of("text")
    if roles and rng.random() < 0.5:
        holder = rng.choice(roles)
        named = a_value(rng, holder)
        found.append(Found(named.split()[-1], holder.name, named))
    if texts and rng.random() < 0.6:
        found.append(Found(about, rng.choice(texts).name, ""))
    said = rng.choice((named, named.split()[-1], named.lower()))
    question = ask.said("off_topic", f=strange.nouns[0], fs=strange.plural, k=marked(said), topic=marked(about))
    held = tuple(one for one in found if one.said.lower() in question.lower())
    ask.conditions = [Condition("", found=held)]
    return ask.asked("unanswerable", question, {"unanswerable": "not a question about the data"})


def _spoken_of(world: World) -> set[str]:
    """The words by which the fields of a world are asked for."""
    called = {
        word
        for field in world.fields
        for phrase in (*field.nouns, field.name.replace("_", " "), *field.done, field.past)
        for word in phrase.lower().split()
    }
    told = {
        word
        for field in world.fields
        for phrase in (*field.more, *field.less, *field.after)
        for word in phrase.split()
        if len(word) > 3
    }
    return called | told


def unanswerable(ask: Composer) -> Asked | None:
    """What this index cannot know: a thing that no field holds, or no question about the data at all."""
    rng = ask.rng
    world = ask.world
    if rng.random() < 0.4:
        return _off_topic(ask)
    known = _spoken_of(world)
    spoken = {phrase for field in world.fields for phrase in (*field.more, *field.less, *field.most, *field.least)}
    strangers = [
        field
        for kind in ("role", "category", "number", "boolean", "date")
        for field in archetypes()[kind]
        if not spoken & {*field.more, *field.less, *field.most, *field.least}
        and not known & {word for noun in (*field.nouns, *field.done, field.past) for word in noun.lower().split()}
        and not any(name in {mine for one in world.fields for mine in one.names} for name in field.names)
        and not (
            set(field.pool) & {value for one in world.of("category") for value in one.pool}
            if field.kind == "category"
            else False
        )
    ]
    if not strangers:
        return None
    stranger = dataclasses.replace(rng.choice(strangers), name="?")
    if stranger.kind == "date" or (stranger.kind != "boolean" and rng.random() < 0.3):
        if (question := _attribute(ask, stranger)) is None:
            return None
        return ask.asked("unanswerable", question, {"unanswerable": _asked_for(stranger, question)})
    noun = rng.choice(stranger.nouns)
    fake = World(world.index, world.item, world.items, (*world.fields, stranger))
    other = Composer(fake, rng)

    def refused(question: str) -> Asked:
        return other.asked("unanswerable", question, {"unanswerable": _asked_for(stranger, question)})

    kind = rng.random()
    if stranger.kind == "number":
        if kind < 0.3:
            other.conditioned((8, 4), (stranger,))
            return refused(other.said("metric", w=_measure(other)[1], f=noun))
        if kind < 0.5:
            other.conditioned((8, 4), (stranger,))
            amount = other.amount()[1]
            word = rng.choice(stranger.most or ("",))
            question = (
                other.said("top", n=amount, s=word) if word else other.said("top_field", n=amount, f=noun, x="highest")
            )
            return refused(question)
        other.conditions = [numeric(rng, stranger)]
        if (
            not any(word in other.conditions[0].phrase for one in stranger.nouns for word in one.split())
            and rng.random() < 0.4
        ):
            return None
    elif stranger.kind == "boolean":
        other.conditions = [boolean(rng, stranger)]
    elif kind < 0.5:
        other.conditioned((8, 4), (stranger,))
        return refused(other.said("groups", f=noun, fs=stranger.plural))
    else:
        condition = exact(rng, fake, stranger)
        if noun not in condition.phrase:
            condition = Condition(
                f"whose {noun} is {marked(rng.choice(stranger.pool) if stranger.pool else 'unknown')}"
            )
        other.conditions = [Condition(condition.phrase, before=condition.before)]
    extra = some(rng, world, rng.choice((0, 0, 1)))
    other.conditions += [one for one in extra if not one.before]
    return refused(other.said(rng.choice(("search", "count", "search"))))


def _asked_for(stranger: Field, question: str) -> str:
    """What of: the field's noun as the question has it, the longest; its first one where the question has none."""
    low = question.lower()
    said = [noun for noun in (*stranger.nouns, stranger.plural) if re.search(rf"\b{re.escape(noun.lower())}\b", low)]
    return max(said, key=len, default=stranger.nouns[0])


INTENTS: tuple[tuple[Intent, int], ...] = (
    (search, 36), (count, 13), (top, 16), (groups, 13), (timeline, 9), (histogram, 2), (metric, 9),
    (distinct, 4), (metric_groups, 12), (two_groups, 5), (presence, 4), (presence_of_two, 2), (alphabetical, 3),
    (attribute, 2), (unanswerable, 17),
)  # fmt: skip


def ask(world: World, rng: Random) -> Asked:
    """One question of a world, by the intents' weights."""
    while True:
        intent = rng.choices([intent for intent, _ in INTENTS], [weight for _, weight in INTENTS])[0]
        asked = intent(Composer(world, rng))
        if asked is not None and len(asked.question.replace(MARK, "")) <= 200:
            return asked
