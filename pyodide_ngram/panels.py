"""The lab's requests, one for each panel: what the modules of this package answer, as messages of `bridge`.

>>> import asyncio
>>> from pyodide_ngram.bridge import Session
>>> session, answers = Session(), []
>>> for message in (
...     {"id": 1, "type": "corpus", "kind": "text", "name": "a loop", "bytes": b"round and round "},
...     {"id": 2, "type": "train", "corpus": 1, "order": 3},
...     {"id": 3, "type": "places", "model": 2, "context": "ou", "byte": 110},
... ):
...     asyncio.run(session.handle(message, answers.append))
>>> answers[-1]["count"], [place["position"] for place in answers[-1]["places"]]
(2, [3, 13])

As in `bridge`: -> result, .. progress; `stopped` tells in every long result that it was cut short.

    places      model, context, byte, limit
                -> count, places: [{position, title, offset, before, after}]
    copied      model, text, at_least (bytes; usually 20)
                -> copies: [{start, end, position, title, offset}], share (of the text that is copied)
    beam        model, prompt, n, width
                -> best, probability, log2_probability, nodes: [[byte, parent, depth, log2 of the joint, kept, on best]]
    orders      train, test (corpora), order (at most 7), smoothing
                -> train: [bits/byte with contexts of at most 0, 1, … bytes], test, unseen: [share of contexts never
                seen],
                   floor (bits/byte of the process, null for a book), peers: {gzip, bz2, xz: bits/byte of test}
    distance    model, corpus (its shape), count, seed, smoothing
                -> floor, model, divergence (bits/byte)                .. done, total
    process     corpus (its shape), context
                -> candidates: [[byte, probability]], entropy_rate, mean_length (null where the shape is too large)
    answers     model, corpus (what it learnt), count, seed
                -> rows: [{expression, truth, answer, probability, seen, right}], seen, seen_right, unseen,
                unseen_right,
                   majority, majority_right
    states      corpus, order (at most 7), points
                -> rows: [{bytes, length, seen, possible_log2, unseen, memory: {packed, dict (an estimate)}}]
                .. the same rows as they come
    backoff     train, test (corpora; the first 200,000 and 10,000 bytes), order, seed
                -> rows: [{rule, distances (those kept, by number of bytes), bits_per_byte}]
    costs       data or corpus, order      -> bytes, bits, head, peers       .. costs: [bits of each byte, in order]
    compress    data or corpus, order      -> blob, size, original, peers    .. done, total
    decompress  blob                       -> text_bytes                     .. done, total
    lifelong    first, second (corpora), order, window, learn (bytes of the first that both know before the start)
                -> frozen, adaptive: [mean bits/byte of each window], window, change (bytes until the second begins)
                .. done, total
    chain       model, context, limit (at most 5,000 states)
                -> states, moves: [[from, byte, to, probability]], stationary, entropy_rate,
                   cycles: [{states, text, basin}]
"""

from __future__ import annotations

import bz2
import zlib
from collections.abc import Callable, Generator
from itertools import islice
from math import log, log2
from typing import TypeVar

from pyodide_ngram import coding, evaluation, expressions, guessing, provenance, smoothing
from pyodide_ngram.bridge import Corpus, Handler, Job, Message, Session, Trained, as_bytes, seeded, usual
from pyodide_ngram.errors import BadArgument, whole_number
from pyodide_ngram.model import NgramModel
from pyodide_ngram.process import Process

T = TypeVar("T")

DICT_BYTES_A_CONTEXT = 290  # measured on Moby Dick, order 5, CPython 3.11: keys, inner dictionaries and their counts
_BACKOFF_TRAIN, _BACKOFF_TEST = 200_000, 10_000  # the skip model is a plain dictionary: a few seconds


async def _places(session: Session, message: Message, _: Job) -> Message:
    trained, context = session.trained(message), as_bytes("context", usual(message, "context", ""))
    byte = whole_number("byte", message.get("byte"), 0, 255)
    limit = whole_number("limit", usual(message, "limit", 50), 1, 1000)
    text = trained.shelf.text
    found = provenance.places(text, context, byte, limit)
    rows = [{**_located(trained, place.position), "before": place.before, "after": place.after} for place in found]
    return {"count": provenance.count_places(text, context, byte), "places": rows}


