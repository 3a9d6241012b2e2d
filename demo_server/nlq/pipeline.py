"""The way of a question, told stage by stage while it is walked.

mapping -> examples -> prompt -> token… -> attempt (again, at most twice, when the answer is rejected) -> query
-> result -> done. A route sends these events on as they come, or waits for the last one, which holds everything.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from demo_server.config import Settings
from demo_server.nlq import english, parse, prompt
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.examples import Example, Strategy
from demo_server.nlq.grounded import ungrounded
from demo_server.nlq.model import Message, Models
from demo_server.nlq.validate import Checker, QueryError
from demo_server.profiles import Profile

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


class Translator:
    """Turns questions into queries and queries into results. Shared by all requests; holds no state of any."""

    def __init__(self, settings: Settings, engine: Engine, models: Models, strategies: dict[str, Strategy]) -> None:
        self.settings = settings
        self.engine = engine
        self.models = models
        self.strategies = strategies

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
        strategy = strategy if strategy is not None else list(self.strategies)[-1]
        if strategy not in self.strategies:
            raise UnknownChoice("strategy", strategy, tuple(self.strategies))
        profile = profile if profile is not None else self.models.default or ""
        if profile not in self.models.profiles:
            raise UnknownChoice("profile", profile, tuple(self.models.profiles))
        question = checked(question, self.settings.max_question_chars)
        return Ask(index, question, self.strategies[strategy], self.models.profiles[profile], execute)

    def known_index(self, index: str) -> None:
        """Raise UnknownChoice unless `index` is one of those that the server exposes."""
        if index not in self.settings.indexes:
            raise UnknownChoice("index", index, self.settings.indexes)

    def answer(self, ask: Ask, deadline: Deadline) -> Iterator[Event]:
        """Walk the way. The last event is `done`, with the whole response.

        Raises NoQuery, and whatever `engine` and `model` raise. Closing the iterator drops the work.
        """
        clock = _Clock()
        checker = self.engine.checker(ask.index, deadline)
        mapping = checker.mapping
        clock.lap("mapping")
        yield Event("mapping", {"index": ask.index, "fields": [public(field) for field in mapping.fields]})

        examples = ask.strategy.choose(ask.question, mapping, ask.profile.examples, deadline)
        clock.lap("examples")
        shown = [example.public() for example in examples]
        yield Event("examples", {"strategy": ask.strategy.name, "examples": shown})

        messages = prompt.messages(ask.strategy.name, mapping, examples, ask.question)
        clock.lap("prompt")
        yield Event("prompt", {"messages": messages, "schema": checker.schema})

        attempts: list[Attempt] = []
        query = yield from self._written(ask, checker, messages, attempts, clock, deadline)
        told = english.describe(query, ask.index)
        clock.lap("validate")
        yield Event("query", {"query": query, "english": told})

        result = None
        if ask.execute:
            result = self.engine.search(mapping, query, deadline)
            clock.lap("search")
            yield Event("result", result)
        yield Event("done", _response(ask, examples, attempts, query, told, result, clock))

    def _written(
        self,
        ask: Ask,
        checker: Checker,
        messages: list[Message],
        attempts: list[Attempt],
        clock: _Clock,
        deadline: Deadline,
    ) -> Generator[Event, None, dict[str, Any]]:
        """Ask the model until its answer is a query that may run; at most `settings.repairs` times again."""
        for repair in range(self.settings.repairs + 1):
            output = ""
            temperature = REPAIR_TEMPERATURE if repair else None
            pieces = self.models.stream(ask.profile, messages, checker.schema, deadline, temperature)
            try:
                for piece in pieces:
                    clock.lap("model")
                    output += piece
                    yield Event("token", {"text": piece})
                    if len(output) > parse.MAX_CHARS:
                        break
            finally:
                pieces.close()
            clock.lap("model")
            query, error = _judged(output, checker, ask.question)
            attempts.append(Attempt(output, error))
            clock.lap("validate")
            yield Event("attempt", attempts[-1].public())
            if query is not None:
                return query
            messages = [*messages, *prompt.repair(output, error or "")]
        raise NoQuery(attempts)

    def run(self, index: str, query: Any, deadline: Deadline) -> dict[str, Any]:
        """Run a query that a person wrote or edited, under the same rules: the result and the query in English.

        Raises UnknownChoice, validate.QueryError, and what `engine` raises.
        """
        self.known_index(index)
        checker = self.engine.checker(index, deadline)
        checker.check(query)
        return {**self.engine.search(checker.mapping, query, deadline), "english": english.describe(query, index)}


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


def _judged(output: str, checker: Checker, question: str) -> tuple[dict[str, Any] | None, str | None]:
    try:
        query = parse.parse(output)
        checker.check(query)
    except (parse.ParseError, QueryError) as error:
        return None, str(error)
    if invented := ungrounded(query, question):
        return None, invented
    return {key: query[key] for key in prompt.ORDER if key in query}, None


def _response(
    ask: Ask,
    examples: list[Example],
    attempts: list[Attempt],
    query: dict[str, Any],
    told: str,
    result: dict[str, Any] | None,
    clock: _Clock,
) -> dict[str, Any]:
    return {
        "index": ask.index,
        "question": ask.question,
        "strategy": ask.strategy.name,
        "profile": ask.profile.name,
        "model": ask.profile.model,
        "query": query,
        "english": told,
        "attempts": [attempt.public() for attempt in attempts],
        "examples": [example.public() for example in examples],
        "result": result,
        "timings_ms": clock.timings(),
    }
