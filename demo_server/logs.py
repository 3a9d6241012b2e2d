"""Logs as lines of JSON, each with the request that it belongs to: for a machine to search, in a file that rotates.

>>> record = logging.makeLogRecord({"name": "demo_server", "levelname": "INFO", "msg": "question", "created": 0.0})
>>> record.said = {"index": "articles", "outcome": "done"}
>>> print(JsonLines().format(record))
{"time": "1970-01-01T00:00:00.000+00:00", "level": "info", "event": "question", "index": "articles", "outcome": "done"}

What a stranger asked is in no line unless `Settings.log_questions` says so; tokens and keys are in none.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from flask import g, has_request_context

BYTES, FILES = 5_000_000, 4
FILE = "server.jsonl"


class JsonLines(logging.Formatter):
    """One line a record; `said` holds what belongs to the event."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if has_request_context():
            line["request"] = g.get("request_id", "-")
        line |= getattr(record, "said", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def say(event: str, **said: Any) -> None:
    """Note that something happened, with what there is to say about it."""
    logging.getLogger("demo_server").info(event, extra={"said": said})


def into(folder: Path) -> None:
    """Write what the server logs into `folder`/server.jsonl from now on; warnings also go to stderr, as they did.

    A disk that is full costs the lines, not the answers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = RotatingFileHandler(folder / FILE, maxBytes=BYTES, backupCount=FILES, encoding="utf-8", delay=True)
    lines.setFormatter(JsonLines())
    words = logging.StreamHandler()
    words.setLevel(logging.WARNING)
    logger = logging.getLogger("demo_server")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for handler in (lines, words):
        logger.addHandler(handler)
