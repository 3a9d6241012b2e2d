"""Knobs turned by hand, traced and fast sampling alike, greedy and beam, and the same text on every machine."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_ngram import many
from pyodide_ngram.errors import BadArgument, EmptyModel
from pyodide_ngram.model import Model, NgramModel
from pyodide_ngram.packed import PackedModel
from pyodide_ngram.sampling import (
    Knobs,
    beam,
    choose,
    generate,
    generate_many,
    shares,
    temperature,
    top_k,
    top_p,
    trace,
)
from pyodide_ngram.suffix import SuffixModel

counts = st.dictionaries(st.integers(0, 255), st.integers(1, 10**6), min_size=1, max_size=20)
TEXT = b"the cat sat on the mat and the rat sat on the cat that sat "


def test_knobs_by_hand() -> None:
    seen = {99: 1, 97: 6, 98: 3}
    assert temperature(seen, 1) == {97: 6, 98: 3, 99: 1}
    assert shares(temperature(seen, 0.5)) == pytest.approx({97: 36 / 46, 98: 9 / 46, 99: 1 / 46})
    assert temperature(seen, 0) == {97: 6}
    assert top_k(seen, 2) == {97: 6, 98: 3}
    assert top_p(seen, 0.6) == {97: 6}
    assert top_p(seen, 0.61) == {97: 6, 98: 3}
    assert top_p(seen, 1) == {97: 6, 98: 3, 99: 1}
    assert [choose(seen, coin) for coin in (0, 0.59, 0.6, 0.89, 0.9, 0.999)] == [97, 97, 98, 98, 99, 99]


def test_ties_go_to_the_smaller_byte() -> None:
    even = {7: 2, 5: 2, 9: 2}
    assert top_k(even, 1) == {5: 2}
    assert top_p(even, 0.5) == {5: 2, 7: 2}
    assert temperature(even, 0) == {5: 2}


@given(counts, st.floats(0.01, 100), st.integers(1, 256), st.floats(0.001, 1), st.floats(0, 1, exclude_max=True))
def test_knobs_keep_a_distribution(seen: dict[int, int], t: float, k: int, mass: float, coin: float) -> None:
    weights = Knobs(t, k, mass).turn(seen)
    assert weights
    assert set(weights) <= set(seen)
    assert len(weights) <= k
    assert list(weights) == sorted(weights)
    assert sum(shares(weights).values()) == pytest.approx(1)
    assert choose(weights, coin) in weights


@given(counts, st.floats(0, 1, exclude_max=True))
def test_the_coin_falls_where_counting_says(seen: dict[int, int], coin: float) -> None:
    stack = [byte for byte in sorted(seen) for _ in range(seen[byte])] if sum(seen.values()) < 10**5 else None
    if stack:
        assert choose(seen, coin) == stack[int(coin * len(stack))]


@settings(deadline=None)
@given(
    st.sampled_from([NgramModel, PackedModel, SuffixModel]),
    st.integers(0, 6),
    st.sampled_from([0, 0.3, 1, 1.7]),
    st.sampled_from([None, 1, 3]),
    st.sampled_from([None, 0.2, 0.9, 1]),
    st.integers(0, 99),
)
def test_traced_and_fast_are_the_same(
    make: type[Model], order: int, t: float, k: int | None, mass: float | None, seed: int
) -> None:
    model = make(order)
    model.learn(TEXT * 3)
    fast = generate(model, b"the", 60, random.Random(seed), t, k, mass)
    steps = list(trace(model, b"the", 60, random.Random(seed), t, k, mass))
    assert bytes(step.byte for step in steps) == fast
    plain = NgramModel(order)
    plain.learn(TEXT * 3)
    assert generate(plain, b"the", 60, random.Random(seed), t, k, mass) == fast
    text = b"the"
    for step in steps:
        assert step.order_used == len(step.context) <= order
        assert text.endswith(step.context)
        assert (step.counts, step.order_used) == plain.distribution(text)
        assert step.stages == Knobs(t, k, mass).stages(step.counts)
        assert choose(step.weights, step.coin) == step.byte
        assert 0 < step.probability <= 1
        text += bytes([step.byte])


@settings(deadline=None)
@given(
    st.one_of(st.text("ab", min_size=1, max_size=40).map(str.encode), st.binary(min_size=1, max_size=30)),
    st.integers(0, 7),
    st.binary(max_size=9),
    st.integers(0, 25),
    st.integers(0, 99),
)
def test_many_texts_at_once_are_those_written_one_after_another(
    text: bytes, order: int, prompt: bytes, n: int, seed: int
) -> None:
    """Also where a prompt was never seen, and where every text runs into the end of the training text."""
    model = PackedModel(order)
    model.learn(text)
    for asked in (prompt, text[:5] + prompt[:1], text[-8:]):
        one, other = random.Random(seed), random.Random(seed)
        one_by_one = [generate(model, asked, n, one) for _ in range(40)]
        assert generate_many(model, asked, n, 40, other) == one_by_one
        assert one.getstate() == other.getstate()


def test_many_texts_with_knobs_with_other_models_and_with_other_coins() -> None:
    packed, plain = PackedModel(3), NgramModel(3)
    for model in (packed, plain):
        model.learn(TEXT * 3)
    for knobs in ((1.0, None, None), (0.7, 4, 0.9)):
        texts = [generate_many(model, b"the ", 30, 50, random.Random(1), *knobs) for model in (packed, plain)]
        assert texts[0] == texts[1]

    class Half:
        def random(self) -> float:
            return 0.5

    assert set(generate_many(packed, b"the ", 30, 50, Half())) == {generate(packed, b"the ", 30, Half())}


def test_groups_of_texts_are_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    model = PackedModel(3)
    model.learn(TEXT * 3)
    whole = generate_many(model, b"the ", 20, 70, random.Random(4))
    monkeypatch.setattr(many, "_LEAST", 16)
    monkeypatch.setattr(many, "_COINS", 1)
    assert generate_many(model, b"the ", 20, 70, random.Random(4)) == whole


def test_impossible_numbers_of_texts() -> None:
    model = PackedModel(1)
    with pytest.raises(EmptyModel):
        generate_many(model, b"", 1, 50, random.Random(0))
    model.learn(b"abc")
    for number in (-1, 1.5, 10_000_001):
        with pytest.raises(BadArgument, match="many must be"):
            generate_many(model, b"", 1, number, random.Random(0))  # type: ignore[arg-type]
    with pytest.raises(BadArgument, match="n times many"):
        generate_many(model, b"", 1000, 100_000, random.Random(0))
    assert generate_many(model, b"", 5, 0, random.Random(0)) == []


def test_frequencies_follow_the_counts() -> None:
    model = NgramModel(0)
    model.learn(b"aaab")
    text = generate(model, b"", 20_000, random.Random(3))
    assert abs(Counter(text)[97] / 20_000 - 0.75) < 0.015


def test_a_pinned_text() -> None:
    """The same on every machine: tests/unit/ngram/test_pyodide.py compares many more with the browser's Python."""
    model = NgramModel(3)
    model.learn(TEXT)
    assert generate(model, b"the ", 40, random.Random(11), temperature=0.8) == PINNED


