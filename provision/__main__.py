"""`python -m provision [PART …]`: bring every part (or those named) into the cache, with a progress bar.

Exit code 1 if a part could not be had; the others are there all the same.
"""

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from provision.artifacts import listed
from provision.errors import FetchError
from provision.fetching import fetch


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(sorted(listed())))
def main(parts: tuple[str, ...]) -> None:
    """Bring every part (or the PARTS named) into the cache."""
    console = Console(stderr=True)
    artifacts = listed()
    missing = 0
    columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        for name in parts or [name for name, artifact in artifacts.items() if not artifact.on_demand]:
            task = bars.add_task(name, total=None, visible=False)

            def show(_what: str, done: int, total: int, task: object = task) -> None:
                bars.update(task, completed=done, total=total, visible=True)  # type: ignore[arg-type]

            try:
                fetch(name, show)
            except FetchError as error:
                missing += 1
                console.print(f"  {error}", style="yellow", highlight=False)
            finally:
                bars.remove_task(task)
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
