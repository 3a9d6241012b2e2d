"""`load`: bring the indexes into the engine, embedded or the user's own cluster."""

import sys
import threading
from pathlib import Path

import click
from rich.console import Console

from demo_server.corpora.documents import SOURCES, MissingDataError
from demo_server.corpora.load import LoadError, load
from demo_server.embedded import parts
from demo_server.embedded.launch import LaunchError, Options, opened
from demo_server.embedded.progress import Bars
from demo_server.profiles import ProfileError


@click.command()
@click.argument("indexes", nargs=-1, type=click.Choice(list(SOURCES)))
@click.option(
    "--data-dir", default=Path(".data"), show_default=True, type=click.Path(path_type=Path), help="Data, logs."
)
def command(indexes: tuple[str, ...], data_dir: Path) -> None:
    """Load INDEXES (all, if none is named) where they are missing or of another version.

    The engine is that of a running server on the same data folder, a fresh embedded one, or the cluster that
    ELASTICSEARCH_URL names. An index of the same name that this project did not make is left as it is.
    """
    console = Console(stderr=True, highlight=False)
    try:
        with (
            Bars(console, threading.Event()) as bars,
            opened(Options(data_dir), bars.say, progress=bars.bytes) as talk,
        ):
            talk.require(parts.ENGINE)
            with talk.client() as client:
                load(client, indexes or SOURCES, bars.documents, embedded=talk.embedded)
            bars.done("data")
    except (LaunchError, LoadError, MissingDataError, ProfileError) as error:
        console.print(f"  {error}", style="red")
        sys.exit(1)
