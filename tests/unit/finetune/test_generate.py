"""The composed examples: the same seed gives the same ones, and every answer is a query that its mapping admits."""

from __future__ import annotations

import itertools
import re

import pytest

from demo_server.finetune.clauses import MARK
from demo_server.finetune.fields import table
from demo_server.finetune.generate import groups
from demo_server.finetune.known import known_worlds, mapping_of
from demo_server.finetune.worlds import mapping_line
from demo_server.nlq.shorthand import read
from demo_server.nlq.validate import Checker
from tests.unit.finetune.shown import mapping_shown


def test_the_same_seed_gives_the_same_examples() -> None:
    first, again, other = (list(itertools.islice(groups(seed), 60)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_every_answer_is_within_the_schema_of_its_mapping() -> None:
    for group in itertools.islice(groups(3, known_worlds()), 400):
        checker = Checker(mapping_shown(group.system))
        for example in group.examples:
            answer = read(example.answer, checker.mapping)
            if "unanswerable" not in answer:
                checker.check(answer)


def test_values_stand_in_the_question_or_among_what_was_found() -> None:
    values = 0
    for group in itertools.islice(groups(5), 300):
        keywords = set(re.findall(r"([^(,]+):keyword", group.system))
        for example in group.examples:
            assert MARK not in example.asked
            for field, said in re.findall(r"(\S+) = (.+)", example.answer):
                for value in said.split(" | ") if field in keywords else ():
                    assert value.casefold() in example.asked.casefold()
                    values += 1
    assert values > 200


def test_the_line_of_a_mapping_is_the_servers_own() -> None:
    for world in known_worlds():
        assert mapping_line(world) == mapping_of(world.index).plain_line()


@pytest.mark.parametrize("index", list(table("known")))
def test_the_words_for_the_talks_indexes_name_the_fields_of_their_mappings(index: str) -> None:
    spoken = {name for name, spec in table("known")[index].items() if isinstance(spec, dict)}
    assert spoken == {field.name for field in mapping_of(index).fields if "." not in field.name}
