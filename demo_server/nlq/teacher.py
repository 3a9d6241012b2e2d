"""A strong model writes examples for a weak one; only what fits, runs and finds something is kept.

    teacher = Teacher(models, engine, store, Budget(strong, Limits(calls=10)))
    for lesson in teacher.propose("articles", count=20):
        print(lesson.question, lesson.refused or "kept")

What it writes is trusted as little as any model's output: it is parsed, held against the schema, run within limits, and
waits for a person's approval. The idea is the talk's: show a small model what a large one would have answered.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import jinja2

from demo_server.nlq import prompt
from demo_server.nlq.budget import Budget
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.examples import Example
from demo_server.nlq.grounded import ungrounded
from demo_server.nlq.kept import TEACHER, Kept
from demo_server.nlq.look import lines, look
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.model import CHARS_A_TOKEN, Message, ModelBusy, Models
from demo_server.nlq.parse import ParseError, parse
from demo_server.nlq.pipeline import BadQuestion, checked
from demo_server.nlq.proof import Unproven, proven
from demo_server.nlq.schema import Schema
from demo_server.nlq.store import Store, held_against
from demo_server.nlq.validate import Checker

BATCH = 10
"""Examples asked for in one call."""
TOKENS_EACH = 200
"""Room for one example in an answer; the longest shipped one is 90 tokens."""
VARIETY = 0.7
"""Temperature of proposals; a single question is answered at 0."""
CALL_SECONDS = 120.0
BARREN = 3
"""Calls in a row that bring nothing new, after which a teacher is not asked again."""
SHOWN_QUESTIONS, SHOWN_EXAMPLES = 60, 6
SHOWN_FIELDS, SHOWN_DOCUMENTS, SHOWN_CHARS = 24, 2, 80
"""How much of the store and of the index a teacher sees."""
LONGEST_WAIT = 60
"""Seconds that an endpoint may ask us to wait before we give up."""


class BudgetSpent(Exception):
    """The limits allow no further call; the message says which."""


@dataclass(frozen=True)
class Lesson:
    """What became of one proposal. `refused` says why it was not kept; `found`: documents that its query finds."""

    question: str
    query: dict[str, Any] | None = None
    refused: str | None = None
    found: int = 0


class Teacher:
    """One strong profile, held to a budget. Raises what `model.Models` and `engine.Engine` raise."""

    def __init__(
        self,
        models: Models,
        engine: Engine,
        store: Store,
        budget: Budget,
        approve: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.models = models
        self.engine = engine
        self.store = store
        self.budget = budget
        self.approve = approve
        self._sleep = sleep

    def propose(self, index: str, count: int) -> Iterator[Lesson]:
        """Proposals for an index as they are judged, until `count` are kept.

        Raises BudgetSpent when the limits come first; ends early when BARREN calls in a row bring nothing new.
        """
        kept = barren = 0
        while kept < count and barren < BARREN:
            deadline = Deadline(CALL_SECONDS)
            checker = self.engine.checker(index, deadline)
            batch = min(BATCH, count - kept)
            messages = self._many(checker.mapping, batch, deadline)
            answer = self._asked(messages, _of_many(checker.schema, batch), batch * TOKENS_EACH, VARIETY, deadline)
            before = kept
            for lesson in self._lessons(answer, checker):
                kept += lesson.refused is None
                yield lesson
                if kept == count:
                    return
            barren = barren + 1 if kept == before else 0

    def answer(self, index: str, question: str) -> Lesson:
        """The lesson of one question, kept if it proves itself. Raises BudgetSpent."""
        deadline = Deadline(CALL_SECONDS)
        if self.store.one(index, question, deadline):
            return Lesson(question, refused="it is there already")
        checker = self.engine.checker(index, deadline)
        asked = _rendered("teach-one", question=prompt.plain(question))
        messages = [self._system(checker.mapping, deadline), _user(asked)]
        try:
            answer = parse(self._asked(messages, _of_one(checker.schema), 2 * TOKENS_EACH, 0.0, deadline))
        except ParseError as error:
            return Lesson(question, refused=str(error))
        if answer.get("query") is None:
            return Lesson(question, refused="the teacher says that the index cannot answer it")
        return self._judged(question, answer["query"], checker)

    def _lessons(self, answer: str, checker: Checker) -> Iterator[Lesson]:
        try:
            entries = parse(answer).get("examples")
        except ParseError as error:
            yield Lesson("", refused=str(error))
            return
        for entry in entries if isinstance(entries, list) else ():
            question = entry.get("question") if isinstance(entry, dict) else None
            if isinstance(question, str):
                yield self._judged(question, entry.get("query"), checker)
            else:
                yield Lesson("", refused="it is no example with a question and a query")

    def _judged(self, question: str, query: Any, checker: Checker) -> Lesson:
        """Keep an example if it proves itself and is not there already."""
        deadline = Deadline(CALL_SECONDS)
        index = checker.mapping.index
        try:
            question = checked(question, self.engine.settings.max_question_chars)
            found = proven(self.engine, Example(question, query, index), checker, deadline)
        except (BadQuestion, Unproven) as error:
            return Lesson(question, refused=str(error))
        query = {key: query[key] for key in prompt.ORDER if key in query}
        if invented := ungrounded(query, question):
            return Lesson(question, query, invented)
        kept = Kept(Example(question, query, index), TEACHER + self.budget.profile.name, verified="run")
        kept = replace(kept, state="approved" if self.approve else "proposed")
        if self.store.one(index, question, deadline):
            return Lesson(question, query, "that question is there already")
        mark = held_against(kept, checker).twin
        if mark and (twins := self.store.twins(mark, deadline)):
            return Lesson(question, query, f"it asks the same as “{twins[0].example.question}”")
        self.store.put([kept], checker, deadline)
        return Lesson(question, query, found=found)

    def _asked(self, messages: list[Message], schema: Schema, tokens: int, heat: float, deadline: Deadline) -> str:
        profile = replace(self.budget.profile, max_tokens=max(tokens, self.budget.profile.max_tokens), temperature=heat)
        sent = sum(len(message["content"]) for message in messages) // CHARS_A_TOKEN
        if refusal := self.budget.refusal(sent, profile.max_tokens):
            raise BudgetSpent(refusal)
        try:
            answer = self.models.whole(profile, messages, schema, deadline)
        except ModelBusy as error:
            wait = error.retry_after or 5
            if wait > LONGEST_WAIT:
                raise
            self._sleep(wait)
            answer = self.models.whole(profile, messages, schema, deadline)
        self.budget.spend(answer.tokens_in, answer.tokens_out)
        return answer.text

    def _system(self, mapping: IndexMapping, deadline: Deadline) -> Message:
        kept = [kept for kept in self.store.all(mapping.index, deadline, ("approved",)) if kept.usable]
        shown = kept[:: max(1, len(kept) // SHOWN_EXAMPLES)][:SHOWN_EXAMPLES]
        examples = [
            {"question": prompt.plain(one.example.question), "query": prompt.written(one.example.query)}
            for one in shown
        ]
        seen = list(_seen(self.engine, mapping, deadline))
        return {"role": "system", "content": _rendered("teach", mapping=mapping, look=seen, examples=examples)}

    def _many(self, mapping: IndexMapping, count: int, deadline: Deadline) -> list[Message]:
        there = self.store.all(mapping.index, deadline)
        asked = [prompt.plain(kept.example.question) for kept in there[:SHOWN_QUESTIONS]]
        return [self._system(mapping, deadline), _user(_rendered("teach-many", count=count, asked=asked))]


def _seen(engine: Engine, mapping: IndexMapping, deadline: Deadline) -> Iterator[str]:
    """What the index holds, in lines: frequent values, ranges, and documents."""
    yield from list(lines(look(engine, mapping, deadline)))[:SHOWN_FIELDS]
    for hit in engine.search(mapping, {"size": SHOWN_DOCUMENTS}, deadline)["hits"]:
        yield f"A document: {json.dumps(_short(hit['_source']), ensure_ascii=False)}"


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= SHOWN_CHARS else value[:SHOWN_CHARS] + "…"
    if isinstance(value, dict):
        return {key: _short(below) for key, below in value.items()}
    return [_short(below) for below in value[:5]] if isinstance(value, list) else value


def _of_many(schema: Schema, most: int) -> Schema:
    """The schema of a list of examples, whose queries are held to the index's own."""
    query = {key: part for key, part in schema.items() if key != "$defs"}
    example = _object({"question": {"type": "string"}, "query": query})
    examples = {"type": "array", "items": example, "minItems": 1, "maxItems": most}
    return {**_object({"examples": examples}), "$defs": schema["$defs"]}


def _of_one(schema: Schema) -> Schema:
    query = {key: part for key, part in schema.items() if key != "$defs"}
    return {**_object({"query": {"anyOf": [query, {"type": "null"}]}}), "$defs": schema["$defs"]}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _user(content: str) -> Message:
    return {"role": "user", "content": content}


def _rendered(name: str, **values: Any) -> str:
    return _environment().get_template(f"{name}.j2").render(**values).strip()


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(prompt.FOLDER)
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - no HTML
