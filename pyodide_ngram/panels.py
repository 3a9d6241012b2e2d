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
                   floor (bits/byte of the process, null for a book),
                   peers: {gzip, bz2, xz (in a browser ≈ xz): bits/byte of test},
                   measured (bytes of test that were asked, where PPM asked not all) .. done, total
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

from pyodide_ngram import panels_coding, panels_measure, panels_trace
from pyodide_ngram.bridge import Handler

PANELS: dict[str, Handler] = {
    "places": panels_trace.places,
    "copied": panels_trace.copied,
    "beam": panels_trace.beam,
    "orders": panels_measure.orders,
    "distance": panels_measure.distance,
    "process": panels_measure.process,
    "answers": panels_measure.answers,
    "states": panels_measure.states,
    "backoff": panels_measure.backoff,
    "costs": panels_coding.costs,
    "compress": panels_coding.compress,
    "decompress": panels_coding.decompress,
    "lifelong": panels_measure.lifelong,
    "chain": panels_trace.chain,
}
