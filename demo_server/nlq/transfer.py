"""Examples out of the store and into it, one JSON object a line (JSONL), with where each is from.

>>> told = Kept(Example("who?", {"size": 1}, "notes"), "presenter", "2026-01-02T03:04:05+00:00", "hand")
>>> line = written([told]); line[:50]
'{"question":"who?","query":{"size":1},"index":"not'
>>> read_line(line, 1) == told
True

A line needs `question`, `query` and `index`. What comes in is proven like any other example: a query that does not fit
is kept and marked, one that finds nothing waits for approval, one that is there already is left out.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine, IndexMissing
from demo_server.nlq.examples import Example
from demo_server.nlq.kept import IMPORT, STATES, VERIFIED, Kept, now
from demo_server.nlq.mapping import MappingError
from demo_server.nlq.pipeline import BadQuestion, checked
from demo_server.nlq.proof import Unfit, Unproven, proven
from demo_server.nlq.store import Store, checker_of_line, held_against
from demo_server.nlq.validate import Checker

TEXTS = ("question", "index", "mapping", "made_by", "made_at", "verified", "state")
IGNORED = ("fingerprint", "problem")
"""Written for the reader; they are found out anew."""
MOST_CHARS = 20_000
"""Of one line: longer than any query that fits."""


class LineError(Exception):
    """A line is no example; the message says which and why."""


@dataclass
class Report:
    """What became of the lines of an import."""

    counts: Counter[str] = field(default_factory=Counter)
    """kept, marked (kept though its query does not fit), waiting (kept, found nothing), duplicate, refused."""
    words: list[str] = field(default_factory=list)
    """A sentence for every line that was not simply kept."""

    def note(self, what: str, number: int, why: str = "") -> None:
        """Count a line, and say why if it was not simply kept."""
        self.counts[what] += 1
        if why:
            self.words.append(f"line {number}: {what}, {why}")

    def public(self) -> dict[str, Any]:
        """As the API shows it."""
        names = ("kept", "marked", "waiting", "duplicate", "refused")
        return {**{name: self.counts[name] for name in names}, "notes": self.words[:100]}


def written(kept: Iterable[Kept]) -> str:
    """The examples as JSONL, each line ended."""
    return "".join(json.dumps(one.public(), ensure_ascii=False, separators=(",", ":")) + "\n" for one in kept)


def read_line(line: str, number: int) -> Kept:
    """One line. Raises LineError.

    >>> read_line('{"question": "who?"}', 3)
    Traceback (most recent call last):
    demo_server.nlq.transfer.LineError: line 3: 'query' must be an object
    """
    if len(line) > MOST_CHARS:
        raise LineError(f"line {number}: it is longer than {MOST_CHARS} characters")
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"line {number}: it is not JSON ({error})") from error
    if not isinstance(entry, dict):
        raise LineError(f"line {number}: it must be an object")
    if unknown := sorted(set(entry) - {*TEXTS, *IGNORED, "query"}):
        raise LineError(f"line {number}: there is no key '{unknown[0][:60]}'")
    entry = {name: value for name, value in entry.items() if value is not None}
    if not isinstance(entry.get("query"), dict):
        raise LineError(f"line {number}: 'query' must be an object")
    for name in TEXTS:
        if not _is_text(entry.get(name, ""), needed=name in ("question", "index")):
            raise LineError(f"line {number}: '{name}' must be a text on one line")
    for name, known in (("state", STATES), ("verified", VERIFIED)):
        if entry.get(name, known[0]) not in known:
            raise LineError(f"line {number}: '{name}' must be one of {', '.join(known)}")
    try:
        json.dumps(entry, ensure_ascii=False).encode()
        datetime.fromisoformat(entry.get("made_at") or now())
    except UnicodeEncodeError as error:
        raise LineError(f"line {number}: it holds broken text") from error
    except ValueError as error:
        raise LineError(f"line {number}: 'made_at' must be a time such as {now()}") from error
    return Kept(
        Example(entry["question"], entry["query"], entry["index"], entry.get("mapping")),
        made_by=entry.get("made_by", IMPORT)[:100],
        made_at=entry.get("made_at", ""),
        verified=entry.get("verified", "none"),
        state=entry.get("state", "approved"),
    )


def _is_text(value: Any, needed: bool) -> bool:
    if not isinstance(value, str) or (needed and not value.strip()):
        return False
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in value)


def bring_in(
    lines: Iterable[str],
    store: Store,
    engine: Engine,
    deadline: Deadline,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Take JSONL into the store. `progress` hears each line's number. Raises what `engine.Engine` raises."""
    report = Report()
    for number, line in enumerate(lines, 1):
        progress(number)
        if not line.strip():
            continue
        try:
            kept = read_line(line, number)
            question = checked(kept.example.question, engine.settings.max_question_chars)
        except (LineError, BadQuestion) as error:
            report.note("refused", number, str(error).removeprefix(f"line {number}: "))
            continue
        _take(replace(kept, example=replace(kept.example, question=question)), number, report, store, engine, deadline)
    return report


def _take(kept: Kept, number: int, report: Report, store: Store, engine: Engine, deadline: Deadline) -> None:
    index = kept.example.index
    if store.one(index, kept.example.question, deadline):
        report.note("duplicate", number, "that question is there already")
        return
    checker, here = _checker(kept.example, engine, deadline)
    if checker is None:
        report.note("refused", number, f"there is no index '{index[:60]}' here, and no mapping of it in the line")
        return
    bound = held_against(kept, checker)
    if bound.twin and (twins := store.twins(bound.twin, deadline)):
        report.note("duplicate", number, f"it asks the same as “{twins[0].example.question}”")
        return
    what, why = "kept", ""
    if bound.problem:
        what, why = "marked", bound.problem
    elif here:
        try:
            proven(engine, bound.example, checker, deadline)
            bound = replace(bound, verified="run" if bound.verified == "none" else bound.verified)
        except Unfit as error:
            what, why, bound = "marked", str(error), replace(bound, verified="none", state="proposed")
        except Unproven as error:
            what, why, bound = "waiting", str(error), replace(bound, verified="none", state="proposed")
    store.put([bound], checker if here else None, deadline)
    report.note(what, number, why)


def _checker(example: Example, engine: Engine, deadline: Deadline) -> tuple[Checker | None, bool]:
    """What its query is held against, and whether its index is here to be asked."""
    if example.index in engine.settings.indexes:
        try:
            return engine.checker(example.index, deadline), True
        except (IndexMissing, MappingError):
            pass  # then its line speaks for it
    return (checker_of_line(example.mapping) if example.mapping else None), False
