"""The child that is the web server: gunicorn with one gevent worker on the Flask app.

One worker, since rate limits and rooms live in its memory; gevent, since hundreds of followers hold a stream open.
Configuration: `host`, `port`, `settings` (as `settings_to_json` writes them).
"""

import dataclasses
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from demo_server.config import Settings
from demo_server.embedded import lifeline
from demo_server.profiles import Profile

CONNECTIONS = 2_000


def settings_to_json(settings: Settings) -> dict[str, Any]:
    """Settings as JSON can carry them to the child (through a pipe: they hold keys)."""
    table: dict[str, Any] = dataclasses.asdict(settings)
    for key, value in table.items():
        if isinstance(value, Path):
            table[key] = str(value)
        elif isinstance(value, frozenset):
            table[key] = sorted(value)
    for profile in table["profiles"]:
        profile["supports"] = sorted(profile["supports"])
    return table


def settings_from_json(table: dict[str, Any]) -> Settings:
    """The settings that `settings_to_json` wrote."""
    profiles = tuple(Profile(**{**entry, "supports": frozenset(entry["supports"])}) for entry in table["profiles"])
    site = Path(table["site"]) if table["site"] is not None else None
    rest = {"indexes": tuple(table["indexes"]), "site": site, "data_dir": Path(table["data_dir"])}
    return Settings(**{**table, **rest, "profiles": profiles, "without": frozenset(table["without"])})


def main() -> None:
    """Serve until the parent says stop or is gone."""
    config = lifeline.configuration(sys.stdin)
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            host = f"[{config['host']}]" if ":" in config["host"] else config["host"]
            for key, value in {
                "bind": f"{host}:{config['port']}",
                "workers": 1,
                "worker_class": "gevent",
                "worker_connections": CONNECTIONS,
                "timeout": 60,
                "graceful_timeout": 2,
                "keepalive": 75,
                "errorlog": "-",
                "loglevel": "warning",
                "control_socket_disable": True,
                "proc_name": "llm-talk",
                "post_fork": lambda _arbiter, _worker: lifeline.die_with_parent(),
                "when_ready": lambda _arbiter: hold(),
            }.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            # In the worker, after gevent has patched the standard library.
            from demo_server import logs
            from demo_server.app import create_app
            from demo_server.nlq.ahead import read_ahead

            settings = settings_from_json(config["settings"])
            logs.into(settings.data_dir / "logs")
            app = create_app(settings)
            ahead = (app.extensions["talk"].translator, settings.indexes, settings.question_seconds)
            threading.Thread(target=read_ahead, args=ahead, daemon=True, name="read-ahead").start()
            return app

    def hold() -> None:
        terminate = signal.getsignal(signal.SIGTERM)
        lifeline.hold(lambda: os.kill(os.getpid(), signal.SIGTERM))
        signal.signal(signal.SIGTERM, terminate)  # gunicorn's own way to stop is the right one

    Application().run()


if __name__ == "__main__":
    main()
