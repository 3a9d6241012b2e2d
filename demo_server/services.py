"""What the routes share: one engine, one set of models, one translator; made once per application."""

from __future__ import annotations

from dataclasses import dataclass

from demo_server.config import Settings
from demo_server.corpora.documents import FOLDER as CORPORA
from demo_server.metrics import Metrics
from demo_server.nlq.budget import Budget, Limits
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.embedding import embedder_of
from demo_server.nlq.engine import Engine
from demo_server.nlq.examples import FOLDER, TUNED, Fixed, Strategy, Tuned, ZeroShot
from demo_server.nlq.listening import DAY, Listener
from demo_server.nlq.look import Looks
from demo_server.nlq.lookup import Lookup
from demo_server.nlq.model import Models
from demo_server.nlq.pipeline import Translator
from demo_server.nlq.retrieval import Embeddings, Forms, Fused, Ranking, Retrieved, Words
from demo_server.nlq.store import Store
from demo_server.nlq.teacher import Teacher
from demo_server.nlq.waiting import Lines


@dataclass(frozen=True)
class Services:
    """Everything that outlives a request."""

    settings: Settings
    engine: Engine
    models: Models
    translator: Translator
    fixed: Fixed
    store: Store
    lines: Lines
    looks: Looks
    metrics: Metrics
    listener: Listener | None = None

    @classmethod
    def make(cls, settings: Settings) -> Services:
        """From settings alone; nothing is asked of Elasticsearch or a model yet."""
        engine = Engine(settings)
        models = Models(settings.profiles, settings.connect_seconds)
        fixed = Fixed.load(FOLDER)
        store = Store(engine, settings.examples_index, fixed)
        ways: tuple[Strategy, ...] = (ZeroShot(), fixed, *retrieving(store, models, fixed))
        tuned = (Tuned(ways[-1], f"{TUNED}+rag"), Tuned(ZeroShot(), TUNED))
        strategies = {strategy.name: strategy for strategy in (*ways, *tuned)}
        looks = Looks(engine)
        translator = Translator(settings, engine, models, strategies, Lookup(engine, CORPORA), looks)
        lines = Lines(settings.profiles, settings.longest_line)
        listener = listening(settings, models, engine, store)
        return cls(settings, engine, models, translator, fixed, store, lines, looks, Metrics(lines), listener)

    def deadline(self) -> Deadline:
        """The time limit of a request that begins now."""
        return Deadline(self.settings.question_seconds)


def listening(settings: Settings, models: Models, engine: Engine, store: Store) -> Listener | None:
    """Who sends every n-th question to the teacher as well, where that is set up."""
    teacher = models.profiles.get(settings.teach_profile)
    if settings.teach_rate < 1 or teacher is None:
        return None
    limits = Limits(settings.teach_calls, settings.teach_tokens, settings.teach_cost)
    return Listener(Teacher(models, engine, store, Budget(teacher, limits, period=DAY)), settings.teach_rate)


def retrieving(store: Store, models: Models, fixed: Fixed) -> list[Strategy]:
    """The strategies that take examples out of the store, in order: the last one is what a question gets by default.

    Those by embeddings are there where a profile supports them.
    """
    words = Words(store)
    rankings: dict[str, Ranking] = {"rag-cross": Forms(store)}
    if embedder := embedder_of(models):
        embeddings = Embeddings(store, embedder)
        rankings |= {"rag-knn": embeddings, "rag-fused": Fused(words, embeddings)}
    rankings["rag"] = words
    return [Retrieved(name, ranking, store, fixed) for name, ranking in rankings.items()]
