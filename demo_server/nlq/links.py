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
    """Words as they stand in the question, and a value of a keyword field that they may mean.

    Without a value: words that a text field holds.
    """

    said: str
    field: str
    value: str


def noted(question: str, links: Iterable[Link]) -> str:
    """The question, a line for each word or phrase that names a value, and one for each text that holds others.

    Several meanings of a word stand side by side.

    >>> print(noted("anand on draws", [Link("anand", "white", "V. Anand"), Link("anand", "black", "V. Anand"),
    ...                                Link("draws", "notes", "")]))
    anand on draws
    anand = white:V. Anand | black:V. Anand
    notes ~ draws
    """
    meanings: dict[str, list[str]] = {}
    held: dict[str, list[str]] = {}
    for link in links:
        if link.value:
            meanings.setdefault(link.said, []).append(f"{link.field}:{link.value}")
        else:
            held.setdefault(link.field, []).append(link.said)
    lines = [f"{said} = {' | '.join(dict.fromkeys(found))}" for said, found in meanings.items()]
    lines += [f"{field} ~ {', '.join(dict.fromkeys(said))}" for field, said in held.items()]
    return "\n".join([question, *lines])