PINNED = b"cat sat sat and the cat on the mat on th"


@pytest.mark.parametrize(
    "knob",
    [{"temperature": t} for t in (-1, nan, inf, 1001, "1", True, None)]
    + [{"top_k": k} for k in (0, -1, 2.5, 257)]
    + [{"top_p": p} for p in (0, -0.1, 1.1, nan)],
)
def test_impossible_knobs(knob: dict[str, object]) -> None:
    model = NgramModel(1)
    model.learn(b"ab")
    for function in (generate, trace):
        with pytest.raises(BadArgument, match=next(iter(knob))):
            function(model, b"", 1, random.Random(0), **knob)  # type: ignore[operator]


def test_bad_input() -> None:
    model = NgramModel(1)
    for function in (generate, trace):
        with pytest.raises(EmptyModel):
            function(model, b"", 1, random.Random(0))
    model.learn(b"ab")
    with pytest.raises(BadArgument, match="n must be"):
        generate(model, b"", -1, random.Random(0))
    assert generate(model, b"", 0, random.Random(0)) == b""


# --- beam ---


def joint(model: Model, text: bytes) -> float:
    p = 1.0
    for i in range(len(text)):
        seen = model.distribution(text[:i])[0]
        p *= seen.get(text[i], 0) / sum(seen.values())
    return p


def test_a_wide_beam_finds_the_best_of_all() -> None:
    model = NgramModel(2)
    model.learn(b"abacabadabacabaabc")
    best = max((bytes(t) for t in product(b"abcd", repeat=4)), key=lambda t: (joint(model, t), [-b for b in t]))
    found = beam(model, b"", 4, 200)
    assert joint(model, found.best) == pytest.approx(joint(model, best))
    assert found.probability == pytest.approx(joint(model, best))


@given(st.integers(0, 12), st.integers(1, 6))
@settings(deadline=None)
def test_the_tree_is_a_tree(n: int, width: int) -> None:
    model = NgramModel(2)
    model.learn(TEXT)
    found = beam(model, b"t", n, width)
    assert len(found.best) == n
    for i, node in enumerate(found.nodes):
        assert node.parent < i
        assert i == 0 or node.depth == found.nodes[node.parent].depth + 1
        assert i == 0 or found.nodes[node.parent].kept
        assert node.log_probability <= 0
    path = [node for node in found.nodes if node.on_best]
    assert bytes(node.byte for node in path[1:]) == found.best
    assert all(sum(node.kept and node.depth == d for node in found.nodes) <= width for d in range(1, n + 1))


def test_width_one_is_greedy() -> None:
    model = NgramModel(3)
    model.learn(TEXT)
    assert beam(model, b"the ", 30, 1).best == generate(model, b"the ", 30, random.Random(0), temperature=0)
    for width in (0, 257, -1):
        with pytest.raises(BadArgument, match="width"):
            beam(model, b"", 1, width)
