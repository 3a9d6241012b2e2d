"""Chains worked by hand, loops that must be found, other rules of dropping, and votes with an address."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_ngram.backoff import RULES, SkipModel
from pyodide_ngram.errors import BadArgument, CorruptBlob, EmptyModel
from pyodide_ngram.machine import Chain
from pyodide_ngram.model import NgramModel
from pyodide_ngram.packed import PackedModel
from pyodide_ngram.provenance import Shelf, copied, count_places, places
from pyodide_ngram.sampling import generate
from pyodide_ngram.saving import dump, load

texts = st.text("abc", min_size=1, max_size=80).map(str.encode)


def learnt(text: bytes, order: int) -> NgramModel:
    model = NgramModel(order)
    model.learn(text)
    return model


def test_a_clock_that_ticks() -> None:
    """ababab: two states, each half of the time, not one bit of surprise, one loop."""
    chain = Chain(learnt(b"abababa", 1))
    assert chain.states == [b"a", b"b"]
    assert chain.stationary() == pytest.approx([0.5, 0.5])
    assert chain.entropy_rate() == 0
    assert [(cycle.states, cycle.text, cycle.basin) for cycle in chain.cycles()] == [((0, 1), b"ba", 2)]


def test_order_zero_is_one_state() -> None:
    chain = Chain(learnt(b"aab", 0))
    assert chain.states == [b""]
    assert chain.entropy_rate() == pytest.approx(0.918296, abs=1e-5)  # H(2/3, 1/3)


@settings(deadline=None, max_examples=60)
@given(texts, st.integers(0, 3))
def test_a_chain_is_a_chain(text: bytes, order: int) -> None:
    chain = Chain(learnt(text, order))
    for row in chain.moves:
        assert sum(move.probability for move in row) == pytest.approx(1)
        assert all(0 <= move.target < len(chain.states) for move in row)
    shares = chain.stationary()
    assert sum(shares) == pytest.approx(1)
    moved = [0.0] * len(shares)
    for share, row in zip(shares, chain.moves, strict=True):
        for move in row:
            moved[move.target] += share * move.probability
    assert moved == pytest.approx(shares, abs=1e-7)
    cycles = chain.cycles()
    assert sum(cycle.basin for cycle in cycles) == len(chain.states)
    step = chain.greedy()
    for cycle in cycles:
        here = cycle.states[0]
        for state, byte in zip(cycle.states, cycle.text, strict=True):
            assert here == state
            assert step[here].byte == byte
            here = step[here].target
        assert here == cycle.states[0]


def test_the_long_run_is_what_sampling_shows() -> None:
    model = learnt(b"abracadabra abracadabra cad bra ", 1)
    chain = Chain(model)
    text = generate(model, b"", 200_000, random.Random(4))
    seen = Counter(text)
    for state, share in zip(chain.states, chain.stationary(), strict=True):
        assert abs(seen[state[0]] / len(text) - share) < 0.01


def test_the_greedy_machine_ends_in_its_loop() -> None:
    model = learnt(b"the cat sat on the mat and the cat sat on the rug ", 3)
    chain = Chain(model)
    text = generate(model, b"", 400, random.Random(0), temperature=0)
    assert any(cycle.text in text[-2 * len(cycle.text) :] for cycle in chain.cycles())


def test_a_chain_too_large() -> None:
    with pytest.raises(BadArgument, match="more than 3 states"):
        Chain(learnt(b"abcdefgh" * 2, 2), limit=3)
    with pytest.raises(EmptyModel):
        Chain(NgramModel(2))
    packed = PackedModel(1)
    packed.learn(b"abab")
    assert Chain(packed).states == Chain(learnt(b"abab", 1)).states


# --- back-off ---


@given(texts, st.integers(0, 4), st.binary(max_size=6))
def test_dropping_the_oldest_is_the_plain_model(text: bytes, order: int, context: bytes) -> None:
    plain, skip = learnt(text, order), SkipModel(order, "oldest")
    skip.learn(text[:3])
    skip.learn(text[3:])
    for asked in (context, text[-3:], text):
        assert skip.distribution(asked) == plain.distribution(asked)
    assert [skip.count_contexts(k) for k in range(order + 1)] == [plain.count_contexts(k) for k in range(order + 1)]


@given(texts, st.integers(0, 3), st.sampled_from(RULES))
def test_every_rule_makes_a_distribution(text: bytes, order: int, rule: str) -> None:
    model = SkipModel(order, rule, seed=3)
    model.learn(text)
    for context in (b"", text, b"zz" + text[:1]):
        assert sum(model.probability(context, byte) for byte in range(256)) == pytest.approx(1)
    assert model.views[0] == ()
    assert all(set(model.views[k]) < set(model.views[k + 1]) for k in range(order))


def test_the_nearest_byte_matters_most_in_text() -> None:
    text = b"the quick brown fox jumps over the lazy dog and the dog sleeps on and on while the fox runs away " * 3
    fresh = b"the dog jumps over the fox and sleeps "
    bits = {}
    for rule in ("oldest", "newest"):
        model = SkipModel(3, rule)
        model.learn(text)
        p = 1.0
        for i, byte in enumerate(fresh):
            p *= model.probability(fresh[max(0, i - 3) : i], byte)
        bits[rule] = p
    assert bits["oldest"] > bits["newest"]


def test_bad_rules() -> None:
    for arguments in ((2, "both"), (17, "oldest"), (-1, "oldest")):
        with pytest.raises(BadArgument):
            SkipModel(*arguments)
    with pytest.raises(EmptyModel):
        SkipModel(2).distribution(b"a")


# --- provenance and saving ---


@given(texts, st.text("abc", max_size=2).map(str.encode), st.sampled_from(b"abc"))
def test_votes_are_the_counts(text: bytes, context: bytes, byte: int) -> None:
    model = learnt(text, 2)
    assert count_places(text, context, byte) == model.counts(context).get(byte, 0)
    for place in places(text, context, byte):
        assert text[place.position] == byte
        assert place.before.endswith(context)
        assert place.after[0] == byte


@given(texts, texts)
def test_copies_are_copies_and_as_long_as_they_can_be(training: bytes, generated: bytes) -> None:
    ends = 0
    for copy in copied(training, generated, 3):
        passage = generated[copy.start : copy.end]
        assert len(passage) >= 3
        assert copy.start >= ends
        assert training[copy.source : copy.source + len(passage)] == passage
        assert copy.end == len(generated) or generated[copy.start : copy.end + 1] not in training
        ends = copy.end
    for i in range(len(generated) - 2):  # nothing that is copied was overlooked
        if generated[i : i + 3] in training:
            assert any(copy.start < i + 3 and copy.end > i for copy in copied(training, generated, 3))


def test_a_shelf() -> None:
    shelf = Shelf()
    for title, text in (("one", b"abc"), ("none", b""), ("two", b"defg")):
        shelf.add(title, text)
    assert shelf.text == b"abcdefg"
    assert [shelf.locate(i)[0] for i in range(7)] == ["one"] * 3 + ["two"] * 4
    for position in (-1, 7):
        with pytest.raises(BadArgument, match="no position"):
            shelf.locate(position)


@given(st.binary(max_size=200), st.integers(0, 10**6))
def test_a_model_file_comes_back(text: bytes, order: int) -> None:
    blob = dump(order, text)
    assert load(blob) == (order, text)
    for damaged in (blob[:-1], blob[:12], blob + b"x"):
        with pytest.raises(CorruptBlob):
            load(damaged)
