"""The worked example at the head of each module is true."""

import doctest
import importlib
import pkgutil

import pytest

import pyodide_ngram

MODULES = [
    f"pyodide_ngram.{module.name}"
    for module in pkgutil.iter_modules(pyodide_ngram.__path__)
    if module.name != "__main__"
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(name)
    outcome = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0
    if name != "pyodide_ngram.errors":
        assert module.__doc__
