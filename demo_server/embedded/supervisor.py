"""Start children at once, know whether they are well, start them again when they die, and leave none behind.

One thread a child: start it, ask its health, wait for its end, start it again on the same port after a pause that
doubles. A child that hangs (answers no health question for half a minute) is killed and counts as died.

>>> pauses = Backoff()
>>> [pauses.next() for _ in range(4)]
[0.5, 1.0, 2.0, 4.0]
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
LOG_BYTES = 5_000_000
STOP_SECONDS = 8.0


class State(StrEnum):
    """What a part is doing."""

    STARTING = "starting"
    HEALTHY = "healthy"
    WAITING = "waiting to start again"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Part:
    """A child to run: the module, the configuration it reads from its pipe, and how its health is asked.

    `any_status`: every HTTP answer is a sign of life, not only 200. `environment` is added to the parent's own.
    """

    name: str
    module: str
    config: Mapping[str, Any]
    health_url: str
    log: Path
    any_status: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def healthy(self, timeout: float) -> bool:
        """Ask once, waiting at most `timeout` seconds."""
        url = urlsplit(self.health_url)
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=timeout)
        try:
            connection.request("GET", f"{url.path}?{url.query}")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return self.any_status or status == HTTPStatus.OK


@dataclass
class Backoff:
    """Pauses in seconds that double from `first` to `longest`."""

    first: float = 0.5
    longest: float = 30.0
    pause: float = 0.0

    def next(self) -> float:
        """The next pause."""
        self.pause = min(self.longest, self.pause * 2 or self.first)
        return self.pause

    def reset(self) -> None:
        """Begin again with the shortest pause: the child has been well for a while."""
        self.pause = 0.0


class Supervised:
    """One part and the thread that keeps it running. `deaths` counts how often it ended unasked."""

    HEALTH_EVERY = 2.0
    HEALTH_SECONDS = 5.0
    HEALTH_WHILE_STARTING = 0.1
    UNANSWERED = 6  # a busy machine is slow, not dead
    STARTING_SECONDS = 180.0
    WELL_SECONDS = 60.0

    def __init__(self, part: Part, on_change: Callable[[], None], say: Callable[[str], None]) -> None:
        self.part = part
        self.state = State.STARTING
        self.deaths = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.was_healthy = threading.Event()
        self._on_change = on_change
        self._say = say
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=part.name, daemon=True)

    def start(self) -> None:
        """Start the thread that starts the child."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the child to stop; `join` waits for it."""
        self._stopping.set()
        process = self.process
        if process is not None and process.poll() is None:
            process.terminate()

    def join(self, timeout: float) -> None:
        """Wait until the child has stopped, and kill it after `timeout` seconds."""
        self._thread.join(timeout)
        process = self.process
        if process is not None and process.poll() is None:
            process.kill()
        self._thread.join()

    def last_words(self) -> str:
        """The last line of the log that names an error, or the last line."""
        try:
            lines = [line.strip() for line in self.part.log.read_text(errors="replace").splitlines() if line.strip()]
        except OSError:
            return ""
        wrong = [line for line in lines[-40:] if any(word in line.lower() for word in ("error", "exception", "not "))]
        return (wrong or lines or [""])[-1][:300]

    def _run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            self._become(State.STARTING)
            started = time.monotonic()
            process = self._spawn()
            code = self._watch(process)
            self._reap(process)
            if self._stopping.is_set():
                break
            self.deaths += 1
            if self.was_healthy.is_set() and time.monotonic() - started > self.WELL_SECONDS:
                backoff.reset()
            pause = backoff.next()
            self._become(State.WAITING)
            words = f" Its last words: {self.last_words()}" if code is not None and code > 0 else ""
            self._say(
                f"{self.part.name} ended ({_ending(code)}); starting it again in {pause:g} s.{words} "
                f"(log: {self.part.log})"
            )
            self._stopping.wait(pause)
        self._become(State.STOPPED)

    def _become(self, state: State) -> None:
        self.state = state
        if state is State.HEALTHY:
            self.was_healthy.set()
        self._on_change()

    def _spawn(self) -> subprocess.Popen[bytes]:
        self.part.log.parent.mkdir(parents=True, exist_ok=True)
        if self.part.log.exists() and self.part.log.stat().st_size > LOG_BYTES:
            self.part.log.replace(self.part.log.with_suffix(".log.1"))
        with self.part.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", self.part.module],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.part.environment},
                # Away from the terminal's group: Ctrl-C reaches the parent alone, which stops all in order.
                start_new_session=True,
            )
        self.process = process
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it died at once; the watch sees that
            process.stdin.write(json.dumps(dict(self.part.config)).encode() + b"\n")
            process.stdin.flush()  # and stays open: its end would be the parent's end
        return process

    def _watch(self, process: subprocess.Popen[bytes]) -> int | None:
        """Wait for the child's end, asking its health meanwhile. Returns its exit code, or None if it hung."""
        deadline = time.monotonic() + self.STARTING_SECONDS
        unanswered = 0
        while True:
            starting = self.state is State.STARTING
            try:
                return process.wait(self.HEALTH_WHILE_STARTING if starting else self.HEALTH_EVERY)
            except subprocess.TimeoutExpired:
                pass
            if self._stopping.is_set():
                process.terminate()
                return process.wait()  # `join` kills it if this takes too long
            if self.part.healthy(self.HEALTH_SECONDS):
                unanswered = 0
                if starting:
                    self._become(State.HEALTHY)
            elif starting:
                if time.monotonic() > deadline:
                    return None
            else:
                unanswered += 1
                if unanswered >= self.UNANSWERED:
                    return None

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()


def _ending(code: int | None) -> str:
    if code is None:
        return "it no longer answered and was killed"
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """All parts together. Use it as a context: leaving it, by whatever way, stops every child.

    `record`, a file, always says which process runs which part (JSON); `say` gets a sentence when a part dies, and when
    the record cannot be written (a full disk): the parts are watched all the same.
    """

    def __init__(self, parts: list[Part], record: Path, say: Callable[[str], None]) -> None:
        self._lock = threading.Lock()
        self._record = record
        self._say = say
        self.children = {part.name: Supervised(part, self._write_record, say) for part in parts}

    def __enter__(self) -> "Supervisor":
        for child in self.children.values():
            child.start()
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.children.values():
            child.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            child.join(max(0.1, deadline - time.monotonic()))
        self._record.unlink(missing_ok=True)

    def wait_healthy(self, name: str, give_up_after: int = 3, stop: threading.Event | None = None) -> bool:
        """Wait until a part has been healthy once. False if it died `give_up_after` times first, or `stop` was set."""
        child = self.children[name]
        while not child.was_healthy.wait(0.05):
            if child.deaths >= give_up_after or (stop is not None and stop.is_set()):
                return False
        return True

    def _write_record(self) -> None:
        with self._lock:
            table = {
                name: {
                    "pid": child.process.pid if child.process else None,
                    "state": child.state,
                    "deaths": child.deaths,
                    "port": child.part.config.get("port"),
                }
                for name, child in self.children.items()
            }
            fresh = self._record.with_suffix(".new")
            try:
                fresh.write_text(json.dumps({"pid": os.getpid(), "parts": table}, indent=1))
                fresh.replace(self._record)
            except OSError as error:
                self._say(f"{self._record} cannot be written ({error.strerror}); `load` and `ask` will not find us")
