"""The way of a question, told stage by stage while it is walked.

mapping -> values -> examples -> prompt -> token… -> attempt (again, at most twice, when the answer is rejected)
-> candidates (where something speaks against the first answer) -> query, or refusal -> result -> done. A route
sends these events on as they come, or waits for the last one, which holds everything.
"""

from __future__ import annotations

import json
import time
import unicodedata
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from demo_server.config import Settings
from demo_server.nlq import english, parse, prompt, shorthand
from demo_server.nlq.completed import completed
from demo_server.nlq.confidence import confidence, signs
from demo_server.nlq.corrected import Correction, corrected
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.examples import TUNED, Example, Strategy, Tuned
from demo_server.nlq.flaws import doubts, flaws, weight
from demo_server.nlq.grounded import ungrounded
from demo_server.nlq.links import Link
from demo_server.nlq.look import Looks, lines
from demo_server.nlq.lookup import Lookup
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.measures import measured
from demo_server.nlq.model import Choice, Message, Models
from demo_server.nlq.narrowed import narrowed
from demo_server.nlq.occurrences import occurrences, spans
from demo_server.nlq.validate import Checker, QueryError
from demo_server.nlq.values import Catalogue
from demo_server.nlq.why import why
from demo_server.nlq.wording import worded
from demo_server.profiles import Profile

Held = dict[str, Any] | str
"""What a model's decoding is held to: a JSON Schema, or a grammar of the shorthand."""

STEPS = ("links", "occurrences", "schema", "grounding", "candidates", "running", "corrections", "completion", "repair")
"""What `settings.without` may leave out, to measure what each is worth."""
DESCRIBED = ("zero-shot",)
"""Strategies whose prompt tells what the fields hold: without an example a model has nothing else to go by."""
MAX_ABOUT = 80
"""Characters of what the model says is missing that are told."""
NO_QUESTION = "not a question about the data"
"""What the fine-tuned model says of a question that no index could answer (see finetune.questions)."""
MOST_TEXTS = 8
"""Text fields of an index in which the words of a question are looked up."""
SECOND_TEMPERATURE = 0.7
"""Second thoughts must be able to differ from the first."""
REPAIR_TEMPERATURE = 0.4
"""A rejected answer is asked for again with some chance in it: at 0 the same answer would come back."""


class BadQuestion(Exception):
    """The question itself cannot be used; the message says why."""


