"""The worked examples at the head of each module of the rooms and their games."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    *("join", "limits", "messages", "rooms", "store", "stream"),
    *(
        f"games.{name}"
        for name in "games letters names ngram pace poll result shannon shapes store temperature".split()  # noqa: SIM905
    ),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    ran = doctest.testmod(importlib.import_module(f"demo_server.live.{name}"), optionflags=doctest.ELLIPSIS)
    assert ran.failed == 0
    assert ran.attempted > 0
