"""The examples in the docstrings run."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = ("sets", "leakage", "equivalence", "execution", "asking", "runs", "figures", "unseen.documents")


@pytest.mark.parametrize(
    "name", [*(f"demo_server.evaluation.{name}" for name in MODULES), "demo_server.commands.evaluate"]
)
def test_examples(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried
    assert not failed
