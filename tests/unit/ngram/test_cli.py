"""The command line: each command run as a reader would, in a process of its own or through main."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pyodide_ngram import cli
from pyodide_ngram.cli import main
from pyodide_ngram.expressions import corpus

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pyodide_ngram", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, timeout=60, check=False)


@pytest.fixture
def sums(tmp_path: Path) -> Path:
    path = tmp_path / "sums.txt"
    path.write_bytes(corpus(300, random.Random(7)))
    return path


def test_a_pipeline_in_a_shell(tmp_path: Path) -> None:
    text = run("expressions", "200", "--seed", "7")
    assert text.returncode == 0
    assert text.stdout.startswith(b"min(1,4)=1.sum(min(1,4),2,max(6,4,9,1))=12.")
    model = run("train", "-", "--order", "4", "--out", tmp_path / "m", stdin=text.stdout)
    assert b"bytes learnt" in model.stderr
    first = run("sample", tmp_path / "m", "--prompt", "max(", "-n", "80", "--seed", "3")
    again = run("sample", "-", "--order", "4", "--prompt", "max(", "-n", "80", "--seed", "3", stdin=text.stdout)
    assert first.stdout == again.stdout
    assert len(first.stdout) == 4 + 80 + 1


def test_many_texts(sums: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["sample", str(sums), "--prompt", "max(", "-n", "20", "--texts", "40", "--seed", "3"]) == 0
    lines = capsysbinary.readouterr().out.splitlines()
    assert len(lines) == 40
    assert all(line.startswith(b"max(") and len(line) == 24 for line in lines)
    assert main(["sample", str(sums), "--prompt", "max(", "-n", "20", "--seed", "3"]) == 0
    assert capsysbinary.readouterr().out.splitlines() == lines[:1]


def test_bits_by_order(sums: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bits", str(sums), str(sums), "--order", "3", "--by-order"]) == 0
    lines = capsys.readouterr().out.splitlines()
    numbers = [float(re.findall(r"\d+\.\d+", line)[0]) for line in lines]
    assert len(numbers) == 5
    assert numbers[1] > numbers[2] > numbers[3] > numbers[4] == numbers[0]


def test_compress_and_back(sums: Path, tmp_path: Path) -> None:
    assert main(["compress", str(sums), str(tmp_path / "c"), "--order", "4"]) == 0
    assert main(["decompress", str(tmp_path / "c"), str(tmp_path / "d")]) == 0
    assert (tmp_path / "d").read_bytes() == sums.read_bytes()
    assert (tmp_path / "c").stat().st_size < sums.stat().st_size / 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sample", "{missing}"], "No such file"),
        (["sample", "{empty}"], "learnt nothing"),
        (["sample", "{text}", "--order", "-1"], "order must be"),
        (["sample", "{text}", "--temperature", "nan"], "temperature"),
        (["sample", "{text}", "--top-p", "0"], "top_p"),
        (["bits", "{text}", "{empty}"], "no text to measure"),
        (["compress", "{text}", "{text}.ng", "--order", "9"], "order must be"),
        (["decompress", "{text}", "{text}.out"], "no file of this compressor"),
        (["train", "{text}", "--out", "{missing}/x"], "No such file"),
        (["sample", "{damaged}"], "model file was"),
        (["expressions", "-3"], "count"),
    ],
)
def test_mistakes_are_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    files = {"text": b"abcabc", "empty": b"", "damaged": b"NGRAM1\n\0\0\0\5broken"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    names = {name: str(tmp_path / name) for name in [*files, "missing"]}
    assert main([argument.format(**names) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.startswith("ngram: ")
    assert told.err.count("\n") == 1
    assert not told.out


def test_the_head_of_the_module_names_real_commands() -> None:
    """Each command and option that the docstring shows exists."""
    parser = cli._parser()
    for line in re.findall(r"python -m pyodide_ngram (.*?)(?: >.*)?(?: &&.*)?$", cli.__doc__ or "", re.MULTILINE):
        parser.parse_args(line.replace('"', "").split())
