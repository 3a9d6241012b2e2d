"""Ports for the children: free now, the same after every restart.

>>> FIRST <= free() <= LAST
True
"""

import errno
import random
import socket

FIRST, LAST = 20_000, 31_999
"""Below Linux's ephemeral ports (from 32768), so that no outgoing connection sits on a port when a child restarts."""


class PortError(Exception):
    """A port cannot be listened on; the message says why."""


def free(rng: random.Random | None = None, tries: int = 200) -> int:
    """A TCP port of the loopback interface on which nothing listens. Raises PortError if none is found."""
    rng = rng or random.SystemRandom()
    for _ in range(tries):
        port = rng.randint(FIRST, LAST)
        try:
            claim("127.0.0.1", port)
        except PortError:
            continue
        return port
    raise PortError(f"no free port found between {FIRST} and {LAST}")


def claim(host: str, port: int) -> None:
    """See that a port can be listened on. Raises PortError with the reason if not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise PortError(_reason(host, port, error)) from error


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program; choose another, such as PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"port {port} needs special rights; choose one above 1023"
    return f"cannot listen on {host}, port {port}: {error.strerror or error}"
