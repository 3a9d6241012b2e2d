"""Whatever goes into the compressor comes out again, and what did not come from it is refused."""

from __future__ import annotations

import random
import zlib
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_ngram import coding
from pyodide_ngram.coding import Decoder, Encoder, compress, costs, decompress
from pyodide_ngram.errors import BadArgument, CorruptBlob
from pyodide_ngram.expressions import corpus
from pyodide_ngram.guessing import ONE

HEAD = 16  # bytes


@given(st.lists(st.tuples(st.integers(1, ONE - 1), st.booleans()), max_size=400))
def test_the_coder_gives_back_every_answer(answers: list[tuple[int, bool]]) -> None:
    encoder = Encoder()
    for chance, answer in answers:
        encoder.code(chance, answer)
    blob = encoder.finish()
    decoder = Decoder(blob)
    assert [decoder.code(chance) for chance, _ in answers] == [answer for _, answer in answers]
    ideal = sum(-log2((chance if answer else ONE - chance) / ONE) for chance, answer in answers)
    assert 8 * len(blob) <= ideal * 1.002 + 16


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)), st.integers(1, 8))
def test_any_bytes_come_back(data: bytes, order: int) -> None:
    assert decompress(compress(data, order)) == data


@pytest.mark.parametrize("data", [b"", b"\0", b"a", b"\xff" * 5000, bytes(range(256)) * 8])
def test_awkward_texts_come_back(data: bytes) -> None:
    assert decompress(compress(data)) == data


def test_random_bytes_are_stored_and_cost_no_more_than_the_head() -> None:
    data = random.Random(3).randbytes(50_000)
    blob = compress(data)
    assert decompress(blob) == data
    assert len(blob) == len(data) + HEAD


def test_costs_add_up_to_the_file() -> None:
    data = corpus(60, random.Random(5))
    assert abs(sum(costs(data)) / 8 - (len(compress(data)) - HEAD)) < 3


def test_it_learns_what_zlib_cannot_know() -> None:
    data = corpus(700, random.Random(2))
    assert len(compress(data)) < 0.75 * len(zlib.compress(data, 9))


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_a_damaged_file_is_refused(data: st.DataObject) -> None:
    blob = bytearray(compress(b"the quick brown fox jumps over the lazy dog"))
    if data.draw(st.booleans()):
        damaged = bytes(blob[: data.draw(st.integers(0, len(blob) - 1))])
    else:
        at = data.draw(st.integers(0, len(blob) - 1))
        blob[at] ^= data.draw(st.integers(1, 255))
        damaged = bytes(blob)
    with pytest.raises(CorruptBlob):
        decompress(damaged)


@given(st.binary(max_size=100))
def test_a_foreign_file_is_refused(data: bytes) -> None:
    with pytest.raises(CorruptBlob):
        decompress(data)


def test_impossible_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    for order in (0, 9, -1, 2.5):
        with pytest.raises(BadArgument, match="order must be"):
            compress(b"text", order)  # type: ignore[arg-type]
    monkeypatch.setattr(coding, "MAX_TEXT", 10)
    with pytest.raises(BadArgument, match="too many"):
        compress(b"a" * 11)


def test_every_stretch_of_the_arithmetic_is_tabulated() -> None:
    """The file must decode on another machine: a changed table means a changed format, so it is pinned here."""
    blob = compress(b"It was the best of times, it was the worst of times.")
    assert blob.hex() == PINNED


PINNED = "4e47010600000034229a58afe6647f0db6ceebd789cc8816b0a42aca035b27a4f9be6679203289c68e14a7f50d56e1b0d06f187039"
