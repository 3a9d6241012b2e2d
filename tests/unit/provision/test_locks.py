"""The lock files fit the pinned dependencies, carry hashes, and name no registry."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TALK = PROJECT["dependencies"]
TEST = TALK + PROJECT["optional-dependencies"]["test"]


@pytest.mark.parametrize(("lock", "wanted"), [("talk.lock", TALK), ("test.lock", TEST)])
def test_every_pinned_dependency_is_locked_with_hashes(lock: str, wanted: list[str]) -> None:
    text = (ROOT / "requirements" / lock).read_text()
    locked = dict(re.findall(r"^([a-z0-9_.-]+)==(\S+)", text, re.MULTILINE))
    for requirement in wanted:
        name, _, version = requirement.partition("==")
        assert locked.get(re.sub(r"[-_.]+", "-", name).lower()) == version, f"{requirement}: run `make lock`"
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_the_npm_lock_fits_and_names_no_registry() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert packages[""].get(kind) == package[kind], "run `make lock`"
    assert '"resolved": "http' not in text
    without = [name for name, entry in packages.items() if name and "integrity" not in entry and not entry.get("link")]
    assert without == []
