"""What a measurement stands on: the parts, all eight indexes in the engine, somebody to ask, a judge."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rich.console import Console

from demo_server.app import create_app
from demo_server.config import Settings
from demo_server.corpora.load import absent
from demo_server.corpora.load import load as load_known
from demo_server.embedded import parts
from demo_server.embedded.adapter import digest
from demo_server.embedded.launch import LaunchError, Options, Talk, opened
from demo_server.embedded.progress import Bars
from demo_server.evaluation import sets
from demo_server.evaluation.asking import Asker, Local, Remote
from demo_server.evaluation.execution import Judge
from demo_server.evaluation.runs import Subject
from demo_server.evaluation.unseen.load import load as load_unseen
from demo_server.nlq.ahead import read_ahead
from demo_server.nlq.deadline import Deadline
from demo_server.nlq.engine import Engine
from demo_server.nlq.examples import TUNED
from demo_server.nlq.validate import Checker

PATIENT_SECONDS = 120.0


@dataclass(frozen=True)
class Bench:
    """All that a measurement needs: somebody to ask, a judge, and the mappings."""

    asker: Asker
    judge: Judge
    checkers: dict[str, Checker]
    known_strategies: tuple[str, ...]
    models: dict[str, str]
    """By profile, the default one first."""
    adapters: tuple[str, ...]
    without: tuple[str, ...] = ()

    @property
    def indexes(self) -> tuple[str, ...]:
        """What can be asked about."""
        return tuple(self.checkers)

    def subjects(self, strategies: tuple[str, ...], profiles: tuple[str, ...]) -> list[Subject]:
        """Every strategy with every profile. Raises LaunchError for one that is not known."""
        profiles = profiles or tuple(self.models)[:1]
        for what, given, known in (
            ("strategy", strategies, self.known_strategies),
            ("profile", profiles, tuple(self.models)),
        ):
            if unknown := [name for name in given if name not in known]:
                raise LaunchError(f"there is no {what} '{unknown[0]}'; known are {', '.join(known)}")
        return [
            Subject(
                strategy,
                profile,
                self.models[profile],
                self.adapters if strategy.startswith(TUNED) else (),
                self.without,
            )
            for profile in profiles
            for strategy in strategies or self.known_strategies
        ]


@contextmanager
def set_up(options: Options, url: str | None, console: Console, without: tuple[str, ...] = ()) -> Iterator[Bench]:
    """Start or find the parts, load what is missing, and put all together.

    `url`: the server to ask; the engine is this machine's all the same. `without`: steps to leave out.
    Raises what `opened` and `load` raise, and asking.Down.
    """
    with Bars(console, threading.Event()) as bars, opened(options, bars.say, progress=bars.bytes) as talk:
        talk.require(parts.ENGINE)
        indexes = _loaded(talk, bars)
        bars.done("data")
        used = (options.adapter,) if options.adapter and options.adapter.exists() else ()
        adapters = tuple(digest(path)[:12] for path in used)
        settings = patient(replace(talk.settings, indexes=indexes, without=frozenset(without)))
        engine = Engine(settings)
        if url:
            remote = Remote(url)
            offered = [entry["name"] for entry in remote.get("/indexes")["indexes"]]
            state = remote.get("/profiles")
            asker: Asker = remote
            indexes = tuple(index for index in indexes if index in offered)
            strategies, models = tuple(state["strategies"]), {one["name"]: one["model"] for one in state["profiles"]}
        else:
            talk.require(parts.MODEL)
            app = create_app(settings)
            asker = Local(app)
            translator = app.extensions["talk"].translator
            read_ahead(translator, indexes, settings.question_seconds)  # as a server does when it starts
            strategies = tuple(translator.strategies)
            models = {profile.name: profile.model for profile in settings.profiles}
        bars.close()
        if left_out := [index for index in sets.INDEXES if index not in indexes]:
            console.print(f"  not asked about, since they are not there: {', '.join(left_out)}", style="yellow")
        checkers = {index: engine.checker(index, Deadline(60)) for index in indexes}
        with talk.client() as client:
            yield Bench(asker, Judge(client, settings), checkers, strategies, models, adapters, without)


def patient(settings: Settings) -> Settings:
    """The same with time to answer: a slow machine shows in the seconds that are reported, not in what is right.

    >>> from demo_server.profiles import Profile
    >>> patient(Settings("http://es", (Profile("slow", "http://llm/v1", "m"),))).profiles[0].first_token_seconds
    120.0
    """
    profiles = tuple(
        replace(profile, first_token_seconds=max(PATIENT_SECONDS, profile.first_token_seconds), stall_seconds=30.0)
        for profile in settings.profiles
    )
    return replace(settings, profiles=profiles, question_seconds=PATIENT_SECONDS, search_seconds=30.0)


def _loaded(talk: Talk, bars: Bars) -> tuple[str, ...]:
    """Load the embedded engine; of somebody's own cluster take what is there."""
    with talk.client() as client:
        if talk.embedded:
            load_known(client, sets.KNOWN, bars.documents, embedded=True)
            load_unseen(client, sets.UNSEEN, bars.documents, embedded=True)
            return sets.INDEXES
        lacking = absent(client, sets.INDEXES)
    return tuple(index for index in sets.INDEXES if index not in lacking)
