"""The narrow door between a page and the model: a worker hands messages in, and answers come out.

>>> import asyncio
>>> session, answers = Session(), []
>>> def say(**message):
...     asyncio.run(session.handle(message, answers.append))
>>> say(id=1, type="corpus", kind="text", name="abc", bytes=b"abcabc")
>>> say(id=2, type="train", corpus=1, order=2)
>>> say(id=3, type="distribution", model=2, context="ab")
>>> answers[-1]["order_used"], answers[-1]["candidates"]          # after "ab" came "c" (byte 99), twice
(2, [[99, 2, 1.0, 1.0]])
>>> say(id=4, type="distribution", model=7)
>>> answers[-1]["type"], answers[-1]["message"]
('error', 'there is no model 7')

**A message** has an `id` (a whole number) and a `type`. The replies to it carry the same `id` and the type `progress`
(any number of times), then once `result` or `error`. An error has `kind`, `message` and `hint`, and leaves all as it
was. Numbers may come as floats, as JavaScript has them; null means "as usual", and arrives in JavaScript as undefined.
Texts go in as strings or bytes and come out as bytes. A *candidate* is [byte, count, share of the counts, share after
the knobs]; twelve are told, the most frequent ones first, and in a traced step always the byte that was taken.

The requests of `requests`, with what they answer (-> result, .. progress); `panels` has those of the lab's panels:

    corpus        kind: "expressions", count, depth, branching, max_value, nesting, seed
                  kind: "text", name, bytes
                  -> corpus (a handle), name, size, head, stopped      .. done, total (sentences)
    train         corpus, order (null: unbounded), engine (auto, dict, packed, suffix)
                  corpus, model: the model learns more
                  -> model (a handle), order, engine, states (contexts of `order` bytes; null if unbounded),
                     contexts (of all lengths up to 16), bytes_seen, seconds, stopped
                  .. done, total (bytes), bytes_per_second
    sample        model, prompt, n, temperature, top_k, top_p, seed, trace
                  -> text_bytes, bits_per_byte (what the counts made of it; null if not traced), stopped
                  .. steps: [{byte, order_used, context, probability, candidates, coin}]; done, total if not traced
    step          model, context, temperature, top_k, top_p, and coin (0 to 1) or byte (forced)
                  -> tried: [[suffix, was it seen]], longest first; order_used, total,
                     stages: [[byte, count, share, after temperature, after top-k, after top-p]], by byte;
                     coin (null if forced), byte, probability
    distribution  model, context           -> order_used, total, candidates
    bits          model, data or corpus, smoothing
                  -> bits_per_byte, bytes, stopped                     .. done, total
    forget        model, or corpus         -> forgotten
    stop          target (the id of a job) -> running: was there one? Its own result says stopped: true, with what was
    done

Long work is done in pieces, and between two of them other messages get a hearing: so a job can be stopped, and several
run side by side.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pyodide_ngram import expressions, sampling
from pyodide_ngram.errors import BadArgument, NgramError, whole_number
from pyodide_ngram.model import Model
from pyodide_ngram.provenance import Shelf

T = TypeVar("T")
Message = dict[str, Any]
Post = Callable[[Message], None]

POST_EVERY_S = 0.05  # a reader sees no more than 20 updates a second, and each message costs time
MAX_TEXT = 64 * 1024 * 1024  # a tab has about 2 GB; sorted windows take 8 bytes a byte, and sorting as much again
_MAX_HANDLE = 2**53


@dataclass
class Corpus:
    """A text by handle; `shape` is known if it was made by the expression process."""

    name: str
    data: bytes
    shape: expressions.Shape | None = None


@dataclass
class Trained:
    """A model by handle, which engine it is, and what it learnt, in order."""

    model: Model
    engine: str
    shelf: Shelf = field(default_factory=Shelf)


@dataclass
class Job:
    """A request at work: how it reports, and whether someone has pressed stop."""

    id: object
    post: Post
    clock: Callable[[], float]
    stopped: bool = False
    _posted: float = float("-inf")

    async def breathe(self, progress: Callable[[], Message] | None = None) -> bool:
        """Post progress if it is time, give other messages a hearing, and say whether to go on."""
        now = self.clock()
        if progress is not None and now - self._posted >= POST_EVERY_S:
            self._posted = now
            self.progress(progress())
        await asyncio.sleep(0)
        return not self.stopped

    def progress(self, payload: Message) -> None:
        """Post progress now."""
        self.post({"id": self.id, "type": "progress", **payload})

    async def wait_for(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of work that is done elsewhere; None if stop is pressed before it is there."""
        task = asyncio.ensure_future(work)
        while not task.done() and not self.stopped:
            await asyncio.wait([task], timeout=POST_EVERY_S)
        if task.done():
            return task.result()
        task.cancel()
        return None


Handler = Callable[["Session", Message, Job], Awaitable[Message]]


