"""The model in a terminal: `python -m pyodide_ngram train book.txt`, then `sample`, `bits`, … on any file.

$ python -m pyodide_ngram expressions 1000 --seed 7 > sums.txt
$ python -m pyodide_ngram train sums.txt --order 5 --out sums.ngram
$ python -m pyodide_ngram sample sums.ngram --prompt "max(" -n 200 --seed 1
$ python -m pyodide_ngram bits sums.ngram other.txt
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from pyodide_ngram import evaluation, expressions, sampling, smoothing
from pyodide_ngram.errors import NgramError
from pyodide_ngram.model import NgramModel


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 2 when the input was at fault (said on stderr)."""
    arguments = _parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except NgramError as error:
        print(f"error: {error}" + (f" ({error.hint})" if error.hint else ""), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: {error.strerror}: {error.filename}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ngram", description="A byte n-gram model that one can see through.")
    commands = parser.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("expressions", help="write random expressions with their values")
    command.add_argument("count", type=int)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--depth", type=int, default=2)
    command.add_argument("--branching", type=int, default=4)
    command.add_argument("--max-value", type=int, default=9)
    command.set_defaults(run=_expressions)

    command = commands.add_parser("sample", help="train on files, then write new text")
    command.add_argument("files", nargs="+", type=Path)
    command.add_argument("--order", type=int, default=5)
    command.add_argument("--prompt", default="")
    command.add_argument("-n", type=int, default=400, help="bytes to write")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--temperature", type=float, default=1.0)
    command.add_argument("--top-k", type=int)
    command.add_argument("--top-p", type=float)
    command.set_defaults(run=_sample)

    command = commands.add_parser("bits", help="train on one file, measure another in bits per byte")
    command.add_argument("train", type=Path)
    command.add_argument("test", type=Path)
    command.add_argument("--order", type=int, default=5)
    command.add_argument("--smoothing", default="absolute-discount")
    command.set_defaults(run=_bits)
    return parser


def _expressions(arguments: argparse.Namespace) -> None:
    rng = random.Random(arguments.seed)
    _out().write(expressions.corpus(arguments.count, rng, arguments.depth, arguments.branching, arguments.max_value))


def _sample(arguments: argparse.Namespace) -> None:
    model = NgramModel(arguments.order)
    for path in arguments.files:
        model.learn(path.read_bytes())
    rng = random.Random(arguments.seed)
    text = sampling.generate(
        model, arguments.prompt.encode(), arguments.n, rng, arguments.temperature, arguments.top_k, arguments.top_p
    )
    _out().write(arguments.prompt.encode() + text + b"\n")


def _bits(arguments: argparse.Namespace) -> None:
    model = NgramModel(arguments.order)
    model.learn(arguments.train.read_bytes())
    method = smoothing.by_name(arguments.smoothing, model)
    print(f"{evaluation.bits_per_byte(model, arguments.test.read_bytes(), method):.4f} bits/byte")


def _out() -> BinaryIO:
    return sys.stdout.buffer
