"""Texts as vectors, from a profile's `/v1/embeddings`; what was asked before is not asked again.

    embedder = Embedder(models, profile)
    (vector,) = embedder.vectors(["which article did <name> write"], deadline)

One profile embeds for all of them: vectors of two models cannot be compared. It is the first that `supports`
embeddings; a model made for embeddings is named by its key `embedding_model`.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from demo_server.nlq.deadline import Deadline
from demo_server.nlq.model import ModelDown, Models
from demo_server.profiles import Profile

REMEMBERED = 1_000
BATCH = 16
"""Texts in one request: more gain nothing on a small model, and a person may be waiting between two."""

Vector = tuple[float, ...]


class Embedder:
    """One profile's embeddings. Raises what `model.Models` raises."""

    def __init__(self, models: Models, profile: Profile) -> None:
        self.models = models
        self.profile = profile
        self._known: OrderedDict[str, Vector] = OrderedDict()

    def vectors(self, texts: Sequence[str], deadline: Deadline) -> list[Vector]:
        """A vector of length 1 for each text."""
        found = {text: self._known[text] for text in texts if text in self._known}
        asked = [text for text in dict.fromkeys(texts) if text not in found]
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            numbers = self.models.embed(self.profile, batch, deadline)
            found |= {text: _of_length_one(of_text) for text, of_text in zip(batch, numbers, strict=True)}
        for text in texts:
            self._known.pop(text, None)
            self._known[text] = found[text]  # at the end, as the latest
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return [found[text] for text in texts]

    def field(self, dimensions: int) -> str:
        """The store's field for vectors of this model and so many dimensions.

        >>> from demo_server.nlq.model import Models
        >>> Embedder(Models(()), Profile("p", "http://llm/v1", "small")).field(576)
        'vector_576_81db8ebb'
        """
        name = self.profile.embedding_model or self.profile.model
        return f"vector_{dimensions}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def embedder_of(models: Models) -> Embedder | None:
    """The embedder of the first profile that supports embeddings, or None."""
    able = [profile for profile in models.profiles.values() if profile.can("embeddings")]
    return Embedder(models, able[0]) if able else None


def _of_length_one(vector: Iterable[float]) -> Vector:
    """The same direction. Raises ModelDown for a vector that has none.

    >>> _of_length_one([3.0, 4.0])
    (0.6, 0.8)
    """
    numbers = [float(number) for number in vector]
    length = math.sqrt(sum(number * number for number in numbers))
    if not numbers or not math.isfinite(length) or length == 0:
        raise ModelDown("its embeddings are no vectors")
    return tuple(number / length for number in numbers)
