"""`serve`: start every part, load the data once, say so in one line on stdout, and stop cleanly.

Progress and warnings go to stderr; stdout gets `Talk ready at http://127.0.0.1:8000/` and nothing else.
"""

import signal
import socket
import sys
import threading
from pathlib import Path

import click
from rich.console import Console

from demo_server.corpora.documents import MissingDataError
from demo_server.corpora.load import LoadError, absent, load
from demo_server.embedded import parts
from demo_server.embedded.launch import ADAPTER, LaunchError, Options, Talk, opened
from demo_server.embedded.progress import Bars, Stopped
from demo_server.presenter import console_address
from demo_server.profiles import DEFAULT_FILE, ProfileError

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for the room.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option(
    "--site", default=Path("dist"), show_default=True, type=click.Path(path_type=Path), help="The built site."
)
@click.option(
    "--data-dir", default=Path(".data"), show_default=True, type=click.Path(path_type=Path), help="Data, logs."
)
@click.option("--profiles", default=DEFAULT_FILE, type=click.Path(path_type=Path), help="Language models, a TOML file.")
@click.option(
    "--adapter", default=ADAPTER, type=click.Path(path_type=Path), help="A LoRA adapter (GGUF) for the model."
)
@click.option(
    "--teach-rate",
    default=0,
    type=click.IntRange(0),
    help="Send every so many questions one to the teacher, too: its examples wait for approval.  [default: none]",
)
@click.option("--teach-profile", default="", help="The teacher: a profile's name.")
def command(
    host: str,
    port: int,
    site: Path,
    data_dir: Path,
    profiles: Path,
    adapter: Path,
    teach_rate: int,
    teach_profile: str,
) -> None:
    """Serve the site and answer questions about the indexes.

    ELASTICSEARCH_URL (with ELASTICSEARCH_API_KEY and ELASTICSEARCH_CA_CERTS) names a cluster to use instead of the
    embedded one.
    """
    console = Console(stderr=True, highlight=False)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _signal, _frame: stop.set())
    if not site.is_dir():
        console.print(f"  {site}/ is not there, so no pages are served; `python build.py` makes it", style="yellow")
    pages = site if site.is_dir() else None
    options = Options(data_dir, pages, host, port, profiles, adapter, teach_rate, teach_profile)
    try:
        with Bars(console, stop) as bars, opened(options, bars.say, web=True, progress=bars.bytes) as talk:
            prepare(talk, bars, stop)
            bars.close()
            _announce(host, port, talk.settings.presenter_token, console)
            stop.wait()
            console.print("\n  stopping …")
    except Stopped:
        console.print("\n  stopped before it was ready")
        sys.exit(130)
    except (LaunchError, ProfileError) as error:
        console.print(f"  {error}", style="red")
        sys.exit(1)


def prepare(talk: Talk, bars: Bars, stop: threading.Event) -> None:
    """Wait for every part, load the indexes, and name what is missing. Raises Stopped when `stop` is set."""
    if talk.wait(parts.ENGINE, stop):
        bars.done(parts.ENGINE if talk.embedded else "your Elasticsearch cluster")
        try:
            _indexes(talk, bars)
        except (LoadError, MissingDataError) as error:
            talk.missing["data"] = str(error)
    for name in (parts.MODEL, parts.WEB):
        if talk.wait(name, stop):
            bars.done(name)
    if stop.is_set():
        raise Stopped
    for reason in talk.missing.values():
        bars.say(reason)


def _indexes(talk: Talk, bars: Bars) -> None:
    """Load the embedded engine; of somebody's own cluster only say what it lacks, for it is not ours to write to."""
    with talk.client() as client:
        if talk.embedded:
            load(client, talk.settings.indexes, bars.documents, embedded=True)
            bars.done("data")
        elif lacking := absent(client, talk.settings.indexes):
            bars.say(f"your cluster has no {', '.join(lacking)}; `python -m demo_server load` brings them there")


def _announce(host: str, port: int, token: str, console: Console) -> None:
    address = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    if host in EVERYWHERE and (own := _own_address()):
        console.print(f"  for the room: http://{own}:{port}/")
    speaker = console_address(f"http://{address}:{port}/", token)
    console.print(f"  for the speaker alone, with notes: {speaker}", soft_wrap=True)
    print(f"Talk ready at http://{address}:{port}/", flush=True)


def _own_address() -> str | None:
    """This machine's address in its network, or None without one. Nothing is sent: only the route is asked for."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation; any other than our own would do
        except OSError:
            return None
        return str(probe.getsockname()[0])
