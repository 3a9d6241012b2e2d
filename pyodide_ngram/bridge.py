"""The narrow door between a page and the model: messages in, messages out. PLACEHOLDER"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from math import log2
from typing import Any

from pyodide_ngram import evaluation, expressions, sampling, smoothing
from pyodide_ngram.errors import BadArgument, NgramError, real_number, whole_number
from pyodide_ngram.model import Model, NgramModel

Message = dict[str, Any]
Post = Callable[[Message], None]

CHUNK = 16 * 1024  # bytes learnt between two looks at the stop button
BATCH = 256  # steps sampled between two looks
POST_EVERY_S = 0.05  # progress at most so often: a reader sees no more, and messages cost time
MAX_CANDIDATES = 12
MAX_CORPUS = 64 * 1024 * 1024


@dataclass
class Corpus:
    name: str
    data: bytes
    shape: expressions.Shape | None = None


@dataclass
class Job:
    """A request being worked on: how it reports, and whether someone has pressed stop."""

    id: int
    post: Post
    clock: Callable[[], float]
    stopped: bool = False
    _posted: float = field(default=float("-inf"))

    async def breathe(self, progress: Callable[[], Message] | None = None) -> bool:
        """Let other messages in; post progress if it is time; True when the job shall go on."""
        now = self.clock()
        if progress is not None and now - self._posted >= POST_EVERY_S:
            self._posted = now
            self.progress(progress())
        await asyncio.sleep(0)
        return not self.stopped

    def progress(self, payload: Message) -> None:
        self.post({"id": self.id, "type": "progress", **payload})


class Session:
    """One page's corpora and models, by handle."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._corpora: dict[int, Corpus] = {}
        self._models: dict[int, Model] = {}
        self._jobs: dict[int, Job] = {}
        self._handles = 0

    async def handle(self, message: Message, post: Post) -> None:
        """Answer one message by calling `post` any number of times; never raises for what a message holds."""
        if not isinstance(message, dict):
            post(
                {
                    "id": None,
                    "type": "error",
                    "kind": "bad_request",
                    "message": "a message must be an object",
                    "hint": "",
                }
            )
            return
        job = Job(message.get("id"), post, self._clock)  # type: ignore[arg-type]
        try:
            job.id = whole_number("id", message.get("id"), 0, 2**53)
            request = self._requests().get(message.get("type"))  # type: ignore[arg-type]
            if request is None:
                raise BadArgument(
                    f"unknown request {message.get('type')!r}", f"there are {', '.join(self._requests())}"
                )
            self._jobs[job.id] = job
            result = await request(message, job)
        except NgramError as error:
            post({"id": job.id, "type": "error", "kind": error.kind, "message": str(error), "hint": error.hint})
        except MemoryError:
            post(
                {
                    "id": job.id,
                    "type": "error",
                    "kind": "memory",
                    "message": "out of memory",
                    "hint": "try a shorter text or a lower order",
                }
            )
        else:
            post({"id": job.id, "type": "result", **result})
        finally:
            self._jobs.pop(job.id, None)

    def _requests(self) -> dict[str, Callable[[Message, Job], Awaitable[Message]]]:
        return {
            "corpus": self._corpus,
            "train": self._train,
            "sample": self._sample,
            "distribution": self._distribution,
            "bits": self._bits,
            "stop": self._stop,
        }

    async def _stop(self, message: Message, job: Job) -> Message:
        target = self._jobs.get(whole_number("target", message.get("target"), 0, 2**53))
        if target is not None:
            target.stopped = True
        return {"running": target is not None}

    async def _corpus(self, message: Message, job: Job) -> Message:
        if message.get("kind") == "expressions":
            count = whole_number("count", message.get("count", 1000), 1, expressions.MAX_COUNT)
            shape = expressions.Shape(
                whole_number("depth", message.get("depth", 2), 1, expressions.MAX_DEPTH),
                whole_number("branching", message.get("branching", 4), 2, expressions.MAX_BRANCHING),
                whole_number("max_value", message.get("max_value", 9), 1, expressions.MAX_VALUE),
                real_number("nesting", message.get("nesting", 0.25), 0, 1),
            )
            rng = random.Random(whole_number("seed", message.get("seed", 0), 0, 2**53))  # noqa: S311 (no secrets here)
            parts: list[str] = []
            while len(parts) < count and await job.breathe(lambda: {"done": len(parts), "total": count}):
                for _ in range(min(200, count - len(parts))):
                    parts.append(expressions.sentence(expressions.expression(rng, shape)))
            corpus = Corpus("expressions", "".join(parts).encode(), shape)
        elif message.get("kind") == "text":
            corpus = Corpus(str(message.get("name", "text")), _bytes("bytes", message.get("bytes")))
        else:
            raise BadArgument(f"unknown kind of corpus {message.get('kind')!r}", "there are expressions and text")
        if not corpus.data:
            raise BadArgument("the text is empty", "one byte is enough")
        handle = self._new_handle()
        self._corpora[handle] = corpus
        return {
            "corpus": handle,
            "name": corpus.name,
            "size": len(corpus.data),
            "head": corpus.data[:2000].decode(errors="replace"),
            "stopped": job.stopped,
        }

    async def _train(self, message: Message, job: Job) -> Message:
        corpus = self._get_corpus(message)
        if message.get("model") is not None:
            handle, model = self._get_model(message)
        else:
            model = NgramModel(whole_number("order", message.get("order"), 0, 64))
            handle = self._new_handle()
            self._models[handle] = model
        start, done = self._clock(), 0

        def progress() -> Message:
            seconds = self._clock() - start
            return {"done": done, "total": len(corpus.data), "bytes_per_second": done / seconds if seconds > 0 else 0.0}

        while done < len(corpus.data) and await job.breathe(progress):
            chunk = corpus.data[done : done + CHUNK]
            model.learn(chunk)
            done += len(chunk)
        return {
            "model": handle,
            "order": model.order,
            "states": model.count_contexts(model.order),
            "contexts": sum(model.count_contexts(k) for k in range(model.order + 1)),
            "bytes_seen": model.size,
            "seconds": self._clock() - start,
            "stopped": job.stopped,
        }

    async def _sample(self, message: Message, job: Job) -> Message:
        _, model = self._get_model(message)
        prompt = _bytes("prompt", message.get("prompt", ""))
        n = whole_number("n", message.get("n", 200), 0, sampling.MAX_BYTES)
        rng = random.Random(whole_number("seed", message.get("seed", 0), 0, 2**53))  # noqa: S311
        knobs = (message.get("temperature", 1.0), message.get("top_k"), message.get("top_p"))
        traced = bool(message.get("trace", False))
        text, bits = bytearray(), 0.0
        steps = sampling.trace(model, prompt, n, rng, *knobs)
        batch: list[Message] = []
        for step in steps:
            text.append(step.byte)
            bits -= log2(step.raw_probability)
            if traced:
                batch.append(_step(step))
            if len(text) % BATCH == 0:
                if batch:
                    job.progress({"steps": batch})
                    batch = []
                if not await job.breathe():
                    break
        if batch:
            job.progress({"steps": batch})
        return {"text_bytes": bytes(text), "bits_per_byte": bits / len(text) if text else 0.0, "stopped": job.stopped}

    async def _distribution(self, message: Message, job: Job) -> Message:
        _, model = self._get_model(message)
        counts, order_used = model.distribution(_bytes("context", message.get("context", "")))
        return {"order_used": order_used, "total": sum(counts.values()), "candidates": _candidates(counts, counts)}

    async def _bits(self, message: Message, job: Job) -> Message:
        _, model = self._get_model(message)
        data = self._get_corpus(message).data if "corpus" in message else _bytes("data", message.get("data"))
        if not data:
            raise BadArgument("there is no text to measure", "give at least one byte")
        method = smoothing.by_name(message.get("smoothing", "absolute-discount"), model)
        bits, done = 0.0, 0
        for surprise in evaluation.surprises(model, data, method):
            bits += surprise
            done += 1
            if done % BATCH == 0 and not await job.breathe(lambda: {"done": done, "total": len(data)}):
                break
        return {"bits_per_byte": bits / done, "bytes": done, "stopped": job.stopped}

    def _new_handle(self) -> int:
        self._handles += 1
        return self._handles

    def _get_corpus(self, message: Message) -> Corpus:
        handle = message.get("corpus")
        if handle not in self._corpora:
            raise BadArgument(f"there is no corpus {handle!r}", "make one with a corpus request first")
        return self._corpora[handle]

    def _get_model(self, message: Message) -> tuple[int, Model]:
        handle = message.get("model")
        if handle not in self._models:
            raise BadArgument(f"there is no model {handle!r}", "train one first")
        return handle, self._models[handle]


def _bytes(name: str, value: object) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes | bytearray | memoryview):
        if len(value) > MAX_CORPUS:
            raise BadArgument(f"{name} is too long", "")
        return bytes(value)
    raise BadArgument(f"{name} must be text or bytes")


def _candidates(counts: dict[int, int], weights: dict[int, float]) -> list[list[float]]:
    total, weight = sum(counts.values()), sum(weights.values())
    best = sorted(sorted(counts), key=lambda byte: -counts[byte])[:MAX_CANDIDATES]
    return [[byte, counts[byte], counts[byte] / total, weights.get(byte, 0) / weight] for byte in best]


def _step(step: sampling.Step) -> Message:
    return {
        "byte": step.byte,
        "order_used": step.order_used,
        "context": step.context,
        "probability": step.probability,
        "candidates": _candidates(step.counts, step.weights),
        "coin": step.coin,
    }
