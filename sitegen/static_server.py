"""The plainest static host, on this machine only: for checks, the social card and the watcher.

>>> import tempfile, urllib.request
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "index.html").write_text("hello")
>>> with serve(folder, "/talk/") as url:
...     urllib.request.urlopen(url).read(), url.endswith("/talk/")
(b'hello', True)
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of one folder under one path; anything else is the folder's own 404.html."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 - as its base has it
    prefix = "/"

    def translate_path(self, path: str) -> str:
        """The file for a request's path; a name that exists nowhere for a path outside the prefix."""
        clean = urlsplit(path).path
        inside = clean.startswith(self.prefix)
        return super().translate_path("/" + clean.removeprefix(self.prefix) if inside else "/outside-the-site")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer 404 with the site's page."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        """Have the browser ask again each time: files change while one works on them."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the one who builds watches the build."""


class Server(http.server.ThreadingHTTPServer):
    """A thread a request, none of which keeps the program alive."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no error."""


@contextmanager
def serve(folder: Path, prefix: str = "/", port: int = 0, handler: type[Handler] = Handler) -> Iterator[str]:
    """Serve `folder` under `prefix` while the block runs, at the URL it gives. Port 0 is any free one.

    Raises OSError for a port that is taken.
    """
    bound = type("Bound", (handler,), {"prefix": prefix})
    with Server(("127.0.0.1", port), functools.partial(bound, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()
