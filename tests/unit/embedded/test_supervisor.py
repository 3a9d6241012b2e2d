"""Supervision, with small real child processes: started again when they die or hang, gone when the parent is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from demo_server.embedded import ports, supervisor
from demo_server.embedded.supervisor import Part, State, Supervisor

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60

ANSWERING = """
import http.server, sys, threading
from demo_server.embedded import lifeline
config = lifeline.configuration(sys.stdin)
stop = threading.Event()
lifeline.hold(stop.set)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(config.get("status", 200)); self.end_headers()
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", config["port"]), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
stop.wait()
"""
STUBBORN = ANSWERING.replace(
    "stop.wait()", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); threading.Event().wait()"
)
# Without the kernel's help: only the pipe says that the parent is gone.
WAITING = """
import sys, threading
from demo_server.embedded import lifeline
print(lifeline.configuration(sys.stdin), flush=True)
lifeline.die_with_parent = lambda: None
stop = threading.Event()
lifeline.hold(stop.set)
stop.wait()
print("stopped")
"""
BROKEN = "print('reading the file'); raise SystemExit('Error: the model is damaged')"


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; fail after a minute."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether no process of that id runs (one that nobody has waited for yet counts as gone)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Part]:
    """Makes parts out of a child's source text."""

    def part(source: str, name: str = "the part", **config: object) -> Part:
        module = f"child_{len(list(tmp_path.glob('child_*.py')))}"
        (tmp_path / f"{module}.py").write_text(source)
        port = ports.free()
        return Part(
            name=name,
            module=module,
            config={"port": port, **config},
            health_url=f"http://127.0.0.1:{port}/",
            log=tmp_path / "logs" / f"{module}.log",
            environment={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        )

    return part


def pid_of(running: Supervisor, name: str = "the part") -> int:
    process = running.children[name].process
    assert process is not None
    return process.pid


def test_a_killed_child_comes_back_on_its_port(make: Callable[..., Part], tmp_path: Path) -> None:
    said: list[str] = []
    part = make(ANSWERING)
    with Supervisor([part], tmp_path / "running.json", said.append) as running:
        assert running.wait_healthy("the part")
        first = pid_of(running)
        os.kill(first, signal.SIGKILL)
        eventually(lambda: running.children["the part"].deaths == 1)
        eventually(lambda: running.children["the part"].state is State.HEALTHY)
        assert pid_of(running) != first
        assert part.healthy(5)
        record = json.loads((tmp_path / "running.json").read_text())
        assert record["parts"]["the part"]["pid"] == pid_of(running)
        assert record["parts"]["the part"]["deaths"] == 1
        second = pid_of(running)
    assert gone(second)
    assert not (tmp_path / "running.json").exists()
    assert len(said) == 1
    assert "the part ended (killed by SIGKILL)" in said[0]


def test_a_child_that_cannot_start_is_given_up_with_its_last_words(make: Callable[..., Part], tmp_path: Path) -> None:
    said: list[str] = []
    with Supervisor([make(BROKEN)], tmp_path / "running.json", said.append) as running:
        assert not running.wait_healthy("the part", give_up_after=2)
        assert running.children["the part"].last_words() == "Error: the model is damaged"
    assert "exit code 1" in said[0]
    assert "the model is damaged" in said[0]


def test_a_child_that_hangs_is_killed_and_started_again(
    make: Callable[..., Part], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor.Supervised, "HEALTH_EVERY", 0.1)
    monkeypatch.setattr(supervisor.Supervised, "HEALTH_SECONDS", 2.0)
    monkeypatch.setattr(supervisor.Supervised, "UNANSWERED", 2)
    with Supervisor([make(ANSWERING)], tmp_path / "running.json", lambda _: None) as running:
        assert running.wait_healthy("the part")
        first = pid_of(running)
        os.kill(first, signal.SIGSTOP)
        eventually(lambda: running.children["the part"].deaths == 1)
        eventually(lambda: running.children["the part"].state is State.HEALTHY)
        assert gone(first)


def test_a_child_that_ignores_being_told_to_stop_is_killed(
    make: Callable[..., Part], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    with Supervisor([make(STUBBORN)], tmp_path / "running.json", lambda _: None) as running:
        assert running.wait_healthy("the part")
        pid = pid_of(running)
    assert gone(pid)


def test_health_is_the_status_unless_any_will_do(make: Callable[..., Part], tmp_path: Path) -> None:
    ill = make(ANSWERING, "ill", status=503)
    alive = make(ANSWERING, "alive", status=404)
    alive = Part(**{**alive.__dict__, "any_status": True})
    with Supervisor([ill, alive], tmp_path / "running.json", lambda _: None) as running:
        assert running.wait_healthy("alive")
        assert not ill.healthy(5)
        assert alive.healthy(5)


def test_the_end_of_the_pipe_ends_the_child(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", WAITING], cwd=ROOT, stdin=-1, stdout=-1, text=True)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write('{"a": 1}\n')
    child.stdin.flush()
    assert child.stdout.readline() == "{'a': 1}\n"
    child.stdin.close()
    assert child.wait(PATIENCE_S) == 0
    assert child.stdout.read() == "stopped\n"
    child.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_killing_the_parent_leaves_no_child(make: Callable[..., Part], tmp_path: Path) -> None:
    part = make(STUBBORN)
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import threading\nfrom pathlib import Path\nfrom demo_server.embedded.supervisor import Part, Supervisor\n"
        f"part = Part({part.name!r}, {part.module!r}, {dict(part.config)!r}, {part.health_url!r}, "
        f"Path({str(part.log)!r}), environment={dict(part.environment)!r})\n"
        f"with Supervisor([part], Path({str(tmp_path / 'running.json')!r}), print) as running:\n"
        "    running.wait_healthy('the part')\n"
        "    print(running.children['the part'].process.pid, flush=True)\n"
        "    threading.Event().wait()\n"
    )
    process = subprocess.Popen([sys.executable, str(parent)], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=-1)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert not gone(child)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    eventually(lambda: gone(child))
