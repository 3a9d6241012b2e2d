"""The three models are one model: equal answers on hand-made tables and on random text, in one piece or many."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_ngram.errors import BadArgument, EmptyModel
from pyodide_ngram.model import Model, NgramModel
from pyodide_ngram.packed import PackedModel
from pyodide_ngram.sampling import choose, generate, trace
from pyodide_ngram.suffix import SuffixModel, suffix_array

MAKERS = [NgramModel, PackedModel, SuffixModel]
texts = st.one_of(
    st.binary(max_size=200),
    st.text("ab", max_size=120).map(str.encode),
    st.lists(st.sampled_from([0, 255, 97]), max_size=120).map(bytes),
)


@pytest.mark.parametrize("make", MAKERS)
def test_hand_made_table(make: type[Model]) -> None:
    """`abracadabra`, counted with a pencil."""
    model = make(3)
    model.learn(b"abracadabra")
    assert model.distribution(b"") == ({97: 5, 98: 2, 99: 1, 100: 1, 114: 2}, 0)
    assert model.distribution(b"a") == ({98: 2, 99: 1, 100: 1}, 1)
    assert model.distribution(b"bra") == ({99: 1}, 3)  # the second "bra" ends the text: nothing followed
    assert model.distribution(b"xbra") == ({99: 1}, 3)
    assert model.distribution(b"xra") == ({99: 1}, 2)
    assert model.counts(b"xra") == {}
    assert [model.count_contexts(k) for k in range(5)] == [1, 5, 7, 7, 0]
    assert model.size == 11


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("text", [b"a", b"ab", b"\0", b"\0\0\0", b"\xff" * 9, b"aaaaaaaa", b"aaaaaaa\0"])
def test_short_and_awkward_texts(make: type[Model], text: bytes) -> None:
    """Texts shorter than a window, zeros that look like padding, and nothing but one byte."""
    plain, model = NgramModel(7), make(7)
    plain.learn(text)
    model.learn(text)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            assert model.distribution(text[start:end]) == plain.distribution(text[start:end])


@given(st.lists(texts, min_size=1, max_size=4), st.integers(0, 7), st.data())
def test_equal_answers(pieces: list[bytes], order: int, data: st.DataObject) -> None:
    """Learnt in pieces, with questions in between, all three models answer alike."""
    models: list[Model] = [make(order) for make in MAKERS]
    text = b""
    for piece in pieces:
        text += piece
        for model in models:
            model.learn(piece)
        if not text:
            continue
        at = data.draw(st.integers(0, len(text)))
        for context in (text[:at], text[at:], text[:at] + b"\0", data.draw(st.binary(max_size=9))):
            answers = [model.distribution(context) for model in models]
            assert answers[0] == answers[1] == answers[2]
            short = context[:order]
            assert models[0].counts(short) == models[1].counts(short) == models[2].counts(short)
        for k in range(order + 2):
            assert len({model.count_contexts(k) for model in models}) == 1


@given(texts, texts)
def test_learning_in_pieces_is_learning_the_whole(a: bytes, b: bytes) -> None:
    whole, pieces = NgramModel(4), NgramModel(4)
    whole.learn(a + b)
    pieces.learn(a)
    pieces.learn(b)
    assert whole.__dict__ == pieces.__dict__


@given(texts)
def test_suffix_array_is_the_sorted_suffixes(text: bytes) -> None:
    assert suffix_array(text).tolist() == sorted(range(len(text)), key=lambda i: text[i:])


@given(texts.filter(bool), st.integers(8, 200))
def test_unbounded_order_finds_the_longest_match(text: bytes, at: int) -> None:
    model = SuffixModel()
    model.learn(text)
    context = b"\x07" + text[:at]
    longest = next(
        k for k in range(len(context), -1, -1) if text.find(context[len(context) - k :], 0, len(text) - 1) >= 0
    )
    assert model.distribution(context)[1] == longest


@given(st.text("ab", min_size=1, max_size=60).map(str.encode), st.integers(0, 50), st.binary(max_size=4))
def test_sampling_at_unbounded_order(text: bytes, seed: int, prompt: bytes) -> None:
    """The quick stream of the suffix array is what its steps say, also where it runs into the end of the text."""
    model = SuffixModel()
    model.learn(text)
    fast = generate(model, prompt + text[:3], 80, random.Random(seed))
    assert bytes(step.byte for step in trace(model, prompt + text[:3], 80, random.Random(seed))) == fast


@pytest.mark.parametrize("make", [PackedModel, SuffixModel])
def test_draw_is_the_stack_of_counts(make: type[PackedModel]) -> None:
    rng = random.Random(4)
    model = make(4)
    model.learn(bytes(rng.choice(b"abc") for _ in range(500)))
    for _ in range(500):
        context = bytes(rng.choice(b"abcd") for _ in range(5))
        coin = rng.random()
        assert model.draw(context, coin) == choose(model.distribution(context)[0], coin)


@pytest.mark.parametrize("make", MAKERS)
def test_a_model_that_has_learnt_nothing(make: type[Model]) -> None:
    model = make(2)
    model.learn(b"")
    with pytest.raises(EmptyModel, match="learnt nothing"):
        model.distribution(b"a")
    assert model.counts(b"a") == {}
    assert model.count_contexts(0) == 0


@pytest.mark.parametrize(("make", "order"), [(m, o) for m in MAKERS for o in (-1, 1.5, True, "3", None)])
def test_impossible_orders(make: type[Model], order: object) -> None:
    with pytest.raises(BadArgument, match="order must be"):
        make(order)


def test_orders_beyond_a_model() -> None:
    for make, order in ((NgramModel, 65), (PackedModel, 8)):
        with pytest.raises(BadArgument, match="order must be from 0 to"):
            make(order)
    assert SuffixModel(10**6).order == 10**6


def test_repetitive_text_is_no_trap() -> None:
    """A text of one byte ties every suffix with every other; doubling still settles it in a few rounds."""
    model = SuffixModel()
    model.learn(b"a" * 100_000)
    assert model.distribution(b"a" * 99_999) == ({97: 1}, 99_999)
    assert model.distribution(b"a" * 50_000) == ({97: 50_000}, 50_000)
