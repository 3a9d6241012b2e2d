"""What can go wrong in a build, as one small family of exceptions that `build.py` turns into words.

>>> str(BuildError("slides", "npx is not installed", "install Node 20 or newer"))
'slides: npx is not installed. To fix it: install Node 20 or newer.'
"""

from __future__ import annotations


class BuildError(Exception):
    """A step failed: which one, why, and what to do about it."""

    def __init__(self, step: str, why: str, hint: str = "") -> None:
        self.step, self.why, self.hint = step, why.rstrip("."), hint.rstrip(".")
        super().__init__(f"{step}: {self.why}." + (f" To fix it: {self.hint}." if hint else ""))


class CheckFailed(BuildError):
    """`--check` found problems; `problems` lists them, one line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("check", f"{len(problems)} problem(s) in the built site")