def _located(trained: Trained, position: int) -> Message:
    title, offset = trained.shelf.locate(position)
    return {"position": position, "title": title, "offset": offset}


async def _copied(session: Session, message: Message, _: Job) -> Message:
    trained, text = session.trained(message), as_bytes("text", message.get("text"))
    if len(text) > 20_000:
        raise BadArgument(f"{len(text):,} bytes are too many to look up", hint="20,000 will do")
    at_least = whole_number("at_least", usual(message, "at_least", 20), 2, 10_000)
    found = provenance.copied(trained.shelf.text, text, at_least)
    rows = [{"start": copy.start, "end": copy.end, **_located(trained, copy.source)} for copy in found]
    return {"copies": rows, "share": sum(copy.end - copy.start for copy in found) / max(1, len(text))}


async def _beam(session: Session, message: Message, _: Job) -> Message:
    from pyodide_ngram.beam import beam

    prompt = as_bytes("prompt", usual(message, "prompt", ""))
    n = whole_number("n", usual(message, "n", 20), 0, 1000)
    found = beam(session.trained(message).model, prompt, n, whole_number("width", usual(message, "width", 3), 1, 256))
    nodes = [
        [node.byte, node.parent, node.depth, node.log_probability / log(2), node.kept, node.on_best]
        for node in found.nodes
    ]
    joint = found.log_probability / log(2)
    return {"best": found.best, "probability": found.probability, "log2_probability": joint, "nodes": nodes}


async def _orders(session: Session, message: Message, job: Job) -> Message:
    from pyodide_ngram.bulk import Scorer
    from pyodide_ngram.packed import PackedModel

    train, test = session.corpus(message, "train"), session.corpus(message, "test")
    order = whole_number("order", usual(message, "order", 7), 0, 7)
    name = str(usual(message, "smoothing", smoothing.AbsoluteDiscount.name))
    if name == smoothing.PPM.name:
        raise BadArgument("PPM can't be scored in bulk", hint="the bits request scores it byte by byte")
    rows: Message = {"train": [], "test": [], "unseen": []}
    # shorter contexts are part of the recursion of a longer one, but not for Kneser-Ney, which makes each order anew
    for k in range(order + 1) if name == smoothing.KneserNey.name else (order,):
        if not await job.breathe(lambda: {"done": len(rows["test"]), "total": order + 1}):
            break
        model = PackedModel(k)
        model.learn(train.data)
        scorer = Scorer(model, name)
        await job.breathe()
        for key, corpus in (("train", train), ("test", test)):
            bits = scorer.by_order(corpus.data)
            rows[key] += bits[-1:] if name == smoothing.KneserNey.name else bits
        rows["unseen"] = scorer.unseen(test.data)
    return {**rows, "floor": _floor(test), "peers": peers(test.data), "stopped": job.stopped}


def _floor(corpus: Corpus) -> float | None:
    """The entropy rate of the process behind a corpus: None for a text that has none, or one too large to work out."""
    if corpus.shape is None:
        return None
    process = Process(corpus.shape)
    return process.entropy_rate() if process.is_tractable() else None


async def _distance(session: Session, message: Message, job: Job) -> Message:
    trained, shape = session.trained(message), _shape(session.corpus(message))
    count = whole_number("count", usual(message, "count", 100), 1, 5000)
    method = smoothing.by_name(str(usual(message, "smoothing", smoothing.AbsoluteDiscount.name)), trained.model)
    rng, process, total = seeded(message), Process(shape), 0
    sums = [0.0, 0.0, 0.0]
    for done in range(count):
        if not await job.breathe(lambda: {"done": done, "total": count}):  # noqa: B023 (called at once)
            break
        text = expressions.sentence(expressions.expression(rng, shape)).encode()
        found = evaluation.distance(trained.model, process, text, method)
        total += len(text)
        for i, bits in enumerate((found.floor, found.model, found.divergence)):
            sums[i] += bits * len(text)
    floor, cost, divergence = (bits / max(1, total) for bits in sums)
    return {"floor": floor, "model": cost, "divergence": divergence, "stopped": job.stopped}


def _shape(corpus: Corpus) -> expressions.Shape:
    if corpus.shape is None:
        raise BadArgument("only a corpus of expressions has a process that is known", hint="choose expressions")
    return corpus.shape


