"""Run by two Pythons, this machine's and the browser's: what it returns must be the same to the last bit."""

from __future__ import annotations

import hashlib
import random
from typing import Any

from pyodide_ngram.coding import compress, costs, decompress
from pyodide_ngram.evaluation import bits_per_byte
from pyodide_ngram.expressions import corpus
from pyodide_ngram.model import NgramModel
from pyodide_ngram.process import Process
from pyodide_ngram.sampling import beam, generate, generate_many
from pyodide_ngram.smoothing import by_name

KNOBS = [(1.0, None, None), (0.7, None, None), (1.6, 5, 0.9), (0, None, None), (0.3, None, 0.5), (2.5, 40, None)]


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def facts(numpy: bool, blob: bytes = b"") -> dict[str, Any]:
    """Texts, probabilities and files from fixed seeds. numpy: also by the models that need it. blob: to decompress."""
    text = corpus(800, random.Random(3), 3, 4, 20)
    model = NgramModel(4)
    model.learn(text)
    made = [generate(model, b"sum(", 4000, random.Random(5), *knobs) for knobs in KNOBS]
    found: dict[str, Any] = {
        "corpus": digest(text),
        "texts": digest(*made),
        "head": made[0][:40].decode(),
        "beam": beam(model, b"max(", 12, 5).best.decode(),
        "bits": [
            round(bits_per_byte(model, text[:400], by_name(name, model)), 9)
            for name in ("witten-bell", "ppm", "kneser-ney")
        ],
        "floor": round(Process().entropy_rate(), 12),
        "file": compress(text[:3000] + bytes(range(256))).hex(),
        "costs": round(sum(costs(text[:1000])), 6),
        "text": digest(decompress(blob)) if blob else "",
    }
    if numpy:
        from pyodide_ngram.bulk import Scorer
        from pyodide_ngram.machine import Chain
        from pyodide_ngram.packed import PackedModel
        from pyodide_ngram.suffix import SuffixModel

        for name, other in (("packed", PackedModel(4)), ("suffix", SuffixModel(4))):
            other.learn(text)
            found[name] = digest(*(generate(other, b"sum(", 1500, random.Random(5), *knobs) for knobs in KNOBS))
            if isinstance(other, PackedModel):
                found["many"] = digest(*generate_many(other, b"sum(", 60, 100, random.Random(5)))
                found["bulk"] = [round(bits, 9) for bits in Scorer(other, "kneser-ney").by_order(text[:400])]
                found["stationary"] = digest(*(f"{p:.9f}".encode() for p in Chain(other).stationary()))
    return found
