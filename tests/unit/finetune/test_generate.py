"""The composed examples: the same seed gives the same ones, and every answer is a query that its mapping admits."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from demo_server.finetune.conditions import MARK
from demo_server.finetune.fields import table
from demo_server.finetune.generate import examples
from demo_server.finetune.known import known_worlds, mapping_of
from demo_server.nlq.mapping import from_properties
from demo_server.nlq.validate import Checker

SHOWN = re.compile(r"(?P<index>[^(]+)\((?P<fields>[^)]*)\)")


def test_the_same_seed_gives_the_same_examples() -> None:
    first, again, other = (list(itertools.islice(examples(seed), 200)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_every_answer_is_within_the_schema_of_its_mapping() -> None:
    for example in itertools.islice(examples(3, known_worlds()), 1500):
        answer = json.loads(example["answer"])
        if "unanswerable" in answer:
            continue
        shown = SHOWN.match(example["system"])
        assert shown is not None
        properties = {}
        for part in shown["fields"].split(","):
            name, _, type_ = part.rpartition(":")
            properties[name] = {"type": type_}
        Checker(from_properties(shown["index"], properties)).check(answer)


def test_values_stand_in_the_question_or_among_what_was_found() -> None:
    for example in itertools.islice(examples(5), 500):
        assert MARK not in example["question"]
        found = dict(line.split("=", 1)[::-1] for line in example["system"].split("\n")[1:])
        for value in re.findall(r'"term":\{"[^"]+":"([^"]+)"', example["answer"]):
            assert value in example["question"] or value in found


@pytest.mark.parametrize("index", list(table("known")))
def test_the_words_for_the_talks_indexes_name_the_fields_of_their_mappings(index: str) -> None:
    spoken = {name for name, spec in table("known")[index].items() if isinstance(spec, dict)}
    assert spoken == {field.name for field in mapping_of(index).fields if "." not in field.name}
