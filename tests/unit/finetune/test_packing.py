"""Packed rows: each question sees its mapping and itself, from the same positions as in a row of its own."""

from __future__ import annotations

import doctest
import itertools

import numpy as np
import pytest

from demo_server.finetune import more, packing
from demo_server.finetune.generate import groups
from demo_server.finetune.known import known_worlds
from demo_server.finetune.packing import pack

ROWS: list[packing.Row] = [([1, 5, 6], [([7, 8], [9]), ([10], [11, 12]), ([13, 14, 15], [16])]), ([1], [([2], [3])])]


@pytest.mark.parametrize("module", [packing, more])
def test_the_worked_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_what_a_question_sees_is_what_it_would_see_alone() -> None:
    packed = pack(ROWS)
    for number, (shared, turns) in enumerate(ROWS):
        at = len(shared)
        for prompt, answer in turns:
            alone = pack([(shared, [(prompt, answer)])])
            own = [*range(len(shared)), *range(at, at + len(prompt) + len(answer))]
            assert packed.tokens[number, own].tolist() == alone.tokens[0].tolist()
            assert packed.positions[number, own].tolist() == alone.positions[0].tolist()
            assert (packed.hidden[number][np.ix_(own, own)] == alone.hidden[0]).all()
            others = [place for place in range(packed.tokens.shape[1]) if place not in own]
            assert packed.hidden[number][np.ix_(own[len(shared) :], others)].all()
            at += len(prompt) + len(answer)


def test_targets_are_the_answers_and_their_places_the_tokens_before_them() -> None:
    packed = pack(ROWS)
    flat = packed.tokens.reshape(-1)
    assert packed.targets.tolist() == [9, 11, 12, 16, 3]
    assert [int(flat[place + 1]) for place in packed.places] == packed.targets.tolist()
    assert packed.total == sum(packing.length(row) for row in ROWS)


def test_no_token_sees_nothing() -> None:
    assert not pack(ROWS).hidden.all(axis=-1).any()


def test_examples_from_elsewhere_are_mixed_in() -> None:
    given = more.grouped(
        ['{"question": "a dozen of them, newest on top", "query": {"size": 12}, "index": "articles"}', ""][:1]
    )
    made = list(itertools.islice(groups(1, known_worlds(), given), 200))
    assert 5 < sum(group in given for group in made) < 50


def test_a_line_that_is_no_example_is_named() -> None:
    with pytest.raises(ValueError, match="line 1"):
        more.grouped(['{"question": "who?"}'])
