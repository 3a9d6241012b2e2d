"""Words of a question that name values of the index, and how a model is told of them.

>>> found = [Link("turing", "author", "Alan Turing"), Link("50s", "era", "1950s")]
>>> print(noted("papers by turing from the 50s", found))
papers by turing from the 50s
turing = author:Alan Turing
50s = era:1950s

A model that has to write "Alan Turing" for "turing" can only guess; one that is told can copy. Fine-tuning shows the
same lines (`demo_server.finetune`), so their form is the form that was trained on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Link(NamedTuple):
    """Words as they stand in the question, and a value of a keyword field that they may mean."""

    said: str
    field: str
    value: str


def noted(question: str, links: Iterable[Link]) -> str:
    """The question with a line for each linked word or phrase; several meanings stand side by side.

    >>> noted("anand", [Link("anand", "white", "V. Anand"), Link("anand", "black", "V. Anand")])
    'anand\\nanand = white:V. Anand | black:V. Anand'
    """
    meanings: dict[str, list[str]] = {}
    for link in links:
        meanings.setdefault(link.said, []).append(f"{link.field}:{link.value}")
    lines = [f"{said} = {' | '.join(dict.fromkeys(found))}" for said, found in meanings.items()]
    return "\n".join([question, *lines])
