"""`rehearse`: try everything that a talk needs, and print what is not ready; the exit code is 1 if anything is not."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx2
from rich.console import Console

from demo_server.commands.serve import EVERYWHERE, prepare
from demo_server.embedded import parts, ports
from demo_server.embedded.launch import RECORD, LaunchError, Options, opened, presenter_token
from demo_server.embedded.progress import Bars, Stopped
from demo_server.profiles import DEFAULT_FILE, ProfileError
from demo_server.rehearsal import browser, server
from demo_server.rehearsal.findings import Finding, unready

START_SECONDS = 300  # the very first start loads all indexes
SIZES = ("1280x720", "1920x1080", "1024x768")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to try, if no server is running yet.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to try.")
@click.option(
    "--site", default=Path("dist"), show_default=True, type=click.Path(path_type=Path), help="The built site."
)
@click.option(
    "--data-dir", default=Path(".data"), show_default=True, type=click.Path(path_type=Path), help="Data, logs."
)
@click.option("--profiles", default=DEFAULT_FILE, type=click.Path(path_type=Path), help="Language models, a TOML file.")
@click.option("--size", "sizes", multiple=True, help="The projector's pixels, such as 1920x1200. May be given again.")
def command(host: str, port: int, site: Path, data_dir: Path, profiles: Path, sizes: tuple[str, ...]) -> None:
    """Rehearse a talk: parts, a question, a room, notes, slides at the projector's size, a demo, no network.

    The server that runs on the data folder is tried; without one, one is started for as long as it takes.
    """
    console = Console(highlight=False)
    findings: list[Finding] = []

    def tell(*found: Finding) -> None:
        for one in found:
            findings.append(one)
            console.print(one.line(), style="red" if one.ready is False else None, markup=False, soft_wrap=True)

    tell(*server.site(site), server.notes(data_dir))
    if unready(findings):
        sys.exit(_told(findings, console))
    options = Options(data_dir, site, host, port, profiles)
    try:
        with _served(options) as (url, how), httpx2.Client(base_url=url, timeout=10) as client:
            tell(Finding("server", True, f"{url} {how}"))
            tell(*server.parts(client))
            tell(server.question(client))
            tell(*server.room(client, presenter_token(data_dir.absolute())))
            for found in browser.look(url, [*SIZES, *sizes]):
                tell(found)
    except Stopped:
        tell(Finding("server", False, f"it was not up after {START_SECONDS} s", f"see the logs in {data_dir}/logs/"))
    except (LaunchError, ProfileError) as error:
        tell(Finding("server", False, str(error)))
    except httpx2.HTTPError as error:
        tell(Finding("server", False, f"it stopped answering: {error}", "see web.log in the data folder's logs/"))
    sys.exit(_told(findings, console))


def _told(findings: list[Finding], console: Console) -> int:
    """The last line, and the exit code."""
    lacking = unready(findings)
    names = ", ".join(finding.name for finding in lacking)
    console.print(f"Not ready: {names}" if lacking else "Ready.", style="bold red" if lacking else "bold green")
    return 1 if lacking else 0


@contextmanager
def _served(options: Options) -> Iterator[tuple[str, str]]:
    """The address of the running server, or of one that lives until the end of the block."""
    if (port := running(options.data_dir)) is not None:
        yield f"http://127.0.0.1:{port}/", "is running"
        return
    late = threading.Event()
    bars = Bars(Console(stderr=True, highlight=False), late)
    with bars, opened(options, bars.say, web=True, progress=bars.bytes) as talk:
        patience = threading.Timer(START_SECONDS, late.set)
        patience.start()
        try:
            prepare(talk, bars, late)
        finally:
            patience.cancel()
        bars.close()
        address = "127.0.0.1" if options.host in EVERYWHERE else options.host
        yield f"http://{address}:{options.port}/", "was started for this rehearsal; its port is free"


def running(data_dir: Path) -> int | None:
    """The port of the web server that runs on a data folder, by what it has written down."""
    try:
        port = json.loads((data_dir / RECORD).read_text())["parts"][parts.WEB]["port"]
    except (OSError, ValueError, KeyError):
        return None
    try:
        ports.claim("127.0.0.1", port)
    except ports.PortError:
        return int(port)
    return None  # the record is of a server that was killed
