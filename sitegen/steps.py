"""Named steps with a progress bar: what a build is doing now, what it has done, and how long each part took.

>>> with Steps(2, Console(quiet=True)) as step:
...     with step("corpora"):
...         pass
>>> list(step.seconds)
['corpora']
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Steps:
    """`with Steps(count) as step: with step("name"): …`; writes to the error stream, lines where it is no terminal."""

    def __init__(self, count: int, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self.seconds: dict[str, float] = {}
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<18}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}"),
            console=self.console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=count, detail="")

    def __enter__(self) -> Steps:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Do one step under its name."""
        self._progress.update(self._task, description=name, detail="")
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start
        self._progress.advance(self._task)
        if not self.console.is_terminal:
            self.console.print(f"{name:<18} {self.seconds[name]:6.2f} s", highlight=False)

    def detail(self, label: str, done: int, total: int) -> None:
        """How far a download is, beside the bar; has the shape of `provision.Progress`."""
        share = f" {100 * done / total:.0f} %" if total else ""
        self._progress.update(self._task, detail=f"{label}{share}")
