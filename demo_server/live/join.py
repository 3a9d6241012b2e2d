"""Where phones go: the address of a room, and a QR code of it, drawn here.

>>> qr("http://10.0.0.5:8000/join/?room=K7QFH")[:4]
'<svg'
>>> shareable("http://127.0.0.1:8000/", "0.0.0.0", lambda: "10.0.0.5")
'http://10.0.0.5:8000/'
>>> shareable("https://talk.example/", "127.0.0.1", lambda: "10.0.0.5")     # behind a proxy
'https://talk.example/'
>>> shareable("http://127.0.0.1:8000/", "127.0.0.1", lambda: "10.0.0.5")    # nobody else can reach it
'http://127.0.0.1:8000/'
"""

from __future__ import annotations

import io
import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import segno


def qr(text: str) -> str:
    """An SVG, black on white in either theme, with the quiet zone that scanners want."""
    drawn = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        drawn, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True, nl=False
    )
    return drawn.getvalue().decode()


def shareable(root: str, bound: str, own_address: Callable[[], str | None]) -> str:
    """The server's address as another device can use it: a loopback address becomes this machine's own.

    `bound` is where the server listens. When that is this machine alone, the address stays as it is.
    """
    parts = urlsplit(root)
    if not is_loopback(parts.hostname or "") or is_loopback(bound):
        return root
    own = own_address()
    if own is None:
        return root
    host = f"[{own}]" if ":" in own else own
    return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))


def is_reachable(address: str) -> bool:
    """Can another device go there?

    >>> is_reachable("http://127.0.0.1:8000/join/"), is_reachable("http://10.0.0.5:8000/join/")
    (False, True)
    """
    return not is_loopback(urlsplit(address).hostname or "")


def is_loopback(host: str) -> bool:
    """Does the name lead to this machine itself?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def own_address() -> str | None:
    """This machine's address in its network, or None without one. Nothing is sent: only the route is asked for."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation; any other than our own would do
        except OSError:
            return None
        return str(probe.getsockname()[0])
