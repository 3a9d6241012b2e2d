"""The store of examples: an index of its own, where they survive restarts, with who made each and how it was verified.

    store = Store(engine, "nlq-examples", Fixed.load(FOLDER))
    store.put([Kept(example, made_by="presenter", verified="hand")], checker, deadline)
    store.all("articles", deadline)

The shipped examples are in it from the first question on. Whatever a person adds, edits or takes away stays so, also
where the next version ships others. When a mapping has changed, its examples are held against it anew: those whose
query no longer fits are marked and not used, and are used again once it fits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine, IndexMissing
from demo_server.nlq.examples import Example, Fixed
from demo_server.nlq.kept import SHIPPED, Kept, State, identity, line_of, mapping_of_line, now, stored, twin
from demo_server.nlq.mapping import MappingError
from demo_server.nlq.mask import form, mask
from demo_server.nlq.validate import Checker, QueryError

DEFINITION = Path(__file__).with_name("store.json")
MOST = 10_000
"""Examples that are looked at at once; Elasticsearch gives no more in one answer."""
LISTED: tuple[State, ...] = ("approved", "proposed")

Hit = dict[str, Any]


class DuplicateExample(Exception):
    """Another example asks the same, with a query that finds the same; the message is its question."""


class NoSuchExample(Exception):
    """There is no example of that index and question."""


class Store:
    """The index of examples. Raises what `engine.Engine` raises."""

    def __init__(self, engine: Engine, index: str, shipped: Fixed) -> None:
        self.engine = engine
        self.index = index
        self.shipped = {
            identity(example.index, example.question): example
            for examples in shipped.by_index.values()
            for example in examples
        }
        self._seeded = False
        self._reconciled: dict[str, str] = {}
        """By index, the fingerprint of the mapping that its examples were last held against."""

    def hits(self, body: dict[str, Any], deadline: Deadline) -> list[Hit]:
        """The raw hits of a search of our own making; the index is made and filled before the first one."""
        if not self._seeded:
            self._seed(deadline)
        try:
            return self.engine.documents(self.index, body, deadline)
        except IndexMissing:  # somebody deleted it while we ran
            self._reconciled.clear()
            self._seed(deadline)
            return self.engine.documents(self.index, body, deadline)

    def all(self, index: str | None, deadline: Deadline, states: Sequence[State] = LISTED) -> list[Kept]:
        """Every example in these states, or those of one index: index by index, the newest first."""
        wanted: list[dict[str, Any]] = [{"terms": {"state": list(states)}}]
        if index is not None:
            wanted.append({"term": {"index": index}})
        body = {
            "size": MOST,
            "query": {"bool": {"filter": wanted}},
            "sort": [{"index": "asc"}, {"made_at": "desc"}, "_doc"],
        }
        return [stored(hit["_source"]) for hit in self.hits(body, deadline)]

    def one(self, index: str, question: str, deadline: Deadline) -> Kept | None:
        """The example of that index and question, or None."""
        body = {"query": {"ids": {"values": [identity(index, question)]}}}
        found = [stored(hit["_source"]) for hit in self.hits(body, deadline)]
        return next((kept for kept in found if kept.state in LISTED), None)

    def twins(self, twin: str, deadline: Deadline) -> list[Kept]:
        """The examples that ask the same as others of that mark (see `kept.twin`)."""
        filters = [{"term": {"twin": twin}}, {"terms": {"state": list(LISTED)}}]
        body = {"size": MOST, "query": {"bool": {"filter": filters}}}
        return [stored(hit["_source"]) for hit in self.hits(body, deadline)]

    def put(self, kept: Iterable[Kept], checker: Checker | None, deadline: Deadline) -> list[Kept]:
        """Keep examples of one index, over those of the same question; as they were kept.

        `checker`: of their index, which they are held against; None where there is no such index here.
        """
        self.hits({"size": 0}, deadline)  # or a write would make the index, with a mapping that is not ours
        bound = [held_against(one, checker) if checker else one for one in kept]
        bound = [one if one.made_at else replace(one, made_at=now()) for one in bound]
        mapping = checker.mapping if checker else None
        self.engine.write(self.index, [(one.id, one.document(mapping)) for one in bound], deadline)
        return bound

    def replace(self, old: Kept, new: Kept, checker: Checker | None, deadline: Deadline) -> Kept:
        """Keep `new` in place of `old`, whose question it may change; as it was kept."""
        (bound,) = self.put([new], checker, deadline)
        if old.id != new.id:
            self.remove(old, deadline)
        return bound

    def remove(self, kept: Kept, deadline: Deadline) -> None:
        """Forget an example. Of a shipped one it is noted that it was taken away."""
        if kept.id in self.shipped:
            gone = replace(kept, made_by=SHIPPED, state="removed")
            self.engine.write(self.index, [(gone.id, gone.document())], deadline)
        else:
            self.engine.delete(self.index, [kept.id], deadline)

    def reconcile(self, checker: Checker, deadline: Deadline) -> int:
        """Hold the examples of an index against its mapping, if that has changed; how many were looked at."""
        mapping = checker.mapping
        fingerprint = mapping.fingerprint()
        if self._reconciled.get(mapping.index) == fingerprint:
            return 0
        query = {
            "bool": {"filter": {"term": {"index": mapping.index}}, "must_not": {"term": {"fingerprint": fingerprint}}}
        }
        hits = self.hits({"size": MOST, "query": query}, deadline)
        changes = [(str(hit["_id"]), _changes(stored(hit["_source"]), checker)) for hit in hits]
        self.engine.update(self.index, changes, deadline)
        self._reconciled[mapping.index] = fingerprint
        return len(changes)

    def reconcile_all(self, deadline: Deadline) -> None:
        """The same for every index that may be asked about and is there."""
        for index in self.engine.settings.indexes:
            try:
                checker = self.engine.checker(index, deadline)
            except (IndexMissing, MappingError):
                continue  # its examples wait until it is there
            self.reconcile(checker, deadline)

    def _seed(self, deadline: Deadline) -> None:
        """Make the index where it is missing, and bring it to this version and its shipped examples."""
        definition = json.loads(DEFINITION.read_text(encoding="utf-8"))
        self.engine.create(self.index, definition, deadline)
        self.engine.extend(self.index, definition["mappings"]["properties"], deadline)
        self._bring_up(deadline)
        among = {"bool": {"should": [{"term": {"made_by": SHIPPED}}, {"ids": {"values": list(self.shipped)}}]}}
        there = {
            str(hit["_id"]): stored(hit["_source"])
            for hit in self.engine.documents(self.index, {"size": MOST, "query": among}, deadline)
        }
        self.engine.delete(
            self.index,
            sorted(id_ for id_, kept in there.items() if kept.made_by == SHIPPED and id_ not in self.shipped),
            deadline,
        )
        fresh = [example for id_, example in self.shipped.items() if _is_fresh(example, there.get(id_))]
        documents = [Kept(example, SHIPPED, verified="hand") for example in fresh]
        self.engine.write(self.index, [(kept.id, kept.document()) for kept in documents], deadline)
        self._seeded = True

    def _bring_up(self, deadline: Deadline) -> None:
        """Entries of an earlier version of this program get the fields that they lack."""
        earlier = {"size": MOST, "query": {"bool": {"must_not": {"exists": {"field": "state"}}}}}
        changes = []
        for hit in self.engine.documents(self.index, earlier, deadline):
            kept = stored(hit["_source"])
            verified = "hand" if kept.made_by in (SHIPPED, "presenter") else kept.verified
            changes.append((str(hit["_id"]), {"state": kept.state, "verified": verified}))
        self.engine.update(self.index, changes, deadline)


def held_against(kept: Kept, checker: Checker) -> Kept:
    """The entry with what its mapping says of it: whether the query fits, or why not.

    >>> from demo_server.nlq.mapping import from_properties
    >>> checker = Checker(from_properties("notes", {"title": {"type": "text"}}))
    >>> kept = Kept(Example("by whom?", {"query": {"term": {"author": "Ada"}}}, "notes"), made_by="presenter")
    >>> held_against(kept, checker).problem
    "in 'query', 'term' is not allowed; choose one of: match_all, match, match_phrase, multi_match, exists, bool"
    """
    mapping, example = checker.mapping, kept.example
    try:
        checker.check(example.query)
        problem, mark = None, twin(example, mapping)
    except QueryError as error:
        problem, mark = str(error)[:1000], None
    bound = replace(example, mapping=line_of(mapping))
    return replace(kept, example=bound, fingerprint=mapping.fingerprint(), problem=problem, twin=mark)


def checker_of_line(line: str) -> Checker | None:
    """For an example over an index that is not here: what its mapping, as prompts show it, admits."""
    mapping = mapping_of_line(line)
    return Checker(mapping) if mapping else None


def _is_fresh(example: Example, there: Kept | None) -> bool:
    """Is a shipped example to be written? Not over what a person made of it."""
    if there is None:
        return True
    return there.made_by == SHIPPED and there.state != "removed" and there.example.query != example.query


def _changes(kept: Kept, checker: Checker) -> dict[str, Any]:
    bound = held_against(kept, checker)
    return {
        "mapping": bound.example.mapping,
        "fingerprint": bound.fingerprint,
        "problem": bound.problem,
        "twin": bound.twin,
        "masked": mask(bound.example.question),
        "form": form(bound.example.question, checker.mapping),
    }
