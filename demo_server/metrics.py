"""Numbers for Prometheus: how many requests, how long each stage of a question took, how often a model was rejected."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from demo_server.nlq.waiting import Line, Lines

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self, lines: Lines) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "talk_requests", "Requests to the API", ("endpoint", "method", "status"), registry=self.registry
        )
        self.stages = Histogram(
            "talk_stage_seconds", "Time of a question's stages", ("stage",), buckets=SECONDS, registry=self.registry
        )
        self.attempts = Counter(
            "talk_attempts", "Answers of models", ("profile", "strategy", "accepted"), registry=self.registry
        )
        self.questions = Counter(
            "talk_questions", "Questions by how they ended", ("profile", "outcome"), registry=self.registry
        )
        served = Gauge("talk_served", "Questions that a model works on", ("profile",), registry=self.registry)
        waiting = Gauge("talk_waiting", "Questions in line for a model", ("profile",), registry=self.registry)
        for name, line in lines.by_profile.items():
            served.labels(name).set_function(_length(line, 0))
            waiting.labels(name).set_function(_length(line, 1))

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)


def _length(line: Line, which: int) -> Callable[[], float]:
    return lambda: line.lengths()[which]
