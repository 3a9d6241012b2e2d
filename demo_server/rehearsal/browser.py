"""What the audience sees, looked at in a headless Chromium that can reach nothing but this machine.

>>> read('{"name": "fonts", "ready": true, "detail": "4 loaded", "hint": ""}').ready
True
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from demo_server.rehearsal.findings import Finding
from provision import FetchError
from provision.browser import find_or_install

LOOK = Path(__file__).with_name("look.mjs")
SECONDS = 300


def look(url: str, sizes: Sequence[str]) -> Iterator[Finding]:
    """Open the deck at each size (such as `1920x1080`), run a demo, have the site kept; each finding as it is made."""
    try:
        browser = find_or_install()
    except FetchError as missing:
        yield Finding("browser", False, str(missing), "install Chromium or Chrome")
        return
    command = ["node", str(LOOK), str(browser), url, *sizes]
    over = threading.Event()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as looking:

        def stop() -> None:
            over.set()
            looking.terminate()  # not killed: it takes its browser along

        late = threading.Timer(SECONDS, stop)
        late.start()
        said = None
        try:
            yield from map(read, looking.stdout or ())
            said = looking.stderr.read() if looking.stderr else ""
        finally:
            late.cancel()
            if said is None:
                looking.terminate()
    if over.is_set():
        yield Finding("browser", False, f"the pages were not done in {SECONDS} s", "is the machine busy?")
    elif looking.returncode:
        yield Finding("browser", False, said.strip()[-500:] or "the browser ended")


def read(line: str) -> Finding:
    """A line that look.mjs wrote."""
    return Finding(**json.loads(line))
