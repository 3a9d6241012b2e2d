"""Conditions on texts: all words, either of two things, an exact phrase, or not at all."""

from __future__ import annotations

from random import Random

from demo_server.finetune.clauses import Clause, Condition, Found, marked
from demo_server.finetune.fields import Field, table, words
from demo_server.finetune.worlds import World, coined, person


def topic(rng: Random) -> str:
    """Something that a text may speak of."""
    kind = rng.random()
    if kind < 0.72:
        said = rng.choice(words("names", "topics"))
    elif kind < 0.8:
        said = f"{coined(rng)} {rng.choice(words('names', 'topics')).split()[-1]}"
    elif kind < 0.88:
        said = coined(rng)
    else:  # a name in a text is no author
        said = rng.choice((person(rng), person(rng).split()[-1], coined(rng).capitalize()))
    return said.title() if said.islower() and rng.random() < 0.08 else said


def match(field: Field, text: str) -> Clause:
    """A text must hold all the words.

    >>> from demo_server.finetune.fields import Field
    >>> title = Field((), "text", "text", (), "", name="title")
    >>> match(title, "civil rights"), match(title, "war")
    ({'match': {'title': {'query': 'civil rights', 'operator': 'and'}}}, {'match': {'title': 'war'}})
    """
    return {"match": {field.name: {"query": text, "operator": "and"} if " " in text else text}}


BARE_SHARE = 0.35
"""How often a text beside the main one is not named: that the words stand there and nowhere else tells it."""
SAYINGS = ("{} of {}", "{} and {}", "the {}", "{} to {}", "no {}", "{} with the {}", "my {}", "{} is {}")
TAILS = ("", "", "", "", ", either is fine", ", either will do", ", either one", ", no matter which", " - either")


def textual(rng: Random, world: World, field: Field) -> Condition:
    """One condition on a text."""
    ways = table("conditions")["text"]
    about, noun = topic(rng), rng.choice(field.nouns)
    texts = world.of("text")
    main = texts[-1] is field or len(texts) == 1
    untold = len(texts) > 1 and rng.random() < BARE_SHARE
    phrases = list(ways["generic"]) if untold else [*field.after, *ways["named"]]
    bare = untold or len(texts) == 1 or (main and not field.names_it)
    if bare and not untold:
        phrases += ways["generic"]
    leads: tuple[str, ...]
    clauses: tuple[Clause, ...]
    kind = rng.random()
    if kind < 0.14:
        other = topic(rng)
        either = kind < 0.08
        links = (" or ", " or ", " or else ") if either else (" and ", " and ", " AND ", " as well as ")
        said = f"{marked(about)}{rng.choice(links)}{marked(other)}"
        if rng.random() < 0.15:
            said = f"{'either' if either else 'both'} {said}"
        phrase = rng.choice(phrases).format(v=said, noun=noun)
        clauses = (match(field, about), match(field, other))
        leads = (said,) if bare else (f"{said} in the {noun}",)
        if either:
            leads = tuple(lead + rng.choice(TAILS) for lead in leads)
        found = _found(field, about, other, bare=untold)
        if either:
            return Condition(phrase, should=clauses, found=found, leads=leads)
        return Condition(phrase, must=clauses, found=found, leads=leads)
    if kind < 0.22:
        quote = rng.choice("\"'")
        if rng.random() < 0.3:
            about = rng.choice(SAYINGS).format(about, topic(rng))
        said = quote + marked(about) + quote
        chosen = (ways["quoted_only"] if bare else []) + ([] if untold else ways["quoted"])
        clause = {"match_phrase": {field.name: about}} if " " in about else match(field, about)
        leads = (said,) if bare else (f"{said} in the {noun}",)
        phrase = rng.choice(chosen).format(v=said, noun=noun)
        return Condition(phrase, must=(clause,), found=_found(field, about, bare=untold), leads=leads)
    if kind < 0.36:
        chosen = (ways["negated_only"] if bare else []) + ([] if untold else ways["negated"])
        said = marked(about)
        clauses, found = (match(field, about),), _found(field, about, bare=untold)
        if rng.random() < 0.2:
            other = topic(rng)
            said = f"{said} {rng.choice(('or', 'nor'))} {marked(other)}"
            clauses, found = (*clauses, match(field, other)), _found(field, about, other, bare=untold)
        return Condition(rng.choice(chosen).format(v=said, noun=noun), must_not=clauses, found=found)
    said = marked(about)
    leads = (said, f"{said} {{noun}}", f"{said}'s {{noun}}") if bare else (f"{said} in the {noun}",)
    phrase = rng.choice(phrases).format(v=said, noun=noun)
    return Condition(phrase, must=(match(field, about),), found=_found(field, about, bare=untold), leads=leads)


def _found(field: Field, *topics: str, bare: bool) -> tuple[Found, ...]:
    """Texts hold what is asked of them."""
    return tuple(Found(said, field.name, "", bare) for said in topics)
