"""`cluster`: several real nodes of Elasticsearch on this machine, to try the server on, and to kill one of them."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import click
from rich.console import Console

from demo_server.config import Settings
from demo_server.corpora.documents import MissingDataError
from demo_server.corpora.load import LoadError, load
from demo_server.embedded.launch import JARS
from demo_server.embedded.nodes import HEAP_MB, Nodes, NodesError, cluster
from demo_server.embedded.progress import Bars, Stopped
from provision import FetchError, fetch


@click.command()
@click.option("--nodes", default=3, show_default=True, type=click.IntRange(2, 9), help="How many.")
@click.option("--heap-mb", default=HEAP_MB, show_default=True, type=click.IntRange(128), help="Memory of each, in MB.")
@click.option(
    "--data-dir", default=Path(".data/cluster"), show_default=True, type=click.Path(path_type=Path), help="Data, logs."
)
@click.option("--empty", is_flag=True, help="Do not load the talk's indexes.")
def command(nodes: int, heap_mb: int, data_dir: Path, empty: bool) -> None:
    """Run a cluster of real nodes, on this machine only, until Ctrl-C.

    A node that is killed is started again. Use it as any other cluster: ELASTICSEARCH_URL holds all the addresses,
    with commas between.
    """
    console = Console(stderr=True, highlight=False)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _signal, _frame: stop.set())
    try:
        with (
            Bars(console, stop) as bars,
            cluster(fetch(JARS, bars.bytes), data_dir.absolute(), nodes, bars.say, heap_mb) as running,
        ):
            _prepare(running, bars, stop, empty)
            bars.close()
            urls = ",".join(running.urls)
            console.print(f"  try it: ELASTICSEARCH_URL={urls} python -m demo_server", soft_wrap=True)
            print(f"Cluster ready at {urls}", flush=True)
            stop.wait()
            console.print("\n  stopping …")
    except Stopped:
        console.print("\n  stopped before it was ready")
        sys.exit(130)
    except (FetchError, NodesError, LoadError, MissingDataError, OSError) as error:
        console.print(f"  {error}", style="red", markup=False)
        sys.exit(1)


def _prepare(running: Nodes, bars: Bars, stop: threading.Event, empty: bool) -> None:
    """Wait for the nodes and load the indexes, unless they are to be empty. Raises Stopped when `stop` is set."""
    if not running.wait(stopped=stop.is_set):
        raise Stopped
    bars.done(f"{len(running.urls)} nodes")
    if not empty:
        with running.client() as client:
            load(client, Settings.indexes, bars.documents, embedded=True)
        bars.done("data")
