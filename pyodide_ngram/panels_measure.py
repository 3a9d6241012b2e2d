"""The lab's requests that measure: by order, against the process, its answers, its states, its ways to back off.

Their messages are in `panels`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from math import log2

from pyodide_ngram import evaluation, expressions, smoothing
from pyodide_ngram.bridge import Corpus, Job, Message, Session, as_bytes, seeded, usual
from pyodide_ngram.errors import BadArgument, whole_number
from pyodide_ngram.model import NgramModel
from pyodide_ngram.panels_coding import peers
from pyodide_ngram.process import Process

DICT_BYTES_A_CONTEXT = 290  # measured on Moby Dick, order 5, CPython 3.11: keys, inner dictionaries and their counts
_BACKOFF_TRAIN, _BACKOFF_TEST = 200_000, 10_000  # the skip model is a plain dictionary: a few seconds


async def orders(session: Session, message: Message, job: Job) -> Message:
    from pyodide_ngram.bulk import Scorer
    from pyodide_ngram.packed import PackedModel

    train, test = session.corpus(message, "train"), session.corpus(message, "test")
    order = whole_number("order", usual(message, "order", 7), 0, 7)
    name = str(usual(message, "smoothing", smoothing.AbsoluteDiscount.name))
    if name == smoothing.PPM.name:
        measured = await _orders_of_ppm(train, test, order, job)
        return {**measured, "floor": _floor(test), "peers": await peers(session, test.data, job)}
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
    others = await peers(session, test.data, job)
    return {**rows, "floor": _floor(test), "peers": others, "stopped": job.stopped}


async def _orders_of_ppm(train: Corpus, test: Corpus, order: int, job: Job) -> Message:
    """As `orders`, for PPM, which goes byte by byte: on stretches of both texts only."""
    from pyodide_ngram.bulk import Scorer
    from pyodide_ngram.packed import PackedModel

    model, method, done = PackedModel(order), smoothing.PPM(), 0
    model.learn(train.data)
    rows: Message = {"train": [], "test": [], "unseen": Scorer(model, smoothing.WittenBell.name).unseen(test.data)}
    asked = {key: stretches(len(corpus.data)) for key, corpus in (("train", train), ("test", test))}
    total = sum(map(len, asked.values()))
    for key, corpus in (("train", train), ("test", test)):
        bits, measured = [0.0] * (order + 1), 0
        for i in asked[key]:
            context = corpus.data[max(0, i - order) : i]
            bits = [b - log2(p) for b, p in zip(bits, method.by_order(model, context, corpus.data[i]), strict=True)]
            measured, done = measured + 1, done + 1
            if done % 100 == 0 and not await job.breathe(_progress(done, total)):
                asked["test"] = asked["test"][:0] if key == "train" else asked["test"][:measured]
                break
        rows[key] = [b / measured for b in bits] if measured else []
    return {**rows, "measured": len(asked["test"]), "stopped": job.stopped}


def stretches(size: int, many: int = 8, length: int = 250) -> list[int]:
    """The places of `many` stretches of `length` bytes, spread over a text of `size` bytes; all where it is short.

    >>> stretches(10, many=2, length=3)
    [0, 1, 2, 5, 6, 7]
    """
    if size <= many * length:
        return list(range(size))
    return [start * size // many + i for start in range(many) for i in range(length)]


def _floor(corpus: Corpus) -> float | None:
    """The entropy rate of the process behind a corpus: None for a text that has none, or one too large to work out."""
    if corpus.shape is None:
        return None
    process = Process(corpus.shape)
    return process.entropy_rate() if process.is_tractable() else None


async def distance(session: Session, message: Message, job: Job) -> Message:
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


async def process(session: Session, message: Message, _: Job) -> Message:
    process = Process(_shape(session.corpus(message)))
    found = process.distribution(as_bytes("context", usual(message, "context", "")))
    rows = [[byte, found[byte]] for byte in sorted(found, key=lambda byte: (-found[byte], byte))]
    known = process.is_tractable()
    return {
        "candidates": rows,
        "entropy_rate": process.entropy_rate() if known else None,
        "mean_length": process.mean_length() if known else None,
    }


async def answers(session: Session, message: Message, job: Job) -> Message:
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


async def states(session: Session, message: Message, job: Job) -> Message:
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


async def backoff(session: Session, message: Message, job: Job) -> Message:
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


async def lifelong(session: Session, message: Message, job: Job) -> Message:
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
