"""The requests that every demo makes: a corpus, a model trained on it, text from it; `bridge` lists their messages.

>>> make_model(5, "auto", size=10_000).engine, make_model(5, "auto", size=10_000_000).engine
('dict', 'packed')
>>> make_model(None, "auto", size=10_000).engine                        # any order
'suffix'
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from math import log2

from pyodide_ngram import evaluation, expressions, sampling, smoothing
from pyodide_ngram.bridge import (
    MAX_TEXT,
    Corpus,
    Handler,
    Job,
    Message,
    Session,
    Trained,
    as_bytes,
    read_knobs,
    seeded,
    usual,
)
from pyodide_ngram.errors import BadArgument, real_number, whole_number
from pyodide_ngram.model import MAX_ORDER, NgramModel

CHUNK = 16 * 1024  # bytes learnt between two looks at the stop button
BATCH = 256  # bytes sampled or scored between two looks
MAX_CANDIDATES = 12
SMALL = 300_000  # up to so many bytes the dictionaries are quick enough to fill, and quickest to ask
UNBOUNDED = 2**31 - 1
_MAX_HANDLE = 2**53


async def _stop(session: Session, message: Message, _: Job) -> Message:
    return {"running": session.stop(whole_number("target", message.get("target"), 0, _MAX_HANDLE))}


async def _forget(session: Session, message: Message, _: Job) -> Message:
    if message.get("model") is not None:
        session.trained(message)
        del session.models[int(message["model"])]
    else:
        session.corpus(message)
        del session.corpora[int(message["corpus"])]
    return {"forgotten": True}


async def _corpus(session: Session, message: Message, job: Job) -> Message:
    kind = message.get("kind")
    if kind == "expressions":
        corpus = await _grow_corpus(message, job)
    elif kind == "text":
        corpus = Corpus(str(usual(message, "name", "text"))[:200], as_bytes("bytes", message.get("bytes")))
    else:
        raise BadArgument(f"unknown kind of corpus {kind!r}", hint="there are expressions and text")
    if not corpus.data:
        raise BadArgument("the text is empty", hint="one byte is enough")
    head = corpus.data[:2000].decode(errors="replace")
    handle = session.add_corpus(corpus)
    return {"corpus": handle, "name": corpus.name, "size": len(corpus.data), "head": head, "stopped": job.stopped}


async def _grow_corpus(message: Message, job: Job) -> Corpus:
    count = whole_number("count", usual(message, "count", 1000), 1, expressions.MAX_COUNT)
    shape = expressions.Shape(
        whole_number("depth", usual(message, "depth", 2), 1, expressions.MAX_DEPTH),
        whole_number("branching", usual(message, "branching", 4), 2, expressions.MAX_BRANCHING),
        whole_number("max_value", usual(message, "max_value", 9), 1, expressions.MAX_VALUE),
        real_number("nesting", usual(message, "nesting", 0.25), 0, 1),
    )
    rng, parts, size = seeded(message), list[str](), 0
    while len(parts) < count and await job.breathe(lambda: {"done": len(parts), "total": count}):
        for _ in range(min(100, count - len(parts))):
            parts.append(expressions.sentence(expressions.expression(rng, shape)))
            size += len(parts[-1])
        if size > MAX_TEXT:
            raise BadArgument("the corpus grows too large", hint="ask for fewer, shallower or narrower expressions")
    return Corpus("expressions", "".join(parts).encode(), shape)


async def _train(session: Session, message: Message, job: Job) -> Message:
    corpus = session.corpus(message)
    if message.get("model") is not None:
        trained, handle = session.trained(message), int(message["model"])
        if (
            trained.engine == "dict"
            and trained.model.size + len(corpus.data) > SMALL
            and trained.model.order <= MAX_ORDER
        ):
            bulk = make_model(trained.model.order, "auto", MAX_TEXT)  # it has outgrown the dictionaries
            if bulk.engine != "dict":
                bulk.model.learn(trained.shelf.text)
                bulk.shelf = trained.shelf
                trained = session.models[handle] = bulk
    else:
        trained = make_model(message.get("order"), usual(message, "engine", "auto"), len(corpus.data))
        handle = session.add_model(trained)
    model, start, done = trained.model, session.clock(), 0

    def progress() -> Message:
        seconds = session.clock() - start
        return {"done": done, "total": len(corpus.data), "bytes_per_second": done / seconds if seconds > 0 else 0.0}

    while done < len(corpus.data) and await job.breathe(progress):
        chunk = corpus.data[done : done + CHUNK]
        model.learn(chunk)
        done += len(chunk)
    trained.shelf.add(corpus.name, corpus.data[:done])
    job.progress(progress())
    await asyncio.sleep(0)
    answer = {"model": handle, "order": None if model.order >= UNBOUNDED else model.order, "engine": trained.engine}
    longest = min(model.order, 16)
    contexts = [model.count_contexts(k) for k in range(longest + 1)]  # the first question: here the sorting is done
    answer |= {"states": contexts[-1] if model.order == longest else None, "contexts": sum(contexts)}
    return {**answer, "bytes_seen": model.size, "seconds": session.clock() - start, "stopped": job.stopped}


def make_model(order: object, engine: object, size: int) -> Trained:
    """An empty model for a text of about `size` bytes: the engine asked for, or the one that suits best.

    All give the same answers. Without numpy there are only the dictionaries. Raises BadArgument.
    """
    number = UNBOUNDED if order is None else whole_number("order", order, 0, UNBOUNDED, "null for unbounded order")
    if engine not in ("auto", "dict", "packed", "suffix"):
        raise BadArgument(f"unknown engine {engine!r}", hint="there are auto, dict, packed and suffix")
    if engine == "auto":
        engine = "dict" if size <= SMALL and number <= 16 else "packed" if number <= 7 else "suffix"
    if engine == "dict":
        return Trained(NgramModel(number), "dict")
    if engine == "packed":
        from pyodide_ngram.packed import PackedModel  # numpy takes a third of the start-up time: only who needs it

        return Trained(PackedModel(number), "packed")
    from pyodide_ngram.suffix import SuffixModel

    return Trained(SuffixModel(number), "suffix")


async def _sample(session: Session, message: Message, job: Job) -> Message:
    model, prompt, rng = (
        session.trained(message).model,
        as_bytes("prompt", usual(message, "prompt", "")),
        seeded(message),
    )
    n = whole_number("n", usual(message, "n", 200), 0, sampling.MAX_BYTES)
    knobs = read_knobs(message)
    text, bits = bytearray(), 0.0
    if not message.get("trace"):
        for byte in sampling.stream(model, prompt, n, rng, knobs):
            text.append(byte)
            if len(text) % (16 * BATCH) == 0 and not await job.breathe(lambda: {"done": len(text), "total": n}):
                break
        return {"text_bytes": bytes(text), "bits_per_byte": None, "stopped": job.stopped}
    batch: list[Message] = []
    for step in sampling.trace(model, prompt, n, rng, knobs.temperature, knobs.top_k, knobs.top_p):
        text.append(step.byte)
        bits -= log2(step.raw_probability)
        batch.append(_traced(step))
        if len(text) % BATCH == 0:
            job.progress({"steps": batch})
            batch = []
            if not await job.breathe():
                break
    if batch:
        job.progress({"steps": batch})
    return {"text_bytes": bytes(text), "bits_per_byte": bits / len(text) if text else 0.0, "stopped": job.stopped}


async def _step(session: Session, message: Message, _: Job) -> Message:
    model, context = session.trained(message).model, as_bytes("context", usual(message, "context", ""))
    knobs = read_knobs(message)
    counts, order_used = model.distribution(context)
    looked = context[len(context) - min(len(context), model.order, order_used + 8) :]
    tried = [[looked[i:], len(looked) - i <= order_used] for i in range(len(looked) - order_used + 1)]
    stages = knobs.stages(counts)
    weights = stages[-1]
    if message.get("byte") is not None:
        coin, byte = None, whole_number("byte", message["byte"], 0, 255)
    else:
        coin = real_number("coin", usual(message, "coin", 0.5), 0, 1)
        byte = sampling.choose(weights, coin)
    shares = [sampling.shares(stage) for stage in stages]
    rows = [[symbol, counts[symbol], *(share.get(symbol, 0.0) for share in shares)] for symbol in sorted(counts)]
    answer = {"tried": tried, "order_used": order_used, "total": sum(counts.values()), "stages": rows}
    return {**answer, "coin": coin, "byte": byte, "probability": shares[-1].get(byte, 0.0)}


async def _distribution(session: Session, message: Message, _: Job) -> Message:
    model = session.trained(message).model
    counts, order_used = model.distribution(as_bytes("context", usual(message, "context", "")))
    return {"order_used": order_used, "total": sum(counts.values()), "candidates": candidates(counts, counts)}


async def _bits(session: Session, message: Message, job: Job) -> Message:
    trained, data = session.trained(message), session.text(message)
    name = str(usual(message, "smoothing", smoothing.AbsoluteDiscount.name))
    if trained.engine == "packed" and name != smoothing.PPM.name:
        from pyodide_ngram.bulk import Scorer

        scorer = Scorer(trained.model, name)  # type: ignore[arg-type]
        return {"bits_per_byte": float(scorer.surprises(data).mean()), "bytes": len(data), "stopped": False}
    method, bits, done = smoothing.by_name(name, trained.model), 0.0, 0
    for surprise in evaluation.surprises(trained.model, data, method):
        bits += surprise
        done += 1
        if done % BATCH == 0 and not await job.breathe(_progress(done, len(data))):
            break
    return {"bits_per_byte": bits / done, "bytes": done, "stopped": job.stopped}


def candidates(
    counts: Mapping[int, float], weights: Mapping[int, float], chosen: int | None = None
) -> list[list[float]]:
    """The most frequent bytes with count, share, and share after the knobs; `chosen` is always among them.

    >>> candidates({byte: 1 for byte in range(97, 123)}, {122: 1}, chosen=122)[-1]
    [122, 1, 0.038461538461538464, 1.0]
    """
    total, weight = sum(counts.values()), sum(weights.values())
    best = sorted(sorted(counts), key=lambda byte: -counts[byte])[:MAX_CANDIDATES]
    if chosen is not None and chosen not in best:
        best[-1] = chosen
    return [[byte, counts[byte], counts[byte] / total, weights.get(byte, 0) / weight] for byte in best]


def _traced(step: sampling.Step) -> Message:
    facts = {"byte": step.byte, "order_used": step.order_used, "context": step.context, "coin": step.coin}
    return {**facts, "probability": step.probability, "candidates": candidates(step.counts, step.weights, step.byte)}


def _progress(done: int, total: int) -> Callable[[], Message]:
    return lambda: {"done": done, "total": total}


REQUESTS: dict[str, Handler] = {
    "corpus": _corpus,
    "train": _train,
    "sample": _sample,
    "step": _step,
    "distribution": _distribution,
    "bits": _bits,
    "forget": _forget,
    "stop": _stop,
}
