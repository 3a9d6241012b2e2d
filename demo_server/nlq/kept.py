"""An example as the store keeps it: who made it, when, how it was verified, and whether it may be shown to a model.

>>> from demo_server.nlq.examples import Example
>>> from dataclasses import replace
>>> kept = Kept(Example("who?", {"size": 1}, "notes"), made_by="teacher:strong", state="proposed")
>>> kept.usable, replace(kept, state="approved").usable
(False, True)
>>> kept.id == replace(kept, made_by="presenter", example=Example(" Who? ", {}, "notes")).id
True

An example is *proposed* until a person approves it. One whose query no longer fits its mapping is kept with its
`problem` and not used; a shipped one that a person took away is kept as *removed*,
or the next start would bring it back.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from demo_server.evaluation.equivalence import normal
from demo_server.nlq.examples import Example
from demo_server.nlq.mapping import IndexMapping, MappingError, from_properties
from demo_server.nlq.mask import form, mask

State = Literal["approved", "proposed", "removed"]
Verified = Literal["hand", "run", "none"]
"""`hand`: a person vouches for it; `run`: it fits its mapping, ran, and found something; `none`: neither is known."""

SHIPPED, PRESENTER, IMPORT, TEACHER = "shipped", "presenter", "import", "teacher:"
"""Who made it; a teacher's name is followed by that of its profile."""

LONGEST_LINE = 1_000
"""Characters of a mapping's line that are kept; a longer one would fill a small model's prompt by itself."""

_FIELD = re.compile(r"([^\s(,:]+):(\w+)")


@dataclass(frozen=True)
class Kept:
    """One entry of the store. `example.mapping` is the line of its own index, once that is known."""

    example: Example
    made_by: str
    made_at: str = ""
    verified: Verified = "none"
    state: State = "approved"
    fingerprint: str | None = None
    """Of the mapping that the query was last held against; None: of none yet."""
    problem: str | None = None
    """Why the query does not fit that mapping."""
    twin: str | None = None
    """The same for two examples of one index that ask the same with equivalent queries."""

    @property
    def id(self) -> str:
        """One an index and question, however that is written."""
        return identity(self.example.index, self.example.question)

    @property
    def usable(self) -> bool:
        """May it be shown to a model?"""
        return self.state == "approved" and self.problem is None

    def document(self, mapping: IndexMapping | None = None) -> dict[str, Any]:
        """As Elasticsearch stores it; `mapping` is that of its index, which its line stands for where there is none."""
        example = self.example
        if mapping is None and example.mapping:
            mapping = mapping_of_line(example.mapping)
        return {
            "question": example.question,
            "index": example.index,
            "mapping": example.mapping,
            "query": example.query,
            "masked": mask(example.question),
            "form": form(example.question, mapping) if mapping else mask(example.question),
            "made_by": self.made_by,
            "made_at": self.made_at or now(),
            "verified": self.verified,
            "state": self.state,
            "fingerprint": self.fingerprint,
            "problem": self.problem,
            "twin": self.twin,
        }

    def public(self) -> dict[str, Any]:
        """As the API shows it and as it is exported."""
        told = {"made_by": self.made_by, "made_at": self.made_at, "verified": self.verified, "state": self.state}
        more = {"fingerprint": self.fingerprint, "problem": self.problem}
        return {**self.example.public(), **told, **{name: value for name, value in more.items() if value is not None}}


def stored(source: dict[str, Any]) -> Kept:
    """The entry that `Kept.document` wrote, or an earlier version of this program."""
    return Kept(
        Example(source["question"], source["query"], source["index"], source.get("mapping")),
        made_by=source.get("made_by", IMPORT),
        made_at=source.get("made_at", ""),
        verified=source.get("verified") or "none",
        state=source.get("state") or "approved",
        fingerprint=source.get("fingerprint"),
        problem=source.get("problem"),
        twin=source.get("twin"),
    )


def identity(index: str, question: str) -> str:
    """The id under which an example is stored."""
    return hashlib.sha256(f"{index}\n{question.strip().lower()}".encode()).hexdigest()[:20]


def twin(example: Example, mapping: IndexMapping) -> str:
    """What two examples have in common that ask the same, names and numbers aside, by queries that find the same.

    Only asked of queries that fit the mapping.

    >>> notes = from_properties("notes", {"by": {"type": "keyword"}})
    >>> one = Example("Notes by Ada", {"query": {"term": {"by": "Ada"}}}, "notes")
    >>> two = Example("notes by Ada!", {"query": {"bool": {"must": [{"terms": {"by": ["Ada"]}}]}}}, "notes")
    >>> twin(one, notes) == twin(two, notes)
    True
    """
    text = f"{example.index}\n{mask(example.question)}\n{normal(example.query, mapping)}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def line_of(mapping: IndexMapping) -> str | None:
    """The mapping's line, unless it is too long to be shown."""
    line = mapping.line()
    return line if len(line) <= LONGEST_LINE else None


def mapping_of_line(line: str) -> IndexMapping | None:
    """A mapping as prompts show it, read back; None where nothing in it can be asked about.

    >>> mapping_of_line("notes(title:text, year:integer)").field("year").kind
    'integer'
    """
    index, _, fields = line.partition("(")
    try:
        return from_properties(index.strip(), {name: {"type": type_} for name, type_ in _FIELD.findall(fields)})
    except MappingError:
        return None


def now() -> str:
    """This moment, as the store writes times."""
    return datetime.now(UTC).isoformat(timespec="seconds")


STATES: tuple[State, ...] = get_args(State)
VERIFIED: tuple[Verified, ...] = get_args(Verified)
