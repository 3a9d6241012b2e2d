"""What a child does first: read its configuration from the parent, and die when the parent does.

The parent writes one line of JSON to the child's standard input and keeps it open. The end of that input is the
parent's end, however it came, SIGKILL included; on Linux the kernel also kills the child outright.

>>> import io
>>> configuration(io.StringIO('{"port": 20001}\\n'))
{'port': 20001}
"""

import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
GRACE_SECONDS = 5.0


def configuration(source: TextIO) -> dict[str, Any]:
    """The child's configuration, one line of JSON. Exits with code 2 when the parent is gone before it came."""
    line = source.readline()
    if not line:
        raise SystemExit(2)
    settings: dict[str, Any] = json.loads(line)
    return settings


def hold(stop: Callable[[], None], source: TextIO = sys.stdin) -> None:
    """From now on call `stop` at SIGTERM or when the parent is gone; exit hard if that takes more than 5 s.

    Ctrl-C is left to the parent, which stops its children in order. Call it in the main thread.
    """
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop())

    def wait_for_the_end() -> None:
        while source.read(1):
            pass
        stop()
        threading.Event().wait(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=wait_for_the_end, name="lifeline", daemon=True).start()


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends (Linux; elsewhere nothing happens)."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended between the two lines above
        os._exit(1)
