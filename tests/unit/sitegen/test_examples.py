"""Every module opens with an example; each of them is true."""

import doctest
import importlib
import pkgutil

import pytest

import sitegen


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(sitegen.__path__)))
def test_the_examples_of_a_module_hold(name: str) -> None:
    module = importlib.import_module(f"sitegen.{name}")
    assert (module.__doc__ or "").strip(), f"sitegen/{name}.py does not say what it is"
    assert doctest.testmod(module).failed == 0
