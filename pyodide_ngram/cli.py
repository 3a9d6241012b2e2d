"""The model in a terminal, on any file.

    $ python -m pyodide_ngram expressions 1000 --seed 7 > sums.txt
    $ python -m pyodide_ngram train sums.txt --order 5 --out sums.ngram
    $ python -m pyodide_ngram sample sums.ngram --prompt "max(" -n 200 --seed 1
    $ python -m pyodide_ngram bits sums.ngram other.txt --by-order
    $ python -m pyodide_ngram compress book.txt book.ng && python -m pyodide_ngram decompress book.ng copy.txt

A `-` stands for standard input or output. What is wanted goes to standard output, what is told about it to standard
error; the exit code is 0, or 2 when the input was at fault.

>>> main(["bits", "--help"])
Traceback (most recent call last):
SystemExit: 0
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from pyodide_ngram import __version__, coding, evaluation, expressions, sampling, smoothing
from pyodide_ngram.errors import NgramError
from pyodide_ngram.model import Model
from pyodide_ngram.requests import make_model
from pyodide_ngram.saving import dump, load

T = TypeVar("T")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except NgramError as error:
        return _fail(f"{error}" + (f" ({error.hint})" if error.hint else ""))
    except BrokenPipeError:  # whoever read us has had enough
        return 0
    except OSError as error:
        return _fail(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
    return 0


def _fail(message: str) -> int:
    print(f"ngram: {message}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ngram", description="A byte n-gram model that one can see through.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], None], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    made = command("expressions", _expressions, "write random expressions, each with its value")
    made.add_argument("count", type=int, help="how many")
    made.add_argument("--depth", type=int, default=2, help="levels of operators, at most (2)")
    made.add_argument("--branching", type=int, default=4, help="arguments of an operator, at most (4)")
    made.add_argument("--max-value", type=int, default=9, help="the largest number (9)")
    made.add_argument("--seed", type=int, default=0, help="of the random numbers (0)")

    made = command("train", _train, "learn files, in order, as one text")
    made.add_argument("files", nargs="+", help="the texts")
    made.add_argument("--order", type=int, default=5, help="the longest context in bytes (5)")
    made.add_argument("--out", required=True, help="where the model goes")

    made = command("sample", _sample, "write new text")
    made.add_argument("model", help="a model from train, or a text to train on")
    made.add_argument("--order", type=int, default=5, help="the longest context, if the model is a text (5)")
    made.add_argument("--prompt", default="", help="what to go on from")
    made.add_argument("-n", type=int, default=400, help="bytes to write (400)")
    made.add_argument("--texts", type=int, default=1, help="texts to write, on coins of their own (1)")
    made.add_argument("--temperature", type=float, default=1.0, help="0 is greedy, 1 the model as it is (1)")
    made.add_argument("--top-k", type=int, help="keep only the k likeliest bytes")
    made.add_argument("--top-p", type=float, help="keep only the fewest bytes with this probability together")
    made.add_argument("--seed", type=int, default=0, help="of the coins (0)")

    made = command("bits", _bits, "measure a text in bits per byte")
    made.add_argument("model", help="a model from train, or a text to train on")
    made.add_argument("text", help="the text to measure")
    made.add_argument("--order", type=int, default=5, help="the longest context, if the model is a text (5)")
    made.add_argument("--smoothing", choices=smoothing.SMOOTHINGS, default=smoothing.AbsoluteDiscount.name)
    made.add_argument("--by-order", action="store_true", help="also for every shorter context (orders up to 7)")

    for name, run, about in (
        ("compress", _compress, "compress a file by predicting it"),
        ("decompress", _decompress, "give back what was compressed"),
    ):
        made = command(name, run, about)
        made.add_argument("source", help="the file to read")
        made.add_argument("target", help="the file to write")
        if name == "compress":
            made.add_argument("--order", type=int, default=6, help="the longest context in bytes, 1 to 8 (6)")
    return parser


def _expressions(arguments: argparse.Namespace) -> None:
    shape = (arguments.depth, arguments.branching, arguments.max_value)
    _write("-", expressions.corpus(arguments.count, random.Random(arguments.seed), *shape))


def _train(arguments: argparse.Namespace) -> None:
    texts = [_read(name) for name in arguments.files]
    model = make_model(arguments.order, "auto", sum(map(len, texts))).model
    for text in texts:
        model.learn(text)
    _write(arguments.out, dump(arguments.order, b"".join(texts)))
    contexts = model.count_contexts(min(arguments.order, 16))
    _tell(f"{model.size:,} bytes learnt, {contexts:,} contexts of {min(arguments.order, 16)} bytes")


def _sample(arguments: argparse.Namespace) -> None:
    model, prompt = _model(arguments), arguments.prompt.encode(errors="surrogateescape")
    knobs = (arguments.temperature, arguments.top_k, arguments.top_p)
    rng = random.Random(arguments.seed)
    texts = sampling.generate_many(model, prompt, arguments.n, arguments.texts, rng, *knobs)
    _write("-", b"".join(prompt + text + b"\n" for text in texts))


def _bits(arguments: argparse.Namespace) -> None:
    model, text = _model(arguments), _read(arguments.text)
    method = smoothing.by_name(arguments.smoothing, model)
    print(f"{evaluation.bits_per_byte(model, text, method):.4f} bits per byte, order {model.order}")
    if arguments.by_order:
        from pyodide_ngram.bulk import Scorer
        from pyodide_ngram.packed import PackedModel

        packed = PackedModel(min(7, model.order))
        packed.learn(load(_read(arguments.model))[1])
        for order, bits in enumerate(Scorer(packed, arguments.smoothing).by_order(text)):
            print(f"  contexts of up to {order}: {bits:.4f}")


def _compress(arguments: argparse.Namespace) -> None:
    data = _read(arguments.source)
    blob = _with_progress(coding.compressing(data, arguments.order), len(data))
    _write(arguments.target, blob)
    rate = f", {8 * len(blob) / len(data):.3f} bits per byte" if data else ""
    _tell(f"{len(data):,} bytes became {len(blob):,}{rate}")


def _decompress(arguments: argparse.Namespace) -> None:
    blob = _read(arguments.source)
    text = _with_progress(coding.decompressing(blob), coding.inspect(blob).size)
    _write(arguments.target, text)
    _tell(f"{len(blob):,} bytes became {len(text):,}")


def _with_progress(steps: Generator[int, None, T], total: int) -> T:
    shown = sys.stderr.isatty()
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            if shown:
                print("\r\033[K", end="", file=sys.stderr)
            return end.value  # type: ignore[no-any-return]
        if shown and done % (8 * coding.PACE) == 0:
            print(f"\r{100 * done // max(1, total)} %", end="", file=sys.stderr, flush=True)


def _model(arguments: argparse.Namespace) -> Model:
    """A model from a file of `train`, or trained here on any other file."""
    order, text = load(_read(arguments.model))
    model = make_model(arguments.order if order is None else order, "auto", len(text)).model
    model.learn(text)
    return model


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _write(name: str, data: bytes) -> None:
    if name == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        Path(name).write_bytes(data)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)
