"""The same seed gives the same text natively and in the browser, and a file packed by one is unpacked by the other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from provision import FetchError, fetch

ROOT = Path(__file__).resolve().parents[3]
PYODIDE = ROOT / "node_modules" / "pyodide"


@pytest.fixture(scope="module")
def native() -> dict[str, Any]:
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        import twin  # the very file that Pyodide runs
    finally:
        sys.path.pop(0)
    first: dict[str, Any] = twin.facts(numpy=True)
    return twin.facts(numpy=True, blob=bytes.fromhex(first["file"]))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def in_browser(native: dict[str, Any]) -> dict[str, Any]:
    if not shutil.which("node") or not PYODIDE.is_dir():
        pytest.skip("needs Node and `npm ci`")
    try:
        wheel = str(fetch("pyodide-numpy"))
    except FetchError as error:
        pytest.skip(f"the browser's numpy is not to be had: {error}")
    script = Path(__file__).with_name("twin.mjs")
    command = ["node", str(script), str(PYODIDE), str(ROOT), wheel, native["file"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def test_every_fact_is_the_same(native: dict[str, Any], in_browser: dict[str, Any]) -> None:
    assert native.keys() == in_browser.keys()
    for name, fact in native.items():
        assert in_browser[name] == fact, name


def test_the_models_agree_with_one_another(native: dict[str, Any]) -> None:
    """Not only each with its twin: packed and suffix wrote the same texts."""
    assert native["packed"] == native["suffix"]
