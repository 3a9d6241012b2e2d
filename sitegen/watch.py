"""`--watch`: serve the site, rebuild what changes, and put a changed slide into the open deck at once.

>>> changed(["<svg>1", "<svg>2"], ["<svg>1", "<svg>3"])
[{'index': 2, 'svg': '<svg>3'}]

A change to the slides takes the short way first (warm Marp, only the slides that differ go to the browser); the whole
build follows when nothing has changed for a moment. A change elsewhere is a whole build and a reload. All of this
lives in the watcher's own server: nothing of it is in the files that it serves.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import watchfiles
from rich.console import Console

from sitegen import slides
from sitegen.errors import BuildError
from sitegen.node_tools import ROOT
from sitegen.recipe import SLIDES, STEPS, THEME, Built, Options, build, source
from sitegen.static_server import Handler, serve
from sitegen.steps import Steps
from sitegen.warm import WarmMarp

WATCHED = ("slides", "site", "pyodide_ngram", "sitegen/node")
IDLE_MS = 700  # without a change for so long, the whole site follows
SETTLE_MS = 30  # an editor writes a file in several steps; more than this delays every change
LIVE = "live/"
RELOAD = ROOT / "site/scripts/watch/reload.js"


class Listeners:
    """The open pages: each has a queue of events to send."""

    def __init__(self) -> None:
        self._queues: set[queue.SimpleQueue[str]] = set()
        self._lock = threading.Lock()

    def join(self) -> queue.SimpleQueue[str]:
        """A new page listens."""
        mine: queue.SimpleQueue[str] = queue.SimpleQueue()
        with self._lock:
            self._queues.add(mine)
        return mine

    def leave(self, mine: queue.SimpleQueue[str]) -> None:
        """A page is gone."""
        with self._lock:
            self._queues.discard(mine)

    def tell(self, event: str, data: object) -> None:
        """Send an event (Server-Sent Events) to every open page."""
        with self._lock:
            for one in self._queues:
                one.put(f"event: {event}\ndata: {json.dumps(data)}\n\n")


class LiveHandler(Handler):
    """The static host, and besides: the stream of events, its script, and a tag for it in every page."""

    listeners: Listeners

    def do_GET(self) -> None:
        """Serve a file, the event stream, or the script that listens to it."""
        if self.path == self.prefix + LIVE + "events":
            self.stream()
        elif self.path == self.prefix + LIVE + "reload.js":
            self.send("text/javascript", RELOAD.read_bytes())
        else:
            path = Path(self.translate_path(self.path))
            page = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
            if page.suffix == ".html" and page.is_file():
                tag = f'<script type="module" src="{self.prefix}{LIVE}reload.js"></script></head>'
                self.send("text/html; charset=utf-8", page.read_text().replace("</head>", tag, 1).encode())
            else:
                super().do_GET()

    def send(self, kind: str, body: bytes) -> None:
        """Answer with a body."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        """Send events as they happen, and a comment every 15 s so that a page which is gone is noticed."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        mine = self.listeners.join()
        try:
            self.wfile.write(b": listening\n\n")
            self.wfile.flush()
            while True:
                try:
                    event = mine.get(timeout=15)
                except queue.Empty:
                    event = ": still here\n\n"
                self.wfile.write(event.encode())
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            return
        finally:
            self.listeners.leave(mine)


def watch(built: Built, options: Options, port: int, console: Console, stop: threading.Event | None = None) -> None:
    """Serve and rebuild until Ctrl-C (or until `stop` is set). Raises BuildError for a port that is taken."""
    listeners = Listeners()
    handler = type("Listening", (LiveHandler,), {"listeners": listeners})
    try:
        with WarmMarp() as marp, serve(built.out.folder, "/", port, handler) as url, ThreadPoolExecutor(1) as beside:
            marp.render(source(), themes())  # the first render warms it
            console.print(f"Watching slides and site; the deck is at {url}slides/", highlight=False)
            Watcher(built, options, marp, listeners, console, beside).run(stop or threading.Event())
    except OSError as taken:
        raise BuildError("watch", f"port {port}: {taken.strerror}", "choose another with --port") from taken


class Watcher:
    """Acts on changes: a slide at once, the whole site beside it when nothing has changed for a moment."""

    def __init__(
        self,
        built: Built,
        options: Options,
        marp: WarmMarp,
        listeners: Listeners,
        console: Console,
        beside: ThreadPoolExecutor,
    ) -> None:
        self.options, self.marp, self.listeners, self.console, self.beside = options, marp, listeners, console, beside
        self.fallbacks = built.site.fallbacks
        self.shown, self.css = [slide.svg for slide in built.slides], built.css
        self.pending: set[str] = set()  # changed, and not in all files yet
        self.whole = False  # whether what is pending takes a reload
        self.building: Future[None] | None = None

    def run(self, stop: threading.Event) -> None:
        """Wait for changes until `stop` is set; a broken slide is reported and the watch goes on."""
        for files in watchfiles.watch(
            *(ROOT / name for name in WATCHED),
            debounce=200,
            step=SETTLE_MS,
            rust_timeout=IDLE_MS,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        ):
            paths = [Path(name) for _, name in files]
            if paths:
                self.pending |= {path.name for path in paths}
                self.whole |= not (all(map(_is_slide, paths)) and self.patch())
            elif self.pending and (self.building is None or self.building.done()):
                self.building = self.beside.submit(self.rebuild, self.pending, self.whole)
                self.pending, self.whole = set(), False

    def patch(self) -> bool:
        """Send the slides that differ to the open decks; False when that is not enough and it takes a reload."""
        try:
            rendered = self.marp.render(source(), themes())
            fresh = [slide.svg for slide in slides.prepare(rendered, SLIDES, self.fallbacks)]
        except BuildError as failed:
            self.report(failed)
            return True  # nothing to show until the next change
        before, css = self.shown, self.css
        self.shown, self.css = fresh, rendered.css
        if len(fresh) != len(before) or rendered.css != css:
            return False
        if differ := changed(before, fresh):
            self.listeners.tell("slides", {"slides": differ})
        return True

    def rebuild(self, names: set[str], whole: bool) -> None:
        """Build the whole site, in a thread of its own."""
        try:
            with Steps(STEPS, Console(quiet=True)) as step:
                build(self.options, step, lambda markdown: self.marp.render(markdown, themes()))
        except BuildError as failed:
            self.report(failed)
            return
        self.listeners.tell("built", {"whole": whole})
        self.console.print(f"rebuilt after {', '.join(sorted(names))}", highlight=False)

    def report(self, failed: BuildError) -> None:
        """Tell the console and the open pages."""
        self.listeners.tell("failed", str(failed))
        self.console.print(str(failed), style="red", markup=False, highlight=False)


def themes() -> list[Path]:
    """The theme files that a deck may name."""
    return sorted(THEME.glob("*.css"))


def _is_slide(path: Path) -> bool:
    return SLIDES in path.parents and path.suffix in (".md", ".toml", ".svg")


def changed(before: Sequence[str], after: Sequence[str]) -> list[dict[str, object]]:
    """The slides whose SVG differs, by index from 1; both lists are equally long."""
    pairs = enumerate(zip(before, after, strict=True), 1)
    return [{"index": index, "svg": new} for index, (old, new) in pairs if old != new]
