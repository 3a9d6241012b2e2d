"""The worked examples at the head of each module."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "app", "config", "errors", "presenter", "profiles", "security", "commands.ask",
    *(f"nlq.{name}" for name in (
        "deadline", "english", "examples", "explain", "grounded", "limits", "mapping", "mask", "parse", "pipeline",
        "prompt", "schema", "store", "validate",
    )),
]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    ran = doctest.testmod(importlib.import_module(f"demo_server.{name}"), optionflags=doctest.ELLIPSIS)
    assert ran.failed == 0
    assert ran.attempted > 0
