"""The worked examples at the head of each module."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import provision

MODULES = [module.name for module in pkgutil.iter_modules(provision.__path__) if module.name != "__main__"]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"provision.{name}")).failed == 0
