"""Every answer kept as it comes, one JSON line each, so that an interrupted measurement goes on where it stopped.

A run file belongs to one strategy and one model; its first line says which. Answers to questions that were reworded
since count as not given.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from demo_server.evaluation.asking import Answer
from demo_server.evaluation.sets import Question
from demo_server.nlq.confidence import confidence


class RunError(Exception):
    """A run file cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Subject:
    """What is measured: a strategy with a model. `adapters`: those it was asked with; `without`: steps left out.

    An adapter is named by the first 12 digits of its sha256.
    """

    strategy: str
    profile: str
    model: str
    adapters: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As its file is called.

        >>> Subject("finetuned+rag", "embedded", "SmolLM2").name
        'finetuned+rag.embedded'
        """
        left_out = "".join(f"-{step}" for step in self.without)
        return re.sub(r"[^\w.+-]", "_", f"{self.strategy}{left_out}.{self.profile}")


class Run:
    """The answers of one subject, in a file."""

    def __init__(self, folder: Path, subject: Subject, *, fresh: bool = False) -> None:
        """Open or begin a run. Raises RunError for the file of another subject, OSError if it cannot be written."""
        self.subject = subject
        self.path = folder / f"{subject.name}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        if fresh or not self.path.exists():
            self.path.write_text(_line({"subject": asdict(subject)}), encoding="utf-8")
        self.answers = {answer.id: answer for answer in self._read()}

    def answered(self, asked: Question) -> Answer | None:
        """The answer to this very question, if it was given."""
        answer = self.answers.get(asked.id)
        return answer if answer and answer.question == asked.question else None

    def keep(self, answer: Answer) -> None:
        """Write an answer down."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(answer.public()))
        self.answers[answer.id] = answer

    def _read(self) -> list[Answer]:
        lines = self.path.read_text(encoding="utf-8").splitlines()
        held = _parsed(lines[0] if lines else "").get("subject", {})
        if held != json.loads(json.dumps(asdict(self.subject))):
            was = ", ".join(f"{key} {held.get(key)}" for key in ("strategy", "profile", "model", "adapters", "without"))
            raise RunError(f"{self.path} is a run of {was}; begin anew with --fresh, or use another --data-dir")
        whole = [entry for entry in map(_parsed, lines[1:]) if entry]
        if len(whole) < len(lines) - 1:  # the last line of a killed run: written anew, lest the next one is glued to it
            self.path.write_text("".join(map(_line, [{"subject": held}, *whole])), encoding="utf-8")
        return [self._answer(entry) for entry in whole]

    def _answer(self, entry: dict[str, Any]) -> Answer:
        """A line read back, as sure as its signs make it by the weights of today."""
        answer = Answer(**{**entry, "attempts": tuple(entry["attempts"])})
        if not answer.query or not answer.signs:
            return answer
        return replace(answer, confidence=confidence(self.subject.strategy, answer.signs))


def _parsed(line: str) -> dict[str, Any]:
    """The line's object; a line that was cut off is empty."""
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
