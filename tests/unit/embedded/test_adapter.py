"""An adapter that is damaged, cut short, no adapter or another model's is refused before llama.cpp sees it."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from demo_server.embedded.adapter import AdapterError, check

TEXT = 8


def text(value: str) -> bytes:
    """A text as GGUF has it."""
    return struct.pack("<Q", len(value)) + value.encode()


def written(path: Path, *, kind: str = "adapter", base: str = "", numbers: int = 64) -> Path:
    """A GGUF file with one tensor of 8 × 8 numbers in 16 bits, of which `numbers` are there."""
    facts = [("general.type", kind), *([("llm_talk.base_sha256", base)] if base else [])]
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(facts))
    head += b"".join(text(key) + struct.pack("<I", TEXT) + text(value) for key, value in facts)
    head += text("blk.0.attn_q.weight.lora_a") + struct.pack("<I2QIQ", 2, 8, 8, 1, 0)
    head += b"\0" * (-len(head) % 32)
    path.write_bytes(head + b"\0\0" * numbers)
    return path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.gguf"
    path.write_bytes(b"GGUF the base")
    return path


def test_a_whole_adapter_of_this_base_is_let_pass(tmp_path: Path, base: Path) -> None:
    check(written(tmp_path / "a.gguf", base=hashlib.sha256(base.read_bytes()).hexdigest()), base)
    check(written(tmp_path / "b.gguf"), base)  # one made elsewhere says nothing of its base


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"numbers": 63}, "cut short"),
        ({"kind": "model"}, "no adapter"),
        ({"base": "0" * 64}, "made for another model"),
    ],
)
def test_the_reason_is_said(tmp_path: Path, base: Path, given: dict[str, object], why: str) -> None:
    with pytest.raises(AdapterError, match=why):
        check(written(tmp_path / "a.gguf", **given), base)  # type: ignore[arg-type]


def test_no_byte_of_the_header_can_be_cut_without_a_word(tmp_path: Path, base: Path) -> None:
    whole = written(tmp_path / "a.gguf").read_bytes()
    for size in range(len(whole)):
        (tmp_path / "cut.gguf").write_bytes(whole[:size])
        with pytest.raises(AdapterError):
            check(tmp_path / "cut.gguf", base)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, base: Path) -> None:
    with pytest.raises(AdapterError, match="nowhere"):
        check(tmp_path / "nowhere.gguf", base)
