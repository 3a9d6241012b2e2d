"""From what a model wrote to a query object, without trusting a byte of it.

>>> parse('Here it is: ```json\\n{"query": {"match_all": {}}}\\n```')
{'query': {'match_all': {}}}
>>> parse('{"size": 1, "size": 9}')
Traceback (most recent call last):
demo_server.nlq.parse.ParseError: the key 'size' is written twice
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

MAX_CHARS = 20_000
"""Longer answers are no query; the schema's longest sensible query is a few thousand characters."""
MAX_DEPTH = 16

_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)


class ParseError(Exception):
    """The answer is not one JSON object; the message says what is wrong with it, in plain English."""


def parse(text: str) -> dict[str, Any]:
    """The JSON object in a model's answer; a code fence or a sentence around it is taken off.

    Raises ParseError for anything else: no JSON, a list, a key twice, NaN, or nesting deeper than MAX_DEPTH.
    """
    if len(text) > MAX_CHARS:
        raise ParseError(f"the answer is longer than {MAX_CHARS} characters")
    fenced = _FENCE.search(text)
    body = (fenced.group(1) if fenced else text).strip()
    if "{" in body and not body.startswith("{"):
        body = body[body.index("{") :]
    if not body:
        raise ParseError("the answer is empty")
    decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
    try:
        value, end = decoder.raw_decode(body)
    except RecursionError:
        raise ParseError(f"the answer is nested deeper than {MAX_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        raise ParseError(f"the answer is not JSON: {error.msg} at character {error.pos}") from error
    except ValueError as error:  # a number of thousands of digits
        raise ParseError(f"the answer is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ParseError('the answer must be one JSON object such as {"query": …}')
    if "{" in body[end:]:
        raise ParseError("the answer holds more than one JSON object")
    if depth(value) > MAX_DEPTH:
        raise ParseError(f"the answer is nested deeper than {MAX_DEPTH} levels")
    return value


def depth(value: Any) -> int:
    """Levels of objects and lists: 0 for a plain value.

    >>> depth({"a": [1]})
    2
    """
    level, floor = 0, [value]
    while floor := [child for node in floor for child in _children(node)] if level else floor:
        if not any(isinstance(node, dict | list) for node in floor):
            break
        level += 1
    return level


def _children(node: Any) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ParseError(f"the key '{key}' is written twice")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ParseError(f"{name} is not a number that JSON knows")
