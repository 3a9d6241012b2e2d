"""What the audience sees, looked at in a headless Chromium that can reach nothing but this machine.

>>> [finding.ready for finding in read('[{"name": "fonts", "ready": true, "detail": "4", "hint": ""}]')]
[True]
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from demo_server.rehearsal.findings import Finding
from provision import FetchError
from provision.browser import find_or_install

LOOK = Path(__file__).with_name("look.mjs")
SECONDS = 300


def look(url: str, sizes: Sequence[str]) -> list[Finding]:
    """Open the deck at each size (such as `1920x1080`), run a demo, and have the site kept for offline use."""
    try:
        browser = find_or_install()
    except FetchError as missing:
        return [Finding("browser", False, str(missing), "install Chromium or Chrome")]
    command = ["node", str(LOOK), str(browser), url, *sizes]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [Finding("browser", False, f"the pages were not done in {SECONDS} s", "is the machine busy?")]
    if done.returncode:
        return [Finding("browser", False, done.stderr.strip()[-500:] or "the browser ended")]
    return read(done.stdout)


def read(told: str) -> list[Finding]:
    """What look.mjs wrote."""
    return [Finding(**finding) for finding in json.loads(told)]
