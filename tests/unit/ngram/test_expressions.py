"""The corpus is what it says, and the exact distribution of its process is exact."""

from __future__ import annotations

import random
from collections import Counter
from math import isclose, log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyodide_ngram.errors import BadArgument, NotOfTheProcess
from pyodide_ngram.evaluation import answer, distance, score, sentences
from pyodide_ngram.expressions import Shape, corpus, expression, sentence, value
from pyodide_ngram.model import NgramModel
from pyodide_ngram.process import Process
from pyodide_ngram.smoothing import AbsoluteDiscount

shapes = st.builds(
    Shape,
    depth=st.integers(1, 3),
    branching=st.integers(2, 4),
    max_value=st.integers(1, 30),
    nesting=st.sampled_from([0.0, 0.25, 0.6, 1.0]),
)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("sum(3,1,max(2,5))", (9,)),
        ("srt(3,1,2)", (1, 2, 3)),
        ("min(srt(5,4),9)", (4,)),
        ("srt(sum(1,1),srt(9,1))", (1, 2, 9)),
        ("7", (7,)),
    ],
)
def test_values(text: str, result: tuple[int, ...]) -> None:
    assert value(text) == result


@pytest.mark.parametrize(
    "text", ["", "sum(", "sum()", "sum(1,)", "1)", "1,2", "sum(1 2)", "sum(1)2", "avg(1,2)", "sum((1))"]
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(NotOfTheProcess):
        value(text)


def test_python_agrees_with_every_result() -> None:
    """Python's own sum, min, max and sorted, given the nested lists."""

    def flat(*arguments: object) -> list[int]:
        return [x for a in arguments for x in (a if isinstance(a, list) else [a])]

    names = {"sum": lambda *a: [sum(flat(*a))], "min": lambda *a: [min(flat(*a))], "max": lambda *a: [max(flat(*a))]}
    names["srt"] = lambda *a: sorted(flat(*a))
    text = corpus(500, random.Random(1), depth=3, branching=5, max_value=120)
    for line in text.decode().split(".")[:-1]:
        left, right = line.split("=")
        assert ",".join(map(str, eval(left, {"__builtins__": {}}, names))) == right


def test_the_same_seed_gives_the_same_corpus() -> None:
    assert corpus(2, random.Random(7)) == b"min(1,4)=1.sum(min(1,4),2,max(6,4,9,1))=12."
    assert corpus(0, random.Random(7)) == b""


@settings(deadline=None, max_examples=60)
@given(shapes, st.integers(0, 10**6))
def test_the_process_knows_its_own_text(shape: Shape, seed: int) -> None:
    """At each byte of a generated text the distribution sums to 1, and what came was possible."""
    process = Process(shape)
    text = "".join(sentence(expression(random.Random(seed + i), shape)) for i in range(3)).encode()
    for i, distribution in enumerate(process.walk(text)):
        assert isclose(sum(distribution.values()), 1, rel_tol=1e-9)
        assert distribution[text[i]] > 0
    assert process.distribution(text) == process.distribution(b"")
    assert process.probabilities(text) == [d[byte] for d, byte in zip(process.walk(text), text, strict=True)]


def test_the_distribution_agrees_with_counting() -> None:
    """What follows `max(1` in 40,000 sentences: a digit, a comma, a bracket, as often as the process says."""
    shape = Shape(depth=2, branching=3, max_value=12)
    text = corpus(40_000, random.Random(2), 2, 3, 12)
    process = Process(shape)
    for start in (b"", b"m", b"max(", b"max(1", b"max(1,2", b"max(12,min("):
        follow = Counter(line[len(start)] for line in text.split(b".")[:-1] if line.startswith(start))
        total = sum(follow.values())
        assert total > 10
        for byte, p in process.distribution(start).items():
            assert abs(follow[byte] / total - p) < 4 * (p * (1 - p) / total) ** 0.5 + 1e-9


@pytest.mark.parametrize("shape", [Shape(), Shape(1, 3, 9), Shape(3, 3, 25, 0.4), Shape(2, 2, 1, 1.0)])
def test_the_floor_is_what_a_long_text_costs(shape: Shape) -> None:
    """Law of large numbers: the mean length and cost of 20,000 sentences lie within five standard errors."""
    process, rng, n = Process(shape), random.Random(11), 20_000
    lengths = [len(sentence(expression(rng, shape))) for _ in range(n)]
    mean = sum(lengths) / n
    error = (sum((x - mean) ** 2 for x in lengths) / n / n) ** 0.5
    assert abs(mean - process.mean_length()) <= 5 * error + 1e-9
    rng = random.Random(12)
    costs = [-sum(map(log2, process.probabilities(sentence(expression(rng, shape)).encode()))) for _ in range(2000)]
    mean = sum(costs) / len(costs)
    error = (sum((x - mean) ** 2 for x in costs) ** 0.5) / len(costs)
    assert abs(mean - process.bits_per_expression()) <= 5 * error + 1e-9
    assert process.entropy_rate() == pytest.approx(process.bits_per_expression() / process.mean_length())


@pytest.mark.parametrize(
    "text", [b"x", b"sum(0", b"sum(1)", b"sum(1,2)=4", b"sum(10", b"sum(1,2,3,4,5", b"sum(sum(sum(", b"sum(01"]
)
def test_what_the_process_never_writes(text: bytes) -> None:
    with pytest.raises(NotOfTheProcess, match="never writes"):
        Process().distribution(text)


def test_impossible_shapes() -> None:
    for bad in (
        {"depth": 0},
        {"branching": 1},
        {"max_value": 0},
        {"nesting": 1.5},
        {"nesting": float("nan")},
        {"depth": 2.5},
    ):
        with pytest.raises(BadArgument):
            Shape(**bad)  # type: ignore[arg-type]
    with pytest.raises(BadArgument, match="exactly"):
        Process(Shape(6, 9, 999)).entropy_rate()


def test_the_model_stays_above_the_floor_and_comes_nearer_with_more_text() -> None:
    process, test = Process(), corpus(60, random.Random(99))
    distances = []
    for count in (30, 300, 3000):
        model = NgramModel(4)
        model.learn(corpus(count, random.Random(5)))
        distances.append(distance(model, process, test, AbsoluteDiscount()))
    assert distances[0].divergence > distances[1].divergence > distances[2].divergence > 0
    for found in distances:
        assert found.model > found.floor
        assert abs(found.floor + found.divergence - found.model) < 0.35 * found.divergence  # one text, finite


def test_it_remembers_and_does_not_compute() -> None:
    training = corpus(1500, random.Random(0))
    model = NgramModel(16)
    model.learn(training)
    known = set(sentences(training))
    fresh = [line for line in sentences(corpus(400, random.Random(1))) if line not in known]
    rows = [answer(model, line, seen=True) for line in sentences(training)[:200]] + [
        answer(model, line, seen=False) for line in fresh
    ]
    total = score(rows, training)
    assert total.seen_right / total.seen > 0.8
    assert total.unseen_right / total.unseen < 0.4
    assert total.majority == Counter(line.split("=")[1] for line in sentences(training)).most_common(1)[0][0].rstrip(
        "."
    )
