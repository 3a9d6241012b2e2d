"""The built site as static files: compressed once when it was built, cached for ever where the name holds a hash."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

from demo_server.security import Wsgi

HASHED = re.compile(r"^/assets/.*-[A-Za-z0-9_]{8,}\.[a-z0-9]+(\.map)?$")
"""Names that change with their content, as the bundler writes them."""

MIMETYPES = {".whl": "application/zip", ".mjs": "text/javascript", ".webmanifest": "application/manifest+json"}


class Site:
    """WSGI: files of the site to GET and HEAD, everything else to the application; the API's addresses win.

    Files without a hash in their name are revalidated each time (a 304 costs a millisecond).
    """

    def __init__(self, application: Wsgi, folder: Path, api: frozenset[str], refresh: bool = False) -> None:
        self.application = application
        self.api = api
        self._files = WhiteNoise(
            application,
            root=str(folder),
            autorefresh=refresh,
            max_age=0,
            allow_all_origins=False,
            index_file=True,
            immutable_file_test=lambda path, url: bool(HASHED.match(url)),  # noqa: ARG005
            mimetypes=MIMETYPES,
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve a file, or pass the request on."""
        first = str(environ.get("PATH_INFO", "")).lstrip("/").partition("/")[0]
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and first not in self.api:
            return self._files(environ, start_response)
        return self.application(environ, start_response)
