"""What the commands that ask questions share: their options, and the parts, started or found running."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from demo_server.corpora.load import load
from demo_server.embedded import parts
from demo_server.embedded.launch import Options, opened
from demo_server.embedded.progress import Bars
from demo_server.profiles import DEFAULT_FILE
from demo_server.services import Services

data_dir_option = click.option(
    "--data-dir", default=Path(".data"), show_default=True, type=click.Path(path_type=Path), help="Data, logs."
)
profiles_option = click.option(
    "--profiles", default=DEFAULT_FILE, type=click.Path(path_type=Path), help="Language models, a TOML file."
)


@contextmanager
def ready(
    data_dir: Path, profiles_file: Path, console: Console, needed: Sequence[str] = (parts.ENGINE, parts.MODEL)
) -> Iterator[Services]:
    """Engine, model and data, ready to be asked: those of a server that runs on `data_dir`, or fresh ones.

    `needed`: the parts that are waited for. Raises launch.LaunchError, load.LoadError, profiles.ProfileError.
    """
    with Bars(console, threading.Event()) as bars:
        options = Options(data_dir, profiles_file=profiles_file)
        with opened(options, bars.say, progress=bars.bytes) as talk:
            for part in needed:
                talk.require(part)
            if talk.embedded:
                with talk.client() as client:
                    load(client, talk.settings.indexes, bars.documents, embedded=True)
            bars.close()
            yield Services.make(talk.settings)