class UnknownChoice(Exception):
    """There is no index, strategy or profile of that name."""

    def __init__(self, what: str, given: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no {what} '{given}'")
        self.what = what
        self.known = known


class NoQuery(Exception):
    """The model wrote no query that may run, even when told what was wrong."""

    def __init__(self, attempts: list[Attempt]) -> None:
        super().__init__(attempts[-1].error or "")
        self.attempts = attempts


@dataclass(frozen=True)
class Attempt:
    """One answer of the model, and why it was rejected (None: it was not)."""

    output: str
    error: str | None

    def public(self) -> dict[str, Any]:
        """As the API shows it."""
        return {"output": self.output, "error": self.error}


@dataclass(frozen=True)
class Event:
    """One stage that has been reached, and what is to be seen there."""

    stage: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """A question that has been checked and may go on its way."""

    index: str
    question: str
    strategy: Strategy
    profile: Profile
    execute: bool = True


@dataclass(frozen=True)
class Refusal:
    """The model says that the index cannot answer; `about` is what it lacks, in the model's own words."""

    about: str

    def told(self, mapping: IndexMapping) -> str:
        """For the asker."""
        about = " ".join(self.about.split())[:MAX_ABOUT]
        what = "that" if about == NO_QUESTION else f"it: nothing there is about \u201c{about}\u201d"
        names = ", ".join(dict.fromkeys(field.stored_as for field in mapping.fields))
        return f"The index \u201c{mapping.index}\u201d cannot answer {what}. It can be asked about: {names}."


@dataclass
class _Clock:
    """Milliseconds spent by stage."""

    spent: dict[str, float] = field(default_factory=dict)
    begun: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.spent[stage] = self.spent.get(stage, 0.0) + (now - self.last) * 1000
        self.last = now

    def timings(self) -> dict[str, float]:
        total = (time.perf_counter() - self.begun) * 1000
        return {stage: round(spent, 2) for stage, spent in {**self.spent, "total": total}.items()}


class Finished(NamedTuple):
    """A query as it may run, and what was changed in the model's answer."""

    query: dict[str, Any]
    corrections: list[Correction]


@dataclass(frozen=True)
class Candidate:
    """One valid answer of several, and what speaks against it (see nlq.flaws).

    `finished`: the query as it was run to see whether it finds anything; None where it was not run.
    """

    answer: dict[str, Any] | Refusal
    flaws: dict[str, float]
    finished: Finished | None
    scores: list[float]

    @property
    def flawless(self) -> bool:
        """Nothing speaks against it."""
        return not weight(self.flaws)

    @property
    def said(self) -> str:
        """What two candidates share that say the same."""
        return "cannot" if isinstance(self.answer, Refusal) else json.dumps(self.answer, sort_keys=True)

    def public(self) -> dict[str, Any]:
        """As the API shows it."""
        refusal = self.answer.about if isinstance(self.answer, Refusal) else None
        query = None if isinstance(self.answer, Refusal) else self.answer
        return {"query": query, "refusal": refusal, "flaws": {name: n for name, n in self.flaws.items() if n}}


@dataclass
class _Trace:
    """What has come of a question so far."""

    ask: Ask
    mapping: IndexMapping
    catalogue: Catalogue
    examples: list[Example]
    links: list[Link]
    clock: _Clock
    attempts: list[Attempt] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    agreement: float = 1.0

    @property
    def tuned(self) -> bool:
        """Is the model asked with its adapter?"""
        return isinstance(self.ask.strategy, Tuned)

    @property
    def linked(self) -> set[str]:
        """The values that words of the question may mean."""
        return {link.value for link in self.links}

    def response(self, query: dict[str, Any] | None, told: str, result: dict[str, Any] | None) -> dict[str, Any]:
        """The whole answer, as the API gives it; without a query, `told` says why there is none."""
        asked = query or {}
        total = result["total"] if result and "aggs" not in asked else None
        against = flaws(self.ask.question, asked, self.links, self.mapping)
        found = signs(against, self.scores, total, len(self.attempts), self.agreement)
        return {
            "index": self.ask.index,
            "question": self.ask.question,
            "strategy": self.ask.strategy.name,
            "profile": self.ask.profile.name,
            "model": self.ask.profile.model,
            "query": query,
            "english": told if query else None,
            "refusal": None if query else told,
            "confidence": confidence(self.ask.strategy.name, found) if query else None,
            "signs": found,
            "links": [link._asdict() for link in self.links],
            "corrections": [correction.public() for correction in self.corrections],
            "attempts": [attempt.public() for attempt in self.attempts],
            "examples": [example.public() for example in self.examples],
            "result": result,
            "timings_ms": self.clock.timings(),
        }


class Translator:
    """Turns questions into queries and queries into results. Shared by all requests; holds no state of any."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        models: Models,
        strategies: dict[str, Strategy],
        lookup: Lookup,
        looks: Looks,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.models = models
        self.strategies = strategies
        self.lookup = lookup
        self.looks = looks

    def usable(self, profile: Profile) -> tuple[str, ...]:
        """The strategies that a profile's endpoint can follow; the last one is its default."""
        tuned = profile.can("adapters")
        return tuple(name for name, way in self.strategies.items() if tuned or not isinstance(way, Tuned))

    def asked(
        self,
        index: str,
        question: str,
        strategy: str | None = None,
        profile: str | None = None,
        execute: bool = True,
    ) -> Ask:
        """Check what a stranger wrote. Raises BadQuestion, UnknownChoice."""
        self.known_index(index)
        profile = profile if profile is not None else self.models.default or ""
        if profile not in self.models.profiles:
            raise UnknownChoice("profile", profile, tuple(self.models.profiles))
        usable = self.usable(self.models.profiles[profile])
        strategy = strategy if strategy is not None else usable[-1]
        if strategy not in usable:
            raise UnknownChoice("strategy", strategy, usable)
        question = checked(question, self.settings.max_question_chars)
        return Ask(index, question, self.strategies[strategy], self.models.profiles[profile], execute)

    def known_index(self, index: str) -> None:
        """Raise UnknownChoice unless `index` is one of those that the server exposes."""
        if index not in self.settings.indexes:
            raise UnknownChoice("index", index, self.settings.indexes)

    def prepare(self, index: str, deadline: Deadline) -> None:
        """Read ahead what every question of the index begins with: its values, and its mapping by the tuned model.

        A mapping of which each question reads another part has no such beginning. Raises what `answer` raises.
        """
        mapping = self.engine.checker(index, deadline).mapping
        self.lookup.catalogue(mapping, deadline)
        profile = self.models.profiles.get(self.models.default or "")
        if profile is None or not profile.can("adapters") or narrowed(mapping, "") is not mapping:
            return
        messages = prompt.tuned_messages(TUNED, mapping, [], "", [])
        with closing(self.models.stream(profile, messages, None, deadline, tuned=True)) as pieces:
            next(pieces, None)

    def answer(self, ask: Ask, deadline: Deadline) -> Iterator[Event]:
        """Walk the way. The last event is `done`, with the whole response.

        Raises NoQuery, and whatever `engine` and `model` raise. Closing the iterator drops the work.
        """
        clock = _Clock()
        checker = self.engine.checker(ask.index, deadline)
        mapping = checker.mapping
        clock.lap("mapping")
        yield Event("mapping", {"index": ask.index, "fields": [public(field) for field in mapping.fields]})

        catalogue = self.lookup.catalogue(mapping, deadline)
        links = self._links(ask, catalogue, mapping, deadline)
        clock.lap("values")
        yield Event("values", {"links": [link._asdict() for link in links]})

        examples = ask.strategy.choose(ask.question, mapping, ask.profile.examples, deadline)
        clock.lap("examples")
        shown = [example.public() for example in examples]
        yield Event("examples", {"strategy": ask.strategy.name, "examples": shown})

        trace = _Trace(ask, mapping, catalogue, examples, links, clock)
        read = narrowed(mapping, ask.question, {link.field for link in links})
        held: Held
        if trace.tuned:
            messages = prompt.tuned_messages(ask.strategy.name, read, examples, ask.question, links)
            held = shorthand.grammar(read)
        else:
            seen = self.looks.at(mapping, deadline) if ask.strategy.name in DESCRIBED else {}
            messages = prompt.messages(ask.strategy.name, read, examples, ask.question, lines(seen, read))
            held = checker.schema if read is mapping else self.engine.checker_of(read).schema
        clock.lap("prompt")
        yield Event("prompt", {"messages": messages, "grammar" if trace.tuned else "schema": held})

        holding = held if self._does("schema") else None
        answer = yield from self._written(trace, checker, messages, holding, deadline)
        if isinstance(answer, Refusal):
            clock.lap("validate")
            told = answer.told(mapping)
            yield Event("refusal", {"about": answer.about, "message": told})
            yield Event("done", trace.response(None, told, None))
            return
        query, trace.corrections = answer
        told = english.describe(query, ask.index)
        clock.lap("validate")
        corrections = [correction.public() for correction in trace.corrections]
        yield Event("query", {"query": query, "english": told, "corrections": corrections})

        result = None
        if ask.execute:
            result = self.engine.search(mapping, query, deadline)
            clock.lap("search")
            yield Event("result", result)
        yield Event("done", trace.response(query, told, result))

    def _does(self, step: str) -> bool:
        return step not in self.settings.without

    def _links(self, ask: Ask, catalogue: Catalogue, mapping: IndexMapping, deadline: Deadline) -> list[Link]:
        """What the words of the question were found to be in the index: values of keywords, then words of texts."""
        links = catalogue.links(ask.question) if self._does("links") else []
        texts = [field.name for field in mapping.of("text", searchable=True)][:MOST_TEXTS]
        if not texts or not isinstance(ask.strategy, Tuned) or not self._does("occurrences"):
            return links
        asked = spans(ask.question, links, catalogue.own)
        found = self.engine.holding(mapping.index, texts, [span.said for span in asked], deadline)
        return links + occurrences(asked, lambda field, said: (field, said) in found, texts)

    def _finished(self, trace: _Trace, query: dict[str, Any], checker: Checker, deadline: Deadline) -> Finished:
        """An answer with values that exist and with what it left out, and each such change.

        A change with which the query could not run (too many conditions, a value that is too long) is not made.
        """
        index, made = checker.mapping.index, list[Correction]()

        def take(changed: dict[str, Any], changes: list[Correction]) -> None:
            nonlocal query, made
            if changes and _may_run(changed, checker):
                query, made = changed, made + changes

        if self._does("corrections"):
            take(
                *corrected(
                    query, trace.catalogue, lambda field, words: self.engine.spelt(index, field, words, deadline)
                )
            )
        if trace.tuned and self._does("completion"):
            take(*completed(query, trace.ask.question, trace.links))
            take(*measured(query, trace.ask.question, checker.mapping))
            take(*worded(query, trace.ask.question, trace.links))
        return Finished(query, made)

    def _finds_nothing(self, query: dict[str, Any], mapping: IndexMapping, deadline: Deadline) -> bool:
        clause = query.get("query", {"match_all": {}})
        return int(self.engine.search(mapping, {"size": 0, "query": clause}, deadline)["total"]) == 0

    def _written(
        self, trace: _Trace, checker: Checker, messages: list[Message], held: Held | None, deadline: Deadline
    ) -> Generator[Event, None, Finished | Refusal]:
        """Ask the model until its answer is a query that may run; at most `settings.repairs` times again."""
        if trace.tuned and self._does("candidates"):
            return (yield from self._best(trace, checker, messages, held, deadline))
        for repair in range(self.settings.repairs + 1 if self._does("repair") else 1):
            trace.scores = []
            temperature = REPAIR_TEMPERATURE if repair else None
            output = yield from self._said(trace, messages, held, deadline, trace.scores, temperature)
            answer, error = self._judged(trace, output, checker)
            trace.attempts.append(Attempt(output, error))
            trace.clock.lap("validate")
            yield Event("attempt", trace.attempts[-1].public())
            if isinstance(answer, dict):
                return self._finished(trace, answer, checker, deadline)
            if answer is not None:
                return answer
            if not trace.tuned:  # the adapter knows one form of conversation: it is asked the same again
                messages = [*messages, *prompt.repair(output, error or "")]
        raise NoQuery(trace.attempts)

    def _said(
        self,
        trace: _Trace,
        messages: list[Message],
        held: Held | None,
        deadline: Deadline,
        scores: list[float],
        temperature: float | None = None,
    ) -> Generator[Event, None, str]:
        """One answer of the model, piece by piece."""
        output = ""
        pieces = self.models.stream(
            trace.ask.profile,
            messages,
            held,
            deadline,
            temperature,
            tuned=trace.tuned,
            scores=scores,
        )
        with closing(pieces):
            for piece in pieces:
                trace.clock.lap("model")
                output += piece
                yield Event("token", {"text": piece})
                if len(output) > parse.MAX_CHARS:
                    break
        trace.clock.lap("model")
        return output

    def _judged(
        self, trace: _Trace, output: str, checker: Checker
    ) -> tuple[dict[str, Any] | Refusal | None, str | None]:
        """A query or a refusal, or what is wrong with the answer."""
        try:
            query = shorthand.read(output, checker.mapping) if trace.tuned else parse.parse(output)
            if trace.tuned and "unanswerable" in query:
                return Refusal(query["unanswerable"]), None
            checker.check(query)
        except (parse.ParseError, QueryError) as error:
            return None, str(error)
        if self._does("grounding") and (invented := ungrounded(query, trace.ask.question, trace.linked)):
            return None, invented
        return {key: query[key] for key in prompt.ORDER if key in query}, None

    def _best(
        self, trace: _Trace, checker: Checker, messages: list[Message], held: Held | None, deadline: Deadline
    ) -> Generator[Event, None, Finished | Refusal]:
        """The first answer; where something speaks against it, the best of some further ones.

        Better is what less speaks against, then what is said more often, then what the model thinks likelier. Two that
        nothing speaks against and that say the same are enough.
        """
        candidates: list[Candidate] = []
        thoughts = 0
        first = Choice()
        first.text = yield from self._said(trace, messages, held, deadline, first.scores)
        said = [first]
        while said:
            for one in said:
                answer, error = self._judged(trace, one.text, checker)
                if not candidates:  # from then on it is second thoughts, no further tries
                    trace.attempts.append(Attempt(one.text, error))
                    yield Event("attempt", trace.attempts[-1].public())
                if answer is not None:
                    before = next((known for known in candidates if known.answer == answer), None)
                    candidates.append(
                        replace(before, scores=one.scores)
                        if before
                        else self._weighed(trace, answer, one.scores, checker, deadline)
                    )
            trace.clock.lap("validate")
            flawless = Counter(one.said for one in candidates if one.flawless)
            settled = max(flawless.values(), default=0) >= (2 if thoughts else 1)
            many = 0 if settled else min(trace.ask.profile.choices, self.settings.second_thoughts - thoughts)
            said = self._thought_over(trace, messages, held, deadline, thoughts + 1, many) if many else []
            thoughts += many
        if not candidates:
            raise NoQuery(trace.attempts)
        votes = Counter(one.said for one in candidates)
        chosen = min(candidates, key=lambda one: (weight(one.flaws), -votes[one.said], -sum(one.scores)))
        trace.scores = chosen.scores
        trace.agreement = votes[chosen.said] / (thoughts + 1)
        if thoughts:
            yield Event("candidates", {"candidates": [{**one.public(), "chosen": one is chosen} for one in candidates]})
        if isinstance(chosen.answer, Refusal):
            return chosen.answer
        return chosen.finished or self._finished(trace, chosen.answer, checker, deadline)

    def _thought_over(
        self, trace: _Trace, messages: list[Message], held: Held | None, deadline: Deadline, seed: int, many: int
    ) -> list[Choice]:
        """Further answers; each may differ from the first."""
        said = self.models.several(
            trace.ask.profile,
            messages,
            held,
            deadline,
            SECOND_TEMPERATURE,
            many=many,
            most=parse.MAX_CHARS,
            tuned=trace.tuned,
            seed=seed,
        )
        trace.clock.lap("model")
        return said

    def _weighed(
        self,
        trace: _Trace,
        answer: dict[str, Any] | Refusal,
        scores: list[float],
        checker: Checker,
        deadline: Deadline,
    ) -> Candidate:
        """An answer and what speaks against it."""
        question = trace.ask.question
        if isinstance(answer, Refusal):
            doubtful = 0.0 if answer.about == NO_QUESTION else doubts(answer.about, question, trace.links)
            return Candidate(answer, {"doubts": doubtful}, None, scores)
        found = flaws(question, answer, trace.links, checker.mapping)
        if not trace.ask.execute or not self._does("running"):
            return Candidate(answer, found, None, scores)
        finished = self._finished(trace, answer, checker, deadline)
        found["finds_nothing"] = float(self._finds_nothing(finished.query, checker.mapping, deadline))
        return Candidate(answer, found, finished, scores)

    def run(self, index: str, query: Any, deadline: Deadline) -> dict[str, Any]:
        """Run a query that a person wrote or edited, under the same rules: the result and the query in English.

        Raises UnknownChoice, validate.QueryError, and what `engine` raises.
        """
        self.known_index(index)
        checker = self.engine.checker(index, deadline)
        checker.check(query)
        return {**self.engine.search(checker.mapping, query, deadline), "english": english.describe(query, index)}

    def why(self, index: str, query: Any, deadline: Deadline) -> dict[str, Any]:
        """Why a query finds nothing, condition by condition; see `nlq.why.why`. Raises what `run` raises."""
        self.known_index(index)
        return why(self.engine, self.engine.checker(index, deadline), query, deadline)


def checked(question: str, most: int) -> str:
    """The question on one line. Raises BadQuestion for one that is empty, too long or holds no text.

    >>> checked("  who wrote\\nmost? ", 100)
    'who wrote most?'
    """
    if len(question) > most:
        raise BadQuestion(f"the question is {len(question)} characters long; {most} is the most")
    line = " ".join(question.split())
    if not line:
        raise BadQuestion("the question is empty")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in line):
        raise BadQuestion("the question holds control characters or broken text")
    return line


def public(field: Any) -> dict[str, Any]:
    """A field as the API shows it."""
    return {"name": field.name, "type": field.type}


def _may_run(query: dict[str, Any], checker: Checker) -> bool:
    try:
        checker.check(query)
    except QueryError:
        return False
    return True
