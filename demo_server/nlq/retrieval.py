"""Which examples a model is shown: those whose questions are nearest, by words, by embeddings, or by both fused.

>>> fused([["a", "b", "c"], ["c", "a"]])        # "a" is first and second, "c" third and first
['a', 'c', 'b']

- `Words`: BM25 on the question and on its masked form (Robertson & Zaragoza 2009, as Elasticsearch ranks).
- `Embeddings`: the cosine between embeddings of the masked questions, by Elasticsearch's kNN search.
- `Fused`: both rankings by reciprocal ranks (Cormack, Clarke & Büttcher 2009); scores of two kinds cannot be added.
- `Forms`: BM25 with fields masked too, over the examples of every index, so that one index helps another (DAIL-SQL).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.embedding import Embedder, Vector
from demo_server.nlq.engine import EngineRefused
from demo_server.nlq.examples import Example, Fixed
from demo_server.nlq.kept import stored
from demo_server.nlq.mapping import IndexMapping
from demo_server.nlq.mask import form, mask
from demo_server.nlq.model import ModelBusy, ModelDown, ModelRefused
from demo_server.nlq.store import MOST, Hit, Store
from demo_server.nlq.validate import Checker, QueryError

NEAREST = 2
"""Examples that are shown. More make a small model's answer worse, not better: see tests/bench/nlq_strategies.py."""
LOOKED_AT = 20
"""The length of a ranking."""
RANK_CONSTANT = 60
"""Of reciprocal rank fusion, as its authors found it: 1 / (60 + rank)."""
SAME_MODEL = 0.98
"""Cosine of a text's embeddings, stored and fresh: below it another model, or adapter, made the stored ones."""

USABLE: list[dict[str, Any]] = [
    {"term": {"state": "approved"}},
    {"bool": {"must_not": {"exists": {"field": "problem"}}}},
]

Name = TypeVar("Name", bound=Hashable)
log = logging.getLogger("demo_server")


class Ranking(Protocol):
    """A way to order the store's usable examples by nearness."""

    def hits(self, question: str, mapping: IndexMapping, deadline: Deadline) -> list[Hit]:
        """Raw hits of the store, the nearest first, at most LOOKED_AT."""


class Words:
    """BM25 on the question's words and on its masked form, among the examples of the index itself."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def hits(self, question: str, mapping: IndexMapping, deadline: Deadline) -> list[Hit]:
        """Raises what `engine.Engine` raises."""
        either = [{"match": {"masked": mask(question)}}, {"match": {"question": question}}]
        query = {"bool": {"filter": [*USABLE, {"term": {"index": mapping.index}}], "should": either}}
        return self.store.hits({"size": LOOKED_AT, "query": query}, deadline)


class Forms:
    """BM25 on forms, fields masked, among the examples of all indexes; where forms are level, the own index's win."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def hits(self, question: str, mapping: IndexMapping, deadline: Deadline) -> list[Hit]:
        """Raises what `engine.Engine` raises."""
        self.store.reconcile_all(deadline)
        own = {"term": {"index": mapping.index}}
        either = [{"match": {"form": form(question, mapping)}}, {"constant_score": {"filter": own}}]
        query = {"bool": {"filter": USABLE, "should": either}}
        return self.store.hits({"size": LOOKED_AT, "query": query}, deadline)


