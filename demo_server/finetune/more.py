"""Examples from elsewhere: lines that `python -m demo_server examples export` writes, a teacher's among them.

>>> line = '{"question": "how many?", "query": {"size": 0, "query": {"match_all": {}}}, "index": "articles"}'
>>> group = grouped([line])[0]
>>> group.index, group.examples[0].answer
('articles', 'count')
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from demo_server.evaluation.leakage import forms, held_out
from demo_server.finetune.generate import Example, Group
from demo_server.finetune.known import mapping_of
from demo_server.nlq.shorthand import NoShorthand, written


def more(path: Path) -> tuple[Group, ...]:
    """The examples of a file. Raises ValueError for a line that is none, OSError."""
    return grouped(path.read_text(encoding="utf-8").splitlines())


def grouped(lines: Iterable[str]) -> tuple[Group, ...]:
    """One group an example.

    Left out are what the evaluation asks, an index whose mapping is not known here, and a query that shorthand cannot
    write.

    Raises ValueError for a line that is no example.
    """
    measured = held_out()
    found = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            question, query, index = entry["question"], entry["query"], entry["index"]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} is no example: {error}") from error
        try:
            system = mapping_of(index).plain_line()
        except FileNotFoundError:
            continue
        if forms(question, query) & measured:
            continue
        try:
            found.append(Group(index, system, (Example(question, written(query), "example"),)))
        except NoShorthand:
            continue
    return tuple(found)
