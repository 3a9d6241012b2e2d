"""What the first question of an index would wait for, done before it is asked.

An index's values, and the model's reading of its mapping (a third of a second on two cores, kept by llama.cpp from then
on). Both parts may still be starting, and the data still be loading: they are waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from demo_server import logs
from demo_server.nlq.deadline import Deadline, OutOfTime
from demo_server.nlq.engine import EngineBusy, EngineDown, EngineRefused, IndexMissing
from demo_server.nlq.mapping import MappingError
from demo_server.nlq.model import ModelBusy, ModelDown, ModelRefused
from demo_server.nlq.pipeline import Translator

PATIENCE = 60
"""Tries an index, a second apart; loading all four for the first time takes half of it."""
PASSING = (EngineDown, EngineBusy, IndexMissing, ModelDown, ModelBusy, OutOfTime)


def read_ahead(
    translator: Translator, indexes: Iterable[str], seconds: float, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Prepare each index, one after the other; what could not be done is logged, and left to the first question.

    `seconds`: the time limit of one try.
    """
    for index in indexes:
        for left in range(PATIENCE, -1, -1):
            try:
                translator.prepare(index, Deadline(seconds))
            except PASSING as error:
                if left:
                    sleep(1.0)
                    continue
                logs.say("not read ahead", index=index, reason=str(error))
            except (EngineRefused, MappingError, ModelRefused) as error:
                logs.say("not read ahead", index=index, reason=str(error))
            break
