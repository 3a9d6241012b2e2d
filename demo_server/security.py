"""What every response says to the browser: run our own scripts only, load nothing from elsewhere, frame us nowhere.

>>> headers = dict(HEADERS)
>>> "script-src 'self' 'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

POLICY = {
    "default-src": "'self'",
    # WebAssembly (Pyodide) may be compiled; eval and inline scripts may not.
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    # KaTeX and SVG figures carry style attributes, Marp's slides a style element.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}

HEADERS = (
    ("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in POLICY.items())),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SecurityHeaders:
    """WSGI middleware around site and API alike, so that no response can miss the headers."""

    def __init__(self, application: Wsgi) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on; add HEADERS to whatever comes back."""

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            said = {name.lower() for name, _ in headers}
            more = [(name, value) for name, value in HEADERS if name.lower() not in said]
            return start_response(status, [*headers, *more], *rest)

        return self.application(environ, started)
