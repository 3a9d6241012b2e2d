"""Every n-th live question goes to the teacher as well, in the background: nobody waits for it.

    listener = Listener(teacher, every=10)
    listener.heard("articles", "which articles mention language?")      # at once; True for every tenth

What the teacher answers, and proves itself, waits in the store for the presenter's approval. When the teacher is slow,
few questions wait for it and the rest are let go; its budget is a day's.
"""

from __future__ import annotations

import logging
import queue
import threading

from demo_server.nlq.deadline import OutOfTime
from demo_server.nlq.engine import EngineBusy, EngineDown, EngineRefused, IndexMissing
from demo_server.nlq.mapping import MappingError
from demo_server.nlq.model import ModelBusy, ModelDown, ModelRefused
from demo_server.nlq.teacher import BudgetSpent, Teacher

WAITING = 16
"""Questions that wait for the teacher; more are let go."""
DAY = 86_400.0

EXPECTED = (
    BudgetSpent,
    EngineBusy,
    EngineDown,
    EngineRefused,
    IndexMissing,
    MappingError,
    ModelBusy,
    ModelDown,
    ModelRefused,
    OutOfTime,
)

log = logging.getLogger("demo_server")


class Listener:
    """Hears all questions and teaches every `every`-th; its thread is started with the first of them."""

    def __init__(self, teacher: Teacher, every: int) -> None:
        if every < 1:
            raise ValueError("every must be at least 1")
        self.teacher = teacher
        self.every = every
        self._heard = 0
        self._waiting: queue.Queue[tuple[str, str]] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def heard(self, index: str, question: str) -> bool:
        """Note a question; True if the teacher will be asked, too. Never waits, never raises."""
        with self._lock:
            self._heard += 1
            if self._heard % self.every:
                return False
            if self._thread is None:
                self._thread = threading.Thread(target=self._teach, daemon=True, name="teacher")
                self._thread.start()
        try:
            self._waiting.put_nowait((index, question))
        except queue.Full:
            return False
        return True

    def settle(self) -> None:
        """Wait until what was heard is taught."""
        self._waiting.join()

    def _teach(self) -> None:
        while True:
            index, question = self._waiting.get()
            try:
                lesson = self.teacher.answer(index, question)
                log.info("the teacher on a question to %s: %s", index, lesson.refused or "kept for approval")
            except EXPECTED as error:
                log.warning("the teacher was not asked, or its answer not kept: %s", error)
            except Exception:
                log.exception("the teacher failed at a question")
            finally:
                self._waiting.task_done()
