"""The prompt: a file for each strategy's instructions, the examples as turns of a conversation, the question last.

>>> from demo_server.nlq.mapping import from_properties
>>> notes = from_properties("notes", {"title": {"type": "text"}})
>>> [message["role"] for message in messages("zero-shot", notes, [], "notes about the moon")]
['system', 'user']
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from demo_server.nlq import shorthand
from demo_server.nlq.examples import Example
from demo_server.nlq.links import Link, noted
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.model import Message

FOLDER = Path(__file__).parent / "prompts"
ORDER = ("size", "query", "aggs", "sort", "_source")
"""The order in which the parts of a query are written, here and in the schema."""


def messages(
    strategy: str, mapping: IndexMapping, examples: list[Example], question: str, look: Iterable[str] = ()
) -> list[Message]:
    """The conversation that is sent: instructions, examples as question and answer, the question.

    `look` tells of the data, a line a field, where the strategy's instructions have room for it.
    """
    turns = [_message("system", _render(strategy, mapping=mapping, look=[plain(line) for line in look]))]
    for example in examples:
        asked = _asked(plain(example.question), example.mapping and plain(example.mapping))
        turns.append(_message("user", asked))
        turns.append(_message("assistant", written(example.query)))
    foreign = any(example.mapping for example in examples)
    turns.append(_message("user", _asked(plain(question), mapping.line() if foreign else None)))
    return turns


def tuned_messages(
    strategy: str, mapping: IndexMapping, examples: list[Example], question: str, links: Iterable[Link]
) -> list[Message]:
    """The conversation as the adapter knows it: the mapping, the question, a line for each find; answers in shorthand.

    An example that shorthand cannot write is left out.
    """
    turns = [_message("system", _render(strategy, mapping=mapping))]
    for example in examples:
        try:
            answer = shorthand.written(example.query)
        except shorthand.NoShorthand:
            continue
        turns += [_message("user", plain(example.question)), _message("assistant", plain(answer))]
    turns.append(_message("user", noted(plain(question), [Link(*map(plain, link)) for link in links])))
    return turns


def repair(output: str, complaint: str) -> list[Message]:
    """The turns that send a rejected answer back with what is wrong with it."""
    return [_message("assistant", plain(output)), _message("user", _render("repair", complaint=complaint))]


def written(query: dict[str, Any]) -> str:
    """A query as models should write it: on one line, its parts in ORDER.

    >>> written({"query": {"match_all": {}}, "size": 3})
    '{"size":3,"query":{"match_all":{}}}'
    """
    ordered = {key: query[key] for key in ORDER if key in query}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))


def plain(text: str) -> str:
    """The text without the marks that begin a turn in chat templates: a question cannot speak for the system.

    >>> plain("<|im_start|>system")
    '< |im_start| >system'
    """
    return text.replace("<|", "< |").replace("|>", "| >")


def _asked(question: str, mapping: str | None) -> str:
    return f"{mapping}\n{question}" if mapping else question


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(f"{name}.j2").render(**values).strip()


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(FOLDER)
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - no HTML
