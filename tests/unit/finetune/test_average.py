"""The mean of adapters is theirs number by number; what is not alike is refused, and nothing is overwritten."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from demo_server.cli import main
from demo_server.embedded.adapter import AdapterError, digest, numbers_at
from demo_server.embedded.launch import ADAPTER
from demo_server.finetune.average import average


def changed(path: Path, change: float) -> Path:
    """The shipped adapter with the first number of its first matrix raised."""
    whole = bytearray(ADAPTER.read_bytes())
    start = numbers_at(ADAPTER)
    (first,) = np.frombuffer(whole[start : start + 2], dtype="<f2")
    whole[start : start + 2] = np.array(first + change, dtype="<f2").tobytes()
    path.write_bytes(whole)
    return path


def test_every_number_is_the_mean(tmp_path: Path) -> None:
    start = numbers_at(ADAPTER)
    mean = average([ADAPTER, changed(tmp_path / "a.gguf", 1.0), changed(tmp_path / "b.gguf", 2.0)])
    was = np.frombuffer(ADAPTER.read_bytes(), dtype="<f2", offset=start)
    now = np.frombuffer(mean, dtype="<f2", offset=start)
    assert mean[:start] == ADAPTER.read_bytes()[:start]
    assert now[0] == pytest.approx(float(was[0]) + 1.0, abs=1e-3)
    assert (now[1:] == was[1:]).all()


@pytest.mark.parametrize("cut", [b"", b"more"])
def test_adapters_that_differ_in_more_than_numbers_are_refused(tmp_path: Path, cut: bytes) -> None:
    whole = ADAPTER.read_bytes()
    other = tmp_path / "other.gguf"
    other.write_bytes(whole + cut if cut else whole.replace(struct.pack("<f", 32.0), struct.pack("<f", 16.0), 1))
    with pytest.raises(AdapterError, match="not of the same base, rank and alpha"):
        average([ADAPTER, other])


def test_numbers_of_32_bits_are_refused(tmp_path: Path) -> None:
    whole = bytearray(ADAPTER.read_bytes())
    name = b"blk.0.attn_q.weight.lora_a"
    at = whole.index(name) + len(name) + 4 + 16  # behind the amount of dimensions and both of them
    assert struct.unpack_from("<I", whole, at) == (1,)
    struct.pack_into("<I", whole, at, 0)
    (tmp_path / "wide.gguf").write_bytes(whole)
    with pytest.raises(AdapterError, match="not of 16 bits"):
        average([tmp_path / "wide.gguf"])


def test_the_command_writes_the_adapter_its_record_and_its_card(tmp_path: Path) -> None:
    other = changed(tmp_path / "a.gguf", 1.0)
    out = tmp_path / "mean" / "questions.gguf"
    ran = CliRunner().invoke(main, ["average", str(other), str(ADAPTER), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    runs = json.loads(out.with_name("runs.json").read_text(encoding="utf-8"))
    assert runs[-1]["averaged"] == [digest(other), digest(ADAPTER)]
    card = out.with_name("README.md").read_text(encoding="utf-8")
    assert digest(out) in card
    assert digest(other)[:16] in card


@pytest.mark.parametrize(
    ("content", "said"), [(b"GGUF", "damaged"), (None, "runs.json")], ids=["damaged", "without its record"]
)
def test_the_command_says_what_is_wrong_and_writes_nothing(tmp_path: Path, content: bytes | None, said: str) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(ADAPTER.read_bytes() if content is None else content)
    out = tmp_path / "out.gguf"
    ran = CliRunner().invoke(main, ["average", str(ADAPTER), str(bad), "--out", str(out)])
    assert ran.exit_code == 1
    assert said in ran.output.replace("\n", "")
    assert not out.exists()