class Embeddings:
    """The cosine of embedded masked questions, among the examples of the index itself.

    Vectors are made when they are first needed and stay in the store, one field a model.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self.embedder = embedder
        self._ready: str | None = None
        self._making = threading.Lock()

    def hits(self, question: str, mapping: IndexMapping, deadline: Deadline) -> list[Hit]:
        """Raises what `engine.Engine` and `model.Models` raise."""
        (vector,) = self.embedder.vectors([mask(question)], deadline)
        field = self.embedder.field(len(vector))
        self._make(field, len(vector), deadline)
        knn = {
            "field": field,
            "query_vector": vector,
            "k": LOOKED_AT,
            "num_candidates": 5 * LOOKED_AT,
            "filter": [*USABLE, {"term": {"index": mapping.index}}],
        }
        return self.store.hits({"size": LOOKED_AT, "knn": knn}, deadline)

    def _make(self, field: str, dimensions: int, deadline: Deadline) -> None:
        """Give every usable example a vector of this model that has none."""
        with self._making:
            if self._ready != field:
                self.store.hits({"size": 0}, deadline)  # the index is there
                kind = {"type": "dense_vector", "dims": dimensions, "index": True, "similarity": "cosine"}
                self.store.engine.extend(self.store.index, {field: kind}, deadline)
                if self._is_another_models(field, deadline):
                    self._write(self._among([{"exists": {"field": field}}], deadline), field, deadline)
                self._ready = field
            lacking = {"bool": {"must_not": {"exists": {"field": field}}}}
            self._write(self._among([lacking], deadline), field, deadline)

    def _among(self, filters: list[dict[str, Any]], deadline: Deadline) -> list[tuple[str, str]]:
        """The ids and masked questions of usable examples."""
        body = {"size": MOST, "query": {"bool": {"filter": [*USABLE, *filters]}}, "_source": ["masked"]}
        return [(str(hit["_id"]), hit["_source"]["masked"]) for hit in self.store.hits(body, deadline)]

    def _is_another_models(self, field: str, deadline: Deadline) -> bool:
        """Were the stored vectors made by another model of that name? Told from one of them, embedded again."""
        body = {"size": 1, "query": {"exists": {"field": field}}, "_source": ["masked"], "fields": [field]}
        for hit in self.store.hits(body, deadline):
            (fresh,) = self.embedder.vectors([hit["_source"]["masked"]], deadline)
            return _cosine(fresh, hit["fields"][field]) < SAME_MODEL
        return False

    def _write(self, wanted: Sequence[tuple[str, str]], field: str, deadline: Deadline) -> None:
        vectors = self.embedder.vectors([masked for _, masked in wanted], deadline)
        changes = [(id_, {field: vector}) for (id_, _), vector in zip(wanted, vectors, strict=True)]
        self.store.engine.update(self.store.index, changes, deadline)


class Fused:
    """Several rankings as one. A ranking whose model does not answer is left out: the asker need not wait for it."""

    def __init__(self, *rankings: Ranking) -> None:
        self.rankings = rankings

    def hits(self, question: str, mapping: IndexMapping, deadline: Deadline) -> list[Hit]:
        """Raises what `engine.Engine` raises."""
        by_id: dict[str, Hit] = {}
        orders = []
        for ranking in self.rankings:
            try:
                hits = ranking.hits(question, mapping, deadline)
            except (ModelDown, ModelBusy, ModelRefused) as error:
                log.warning("examples are ranked without %s: %s", type(ranking).__name__.lower(), error)
                continue
            by_id |= {str(hit["_id"]): hit for hit in hits}
            orders.append([str(hit["_id"]) for hit in hits])
        return [by_id[name] for name in fused(orders)]


class Retrieved:
    """The strategy: the examples that a ranking puts first, the nearest last, next to the question."""

    def __init__(self, name: str, ranking: Ranking, store: Store, fallback: Fixed, most: int = NEAREST) -> None:
        self.name = name
        self.ranking = ranking
        self.store = store
        self.fallback = fallback
        self.most = most

    def choose(
        self, question: str, mapping: IndexMapping, limit: int, deadline: Deadline | None = None
    ) -> list[Example]:
        """At most `most` examples that fit their mapping; the fixed ones if there are none.

        Raises what the ranking raises.
        """
        deadline = deadline or Deadline(self.store.engine.settings.question_seconds)
        checker = self.store.engine.checker(mapping.index, deadline)
        try:
            self.store.reconcile(checker, deadline)
            hits = self.ranking.hits(question, mapping, deadline)
        except EngineRefused as error:
            log.warning("the store of examples cannot be used (%s); fixed examples are shown instead", error)
            hits = []
        fitting = list(_shown(hits, checker))[: min(limit, self.most)]
        return fitting[::-1] or self.fallback.choose(question, mapping, limit, deadline)


def fused(orders: Iterable[Sequence[Name]], constant: int = RANK_CONSTANT) -> list[Name]:
    """One order out of several, by the sum of 1 / (constant + rank); what is level keeps the first order's order."""
    scores: dict[Name, float] = {}
    for order in orders:
        for rank, name in enumerate(order, 1):
            scores[name] = scores.get(name, 0.0) + 1 / (constant + rank)
    return sorted(scores, key=lambda name: -scores[name])


def _shown(hits: Iterable[Hit], checker: Checker) -> Iterable[Example]:
    """As a prompt shows them: a mapping's line only where it is another index's."""
    for hit in hits:
        example = stored(hit["_source"]).example
        if example.index != checker.mapping.index:
            if example.mapping:
                yield example
            continue
        try:
            checker.check(example.query)
        except QueryError:
            continue  # this version's schema is narrower than that which it was kept under
        yield Example(example.question, example.query, example.index)


def _cosine(one: Vector, other: Sequence[float]) -> float:
    """Of a vector of length 1 with any other of its dimensions."""
    length = sum(number * number for number in other) ** 0.5 or 1.0
    return sum(a * b for a, b in zip(one, other, strict=True)) / length