async def _process(session: Session, message: Message, _: Job) -> Message:
    process = Process(_shape(session.corpus(message)))
    found = process.distribution(as_bytes("context", usual(message, "context", "")))
    rows = [[byte, found[byte]] for byte in sorted(found, key=lambda byte: (-found[byte], byte))]
    known = process.is_tractable()
    return {
        "candidates": rows,
        "entropy_rate": process.entropy_rate() if known else None,
        "mean_length": process.mean_length() if known else None,
    }


async def _answers(session: Session, message: Message, job: Job) -> Message:
    model, corpus = session.trained(message).model, session.corpus(message)
    shape, count = _shape(corpus), whole_number("count", usual(message, "count", 200), 1, 5000)
    training = evaluation.sentences(corpus.data)
    known, rng = set(training), seeded(message)
    asked = [(training[int(rng.random() * len(training))], True) for _ in range(count // 2)]
    for _ in range(50 * count):  # a small shape may have no expression that training missed
        if len(asked) >= count:
            break
        line = expressions.sentence(expressions.expression(rng, shape))
        if line not in known:
            asked.append((line, False))
    rows: list[evaluation.Answer] = []
    for line, seen in asked:
        rows.append(evaluation.answer(model, line, seen))
        if len(rows) % 20 == 0 and not await job.breathe(lambda: {"done": len(rows), "total": len(asked)}):
            break
    total = evaluation.score(rows, corpus.data)
    listed = [{**vars(row), "right": row.right} for row in rows]
    return {"rows": listed, **vars(total), "stopped": job.stopped}


async def _states(session: Session, message: Message, job: Job) -> Message:
    from pyodide_ngram.bulk import Scorer
    from pyodide_ngram.packed import PackedModel

    data, order = session.corpus(message).data, whole_number("order", usual(message, "order", 7), 0, 7)
    points = whole_number("points", usual(message, "points", 8), 1, 30)
    test, rows = data[-max(1, len(data) // 10) :], list[Message]()
    pool = data[: max(1, len(data) - len(test))]
    sizes = sorted({max(1, len(pool) >> (points - 1 - i)) for i in range(points)})
    for size in sizes:
        model = PackedModel(order)
        model.learn(pool[:size])
        unseen, contexts = Scorer(model, smoothing.WittenBell.name).unseen(test), 0
        fresh: list[Message] = []
        for k in range(order + 1):
            seen = model.count_contexts(k)
            contexts += seen
            memory = {"packed": 8 * size, "dict": DICT_BYTES_A_CONTEXT * contexts}
            row = {
                "bytes": size,
                "length": k,
                "seen": seen,
                "possible_log2": 8 * k,
                "unseen": unseen[k],
                "memory": memory,
            }
            fresh.append(row)
        rows += fresh
        job.progress({"rows": fresh, "done": len(rows) // (order + 1), "total": len(sizes)})
        if not await job.breathe():
            break
    return {"rows": rows, "stopped": job.stopped}


async def _backoff(session: Session, message: Message, job: Job) -> Message:
    from pyodide_ngram.backoff import RULES, SkipModel

    train = session.corpus(message, "train").data[:_BACKOFF_TRAIN]
    test = session.corpus(message, "test").data[:_BACKOFF_TEST]
    order = whole_number("order", usual(message, "order", 4), 0, 8)
    seed = whole_number("seed", usual(message, "seed", 0), 0, 2**53)
    rows: list[Message] = []
    for rule in RULES:
        model, bits = SkipModel(order, rule, seed), 0.0
        for start in range(0, len(train), 8192):
            model.learn(train[start : start + 8192])
            if not await job.breathe(lambda: {"done": len(rows), "total": len(RULES)}):
                return {"rows": rows, "stopped": True}
        for i, byte in enumerate(test):
            bits -= log2(model.probability(test[max(0, i - order) : i], byte))
            if i % 512 == 0 and not await job.breathe():
                return {"rows": rows, "stopped": True}
        distances = [list(view) for view in model.views]
        rows.append({"rule": rule, "distances": distances, "bits_per_byte": bits / len(test)})
    return {"rows": rows, "stopped": False}


async def _costs(session: Session, message: Message, job: Job) -> Message:
    data, order = session.text(message), _coding_order(message)
    steps, done, total = coding.costs(data, order), 0, 0.0
    while done < len(data):
        batch = list(islice(steps, 256))
        done += len(batch)
        total += sum(batch)
        job.progress({"costs": batch})
        if not await job.breathe():
            break
    return {
        "bytes": done,
        "bits": total,
        "head": coding.HEAD_BYTES,
        "peers": peers(data[:done]),
        "stopped": job.stopped,
    }


def _coding_order(message: Message) -> int:
    return whole_number("order", usual(message, "order", 6), 1, guessing.MAX_CODING_ORDER)


async def _compress(session: Session, message: Message, job: Job) -> Message:
    data = as_bytes("data", message["data"]) if message.get("data") is not None else session.corpus(message).data
    blob = await _stepwise(coding.compressing(data, _coding_order(message)), job, len(data))
    size = len(blob) if blob is not None else None
    return {"blob": blob, "size": size, "original": len(data), "peers": peers(data), "stopped": job.stopped}


async def _decompress(_: Session, message: Message, job: Job) -> Message:
    blob = as_bytes("blob", message.get("blob"))
    text = await _stepwise(coding.decompressing(blob), job, coding.inspect(blob).size)
    return {"text_bytes": text, "stopped": job.stopped}


async def _stepwise(steps: Generator[int, None, T], job: Job, total: int) -> T | None:
    """Run a generator of `coding` to its end, with progress; None if it was stopped."""
    done = 0

    def progress() -> Message:
        return {"done": done, "total": total}

    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if not await job.breathe(progress):
            return None


async def _lifelong(session: Session, message: Message, job: Job) -> Message:
    first, second = session.corpus(message, "first").data, session.corpus(message, "second").data
    order = whole_number("order", usual(message, "order", 4), 0, 16)
    window = whole_number("window", usual(message, "window", 1000), 10, 1_000_000)
    learn = whole_number("learn", usual(message, "learn", len(first) // 2), 1, len(first))
    stream = first[learn:] + second
    frozen, adaptive = NgramModel(order), NgramModel(order)
    for start in range(0, learn, 16 * 1024):
        for model in (frozen, adaptive):
            model.learn(first[start : min(learn, start + 16 * 1024)])
        await job.breathe()
    rows: tuple[list[float], list[float]] = ([], [])
    running = (evaluation.surprises(frozen, stream), evaluation.lifelong(adaptive, stream))
    for start in range(0, len(stream), window):
        size = min(window, len(stream) - start)
        for row, costs in zip(rows, running, strict=True):
            row.append(sum(islice(costs, size)) / size)
        if not await job.breathe(_progress(start + size, len(stream))):
            break
    answer = {"frozen": rows[0], "adaptive": rows[1], "window": window, "change": len(first) - learn}
    return {**answer, "stopped": job.stopped}


def _progress(done: int, total: int) -> Callable[[], Message]:
    return lambda: {"done": done, "total": total}


async def _chain(session: Session, message: Message, _: Job) -> Message:
    from pyodide_ngram.machine import Chain

    limit = whole_number("limit", usual(message, "limit", 2000), 1, 5000)
    chain = Chain(session.trained(message).model, as_bytes("context", usual(message, "context", "")), limit)
    shares = chain.stationary()
    moves = [[i, move.byte, move.target, move.probability] for i, row in enumerate(chain.moves) for move in row]
    cycles = [{"states": list(cycle.states), "text": cycle.text, "basin": cycle.basin} for cycle in chain.cycles()]
    answer = {"states": chain.states, "moves": moves, "stationary": shares, "cycles": cycles}
    return {**answer, "entropy_rate": chain.entropy_rate(shares)}


def peers(data: bytes) -> Message:
    """Bits per byte of the compressors of the standard library, each at its best; those that are not there are left
    out.

    gzip is deflate with a head of 18 bytes; Python in the browser has no xz.
    """
    if not data:
        return {}
    found = {"gzip": len(zlib.compress(data, 9)) - 6 + 18, "bz2": len(bz2.compress(data, 9))}
    try:
        import lzma
    except ImportError:
        pass
    else:
        found["xz"] = len(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    return {name: 8 * size / len(data) for name, size in found.items()}


PANELS: dict[str, Handler] = {
    "places": _places,
    "copied": _copied,
    "beam": _beam,
    "orders": _orders,
    "distance": _distance,
    "process": _process,
    "answers": _answers,
    "states": _states,
    "backoff": _backoff,
    "costs": _costs,
    "compress": _compress,
    "decompress": _decompress,
    "lifelong": _lifelong,
    "chain": _chain,
}
