"""Everything that the talk runs on is pinned, and listed with its licence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from provision.artifacts import listed
from provision.dependencies import PARTS, ROOT, Dependency, npm_packages, page, python_packages

EXACT = re.compile(r"\d[\w.]*")


@pytest.mark.parametrize("packages", [python_packages, npm_packages])
def test_every_package_has_one_version_and_a_licence(packages: object) -> None:
    found: list[Dependency] = packages()  # type: ignore[operator]
    assert len(found) > 10
    assert [one for one in found if not EXACT.fullmatch(one.version) or not one.licence] == []


def test_every_part_has_a_licence_and_each_of_its_files_a_hash() -> None:
    assert set(PARTS) == set(listed())
    assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for part in listed().values() for file in part.files)


def test_the_list_is_that_of_the_lock_files() -> None:
    """After `make lock`: python -m provision.dependencies > docs/dependencies.md"""
    assert Path(ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8") == page()
