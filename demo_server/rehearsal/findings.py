"""One thing that a talk needs, and whether it is there.

>>> Finding("fonts", True, "4 loaded, all from here").line()
'  ✓ fonts             4 loaded, all from here'
>>> print(Finding("notes", False, "none", "make site").line())
  ✗ notes             none
                      → make site
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 17


@dataclass(frozen=True)
class Finding:
    """`ready` None: worth knowing, and no reason not to begin. `hint` says what to do."""

    name: str
    ready: bool | None
    detail: str
    hint: str = ""

    def line(self) -> str:
        """As a person reads it in a terminal."""
        mark = {True: "✓", False: "✗", None: "·"}[self.ready]
        hint = f"\n{' ' * (WIDTH + 5)}→ {self.hint}" if self.hint and self.ready is not True else ""
        return f"  {mark} {self.name:<{WIDTH}} {self.detail}{hint}"


def unready(findings: list[Finding]) -> list[Finding]:
    """Those without which the talk should not begin."""
    return [finding for finding in findings if finding.ready is False]
