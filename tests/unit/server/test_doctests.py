"""The worked examples at the head of each module."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = [
    "app", "asker", "config", "errors", "logs", "presenter", "profiles", "security", "commands.ask",
    "commands.examples", "commands.teach",
    *(f"nlq.{name}" for name in (
        "budget", "clauses", "deadline", "embedding", "english", "examples", "explain", "grounded", "kept", "limits",
        "mapping", "mask", "parse", "pipeline", "prompt", "proof", "retrieval", "schema", "store", "transfer",
        "validate", "waiting", "wording",
    )),
]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    ran = doctest.testmod(importlib.import_module(f"demo_server.{name}"), optionflags=doctest.ELLIPSIS)
    assert ran.failed == 0
    assert ran.attempted > 0
