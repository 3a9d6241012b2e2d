"""A Chromium for what needs one (checks, PDF, PPTX, the social card): the one that is named, else one that is found.

>>> BROWSER_VARIABLES
('BROWSER_PATH', 'CHROME_PATH')
"""

from __future__ import annotations

import os
from pathlib import Path

from provision.errors import FetchError
from sitegen.errors import BuildError

BROWSER_VARIABLES = ("BROWSER_PATH", "CHROME_PATH")


def find(step: str) -> Path:
    """The browser's executable. Raises BuildError, for `step`, when there is none and none can be installed."""
    for variable in BROWSER_VARIABLES:
        if named := os.environ.get(variable):
            if not Path(named).is_file():
                raise BuildError(step, f"{variable} names {named}, which does not exist")
            return Path(named)
    from provision.browser import find_or_install

    try:
        return Path(find_or_install())
    except FetchError as missing:
        hint = "install Chromium or Chrome, or set BROWSER_PATH to one"
        raise BuildError(step, f"no browser: {missing}", hint) from missing


def no_sandbox() -> dict[str, str]:
    """What marp-cli needs in its environment to start a browser as root, which has no sandbox."""
    return {"CHROME_NO_SANDBOX": "1"} if os.geteuid() == 0 else {}
