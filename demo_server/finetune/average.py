"""The mean of several adapters, matrix by matrix: the runs of a chain err differently, and what they share is kept.

Wortsman et al., "Model soups" (2022), take the mean of models that were tuned from the same weights. That works for a
chain of runs as well, each begun where the one before it ended: their matrices never part far.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from demo_server.embedded.adapter import AdapterError, numbers_at


def average(adapters: Sequence[Path]) -> bytes:
    """An adapter whose numbers are the means of those of all, in 16-bit floats as `finetune` writes them.

    Raises AdapterError if they differ in more than their numbers: base, alpha, names, shapes.
    """
    start = numbers_at(adapters[0])
    files = [path.read_bytes() for path in adapters]
    for path, whole in zip(adapters, files, strict=True):
        if whole[:start] != files[0][:start] or len(whole) != len(files[0]):
            raise AdapterError(f"{path} is not of the same base, rank and alpha as {adapters[0]}")
    numbers = [np.frombuffer(whole, dtype="<f2", offset=start).astype(np.float32) for whole in files]
    mean: bytes = np.mean(numbers, axis=0).astype("<f2").tobytes()
    return files[0][:start] + mean
