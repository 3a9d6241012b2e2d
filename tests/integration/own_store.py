"""A store of examples of a test's own, and an index, `shifting`, whose mapping a test may change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from demo_server.config import Settings
from demo_server.embedded.launch import Talk
from demo_server.nlq.deadline import Deadline
from tests.integration.conftest import patient

OWN = "nlq-examples-of-tests"


@contextmanager
def own_store(talk: Talk) -> Iterator[Settings]:
    """Settings with both; they are taken away at the end."""
    settings = patient(talk.settings)
    remap(talk, "title")
    yield replace(settings, examples_index=OWN, indexes=(*settings.indexes, "shifting"), mapping_seconds=0.0)
    with talk.client() as client:
        client.indices.delete(index=f"{OWN},shifting", ignore_unavailable=True)


def remap(talk: Talk, field: str) -> None:
    """Make `shifting` anew: one text field of that name, one document about the moon."""
    with talk.client() as client:
        client.indices.delete(index="shifting", ignore_unavailable=True)
        client.indices.create(index="shifting", mappings={"properties": {field: {"type": "text"}}})
        client.index(index="shifting", document={field: "the moon"}, refresh=True)


def minute() -> Deadline:
    """Longer than a minute where the machine has other things to do."""
    return Deadline(300)
