"""The lab's requests that follow text and model step by step: where bytes come from, beam search, the machine.

Their messages are in `panels`.
"""

from __future__ import annotations

from math import log

from pyodide_ngram import provenance, sampling
from pyodide_ngram.bridge import Job, Message, Session, Trained, as_bytes, usual
from pyodide_ngram.errors import BadArgument, whole_number


async def places(session: Session, message: Message, _: Job) -> Message:
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


async def copied(session: Session, message: Message, _: Job) -> Message:
    trained, text = session.trained(message), as_bytes("text", message.get("text"))
    if len(text) > 20_000:
        raise BadArgument(f"{len(text):,} bytes are too many to look up", hint="20,000 will do")
    at_least = whole_number("at_least", usual(message, "at_least", 20), 2, 10_000)
    found = provenance.copied(trained.shelf.text, text, at_least)
    rows = [{"start": copy.start, "end": copy.end, **_located(trained, copy.source)} for copy in found]
    return {"copies": rows, "share": sum(copy.end - copy.start for copy in found) / max(1, len(text))}


async def beam(session: Session, message: Message, _: Job) -> Message:
    prompt = as_bytes("prompt", usual(message, "prompt", ""))
    n = whole_number("n", usual(message, "n", 20), 0, 1000)
    width = whole_number("width", usual(message, "width", 3), 1, 256)
    found = sampling.beam(session.trained(message).model, prompt, n, width)
    nodes = [
        [node.byte, node.parent, node.depth, node.log_probability / log(2), node.kept, node.on_best]
        for node in found.nodes
    ]
    joint = found.log_probability / log(2)
    return {"best": found.best, "probability": found.probability, "log2_probability": joint, "nodes": nodes}


async def chain(session: Session, message: Message, _: Job) -> Message:
    from pyodide_ngram.machine import Chain

    limit = whole_number("limit", usual(message, "limit", 2000), 1, 5000)
    chain = Chain(session.trained(message).model, as_bytes("context", usual(message, "context", "")), limit)
    shares = chain.stationary()
    moves = [[i, move.byte, move.target, move.probability] for i, row in enumerate(chain.moves) for move in row]
    cycles = [{"states": list(cycle.states), "text": cycle.text, "basin": cycle.basin} for cycle in chain.cycles()]
    answer = {"states": chain.states, "moves": moves, "stationary": shares, "cycles": cycles}
    return {**answer, "entropy_rate": chain.entropy_rate(shares)}
