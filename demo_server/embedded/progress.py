"""What a person sees on stderr while the talk starts: bars for bytes and documents, a line for each part that is up."""

import threading
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn


class Stopped(Exception):
    """The person pressed Ctrl-C, or the process was told to end, before the talk was ready."""


class Bars:
    """Progress on a console; each report raises Stopped once `stop` is set, so that long work ends soon."""

    def __init__(self, console: Console, stop: threading.Event) -> None:
        self._console = console
        self._stop = stop
        self._started = time.monotonic()
        self._tasks: dict[str, TaskID] = {}
        columns = (TextColumn("  {task.description}"), BarColumn(), TextColumn("{task.fields[amount]}"))
        self._progress = Progress(*columns, console=console, transient=True)

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: object, _traceback: TracebackType | None) -> None:
        self._progress.stop()

    def close(self) -> None:
        """Take the bars off the screen; words can still be said."""
        self._progress.stop()

    def bytes(self, what: str, done: int, total: int) -> None:
        """A download's progress, in bytes."""
        self._show(what, done, total, f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")

    def documents(self, index: str, done: int, total: int) -> None:
        """An index's progress, in documents."""
        self._show(f"loading {index}", done, total, f"{done} of {total}")

    def done(self, what: str) -> None:
        """A part is up."""
        self._console.print(f"  [green]✓[/green] {what} [dim]{time.monotonic() - self._started:.1f} s[/dim]")

    def say(self, words: str) -> None:
        """A warning, at any time and from any thread."""
        self._console.print(f"  {words}", style="yellow", soft_wrap=True)

    def _show(self, what: str, done: int, total: int, amount: str) -> None:
        if self._stop.is_set():
            raise Stopped
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total, amount=amount)
        self._progress.update(self._tasks[what], completed=done, amount=amount, visible=done < total)
