"""Ports: one in use, one that needs rights, one that cannot be."""

from __future__ import annotations

import os
import socket

import pytest

from demo_server.embedded import ports


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ports.PortError, match=f"port {port} is in use .*PORT={port + 1}"):
            ports.claim("127.0.0.1", port)
    ports.claim("127.0.0.1", port)


def test_an_address_that_is_not_this_machines() -> None:
    with pytest.raises(ports.PortError, match=r"cannot listen on 192\.0\.2\.1"):
        ports.claim("192.0.2.1", 20001)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may listen anywhere")
def test_a_port_that_needs_rights() -> None:
    with pytest.raises(ports.PortError, match="choose one above 1023"):
        ports.claim("127.0.0.1", 80)
