"""Running the project's own Node tools: the pinned ones of package.json, never one found elsewhere.

>>> run_node("facts", ["-p", "6 * 7"]).strip()
'42'
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.errors import BuildError

ROOT = Path(__file__).resolve().parents[1]
NODE = Path(__file__).parent / "node"
MODULES = ROOT / "node_modules"


def run(
    step: str, command: Sequence[str | Path], *, stdin: str | None = None, env: Mapping[str, str] | None = None
) -> str:
    """Run a command in the repository's root and return its standard output.

    Raises BuildError with the end of what the command printed when it fails or is not installed.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            input=stdin,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as missing:
        raise BuildError(step, f"{missing.filename} is not installed", "install Node 20 or newer") from missing
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise BuildError(step, f"{Path(str(command[0])).name} failed:\n{said}\n", hint_for(said))
    return done.stdout


def run_node(step: str, arguments: Sequence[str | Path], *, stdin: str | None = None) -> str:
    """Run `node` with arguments; see `run`."""
    return run(step, ["node", *arguments], stdin=stdin)


def hint_for(said: str) -> str:
    """What to do about a failure that tells of missing packages."""
    missing = ("could not determine executable", "npx canceled", "Cannot find package", "MODULE_NOT_FOUND")
    return "run `npm ci`" if any(word in said for word in missing) else ""