class Session:
    """One page's corpora and models. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        # set by a browser's worker, whose Python has no lzma: how long a text is as an xz file, None if nobody knows
        self.xz: Callable[[bytes], Awaitable[int | None]] | None = None
        self.corpora: dict[int, Corpus] = {}
        self.models: dict[int, Trained] = {}
        self._jobs: dict[object, Job] = {}
        self._handles = 0

    async def handle(self, message: Message, post: Post) -> None:
        """Answer one message by calling `post` one or more times. Whatever the message holds, this never raises."""
        job = Job(message.get("id") if isinstance(message, dict) else None, post, self.clock)
        try:
            handler = self._handler(message)
            self._jobs[job.id] = job
            result = await handler(self, message, job)
        except NgramError as error:
            post({"id": job.id, "type": "error", "kind": error.kind, "message": str(error), "hint": error.hint})
        except MemoryError:
            hint = "a shorter text or a lower order needs less"
            post({"id": job.id, "type": "error", "kind": "memory", "message": "out of memory", "hint": hint})
        else:
            post({"id": job.id, "type": "result", **result})
        finally:
            self._jobs = {id_: other for id_, other in self._jobs.items() if other is not job}

    def _handler(self, message: object) -> Handler:
        if not isinstance(message, dict):
            raise BadArgument("a message must be an object", hint="{id, type, …}")
        whole_number("id", message.get("id"), 0, _MAX_HANDLE)
        if message["id"] in self._jobs:
            raise BadArgument(f"job {message['id']} is still running", hint="give every message an id of its own")
        # here, since both are read after this module and build on it, and a page without the lab needs no panels
        from pyodide_ngram.requests import REQUESTS

        kind = str(message.get("type"))
        if kind in REQUESTS:
            return REQUESTS[kind]
        from pyodide_ngram.panels import PANELS

        if kind not in PANELS:
            raise BadArgument(f"unknown request {kind!r}", f"there are {', '.join([*REQUESTS, *PANELS])}")
        return PANELS[kind]

    def add_corpus(self, corpus: Corpus) -> int:
        """Keep a corpus; its handle."""
        self._handles += 1
        self.corpora[self._handles] = corpus
        return self._handles

    def add_model(self, trained: Trained) -> int:
        """Keep a model; its handle."""
        self._handles += 1
        self.models[self._handles] = trained
        return self._handles

    def corpus(self, message: Message, key: str = "corpus") -> Corpus:
        """The corpus that `message[key]` is the handle of. Raises BadArgument."""
        handle = whole_number(key, message.get(key), 0, _MAX_HANDLE, "a corpus request gives a handle")
        if handle not in self.corpora:
            raise BadArgument(f"there is no corpus {handle}", hint="a corpus request makes one")
        return self.corpora[handle]

    def trained(self, message: Message) -> Trained:
        """The model that `message["model"]` is the handle of. Raises BadArgument."""
        handle = whole_number("model", message.get("model"), 0, _MAX_HANDLE, "a train request gives a handle")
        if handle not in self.models:
            raise BadArgument(f"there is no model {handle}", hint="a train request makes one")
        return self.models[handle]

    def text(self, message: Message) -> bytes:
        """What `message` wants measured: its `data`, or its `corpus`; at least one byte. Raises BadArgument."""
        data = as_bytes("data", message["data"]) if message.get("data") is not None else self.corpus(message).data
        if not data:
            raise BadArgument("the text is empty", hint="one byte is enough")
        return data

    def stop(self, target: object) -> bool:
        """Press stop for a job; whether it was running."""
        job = self._jobs.get(target)
        if job is not None:
            job.stopped = True
        return job is not None


# --- reading messages ---


def usual(message: Message, key: str, default: object) -> Any:
    """`message[key]`, or the default where it is missing or null."""
    value = message.get(key)
    return default if value is None else value


def as_bytes(name: str, value: object) -> bytes:
    """A text from a message as bytes: a string (UTF-8), bytes, or what a Uint8Array turns into. Raises BadArgument."""
    if isinstance(value, str):
        value = value.encode(errors="replace")  # a lone surrogate, which JavaScript allows
    if not isinstance(value, bytes | bytearray | memoryview):
        raise BadArgument(f"{name} must be text or bytes, not {type(value).__name__}")
    if len(value) > MAX_TEXT:
        raise BadArgument(f"{name}: {len(value):,} bytes are too many", hint=f"the limit is {MAX_TEXT:,}")
    return bytes(value)


def seeded(message: Message) -> random.Random:
    """The coins for `message["seed"]`: the same seed, the same coins."""
    return random.Random(whole_number("seed", usual(message, "seed", 0), 0, _MAX_HANDLE))


def read_knobs(message: Message) -> sampling.Knobs:
    """The three knobs of a message."""
    top_k = message.get("top_k")
    if top_k is not None:
        top_k = whole_number("top_k", top_k, 1, 256, "null keeps every byte")
    return sampling.Knobs(usual(message, "temperature", 1.0), top_k, message.get("top_p"))
