"""Finding a browser: what names one is tried out before it is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from provision.browser import find_or_install, works


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_a_stub_that_asks_for_a_snap_is_no_browser(tmp_path: Path) -> None:
    assert not works(script(tmp_path / "stub", "echo 'requires the chromium snap' >&2; exit 10"))
    assert not works(tmp_path / "missing")
    assert works(script(tmp_path / "real", "echo Chromium 1.2"))


def test_the_named_browser_comes_first_and_a_broken_one_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = script(tmp_path / "named", "echo Chromium 1.2")
    on_the_path = script(tmp_path / "chromium", "echo Chromium 1.3")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert find_or_install() == named
    script(named, "exit 1")
    assert find_or_install() == on_the_path
