"""Probabilities that sum to one, never zero, worked by hand, and the same one by one as in bulk."""

from __future__ import annotations

import random
from fractions import Fraction
from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_ngram import lookup
from pyodide_ngram.bulk import Scorer, Shares
from pyodide_ngram.errors import BadArgument, EmptyModel
from pyodide_ngram.evaluation import bits_per_byte, lifelong, surprises
from pyodide_ngram.lookup import Index
from pyodide_ngram.model import NgramModel
from pyodide_ngram.packed import PackedModel
from pyodide_ngram.smoothing import (
    PPM,
    SMOOTHINGS,
    AbsoluteDiscount,
    KneserNey,
    WittenBell,
    by_name,
    discounts_from,
    whole_distribution,
)

texts = st.one_of(st.binary(min_size=1, max_size=60), st.text("abc", min_size=1, max_size=60).map(str.encode))


@pytest.mark.parametrize("name", SMOOTHINGS)
@given(text=texts, context=st.binary(max_size=4), order=st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_sums_to_one_and_is_never_zero(name: str, text: bytes, context: bytes, order: int) -> None:
    model = NgramModel(order)
    model.learn(text)
    p = whole_distribution(by_name(name, model), model, context + text[:2])
    assert min(p) > 0
    assert isclose(sum(p), 1, rel_tol=1e-9)


def test_witten_bell_by_hand() -> None:
    """aab: after nothing a twice, b once; after a: a once, b once."""
    model = NgramModel(1)
    model.learn(b"aab")
    order0 = (Fraction(2) + Fraction(2, 256)) / 5
    order1 = (Fraction(1) + 2 * order0) / 4
    assert isclose(WittenBell().probability(model, b"a", ord("a")), order1, rel_tol=1e-12)


def test_kneser_ney_by_hand() -> None:
    """abcbbb: order 1, so order 0 counts different bytes in front: a by none, b by a, c and b, c by b."""
    model = NgramModel(1)
    model.learn(b"abcbbb")
    method = KneserNey.of(model)
    assert method.discounts == [(0.5, 1.0, 1.5)] * 2  # too few counts to estimate them
    front = {ord("b"): 3, ord("c"): 1}
    order0 = (front[ord("c")] - 0.5 + (0.5 * 1 + 1.5 * 1) / 256) / 4
    # after b: c once, b twice
    order1 = (1 - 0.5 + (0.5 * 1 + 1.0 * 1) * order0) / 3
    assert isclose(method.probability(model, b"b", ord("c")), order1, rel_tol=1e-12)


@given(texts, st.binary(max_size=6), st.integers(0, 255), st.integers(0, 4))
@settings(deadline=None, max_examples=60)
def test_ppm_by_order_is_a_model_of_each_order(text: bytes, context: bytes, byte: int, order: int) -> None:
    model = NgramModel(order)
    model.learn(text)
    expected = []
    for k in range(order + 1):
        shorter = NgramModel(k)
        shorter.learn(text)
        expected.append(PPM().probability(shorter, context, byte))
    assert PPM().by_order(model, context, byte) == pytest.approx(expected, rel=1e-12)


def test_discounts_as_chen_and_goodman_have_them() -> None:
    n1, n2, n3, n4 = 100, 40, 20, 12
    y = n1 / (n1 + 2 * n2)
    expected = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    assert discounts_from([0, n1, n2, n3, n4]) == pytest.approx(expected)


@pytest.mark.parametrize("name", [name for name in SMOOTHINGS if name != "ppm"])
def test_bulk_is_the_same_as_one_by_one(name: str) -> None:
    rng = random.Random(8)
    training = bytes(rng.choice(b"abcde\xff\0") for _ in range(3000))
    test = bytes(rng.choice(b"abcdef") for _ in range(200))
    for order in (0, 1, 3):
        plain, packed = NgramModel(order), PackedModel(order)
        plain.learn(training)
        packed.learn(training)
        one_by_one = list(surprises(plain, test, by_name(name, plain)))
        assert Scorer(packed, name).surprises(test).tolist() == pytest.approx(one_by_one, rel=1e-9)


@given(texts, texts, st.integers(0, 7))
@settings(deadline=None, max_examples=50)
def test_bulk_on_awkward_texts(training: bytes, test: bytes, order: int) -> None:
    packed = PackedModel(order)
    packed.learn(training)
    scorer = Scorer(packed, "absolute-discount")
    assert scorer.surprises(test).tolist() == pytest.approx(list(surprises(packed, test)), rel=1e-9)
    assert scorer.by_order(test)[-1] == pytest.approx(bits_per_byte(packed, test), rel=1e-9)
    plain = NgramModel(order)
    plain.learn(training)
    for k, share in enumerate(scorer.unseen(test)):
        expected = sum(i < k or not plain.counts(test[i - k : i]) for i in range(len(test))) / len(test)
        assert share == pytest.approx(expected)


@given(texts, texts, st.integers(0, 7))
@settings(deadline=None, max_examples=50)
def test_plain_shares_in_bulk(training: bytes, test: bytes, order: int) -> None:
    packed, plain = PackedModel(order), NgramModel(order)
    for model in (packed, plain):
        model.learn(training)
    expected = []
    for i in range(order, len(test)):
        counts = plain.counts(test[i - order : i])
        expected.append(counts.get(test[i], 0) / max(1, sum(counts.values())))
    assert Shares(packed).of(test).tolist() == expected


@given(st.lists(st.integers(0, 2**64 - 1), max_size=300, unique=True), st.lists(st.integers(0, 2**64 - 1), max_size=50))
def test_an_index_is_a_dictionary(keys: list[int], others: list[int]) -> None:
    index, place = Index(np.array(keys, np.uint64)), {key: i for i, key in enumerate(keys)}
    asked = [*keys[::-1], *others, *keys]
    assert index.find(np.array(asked, np.uint64)).tolist() == [place.get(key, -1) for key in asked]


def test_keys_that_all_want_the_last_slot() -> None:
    undo = pow(int(lookup._SPREAD), -1, 2**64)
    keys = np.array([(2**64 - 1 - i) * undo % 2**64 for i in range(40)], np.uint64)
    index = Index(keys[:30])
    assert len(set(index._slots(keys).tolist())) == 1
    assert index.find(keys).tolist() == [*range(30), *[-1] * 10]


def test_a_lifelong_learner_gets_used_to_a_text() -> None:
    model = NgramModel(3)
    costs = list(lifelong(model, b"all work and no play " * 10))
    assert costs[0] == 8.0
    assert sum(costs[-21:]) < 0.1 * sum(costs[:21])
    assert model.size == 210


def test_bad_input() -> None:
    model = NgramModel(1)
    with pytest.raises(EmptyModel):
        by_name("kneser-ney", model)
    with pytest.raises(EmptyModel):
        AbsoluteDiscount().probability(model, b"", 0)
    with pytest.raises(BadArgument, match="unknown smoothing"):
        by_name("magic", model)
    model.learn(b"a")
    with pytest.raises(BadArgument, match="no text to measure"):
        bits_per_byte(model, b"")
    for discount in (0, 1, float("nan")):
        with pytest.raises(BadArgument, match="discount"):
            AbsoluteDiscount(discount)
