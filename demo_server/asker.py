"""Whether the one who asked still listens, so that nothing is worked out for nobody.

>>> presence({})()                                   # a server that does not show its connections: take it as yes
True
"""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Mapping
from typing import Any

CONNECTIONS = ("gunicorn.socket", "werkzeug.socket")
"""Where WSGI servers put the connection of a request."""


def presence(environ: Mapping[str, Any]) -> Callable[[], bool]:
    """A function that tells whether the other side of this request's connection is still there. It never waits."""
    connection = next((environ[name] for name in CONNECTIONS if name in environ), None)
    if connection is None:
        return lambda: True

    def here() -> bool:
        try:
            poller = select.poll()
            poller.register(connection, select.POLLIN)
            # Something to read is either the next request, or the end.
            return not poller.poll(0) or bool(connection.recv(1, socket.MSG_PEEK))
        except (OSError, ValueError):  # reset, or closed already
            return False

    return here
