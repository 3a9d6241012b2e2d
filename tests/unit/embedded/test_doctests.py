"""The worked examples at the head of each module."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "cli",
    "connection",
    "embedded.engine",
    "embedded.launch",
    "embedded.lifeline",
    "embedded.parts",
    "embedded.ports",
    "embedded.supervisor",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"demo_server.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
