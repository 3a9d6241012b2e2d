"""Numbers for Prometheus: how many requests, how long each stage of a question took, how often a model was rejected."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
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

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
