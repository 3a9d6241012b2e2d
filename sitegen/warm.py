"""Marp in a Node process that stays: a deck is rendered again in a tenth of the time of a new run.

>>> with WarmMarp() as marp:                                                          # doctest: +SKIP
...     marp.render("# One", []).slides[0].section
''
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from sitegen.errors import BuildError
from sitegen.marp import RenderedDeck
from sitegen.node_tools import NODE, ROOT


class WarmMarp:
    """`with WarmMarp() as marp: marp.render(markdown, themes)`; the process ends with the block."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["node", NODE / "warm.mjs"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._turn = threading.Lock()

    def __enter__(self) -> WarmMarp:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()  # the process reads the end of its input and stops
        self._process.wait()

    def render(self, markdown: str, themes: Sequence[Path]) -> RenderedDeck:
        """Render a deck with these theme files. Raises BuildError with Marp's words, or when the process is gone."""
        request = json.dumps({"markdown": markdown, "themes": [theme.read_text() for theme in themes]})
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with self._turn:
            try:
                stdin.write(request + "\n")
                stdin.flush()
                line = stdout.readline()
            except BrokenPipeError as gone:
                raise BuildError("slides", "the warm Marp process stopped", "start --watch again") from gone
        if not line:
            raise BuildError("slides", "the warm Marp process stopped", "start --watch again")
        answer = json.loads(line)
        if "error" in answer:
            raise BuildError("slides", answer["error"])
        return RenderedDeck.from_json(answer)
