"""The way of a question as a library: in your own program, on your own cluster, without a server.

    profile = Profile("gpt", "https://api.openai.com/v1", "gpt-4o-mini", api_key_env="OPENAI_API_KEY")
    questions = Questions("https://search.example:9200", ["orders"], profile)
    answer = questions.ask("orders", "How many orders were shipped late in May?")
    answer.query, answer.english, answer.result

docs/library.md goes through it, and a test runs what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demo_server.config import Settings
from demo_server.nlq.examples import TUNED
from demo_server.nlq.pipeline import Event
from demo_server.profiles import Profile
from demo_server.services import Services

FIXED = "few-shot"


@dataclass(frozen=True)
class Answer:
    """What became of a question. Without a query, `refusal` says why the index cannot answer it."""

    question: str
    query: dict[str, Any] | None
    english: str | None
    """The query in plain English, written by rule and never by a model: show it to whoever asked."""
    result: dict[str, Any] | None
    """`{total, hits, aggregations, took_ms, partial}`, or None where it was not run."""
    refusal: str | None
    attempts: list[dict[str, Any]]
    """Each output of the model, and why it was rejected (None: it was not)."""
    timings_ms: dict[str, float]


class Questions:
    """Asks the listed indexes of one Elasticsearch by one model. Any number of threads may share one."""

    def __init__(
        self,
        elasticsearch: str,
        indexes: Sequence[str],
        profile: Profile,
        *,
        api_key: str | None = None,
        ca_certs: str | None = None,
        **settings: Any,
    ) -> None:
        """Nothing is asked yet. Further `settings` are those of `config.Settings`, such as `max_size` or
        `question_seconds`; TypeError for one that it does not have.
        """
        given = {"elasticsearch_api_key": api_key, "elasticsearch_ca_certs": ca_certs, **settings}
        self._services = Services.make(Settings(elasticsearch, (profile,), indexes=tuple(indexes), **given))
        self._strategy = TUNED if profile.can("adapters") else FIXED

    def stages(
        self, index: str, question: str, *, strategy: str | None = None, execute: bool = True
    ) -> Iterator[Event]:
        """Every stage as it is reached; closing the iterator drops the work. Raises what `ask` raises."""
        translator = self._services.translator
        asked = translator.asked(index, question, strategy or self._strategy, None, execute)
        yield from translator.answer(asked, self._services.deadline())

    def ask(self, index: str, question: str, *, strategy: str | None = None, execute: bool = True) -> Answer:
        """The answer to a question; with `execute` false the query is written and checked, and not run.

        The default strategy only reads from the cluster; those named rag keep their examples there, in `nlq-examples`.

        Raises pipeline.BadQuestion and UnknownChoice for what is asked; pipeline.NoQuery when the model writes none
        that may run; what `nlq.engine` and `nlq.model` raise when one of the two is away, busy or refuses;
        deadline.OutOfTime. `demo_server.errors.described` has words for each.
        """
        *_, last = self.stages(index, question, strategy=strategy, execute=execute)
        told = last.data
        return Answer(
            question=told["question"],
            query=told["query"],
            english=told["english"],
            result=told["result"],
            refusal=told.get("refusal"),
            attempts=told["attempts"],
            timings_ms=told["timings_ms"],
        )

    def run(self, index: str, query: dict[str, Any]) -> dict[str, Any]:
        """Run a query of your own under the same rules as a model's. Raises validate.QueryError if it may not."""
        return self._services.translator.run(index, query, self._services.deadline())

    def why(self, index: str, query: dict[str, Any]) -> dict[str, Any]:
        """Why a query finds nothing, condition by condition; see `nlq.why.why`. Raises validate.QueryError."""
        return self._services.translator.why(index, query, self._services.deadline())


def translate(elasticsearch: str, index: str, question: str, profile: Profile, **options: Any) -> Answer:
    """One question to one index, translated and not run. `options` are those of `Questions`."""
    return Questions(elasticsearch, [index], profile, **options).ask(index, question, execute=False)
